import * as PUPPET from 'wechaty-puppet'
import type { Millis } from '../domain/events.js'
import type { MessagePart } from '../domain/parts.js'
import { readMentions } from './mentions.js'
import { readAppMessage } from './read-app.js'
import { type Content, type FriendRequest, only, readContent, wordsOf } from './read-content.js'
import type { Notice } from './read-notice.js'
import { readSystemMessage } from './read-system.js'
import type { WebMessage } from './web-message.js'
import { parseXml } from './xml.js'

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
  /**
   * The message began with a quote in text form, which anybody can type by hand: that stretch as it stood there.
   * `settleQuote` (quotes.ts) decides whether it is a quote.
   */
  typedQuote?: string
  /** What a grey line says. */
  notice?: Notice
  /** Id of the message that this one recalls. */
  recalled?: string
  /** A request to be the bot's friend. */
  request?: FriendRequest
}

// Who sent what stands in a room is before the first `:` and line break: his session id, and now and then (in lines that
// WeChat wrote itself) an account's or a room's lasting id. Anything else there are somebody's words.
const senderPrefix = /^(@[0-9a-z]+|wxid_\w+|gh_\w+|\d+@chatroom):(?:<br\s*\/?>|\n)/i

/**
 * Reads a raw message of Web WeChat. The text comes from `OriginalContent` alone, after the first `:<br/>` in rooms,
 * never from what the puppet makes of it: that is cut at a later `:` and line break. Pure; never throws, whatever `raw`
 * holds.
 */
export function readWebMessage(raw: WebMessage, session: ReadingSession): ReadMessage {
  const from = text(raw.FromUserName)
  const content = text(raw.OriginalContent)
  const fromSelf = from === session.selfId || from === ''
  const roomId = [from, text(raw.ToUserName)].find(id => id.startsWith('@@'))
  const prefix = from.startsWith('@@') ? senderPrefix.exec(content) : null
  const read = readContent(raw, prefix ? content.slice(prefix[0].length) : content)
  const talkerId = prefix?.[1] ?? (from.startsWith('@@') ? '' : from)
  return {
    id: text(raw.MsgId),
    talkerId: read.notice ? '' : talkerId,
    ...(roomId === undefined ? {} : { roomId }),
    fromSelf: fromSelf || talkerId === session.selfId,
    sentAt: (Number(raw.CreateTime) || 0) * 1000,
    ...settle(read, roomId, session),
  }
}

/** What comes from outside may lack anything. */
function text(field: unknown): string {
  return typeof field === 'string' ? field : ''
}

/**
 * Reads what a puppet without such raws (padlocal, service …) tells of a message. Links, cards and the like show as
 * far as the text carries their XML.
 */
export function readPayload(payload: PUPPET.payloads.Message, session: ReadingSession): ReadMessage {
  const { talkerId } = payload
  // Over gRPC a private message has an empty room.
  const roomId = payload.roomId || undefined
  // Most puppets tell seconds, the mock milliseconds; 1e11 s would be the year 5138.
  const sentAt = payload.timestamp > 1e11 ? payload.timestamp : payload.timestamp * 1000
  const settled = settle(contentOfPayload(payload), roomId, session)
  const told = 'mentionIdList' in payload ? payload.mentionIdList : undefined
  return {
    id: payload.id,
    talkerId,
    ...(roomId === undefined ? {} : { roomId }),
    fromSelf: talkerId === session.selfId,
    sentAt,
    ...settled,
    mentionsBot: settled.mentionsBot || (told?.includes(session.selfId) ?? false),
  }
}

function settle(
  content: Content,
  roomId: string | undefined,
  session: ReadingSession,
): Omit<ReadMessage, 'id' | 'talkerId' | 'roomId' | 'fromSelf' | 'sentAt'> {
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

function contentOfPayload(payload: PUPPET.payloads.Message): Content {
  const { Message } = PUPPET.types
  const text = payload.text ?? ''
  switch (payload.type) {
    case Message.Text:
      return wordsOf(text)
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
      return readAppMessage(text) ?? only({ kind: 'unreadable', why: 'malformed app message' })
    case Message.GroupNote:
    case Message.Post:
      // Some puppets give the note's own text in place of its XML.
      return readAppMessage(text) ?? wordsOf(text)
    case Message.Recalled:
      return text.includes('<') ? readSystemMessage(text) : { recalled: text }
    default:
      return payload.type === Message.Unknown
        ? {}
        : only({ kind: 'unreadable', why: Message[payload.type]?.toLowerCase() ?? 'unknown' })
  }
}
