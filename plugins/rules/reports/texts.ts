export const texts = {
  'zh-CN': {
    reported: '多人举报',
    reportCheck: '举报人数',
    reportCount: '{count} 位',
    reportThanks: '收到，谢谢你帮忙看着。同样的话有 {quorum} 位来说，管理员就会看；不会告诉别人是你说的。',
    reportTaken: '收到，谢谢。',
    reportHow: '是哪位？引用他的话发“举报”，或者发 /举报 @某人',
    reportNamesakes: '叫这个名字的不止一位，请发 /举报 @某人',
    reportBot: '我哪里做得不对，直接跟群主说就好，我会改～',
    staffReported: '「{topic}」{count} 位成员举报了管理员{name}。我没有做什么，请你看看。',
  },
  en: {
    reported: 'reported by several',
    reportCheck: 'reporters',
    reportCount: '{count}',
    reportThanks:
      'Thank you for looking out. When {quorum} people say the same, the admins have a look; nobody hears that it was you.',
    reportTaken: 'Thank you.',
    reportHow: 'Who is it? Quote what they said with the word 举报, or send /report @somebody',
    reportNamesakes: 'More than one goes by that name; please send /report @somebody',
    reportBot: 'If I did something wrong, please tell the owner; I shall be put right.',
    staffReported: '{count} members of "{topic}" reported the admin {name}. I did nothing; please have a look.',
  },
}
