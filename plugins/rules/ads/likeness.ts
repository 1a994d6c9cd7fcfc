import { canonical, findContacts } from '../../../src/kernel/plugin.js'

/**
 * What is kept of a text to know it again: hashes of its pairs of characters, and of the names and numbers by which
 * somebody can be reached. Too little to read the text back from, enough to find it with a few characters changed.
 */
export interface Sketch {
  /** Rising, at most 128: the smallest of all, so that long texts are compared by the same sample. */
  pairs: readonly number[]
  /** Names and numbers that are one person's. */
  contacts: readonly number[]
  /** Addresses of the web, which many may post. */
  links: readonly number[]
}

/** The sample of a long text. Two texts that are half alike are found so in 99.99 % of cases to within 0.18. */
const SAMPLE = 128
/** Texts of fewer pairs are alike only when they are the same: 「好的」 is said by everybody. */
const SHORT = 6

/** The sketch of a text as it reads (canonical): how it is spelt makes no difference, and which digits stand in it none either. */
export function sketchOf(text: string): Sketch {
  const { text: read } = canonical(text)
  const found = findContacts(read).filter(({ known }) => !known)
  const ways = (link: boolean) =>
    found
      .filter(({ kind }) => kind !== 'call' && (kind === 'link') === link)
      .map(({ from, to }) => read.slice(from, to))
      .map(way => (link ? way.replace(/^(?:https?:)?\/*/, '') : nameIn(way)))
      .filter(way => way !== '')
      .map(way => hash(way))
  const symbols = read.replace(/[a-z_-]*\d[a-z0-9_-]*/g, '#').replace(/[^a-z#\u3400-\u9fff]/g, '')
  const pairs = new Set<number>()
  for (let at = 0; at + 1 < symbols.length; at++) pairs.add(mixed(taken(taken(SEED, symbols, at), symbols, at + 1)))
  const sorted = (numbers: Iterable<number>) => [...Uint32Array.from(new Set(numbers)).sort()]
  return { pairs: sorted(pairs).slice(0, SAMPLE), contacts: sorted(ways(false)), links: sorted(ways(true)) }
}

/** How much two texts have in common, 0 to 1: the share of their pairs that are in both. */
export function likeness(a: Sketch, b: Sketch): number {
  if (a.pairs.length < SHORT || b.pairs.length < SHORT) {
    return a.pairs.length > 0 && String(a.pairs) === String(b.pairs) && sameContacts(a, b) ? 1 : 0
  }
  let [i, j, all, both] = [0, 0, 0, 0]
  while ((i < a.pairs.length || j < b.pairs.length) && all < SAMPLE) {
    const one = a.pairs[i] ?? Number.POSITIVE_INFINITY
    const other = b.pairs[j] ?? Number.POSITIVE_INFINITY
    if (one === other) both += 1
    if (one <= other) i += 1
    if (other <= one) j += 1
    all += 1
  }
  return all === 0 ? 0 : both / all
}

/** True when somebody can be reached by nothing in `a` but what is in `b` too. */
export function sameContacts(a: Sketch, b: Sketch): boolean {
  return a.contacts.every(each => b.contacts.includes(each)) && a.links.every(each => b.links.includes(each))
}

/** True when a text says enough to be told from what everybody says. */
export function saysSomething({ pairs }: Sketch): boolean {
  return pairs.length >= SHORT + 2
}

/** From here on two texts are one and the same to us, but for a name, a number, a few words. */
export const SAME = 0.6

/** The name or number in 「微信：lin_zs」: the longest word, those with a digit before those without. */
function nameIn(way: string): string {
  const words = (way.match(/[a-z0-9_-]{4,}/g) ?? []).filter(word => !channels.has(word))
  const weight = (word: string) => word.length + (/[\d_]/.test(word) ? 100 : 0)
  return words.reduce((best, word) => (weight(word) > weight(best) ? word : best), '')
}

const channels = new Set(['wechat', 'weixin', 'telegram', 'whatsapp', 'line', 'skype', 'https', 'http'])

/** FNV-1a over UTF-16 units, 24 bits of it: several pairs share a number, so that none can be read from it. */
function hash(text: string): number {
  let sum = SEED
  for (let at = 0; at < text.length; at++) sum = taken(sum, text, at)
  return mixed(sum)
}

const SEED = 0x811c9dc5

function taken(sum: number, text: string, at: number): number {
  const code = text.charCodeAt(at)
  return Math.imul(Math.imul(sum ^ (code & 0xff), 0x01000193) ^ (code >>> 8), 0x01000193)
}

function mixed(sum: number): number {
  return (sum ^ (sum >>> 15)) >>> 8
}
