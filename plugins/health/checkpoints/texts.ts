/** The checklists of a new group. */
export const texts = {
  'zh-CN': {
    'checkpoint.head': '「{topic}」第 {day} 天了。这几样有了，群就站得住：',
    'checkpoint.done': '✓ {what}',
    'checkpoint.open': '○ {what}',
    'checkpoint.goal': '写了这个群为什么在（发 /开群向导）',
    'checkpoint.spoke': '一半人开过口（{people} 人里 {active} 人）',
    'checkpoint.deputy': '有一位副手',
    'checkpoint.rhythm': '有件固定的事：签到，或每周一个话题',
    'checkpoint.helpers': '有人认领迎新（发 /我来 迎新）',
    'checkpoint.owner': '群友说得比你多',
    'checkpoint.rate': '活跃率到了下限（{people} 人里 {active} 人说话）',
    'checkpoint.newcomers': '有新人来，也开了口',
  },
  en: {
    'checkpoint.head': 'Day {day} of “{topic}”. With these a group stands:',
    'checkpoint.done': '✓ {what}',
    'checkpoint.open': '○ {what}',
    'checkpoint.goal': 'it says why it is there (/setup)',
    'checkpoint.spoke': 'half of them said a word ({active} of {people})',
    'checkpoint.deputy': 'there is a deputy',
    'checkpoint.rhythm': 'something comes every week: check-ins, or a topic',
    'checkpoint.helpers': 'somebody greets newcomers (/take)',
    'checkpoint.owner': 'members write more than you',
    'checkpoint.rate': 'enough of them write ({active} of {people})',
    'checkpoint.newcomers': 'somebody new came, and said a word',
  },
}
