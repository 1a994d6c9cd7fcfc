export const texts = {
  'zh-CN': {
    statistics: '近 {days} 天 {count} 件：{list}',
    statisticsNone: '近 {days} 天没有违规。',
    statisticsLine: '{reason} {count}',
    statisticsHand: '管理员自己处理的',
    statisticsUndone: '我自己处理的 {automatic} 件，后来撤销 {undone} 件（{percent}%）',
    statisticsOften: '“{reason}”最多：{count} 件，{people} 人。这条总被犯，是不是规矩不对？',
    statisticsWeek: '「{topic}」群规一周',
    statisticsShort: '统计只私下看，请先加我好友。',
    pulse: '这一周按群规提醒了 {reminded} 次，移出了 {removed} 位。谢谢大家一起守着～群规发 /群规',
    doubted:
      '「{topic}」近{span}我自己处理的“{reason}” {automatic} 件，有 {undone} 件被撤销，怕是判得太急。从现在起都先问你们；看过没问题，发 /开 群规 恢复。',
  },
  en: {
    statistics: 'Last {days} days, {count}: {list}',
    statisticsNone: 'Nothing in the last {days} days.',
    statisticsLine: '{reason} {count}',
    statisticsHand: 'by admins themselves',
    statisticsUndone: 'Of {automatic} that I decided, {undone} were undone ({percent}%)',
    statisticsOften: '"{reason}" most of all: {count}, by {people} people. Might the rule be wrong?',
    statisticsWeek: 'A week of rules in "{topic}"',
    statisticsShort: 'This is for private reading; please add me as a friend.',
    pulse: 'This week the rules took {reminded} reminders and {removed} removals. Thank you all; /rules has the rules',
    doubted:
      'Of {automatic} cases of "{reason}" that I decided in "{topic}" within {span}, {undone} were undone; I may be too quick. From now on I ask you first; if all is well, send /on rules.',
  },
}
