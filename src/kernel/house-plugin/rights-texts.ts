import type { Texts } from '../texts.js'

/** What is said where WeChat does not do as asked, and what `/能力` shows. */
export const rightsTexts: Texts = {
  'zh-CN': {
    noRight: '我没有移出权限，请群主处理{owner}',
    noRightPrivate:
      '{number}：「{topic}」的{name}（{reason}）我没能移出，多半因为我不是群主。请你在手机上移出，我看到后会结案。',
    notRemovedPrivate:
      '{number}：「{topic}」的{name}（{reason}）我没能移出，微信没有回应。请你在手机上看一眼，我看到他不在了就结案。',
    notBack: '{number}：没能请{name}回「{topic}」（可能已不是好友），请在手机上把他拉回来。',
    notDelivered: '私信没送到{name}，对方可能删了我的好友。请他再加我一次。',
    sessionOver: '微信说登录失效了（{code}），要发的都留着，重新登录后继续。',
    rightNo: '权限：否（「{topic}」移出）{why}',
    rightYes: '权限：是（{count} 个群能移出）',
    rightOwner: '，群主是{name}',
    // /能力
    language: 'zh',
    comma: '、',
    abilitiesYes: '能做：{list}',
    abilitiesMaybe: '做了会看成没成：{list}',
    abilitiesNo: '做不了：{list}',
    abilitiesShort: '我能做什么已列好，加我好友再发 /能力，私下给你看。',
    roomUnseen: '「{topic}」现在看不到，请在手机上把群保存到通讯录',
    roomAbilities: '「{topic}」{members}人{looked}，{owner}；{acts}',
    lookedNow: '（刚看过）',
    ownerMe: '群主是我',
    ownerOther: '群主是{name}',
    ownerUntold: '群主是谁看不到',
    actUntried: '{act}没试过',
    actWorked: '{act}能（{when}）',
    actFailed: '{act}不能（{when}，{code}）',
    rightKick: '移出',
    rightAdd: '拉人',
    rightInvite: '邀请卡',
    rightTopic: '改群名',
    rightSay: '发言',
  },
  en: {
    noRight: 'I may not remove people here; owner, please do {owner}',
    noRightPrivate:
      '{number}: I could not remove {name} from "{topic}" ({reason}), probably because I am not the owner there. Please do it by hand; I close the case when I see it.',
    notRemovedPrivate:
      '{number}: I could not remove {name} from "{topic}" ({reason}); WeChat did not answer. Please look on the phone; I close the case when I see that they are gone.',
    notBack:
      '{number}: {name} could not be invited back into "{topic}" (no friend any more?); please bring them back by hand.',
    notDelivered:
      'A private message did not reach {name}, who may have removed me as a friend. Please have them add me again.',
    sessionOver: 'WeChat says that the session is over ({code}). What waits is kept and goes on after the next login.',
    rightNo: 'Rights: no (removing in "{topic}"){why}',
    rightYes: 'Rights: yes (removing in {count} rooms)',
    rightOwner: ', its owner is {name}',
    language: 'en',
    comma: ', ',
    abilitiesYes: 'Works: {list}',
    abilitiesMaybe: 'Tried and looked at: {list}',
    abilitiesNo: 'Not there: {list}',
    abilitiesShort: 'Add me as a friend and send /abilities again; it is told in private.',
    roomUnseen: '"{topic}" is out of sight; on the phone, save the group to the contacts',
    roomAbilities: '"{topic}" {members} people{looked}, {owner}; {acts}',
    lookedNow: ' (looked just now)',
    ownerMe: 'I own it',
    ownerOther: 'its owner is {name}',
    ownerUntold: 'its owner cannot be seen',
    actUntried: '{act} untried',
    actWorked: '{act} yes ({when})',
    actFailed: '{act} no ({when}, {code})',
    rightKick: 'removing',
    rightAdd: 'adding',
    rightInvite: 'card',
    rightTopic: 'topic',
    rightSay: 'speaking',
  },
}
