/** What is said of how the talk is spread. */
export const texts = {
  'zh-CN': {
    'pareto.share': '「{room}」近 30 天，最活跃的两成（{fifth} 人）说了 {share} 的话：{verdict}。',
    'pareto.few': '少数人撑着',
    'pareto.some': '有人带头，也有不少人跟着聊',
    'pareto.all': '大家都在聊',
    'pareto.all30': '一共 {speakers} 人说了 {messages} 条，群里 {size} 人。',
    'pareto.hint': '他们一累群就静了，可以请人分担：/我来 答疑，或者换人主持话题。',
    'pareto.head': '说得最多的：',
    'pareto.line': '{rank}. {name}  {messages} 条，{share}',
    'pareto.nothing': '「{room}」近 30 天没有人说话',
  },
  en: {
    'pareto.share': '{room}: in 30 days the busiest fifth ({fifth} people) wrote {share}: {verdict}.',
    'pareto.few': 'few carry the talk',
    'pareto.some': 'some lead, and many join in',
    'pareto.all': 'everybody talks',
    'pareto.all30': '{speakers} people wrote {messages} messages, of {size} in the room.',
    'pareto.hint':
      'When they tire the room falls silent. Others may share it: /我来 答疑, or another host for a topic.',
    'pareto.head': 'Who wrote most:',
    'pareto.line': '{rank}. {name}  {messages}, {share}',
    'pareto.nothing': '{room}: nobody wrote in the last 30 days',
  },
}
