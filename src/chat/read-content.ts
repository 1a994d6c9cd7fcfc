import type { MessagePart } from '../domain/parts.js'
import { readAppMessage, readTextQuote } from './read-app.js'
import { type Notice, readNotice } from './read-notice.js'
import { readSystemMessage } from './read-system.js'
import type { WebMessage } from './web-message.js'
import { decodeWebName, decodeWebText, decodeWebXml } from './web-text.js'
import { child, parseXml } from './xml.js'

/** A request to be the bot's friend. */
export interface FriendRequest {
  contactId: string
  name: string
  hello: string
  ticket: string
}

/** What a message holds, before mentions are looked for in what the author wrote. */
export interface Content {
  written?: string
  /** Everything that is not his own words, in order. */
  before?: MessagePart[]
  /** The quote in `before` came as text: what of it stood there. */
  typedQuote?: string
  notice?: Notice
  recalled?: string
  request?: FriendRequest
}

/** Messages of the client to itself: nobody wrote them, nothing is in them. */
const silent = new Set([40, 51, 52, 9999])

/** Reads the raw content of a message of any type. `body`: what stands behind the sender. Pure; never throws. */
export function readContent(raw: WebMessage, body: string): Content {
  switch (raw.MsgType) {
    case 1:
      return readText(raw, body)
    case 3:
      return only(readImage(decodeWebXml(body)))
    case 34:
      return only({ kind: 'voice', seconds: Math.round(voiceLength(raw, body) / 1000) })
    case 37:
      return readRequest(raw, decodeWebXml(body))
    case 42:
      return only(readCard(raw, decodeWebXml(body)))
    case 43:
    case 62:
      return only({ kind: 'unreadable', why: 'video' })
    case 47:
      return only({ kind: 'unreadable', why: 'emoticon' })
    case 48:
      return only(readPlace(decodeWebXml(body)))
    case 49:
      return readApp(raw, decodeWebXml(body))
    case 10000:
      return { notice: readNotice(decodeWebText(body)) }
    case 10002:
      return readSystemMessage(decodeWebXml(body))
    default:
      return silent.has(raw.MsgType) ? {} : only({ kind: 'unreadable', why: `message of type ${raw.MsgType}` })
  }
}

/** Somebody's words, which may begin with a quote in text form. */
export function wordsOf(text: string): Content {
  const quoting = readTextQuote(text)
  if (!quoting) return { written: text }
  return { before: [quoting.quote], typedQuote: quoting.typed, written: quoting.written }
}

export function only(part: MessagePart): Content {
  return { before: [part] }
}

/** Web WeChat's own picture of a map; behind it in the text stands the place. */
const mapPicture = ':<br/>/cgi-bin/mmwebwx-bin/webwxgetpubliclinkimg?'

function readText(raw: WebMessage, body: string): Content {
  // A location comes as a text. Only WeChat fills Url, so nobody can dress up a text as one.
  const map = raw.Url ? body.indexOf(mapPicture) : -1
  if (raw.Url && map >= 0) return only(place(decodeWebText(body.slice(0, map)), raw.Url))
  return wordsOf(decodeWebText(body))
}

/** A location as it is before Web WeChat makes a text of it. */
function readPlace(xml: string): MessagePart {
  const { label = '', poiname = '' } = parseXml(xml)?.children.find(({ name }) => name === 'location')?.attributes ?? {}
  const title = [poiname, label].filter(name => name !== '' && name !== '[位置]').join(' ')
  return title === '' ? { kind: 'unreadable', why: 'location' } : place(title, '')
}

function place(title: string, url: string): MessagePart {
  return { kind: 'link', title, url, description: '[位置]' }
}

function readApp(raw: WebMessage, xml: string): Content {
  const app = readAppMessage(xml)
  if (app) return app
  const before: MessagePart[] = [{ kind: 'unreadable', why: 'malformed app message' }]
  // WeChat tells title and address beside the XML too: no words of a sender are to be lost.
  const title = decodeWebName(raw.FileName ?? '')
  if (title !== '') before.push({ kind: 'link', title, url: raw.Url ?? '', description: '' })
  return { before }
}

/** `length` is of the picture as Web WeChat hands it out, which may be smaller than the one that was sent. */
function readImage(xml: string): MessagePart {
  const root = parseXml(xml)
  const image = child(root, 'img')
  // Well formed and of something else: not what it says it is.
  if (root && !image && root.children.length > 0) return { kind: 'unreadable', why: 'malformed image' }
  const bytes = Number(image?.attributes['length'])
  return bytes > 0 && Number.isSafeInteger(bytes) ? { kind: 'image', bytes } : { kind: 'image' }
}

function voiceLength(raw: WebMessage, body: string): number {
  const told = raw.VoiceLength || Number(/voicelength="(\d{1,7})"/.exec(decodeWebXml(body))?.[1] ?? 0)
  return Number.isFinite(told) ? Math.max(told, 0) : 0
}

function readCard(raw: WebMessage, xml: string): MessagePart {
  const attributes = parseXml(xml)?.attributes
  const name = decodeWebName(raw.RecommendInfo?.NickName || (attributes?.['nickname'] ?? ''))
  if (name === '' && !attributes?.['username']) return { kind: 'unreadable', why: 'malformed card' }
  // VerifyFlag & 8 marks an official account, whose own name begins with gh_; certflag carries the same in the XML.
  const flag = raw.RecommendInfo?.VerifyFlag || Number(attributes?.['certflag'] ?? 0)
  return { kind: 'card', name, official: (flag & 8) !== 0 || (attributes?.['username'] ?? '').startsWith('gh_') }
}

function readRequest(raw: WebMessage, xml: string): Content {
  const attributes = parseXml(xml)?.attributes ?? {}
  const { UserName, NickName, Content: hello, Ticket } = raw.RecommendInfo ?? { UserName: '', NickName: '' }
  const contactId = UserName || (attributes['fromusername'] ?? '')
  if (contactId === '') return only({ kind: 'unreadable', why: 'malformed friend request' })
  return {
    request: {
      contactId,
      name: decodeWebName(NickName || (attributes['fromnickname'] ?? '')),
      hello: decodeWebName(hello || (attributes['content'] ?? '')),
      ticket: Ticket || (attributes['ticket'] ?? ''),
    },
  }
}
