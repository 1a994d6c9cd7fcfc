export const texts = {
  'zh-CN': {
    topicRenamed: '「{from}」被{name}改名叫「{to}」了。要改回去，在群里发 /群名 {from}',
    topicReverting: '「{from}」被{name}改名叫「{to}」了，{span}后我改回去。要留着新名字，在群里发 /群名 {to}',
    topicSomebody: '人',
    topicSame: '群名已经是「{topic}」了',
    topicOdd: '好，改成「{topic}」。提醒一下，和定好的格式「{template}」不一样。',
    topicRefused: '群名没改成「{topic}」，微信没让我改，请群主在手机上改一下。',
    announcement: '【公告】\n{text}',
    announced: '已发到「{topic}」。',
    announceNight: '现在是安静时间，{time} 发到「{topic}」。',
  },
  en: {
    topicRenamed: '"{from}" was renamed to "{to}" by {name}. To change it back, send /topic-name {from} in the room',
    topicReverting:
      '"{from}" was renamed to "{to}" by {name}; I change it back in {span}. To keep it, send /topic-name {to} in the room',
    topicSomebody: 'somebody',
    topicSame: 'It is called "{topic}" already',
    topicOdd: 'All right, "{topic}". It does not have the agreed shape "{template}", though.',
    topicRefused: 'WeChat did not let me rename the group to "{topic}"; please do it on the phone.',
    announcement: '[Announcement]\n{text}',
    announced: 'Posted in "{topic}".',
    announceNight: 'These are quiet hours; it goes out in "{topic}" at {time}.',
  },
}
