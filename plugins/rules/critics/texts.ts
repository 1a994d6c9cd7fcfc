export const texts = {
  'zh-CN': {
    complaints:
      '「{topic}」有人在抱怨（{people} 人，{messages} 句）。我没有处理任何人，也没有在群里说话，你有空去看看。',
    moodHead: '近来的抱怨：',
    moodLine: '{month}月{day}日 {time}：{people} 人，{messages} 句',
    moodNone: '近来没听到抱怨。',
    moodShort: '私下看吧，请先加我好友。',
  },
  en: {
    complaints:
      'People in "{topic}" are complaining ({people} people, {messages} messages). I did nothing and said nothing; you may want to have a look.',
    moodHead: 'Complaints of late:',
    moodLine: '{month}/{day} {time}: {people} people, {messages} messages',
    moodNone: 'No complaints of late.',
    moodShort: 'This is for private reading; please add me as a friend.',
  },
}
