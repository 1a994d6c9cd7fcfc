import * as PUPPET from 'wechaty-puppet'
import type { WebMessage } from '../chat/web-message.js'
import type { WebContact, WebMember, WebRoom } from './web-contacts.js'

const { Message } = PUPPET.types

const typeOf: Readonly<Record<number, PUPPET.types.Message>> = {
  1: Message.Text,
  3: Message.Image,
  34: Message.Audio,
  42: Message.Contact,
  43: Message.Video,
  47: Message.Emoticon,
  49: Message.Attachment,
  62: Message.Video,
  10002: Message.Recalled,
}

const appTypeOf: Readonly<Record<number, PUPPET.types.Message>> = {
  1: Message.Text,
  5: Message.Url,
  6: Message.Attachment,
  33: Message.MiniProgram,
  36: Message.MiniProgram,
  57: Message.Text,
}

/**
 * A raw message as Wechaty gets it from puppet-wechat4u, with its cut: of a text in a room nothing is left behind a
 * second `:` and line break. The reader in src/chat/ goes by the raw message instead.
 */
export function messagePayload(raw: WebMessage): PUPPET.payloads.Message {
  const roomId = [raw.FromUserName, raw.ToUserName].find(id => id.startsWith('@@'))
  const prefix = raw.OriginalContent.indexOf(':<br/>')
  const fromRoom = raw.FromUserName.startsWith('@@')
  const sender = fromRoom && prefix >= 0 ? raw.OriginalContent.slice(0, prefix) : undefined
  const text = fromRoom ? (raw.Content.split(':\n')[1] ?? raw.Content) : raw.Content
  const base = {
    id: raw.MsgId,
    // Without a sender puppet-wechat4u takes the message for the bot's own.
    talkerId: sender ?? (fromRoom ? raw.ToUserName : raw.FromUserName),
    text: raw.AppMsgType === 57 ? (raw.FileName ?? text) : text,
    timestamp: raw.CreateTime,
    type: (raw.MsgType === 49 ? appTypeOf[raw.AppMsgType ?? 0] : typeOf[raw.MsgType]) ?? Message.Unknown,
    ...(raw.AppMsgType === 6 && raw.FileName ? { filename: raw.FileName } : {}),
  }
  return roomId === undefined ? { ...base, listenerId: raw.ToUserName } : { ...base, roomId, mentionIdList: [] }
}

export function contactPayload(raw: WebContact): PUPPET.payloads.Contact {
  return {
    id: raw.UserName,
    name: raw.NickName,
    alias: raw.RemarkName,
    avatar: raw.HeadImgUrl,
    friend: (raw.ContactFlag & 1) !== 0,
    gender: PUPPET.types.ContactGender.Unknown,
    type: (raw.VerifyFlag & 8) !== 0 ? PUPPET.types.Contact.Official : PUPPET.types.Contact.Individual,
    weixin: raw.Alias,
    phone: [],
  }
}

export function roomPayload(raw: WebRoom): PUPPET.payloads.Room {
  return {
    id: raw.UserName,
    topic: raw.NickName,
    avatar: raw.HeadImgUrl,
    adminIdList: [],
    memberIdList: raw.MemberList.map(member => member.UserName),
  }
}

export function roomMemberPayload(raw: WebMember): PUPPET.payloads.RoomMember {
  return { id: raw.UserName, name: raw.NickName, roomAlias: raw.DisplayName, avatar: raw.HeadImgUrl }
}

/** Of a request (37) or of the line that somebody is a friend now (10000). `now`: seconds. */
export function friendshipPayload(raw: WebMessage): PUPPET.payloads.Friendship {
  const base = { id: raw.MsgId, timestamp: raw.CreateTime }
  if (raw.MsgType !== 37) return { ...base, contactId: raw.FromUserName, type: PUPPET.types.Friendship.Confirm }
  return {
    ...base,
    contactId: raw.RecommendInfo?.UserName ?? '',
    hello: raw.RecommendInfo?.Content ?? '',
    ticket: raw.RecommendInfo?.Ticket ?? '',
    type: PUPPET.types.Friendship.Receive,
  }
}
