import type { Texts } from '../texts.js'

/** What the house says of people and rooms that a login made unrecognisable. */
export const recognitionTexts: Texts = {
  'zh-CN': {
    recognised:
      '我重新登录了，「{topic}」等群里认得 {found}/{known} 人。这 {count} 位认不准：{names}。先冻结他们的身份和记录，不处罚。发 /绑定 看怎么认。',
    recognisedFew:
      '我重新登录了，「{topic}」等群里只认得 {found}/{known} 人，先只看不动，签到照记。认不准 {count} 位：{names}。看过没问题就发 /绑定 确认，想逐个认发 /绑定。',
    recognisedFewPlain:
      '我重新登录了，「{topic}」等群里只认得 {found}/{known} 人，先只看不动，签到照记。看过没问题就发 /绑定 确认。',
    unlikeRoom: '有个叫「{topic}」的群，里面认得的人太少，没敢当成原来的。是的话，请你在那个群里发 /绑定 {key}。',
    ownerLost: '群主认不准了：请他私聊我 /认主 {code}（{name}，重新登录后分不出是哪一位；码 7 天内有效，只用一次）',
    hiddenRooms: '看不到这些群：{topics}。请在机器人的手机上打开群，群资料里打开「保存到通讯录」，再在群里说句话。',
    bindNone: '都认得，没有要绑定的人。',
    bindNoneBlind: '没有认不准的人，只是认得的太少，先只看不动。看过没问题就发 /绑定 确认。',
    bindList:
      '认不准的 {count} 位，发 /绑定 编号 第几位，如 /绑定 1 2；都不是就发 /绑定 1 新人；能确定的一起认发 /绑定 确认\n{list}',
    bindItem: '{at}. {name}（{topic}）可能是：{candidates}',
    bindSince: '{date}入群',
    bindSpoke: '{date}发过言',
    role_owner: '群主',
    role_admin: '管理员',
    role_kol: '核心成员',
    role_trusted: '受信任',
    bindDone: '好，{name}就是原来的{known}，记录接上了。',
    bindNew: '好，{name}算新人，从现在记起。',
    bindConfirmed: '好，接上了 {count} 位，我照常做事了。',
    bindConfirmedPlain: '好，我照常做事了。',
    bindLeft: '还有 {count} 位要逐个认，发 /绑定 看名单。',
    bindWrong: '没有这个编号，发 /绑定 看名单。',
    bindRoomDone: '好，「{topic}」就是 {key}，我开始照看。',
    bindRoomTaken: '{key} 已经是「{topic}」了，要换请先在那个群发 /退出。',
    bindRoomUnknown: '配置里没有 {key} 这个群。{near}',
    bindRoomWhere: '请在要绑定的群里发 /绑定 {key}，我得在那个群里。',
    ambiguousCase: '{number}：「{topic}」的{name}重新登录后认不准了，没有动他。发 /绑定 认一下，再决定。',
  },
  en: {
    recognised:
      'I logged in again and recognise {found} of {known} people in "{topic}" and others. {count} I cannot tell apart: {names}. Their roles and records rest and they are not punished. Send /bind.',
    recognisedFew:
      'I logged in again and recognise only {found} of {known} people in "{topic}" and others, so I only look on; check-ins count. Unclear: {count}: {names}. Send "/bind confirm" if all is well, or /bind.',
    recognisedFewPlain:
      'I logged in again and recognise only {found} of {known} people in "{topic}" and others, so I only look on; check-ins count. Send "/bind confirm" if all is well.',
    unlikeRoom:
      'There is a group called "{topic}", with too few people in it whom I know. If it is the one of before, send "/bind {key}" there.',
    ownerLost:
      'The owner cannot be told apart: let them send me /claim {code} in private ({name}; the code is good for 7 days, once)',
    hiddenRooms:
      'These groups are not visible: {topics}. On the phone of the bot, open each, switch on "Save to Contacts", and write a line.',
    bindNone: 'Everybody is recognised.',
    bindNoneBlind:
      'Nobody is unclear, but I recognise too few, so I only look on. Send "/bind confirm" if all is well.',
    bindList:
      '{count} people are unclear. Send "/bind 1 2" for number 1 being the second candidate, "/bind 1 new" for none of them, "/bind confirm" for all that are plain.\n{list}',
    bindItem: '{at}. {name} ({topic}) may be: {candidates}',
    bindSince: 'here since {date}',
    bindSpoke: 'wrote on {date}',
    role_owner: 'owner',
    role_admin: 'admin',
    role_kol: 'core member',
    role_trusted: 'trusted',
    bindDone: '{name} is {known} again, records included.',
    bindNew: '{name} counts as new from now on.',
    bindConfirmed: '{count} people are known again; I go on as usual.',
    bindConfirmedPlain: 'Good, I go on as usual.',
    bindLeft: ' {count} are to be settled one by one: see /bind.',
    bindWrong: 'There is no such number; send /bind for the list.',
    bindRoomDone: '"{topic}" is {key} now, and I look after it.',
    bindRoomTaken: '{key} is "{topic}" already; send /release there first.',
    bindRoomUnknown: 'The config has no room {key}. {near}',
    bindRoomWhere: 'Please send "/bind {key}" in that group, with me in it.',
    ambiguousCase:
      '{number}: {name} of "{topic}" cannot be told apart since the login, so nothing was done. See /bind.',
  },
}
