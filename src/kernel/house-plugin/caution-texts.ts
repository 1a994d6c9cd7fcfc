import type { Texts } from '../texts.js'

/** What the house says about those who mislead: other bots, people of one name, impostors; and what it keeps on record. */
export const cautionTexts: Texts = {
  'zh-CN': {
    brakeAlert:
      '「{topic}」{minutes} 分钟里自动移出了 {count} 位老成员，我先停手：以后都先问管理员，直到群主或运维发 /恢复。先看看广告词和规则有没有写错。',
    brakeOwner:
      '「{topic}」{minutes} 分钟里我自动移出了 {count} 位老成员，怕是判错了，先停手：之后都先问你们。看过没问题，发 /恢复。',
    brakeOff: '好，恢复自动处理。',
    brakeOn: '刹车：{since}起都先问管理员，发 /恢复 结束',
    // loops
    loop: '「{topic}」里的{names}像是机器人，我和它来回了{count}句，先不理它{span}。广告照样拦。',
    loopPrivate: '{names}像是机器人，私下和我来回了{count}句，先不理它{span}。',
    loopBusy: '{topic}：十分钟里我答了{names} {count}句，先歇{span}再答，要办的照样办。',
    privateChat: '私聊',
    // people of one name
    pick: '叫这个名字的有 {count} 位，要 /{command} 哪一位？5 分钟内发数字：',
    pickJoined: '{date}入群',
    pickBefore: '{date}前入群',
    pickDay: '{month}月{day}日',
    pickDate: '{year}年{month}月{day}日',
    pickSaid: '上次发言「{text}」',
    pickLast: '上次发言 {date}',
    pickNever: '没见他发过言',
    pickWrong: '只有 1 到 {count}，发数字就好。',
    pickNobody: '没等到数字，刚才的 /{name} 不办了。',
    pickGone: '{name} 已经不在群里了。',
    pickUnsure: '刚重新登录过，{name} 认不准是哪一位，先没动。发 /绑定 认一下再来。',
    pickAtNight: '叫这个名字的有 {count} 位，天亮再办，或直接 @ 他的群名片。',
    // impostors
    askImpostor: '{number}「{topic}」疑似{reason}：{evidence}。\n1 放过  2 移出',
    posesOwner: '冒充群主',
    posesAdmin: '冒充管理员',
    tookName: '{from}把名字改得和{name}一样了',
    cameNamed: '新来的一位和{name}同名',
    pretender: '自称{name}的人',
    sameTopic:
      '有人建了同名的群「{topic}」（{count} 人），把我拉了进去，我在那里什么也不做。不是你们的话，提醒大家当心冒充。',
    // what admins did
    auditHead: '最近的操作：',
    auditNone: '还没有操作记录。',
    auditShort: '操作记录只私下看，请先加我好友。',
    auditGone: '（已删除）',
    auditOperator: '运维',
    auditSpare: '放过',
    auditRemove: '移出',
    'audit.declined': '没办',
    'audit.refused': '没权限',
    'audit.failed': '出错',
  },
  en: {
    brakeAlert:
      '{count} long-standing members of "{topic}" were removed within {minutes} minutes, so I stopped: from now on admins are asked first, until the owner or an operator sends /resume. Have a look at words and rules.',
    brakeOwner:
      'I removed {count} long-standing members of "{topic}" within {minutes} minutes and may be wrong, so I stopped and ask you first from now on. If all is well, send /resume.',
    brakeOff: 'All right, I act by myself again.',
    brakeOn: 'Brake: since {since} admins are asked first; /resume ends it',
    loop: '{names} in "{topic}" looks like a bot: we went back and forth {count} times, so I do not answer it for {span}. Ads are still kept out.',
    loopPrivate:
      '{names} looks like a bot: we went back and forth {count} times in private, so I do not answer it for {span}.',
    loopBusy:
      '{topic}: I answered {names} {count} times in ten minutes and rest for {span}; what is ordered is still done.',
    privateChat: 'private chat',
    pick: '{count} people go by that name. Whom do you mean by /{command}? Send a number within 5 minutes:',
    pickJoined: 'joined {date}',
    pickBefore: 'here before {date}',
    pickDay: '{month}/{day}',
    pickDate: '{year}/{month}/{day}',
    pickSaid: 'last said "{text}"',
    pickLast: 'last wrote {date}',
    pickNever: 'never wrote that I saw',
    pickWrong: 'There are 1 to {count}; just send the number.',
    pickNobody: 'No number came, so /{name} is not carried out.',
    pickGone: '{name} is not in the group any more.',
    pickUnsure: 'Since the login {name} cannot be told apart, so nothing was done. See /bind, then try again.',
    pickAtNight: '{count} people go by that name; try again in the morning, or @ the card of one.',
    askImpostor: '{number} "{topic}" {reason}? {evidence}.\n1 leave it  2 remove',
    posesOwner: 'posing as the owner',
    posesAdmin: 'posing as an admin',
    tookName: '{from} took a name just like that of {name}',
    cameNamed: 'somebody new is called just like {name}',
    pretender: 'the one called {name}',
    sameTopic:
      'Somebody made a group called "{topic}" too ({count} people) and brought me into it; I do nothing there. If it is not yours, tell people to beware.',
    auditHead: 'What was done last:',
    auditNone: 'Nothing is on record yet.',
    auditShort: 'The record is for private reading; please add me as a friend.',
    auditGone: '(erased)',
    auditOperator: 'operator',
    auditSpare: 'let pass',
    auditRemove: 'remove',
    'audit.declined': 'not done',
    'audit.refused': 'no right',
    'audit.failed': 'failed',
  },
}
