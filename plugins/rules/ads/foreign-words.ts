import { findContacts } from '../../../src/kernel/plugin.js'
import { findWords } from './words.js'

/** A stretch of canonical text. */
interface Stretch {
  from: number
  to: number
}

export interface OwnWords {
  /** The text with what is not its author's own blotted out; offsets stay. */
  text: string
  /** What others said, and words merely talked about. */
  quoted: Stretch[]
  /** Phrases of the group's own life. */
  allowed: Stretch[]
}

/** Parts an author's own words from what he quotes and from what the owner allows. */
export function ownWords(text: string, allow: readonly string[]): OwnWords {
  const quoted: Stretch[] = []
  if (mayQuote.test(text)) {
    const block = quotedMessage.exec(text)
    if (block) quoted.push({ from: 0, to: block[0].length })
    quoted.push(...mentioned(text))
  }
  const allowed = findWords(allow, text)
  const foreign = [...quoted, ...allowed]
  if (foreign.length === 0) return { text, quoted, allowed }
  return { text: blotted(text, foreign), quoted, allowed }
}

/** The text with line breaks in place of the stretches: what stood on both sides is no longer one. */
export function blotted(text: string, stretches: readonly Stretch[]): string {
  let plain = text
  for (const { from, to } of stretches) plain = plain.slice(0, from) + '\n'.repeat(to - from) + plain.slice(to)
  return plain
}

/** A forwarded quote as Web WeChat writes it: the quoted message, a dotted line, the answer. */
const quotedMessage = /^\s*「[^」]{0,4000}」\n?(?:[-—] ?){5,60}\n?/
const inQuotes = /[“「『"‘]([^”」』"’\n]{1,30})[”」』"’]/g
const mayQuote = /[“「『"‘]/

/** Words in quotes that are talked about (“加微信” 这一步): nothing one could call, and more is said than the quotes hold. */
function mentioned(text: string): Stretch[] {
  const quotes = [...text.slice(0, 4000).matchAll(inQuotes)]
  const around = text.replace(inQuotes, '').replace(/[^a-z0-9\u3400-\u9fff]/g, '')
  if (around.length < 6) return []
  return quotes
    .filter(
      ([quote]) => !findContacts(quote).some(({ kind }) => kind === 'handle' || kind === 'phone' || kind === 'app'),
    )
    .map(quote => ({ from: quote.index, to: quote.index + quote[0].length }))
}
