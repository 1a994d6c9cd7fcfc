import * as PUPPET from 'wechaty-puppet'
import type { Millis } from '../domain/events.js'
import type { MessagePart } from '../domain/parts.js'
import { readMentions } from './mentions.js'
import { readAppMessage, readTextQuote } from './read-app.js'
import { type Notice, readNotice } from './read-notice.js'
import type { WebMessage } from './web-message.js'
import { decodeWebName, decodeWebText } from './web-text.js'
import { parseXml, textAt } from './xml.js'

/** What the reader must know of the session. */
export interface ReadingSession {
  /** The bot's own contact id. */
  selfId: string
  /** What the bot is called in that room: nickname and in-room name. */
  botNames: (roomId: string) => readonly string[]
  /** Whether anybody in that room is called so; without it every well-formed `@name` is a mention. */
  isName?: (roomId: string, name: string) => boolean
}

/** A message in the platform's ids, taken apart. */
export interface ReadMessage {
  id: string
  /** Contact id of the sender; empty for notices, which nobody sends. */
  talkerId: string
  /** Absent in private. */
  roomId?: string
  /** From the bot's account: typed on its phone, or sent by the bot where the platform echoes that. */
  fromSelf: boolean
  sentAt: Millis
  /** Mentions hold names; who is meant is settled by the gateway. */
  parts: MessagePart[]
  /** What the author wrote, mentions included as `@name `; without quotes, titles and names of files. */
  text: string
  mentionsBot: boolean
  /** What a grey line says (MsgType 10000). */
  notice?: Notice
  /** Id of the message that this one recalls. */
  recalled?: string
  /** A request to be the bot's friend. */
  request?: { contactId: string; name: string; hello: string; ticket: string }
}

const senderPrefix = /^(@[0-9a-z]+|[\w-]+):<br\/>/i

/**
 * Reads a raw message of Web WeChat. The text comes from `OriginalContent` alone, after the first `:<br/>` in rooms,
 * never from what the puppet makes of it: that is cut at a later `:` and line break. Pure; never throws.
 */
export function readWebMessage(raw: WebMessage, session: ReadingSession): ReadMessage {
  const fromSelf = raw.FromUserName === session.selfId
  const roomId = [raw.FromUserName, raw.ToUserName].find(id => id.startsWith('@@'))
  const prefix = roomId !== undefined && !fromSelf ? senderPrefix.exec(raw.OriginalContent) : null
  const body = prefix ? raw.OriginalContent.slice(prefix[0].length) : raw.OriginalContent
  const talkerId = prefix?.[1] ?? (roomId === undefined || fromSelf ? raw.FromUserName : '')
  const content = contentOf(raw, decodeWebText(body))
  return {
    id: raw.MsgId,
    talkerId: raw.MsgType === 10000 ? '' : talkerId,
    ...(roomId === undefined ? {} : { roomId }),
    fromSelf: fromSelf || (talkerId !== '' && talkerId === session.selfId),
    sentAt: raw.CreateTime * 1000,
    ...settle(content, roomId, session),
  }
}

/**
 * Reads what a puppet without such raws (padlocal, service …) tells of a message. Links, cards and the like show as
 * far as the text carries their XML.
 */
export function readPayload(payload: PUPPET.payloads.Message, session: ReadingSession): ReadMessage {
  const { roomId, talkerId } = payload
  // Most puppets tell seconds, the mock milliseconds; 1e11 s would be the year 5138.
  const sentAt = payload.timestamp > 1e11 ? payload.timestamp : payload.timestamp * 1000
  return {
    id: payload.id,
    talkerId,
    ...(roomId === undefined ? {} : { roomId }),
    fromSelf: talkerId === session.selfId,
    sentAt,
    ...settle(contentOfPayload(payload), roomId, session),
  }
}

/** What a message holds, before mentions are looked for in what the author wrote. */
interface Content {
  written?: string
  before?: MessagePart[]
  notice?: Notice
  recalled?: string
  request?: NonNullable<ReadMessage['request']>
}

function settle(
  content: Content,
  roomId: string | undefined,
  session: ReadingSession,
): Pick<ReadMessage, 'parts' | 'text' | 'mentionsBot' | 'notice' | 'recalled' | 'request'> {
  const { written = '', before = [], ...rest } = content
  const text = written.replaceAll('\u2005', ' ')
  // Nobody is mentioned in private: an `@` there is text.
  if (roomId === undefined || !written.includes('@')) {
    return {
      parts: written === '' ? before : [...before, { kind: 'text', text: written }],
      text,
      mentionsBot: false,
      ...rest,
    }
  }
  const { parts, mentionsBot } = readMentions(written, {
    botNames: session.botNames(roomId),
    isName: session.isName && (name => session.isName?.(roomId, name) ?? true),
  })
  return { parts: [...before, ...parts], text, mentionsBot, ...rest }
}

function contentOf(raw: WebMessage, body: string): Content {
  switch (raw.MsgType) {
    case 1:
      return textContent(raw, body)
    case 3:
      return only({ kind: 'image' })
    case 34:
      return only({ kind: 'voice', seconds: Math.round((raw.VoiceLength ?? 0) / 1000) })
    case 37:
      return { request: friendRequest(raw, body) }
    case 42:
      return only(card(raw, body))
    case 43:
    case 62:
      return only({ kind: 'unreadable', why: 'video' })
    case 47:
      return only({ kind: 'unreadable', why: 'emoticon' })
    case 49:
      return appContent(body)
    case 10000:
      return { notice: readNotice(body) }
    case 10002:
      return recallContent(body)
    default:
      return {}
  }
}

/** Web WeChat's own picture of a map; behind it in the text stands the place. */
const mapPicture = ':\n/cgi-bin/mmwebwx-bin/webwxgetpubliclinkimg?'

function textContent(raw: WebMessage, body: string): Content {
  // A location comes as a text. Only WeChat fills Url, so nobody can dress up a text as one.
  const map = raw.Url ? body.indexOf(mapPicture) : -1
  if (raw.Url && map >= 0) return only({ kind: 'link', title: body.slice(0, map), url: raw.Url, description: '[位置]' })
  const quoting = readTextQuote(body)
  return quoting ? { before: [quoting.quote], written: quoting.written } : { written: body }
}

function appContent(body: string): Content {
  const quoting = readTextQuote(body)
  if (quoting) return { before: [quoting.quote], written: quoting.written }
  const { parts, written } = readAppMessage(body)
  return { before: parts, written }
}

function card(raw: WebMessage, body: string): MessagePart {
  const attributes = parseXml(body)?.attributes ?? {}
  const name = decodeWebName(raw.RecommendInfo?.NickName || attributes['nickname'] || '')
  // VerifyFlag & 8 marks an official account, whose own name begins with gh_; certflag carries the same in the XML.
  const flag = raw.RecommendInfo?.VerifyFlag || Number(attributes['certflag'] ?? 0)
  const official = (flag & 8) !== 0 || (attributes['username'] ?? '').startsWith('gh_')
  return name === '' && parseXml(body) === undefined
    ? { kind: 'unreadable', why: 'malformed card' }
    : { kind: 'card', name, official }
}

function friendRequest(raw: WebMessage, body: string): NonNullable<ReadMessage['request']> {
  const attributes = parseXml(body)?.attributes ?? {}
  const { UserName, NickName, Content: hello, Ticket } = raw.RecommendInfo ?? { UserName: '', NickName: '' }
  return {
    contactId: UserName || attributes['fromusername'] || '',
    name: decodeWebName(NickName || attributes['fromnickname'] || ''),
    hello: decodeWebName(hello || attributes['content'] || ''),
    ticket: Ticket || attributes['ticket'] || '',
  }
}

function recallContent(body: string): Content {
  const recalled = textAt(parseXml(body), 'revokemsg', 'msgid')
  return recalled === '' ? {} : { recalled }
}

function contentOfPayload(payload: PUPPET.payloads.Message): Content {
  const { Message } = PUPPET.types
  const text = payload.text ?? ''
  switch (payload.type) {
    case Message.Text: {
      const quoting = readTextQuote(text)
      return quoting ? { before: [quoting.quote], written: quoting.written } : { written: text }
    }
    case Message.Image:
      return only({ kind: 'image' })
    case Message.Audio:
      return only({ kind: 'voice', seconds: 0 })
    case Message.Attachment:
      return only({ kind: 'file', name: payload.filename ?? '' })
    case Message.Contact: {
      const attributes = parseXml(text)?.attributes
      return only({
        kind: 'card',
        name: attributes?.['nickname'] ?? '',
        official: (attributes?.['username'] ?? '').startsWith('gh_'),
      })
    }
    case Message.Url:
    case Message.MiniProgram:
    case Message.ChatHistory:
    case Message.GroupNote:
    case Message.Post:
      return appContent(text)
    case Message.Recalled:
      return text.includes('<') ? recallContent(text) : { recalled: text }
    default:
      return payload.type === Message.Unknown
        ? {}
        : only({ kind: 'unreadable', why: Message[payload.type]?.toLowerCase() ?? 'unknown' })
  }
}

function only(part: MessagePart): Content {
  return { before: [part] }
}
