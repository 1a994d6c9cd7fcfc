import type { WebMessage } from '../chat/web-message.js'

/**
 * What puppet-wechat4u makes of a raw message: one Wechaty event, and for anything but `message` no message event. Its
 * gaps are kept: texts that look like WeChat's own lines vanish (a text that ends in "I've accepted your friend request.
 * Now let's chat!", a made-up invitation card), of several who join none is found, and people are looked up by name.
 */
export type WebEvent =
  | { event: 'message' }
  | { event: 'friendship' }
  | { event: 'room-invite' }
  | { event: 'room-join'; inviteeIdList: string[]; inviterId: string; roomId: string; timestamp: number }
  | { event: 'room-leave'; removeeIdList: string[]; removerId: string; roomId: string; timestamp: number }
  | { event: 'room-topic'; changerId: string; newTopic: string; oldTopic: string; roomId: string; timestamp: number }

/** How the puppet looks around. */
export interface Surroundings {
  selfId: string
  /** The first member called so: by in-room name, nickname, then remark. */
  find: (roomId: string, name: string) => string | undefined
  /** The topic that the puppet knows, which may be an old one. */
  topic: (roomId: string) => string
}

// The regular expressions of puppet-wechat4u 1.14.14, Chinese and English.
const confirmed = [
  /^You have added (.+) as your WeChat contact. Start chatting!$/,
  /^你已添加了(.+)，现在可以开始聊天了。$/,
  /I've accepted your friend request. Now let's chat!$/,
  /^(.+) just added you to his\/her contacts list. Send a message to him\/her now!$/,
  /^(.+)刚刚把你添加到通讯录，现在可以开始聊天了。$/,
  /^我通过了你的朋友验证请求，现在我们可以开始聊天了$/,
  /^(.+) has enabled Friend Confirmation/,
  /^(.+)开启了朋友验证，你还不是他（她）朋友。请先发送朋友验证请求，对方验证通过后，才能聊天。/,
]
const invitationTitle = /<title>[^<]*(?:邀请你加入群聊|Group Chat Invitation)/
const invitationText =
  /<des>[^<]*(?:".+"邀请你加入群聊.*，进入可查看详情。|".+" invited you to join the group chat ".+"\. Enter to view details\.)/
const botInvites = [/^你邀请"(.+)"加入了群聊 {2}/, /^You invited (.+) to the group chat/]
const botsCode = [/^" ?(.+)"通过扫描你分享的二维码加入群聊/, /^" ?(.+)" joined group chat via the QR code you shared/]
const invitesBot = [/^"([^"]+?)"邀请你加入了群聊，群聊参与人还有：(.+)/, /^(.+) invited you to a group chat with (.+)/]
const invites = [
  /^"([^"]+?)"邀请你和"(.+?)"加入了群聊/,
  /^(.+?) invited you and (.+?) to (the|a) group chat/,
  /^"(.+)"邀请"(.+)"加入了群聊/,
  /^(.+?) invited (.+?) to (the|a) group chat/,
]
const scans = [
  /^" (.+)"通过扫描"(.+)"分享的二维码加入群聊/,
  /^"(.+)" joined the group chat via the QR Code shared by "(.+)"/,
]
const removals = [/^你将"(.+)"移出了群聊/, /^You removed "(.+)" from the group chat/]
const botRemovals = [/^你被"([^"]+?)"移出群聊/, /^You were removed from the group chat by "([^"]+)"/]
const botsTopics = [/^你修改群名为“(.+)”$/, /^You changed the group name to "(.+)"$/]
const topics = [/^"(.+)"修改群名为“(.+)”$/, /^"(.+)" changed the group name to "(.+)"$/]

export function webEvent(message: WebMessage, around: Surroundings): WebEvent {
  const { Content: content, MsgType: type } = message
  if (type === 37 || firstMatch(confirmed, content)) return { event: 'friendship' }
  if (type === 49 && invitationTitle.test(content) && invitationText.test(content)) return { event: 'room-invite' }
  if (!message.FromUserName.startsWith('@@')) return { event: 'message' }
  const inRoom = type === 10000 ? roomEvent(message, around) : undefined
  return inRoom ?? { event: 'message' }
}

function roomEvent(message: WebMessage, { selfId, find, topic }: Surroundings): WebEvent | undefined {
  const { Content: content, FromUserName: roomId, CreateTime: timestamp } = message
  const found = (name: string | undefined) => {
    const id = name === undefined ? undefined : find(roomId, name)
    return id === undefined ? [] : [id]
  }
  const join = (inviteeIdList: string[], inviterId = ''): WebEvent => ({
    event: 'room-join',
    inviteeIdList,
    inviterId,
    roomId,
    timestamp,
  })
  const byBot = firstMatch([...botInvites, ...botsCode], content)
  if (byBot) return join(found(byBot[1]), selfId)
  const pulled = firstMatch(invitesBot, content)
  if (pulled) return join([selfId], found(pulled[1])[0])
  const invited = firstMatch(invites, content)
  if (invited) return join([...(content.includes('你') ? [selfId] : []), ...found(invited[2])], found(invited[1])[0])
  const scanned = firstMatch(scans, content)
  if (scanned) return join(found(scanned[1]), found(scanned[2])[0])

  const leave = (removeeIdList: string[], removerId: string): WebEvent => ({
    event: 'room-leave',
    removeeIdList,
    removerId,
    roomId,
    timestamp,
  })
  const removed = firstMatch(removals, content)
  if (removed) return leave(found(removed[1]), selfId)
  const put = firstMatch(botRemovals, content)
  if (put) return leave([selfId], found(put[1])[0] ?? '')

  const named = (newTopic: string, changerId: string): WebEvent => ({
    event: 'room-topic',
    changerId,
    newTopic,
    oldTopic: topic(roomId),
    roomId,
    timestamp,
  })
  const byBotNamed = firstMatch(botsTopics, content)
  if (byBotNamed) return named(byBotNamed[1] ?? '', selfId)
  const renamed = firstMatch(topics, content)
  return renamed ? named(renamed[2] ?? '', found(renamed[1])[0] ?? '') : undefined
}

function firstMatch(forms: readonly RegExp[], text: string): RegExpExecArray | undefined {
  for (const form of forms) {
    const match = form.exec(text)
    if (match) return match
  }
  return undefined
}
