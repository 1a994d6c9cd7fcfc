import type { MessagePart } from '../domain/parts.js'
import { decodeEmoji } from './web-text.js'
import { child, parseXml, textAt, type XmlElement } from './xml.js'

/**
 * What an app message (MsgType 49) holds: `written` is what its author wrote himself, to be read for mentions; `before`
 * is everything else.
 */
export interface AppContent {
  before: MessagePart[]
  written?: string
}

/**
 * Reads the decoded XML of an app message: link, file, mini-program, quote, forwarded record, group note … Kinds without
 * a form of their own show as a link when they have a title, so that no words of a sender are lost. Undefined when the
 * XML is malformed; where only something inside is, a part `unreadable` says so.
 */
export function readAppMessage(xml: string): AppContent | undefined {
  const root = parseXml(xml)
  const app = root?.name === 'appmsg' ? root : child(root, 'appmsg')
  if (!app) return undefined
  const type = Number(textAt(app, 'type'))
  const title = words(app, 'title')
  switch (type) {
    case 1: // a text shared from another app
    case 53: // 接龙 and group notes: the whole text is the title
      return { before: [], written: title }
    case 57:
      return { before: quoted(child(app, 'refermsg')), written: title }
    case 87: // an announcement of the room, by who may make one
      return { before: [], written: words(app, 'textannouncement') || title }
    case 2:
      return only({ kind: 'image' })
    case 6:
    case 74: // a file whose upload is still under way
      return only({ kind: 'file', name: title })
    case 33:
    case 36:
      return only({ kind: 'mini-program', title: title || words(app, 'sourcedisplayname') })
    case 8:
      return only({ kind: 'unreadable', why: 'emoticon' })
    case 19: // messages forwarded as one
    case 24: // a note from somebody's favourites
    case 40:
      return forwarded(app, title)
    case 51: // a video of a channel; the app's own title only says that this client cannot show it
      return linked(words(app, 'finderFeed', 'nickname') || title, words(app, 'finderFeed', 'desc'), '')
    case 63: // a live channel
      return linked(words(app, 'finderLive', 'nickname') || title, words(app, 'finderLive', 'desc'), '')
    case 2000:
      return money('transfer', words(app, 'wcpayinfo', 'pay_memo'))
    case 2001:
      return money('red packet', words(app, 'wcpayinfo', 'sendertitle'))
    default: {
      const found = linked(title, words(app, 'des'), textAt(app, 'url') || textAt(app, 'lowurl'))
      return found ?? only({ kind: 'unreadable', why: `app message ${textAt(app, 'type')}` })
    }
  }
}

function words(app: XmlElement | undefined, ...path: readonly string[]): string {
  return decodeEmoji(textAt(app, ...path))
}

function linked(title: string, description: string, url: string): AppContent | undefined {
  return title === '' && description === '' && url === '' ? undefined : only({ kind: 'link', title, url, description })
}

/** Money itself cannot be seen on the web, but the words that came with it. */
function money(why: 'transfer' | 'red packet', memo: string): AppContent {
  const what: MessagePart = { kind: 'unreadable', why }
  const mark = why === 'transfer' ? '[转账]' : '[红包]'
  return { before: memo === '' ? [what] : [what, { kind: 'link', title: memo, url: '', description: mark }] }
}

/** More lines than this of a forwarded record are not looked at. */
const mostLines = 100

/** Messages forwarded as one: the title says whose talk it was, the description holds `name: words`, line by line. */
function forwarded(app: XmlElement, title: string): AppContent {
  const record = textAt(app, 'recorditem')
  const root = record === '' ? undefined : parseXml(record)
  const items = (child(root, 'datalist')?.children ?? []).slice(0, mostLines)
  const lines = items.map(item => {
    const said = [words(item, 'datatitle'), words(item, 'datadesc'), textAt(item, 'link')]
    return `${words(item, 'sourcename')}: ${said.filter(text => text !== '').join(' ')}`
  })
  const description = lines.length > 0 ? lines.join('\n') : words(app, 'des')
  const before: MessagePart[] = [{ kind: 'link', title, url: textAt(app, 'url'), description }]
  if (record !== '' && !root) before.push({ kind: 'unreadable', why: 'malformed record' })
  return { before }
}

/** What one sees of a quoted message that is no text, by its type. */
const shownAs: Readonly<Record<string, string>> = {
  '3': '[图片]',
  '34': '[语音]',
  '42': '[名片]',
  '43': '[视频]',
  '47': '[动画表情]',
  '48': '[位置]',
}

function quoted(refer: XmlElement | undefined): MessagePart[] {
  const name = words(refer, 'displayname')
  const content = textAt(refer, 'content')
  const shown = shownAs[textAt(refer, 'type')]
  if (shown !== undefined || !/^\s*<(?:\?xml|msg|appmsg)\b/.test(content)) {
    return [{ kind: 'quote', name, text: shown ?? decodeEmoji(content) }]
  }
  // A quoted app message stands there as XML again; its title is what one sees.
  const root = parseXml(content)
  const quote: MessagePart = { kind: 'quote', name, text: words(root, 'appmsg', 'title') }
  return root ? [quote] : [quote, { kind: 'unreadable', why: 'malformed quote' }]
}

function only(part: MessagePart): AppContent {
  return { before: [part] }
}

/** A quote in text form: a name and words in 「」, a line of dashes, and on the next line what its author wrote. */
export interface TextQuote {
  quote: Extract<MessagePart, { kind: 'quote' }>
  /** The stretch that makes the quote, up to what its author wrote. */
  typed: string
  written: string
}

const line = /「|」(?:\n[-—–─][-—–─ ]{4,}\n)?/g

/**
 * A quote as some clients write it into plain text: `「name：quoted」`, a line of dashes, the reply. Undefined for
 * anything else, and when nothing follows. Anybody can type the same by hand: the quoted words may be his own.
 */
export function readTextQuote(text: string): TextQuote | undefined {
  if (!text.startsWith('「')) return undefined
  const end = endOfQuote(text)
  if (!end) return undefined
  const written = text.slice(end.written)
  if (written.trim() === '') return undefined
  const inside = text.slice(1, end.quote)
  const colon = inside.search(/[：:]/)
  const name = colon < 0 ? '' : inside.slice(0, colon).trim()
  const quote = { kind: 'quote', name, text: inside.slice(colon + 1).trim() } as const
  return { quote, typed: text.slice(0, end.written), written }
}

/** A quote may hold a quote: the line that ends it is the one at which all 「 are closed, or else the first. */
function endOfQuote(text: string): { quote: number; written: number } | undefined {
  let open = 0
  let first: { quote: number; written: number } | undefined
  for (const { 0: mark, index } of text.matchAll(line)) {
    open += mark === '「' ? 1 : -1
    if (mark.length === 1) continue
    const end = { quote: index, written: index + mark.length }
    if (open === 0) return end
    first ??= end
  }
  return first
}
