import type { MessagePart } from '../domain/parts.js'
import { decodeEmoji } from './web-text.js'
import { child, parseXml, textAt } from './xml.js'

/**
 * What an app message (MsgType 49) holds: `written` is what its author wrote himself, to be read for mentions; `parts`
 * is everything else.
 */
export interface AppContent {
  parts: MessagePart[]
  written: string
}

/**
 * Reads the decoded XML of an app message: link, file, mini-program, quote, group note. Kinds without a form of their own
 * show as a link when they have a title, so that no words of a sender are lost; malformed XML is `unreadable`.
 */
export function readAppMessage(xml: string): AppContent {
  const app = child(parseXml(xml), 'appmsg')
  if (!app) return only({ kind: 'unreadable', why: 'malformed app message' })
  const kind = Number(textAt(app, 'type'))
  const title = decodeEmoji(textAt(app, 'title'))
  switch (kind) {
    case 1: // a text shared from another app
    case 53: // 接龙 and group notes: the whole text is the title
      return { parts: [], written: title }
    case 57: {
      const quoted = child(app, 'refermsg')
      const name = decodeEmoji(textAt(quoted, 'displayname'))
      return { parts: [{ kind: 'quote', name, text: quotedText(textAt(quoted, 'content')) }], written: title }
    }
    case 6:
    case 74: // a file whose upload is still under way
      return only({ kind: 'file', name: title })
    case 33:
    case 36:
      return only({ kind: 'mini-program', title })
    case 8:
      return only({ kind: 'unreadable', why: 'emoticon' })
    case 2000:
      return only({ kind: 'unreadable', why: 'transfer' })
    case 2001:
      return only({ kind: 'unreadable', why: 'red packet' })
    default: {
      const description = decodeEmoji(textAt(app, 'des') || textAt(app, 'finderFeed', 'desc'))
      if (title === '' && description === '') return only({ kind: 'unreadable', why: `app message ${kind}` })
      return only({ kind: 'link', title, url: textAt(app, 'url'), description })
    }
  }
}

/** A quoted app message stands there as XML again; its title is what one sees. */
function quotedText(content: string): string {
  if (!/^\s*<(\?xml|msg)\b/.test(content)) return decodeEmoji(content)
  return decodeEmoji(textAt(parseXml(content), 'appmsg', 'title'))
}

function only(part: MessagePart): AppContent {
  return { parts: [part], written: '' }
}

const quoteOpen = '「'
const quoteClose = '」\n- - - - - - - '

/**
 * A quote as Web WeChat writes it into plain text: `「name：quoted」`, a line of dashes, the reply. Returns undefined for
 * anything else. Anybody can type the same by hand, so the quoted words may be his own.
 */
export function readTextQuote(text: string): { quote: MessagePart; written: string } | undefined {
  if (!text.startsWith(quoteOpen)) return undefined
  const close = text.indexOf(quoteClose.trimEnd())
  if (close < 0) return undefined
  const lineEnd = text.indexOf('\n', close + 2)
  const dashes = text.slice(close + 2, lineEnd < 0 ? undefined : lineEnd)
  if (lineEnd < 0 || !/^[- ]+$/.test(dashes)) return undefined
  const quoted = text.slice(quoteOpen.length, close)
  const colon = quoted.search(/[：:]/)
  const name = colon < 0 ? '' : quoted.slice(0, colon).trim()
  return { quote: { kind: 'quote', name, text: quoted.slice(colon + 1).trim() }, written: text.slice(lineEnd + 1) }
}
