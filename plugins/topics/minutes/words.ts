import { canonical } from '../../../src/kernel/plugin.js'

// What a line in a discussion says, as far as numbers can tell: how many letters of its own, and whether it is another
// line over again. Pure.

/** What is kept of a line while its topic is not yet reckoned up: hashes, of which no line longer than a greeting can be read. */
export interface Print {
  /** The whole line in one number: the same again is known by it. */
  whole: number
  /** Its pairs of letters, five characters a pair; without it the line is only known when it comes again as it was. */
  pairs?: string
}

/** No line is read further: whoever writes more has said it by then. */
const READ = 1_000
/** Pairs that are kept of a line; of longer ones those with the lowest hashes, which are a fair sample. */
const PAIRS = 48
/** Fewer different letters than this are laughter and drumming, however many of them there are. */
const FEW = 5

/**
 * The letters and digits of a line as they are read, without blanks, punctuation, pictures and WeChat's `[强]`; what is
 * said three times and more in a row is there once. Empty where there is no letter at all (`+1`, `666`).
 */
export function lettersOf(text: string): string {
  const plain = canonical(text.slice(0, READ).replace(/\[[\p{L}\p{N}]{1,8}\]/gu, ' ')).text
  let letters = plain.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '')
  // 哈哈哈嘿嘿嘿哈哈哈嘿嘿嘿… takes two rounds.
  for (let round = 0; round < 2; round++) letters = letters.replace(/(.{1,8}?)\1{2,}/gu, '$1')
  return /\p{L}/u.test(letters) ? letters : ''
}

/** How much a line says, in characters. */
export function lengthOf(letters: string): number {
  const different = new Set(letters).size
  return different < FEW ? different : [...letters].length
}

/** The hashes of a line; without its pairs where nothing of his words may be kept. */
export function printOf(letters: string, { pairs: keepPairs }: { pairs: boolean }): Print {
  const whole = hashOf(letters)
  if (!keepPairs) return { whole }
  const characters = [...letters]
  const hashes = new Set(
    characters.slice(1).map((character, index) => hashOf(`${characters[index]}${character}`) >>> 8),
  )
  const pairs = [...hashes]
    .sort((a, b) => a - b)
    .slice(0, PAIRS)
    .map(hash => hash.toString(36).padStart(WIDTH, '0'))
    .join('')
  return { whole, pairs }
}

/** 24 bits in base 36. */
const WIDTH = 5

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** So much of a line that stood in one earlier line is that line over again. */
const AGAIN = 0.6

/** The lines so far, to tell what of the next one is new. */
export class Said {
  readonly #wholes = new Set<number>()
  /** Which lines had a pair; a line is its place in `#lines`. */
  readonly #having = new Map<number, number[]>()
  /** Of each line the highest hash that is kept: what lies above it in another line cannot be compared. */
  readonly #lines: number[] = []

  /**
   * Takes in a line and tells how much of it, from 0 to 1, stood in the earlier line that it resembles most; 1 is that line
   * over again.
   */
  hear(print: Print): number {
    const pairs = readPairs(print)
    const again = this.#wholes.has(print.whole) ? 1 : this.#shared(pairs)
    this.#wholes.add(print.whole)
    if (pairs.length > 0) {
      const line = this.#lines.push(pairs.length < PAIRS ? Number.POSITIVE_INFINITY : (pairs.at(-1) ?? 0)) - 1
      for (const pair of pairs) {
        const having = this.#having.get(pair)
        if (having) having.push(line)
        else this.#having.set(pair, [line])
      }
    }
    return again >= AGAIN ? 1 : again
  }

  #shared(pairs: readonly number[]): number {
    const counts = new Map<number, number>()
    for (const pair of pairs)
      for (const line of this.#having.get(pair) ?? []) counts.set(line, (counts.get(line) ?? 0) + 1)
    let most = 0
    for (const [line, count] of counts) {
      if (count / pairs.length <= most && this.#lines[line] === Number.POSITIVE_INFINITY) continue
      const limit = this.#lines[line] ?? 0
      const comparable = pairs.filter(pair => pair <= limit).length
      if (comparable >= Math.min(pairs.length, ENOUGH)) most = Math.max(most, count / comparable)
    }
    return most
  }
}

/** Fewer pairs than this tell nothing about a long line. */
const ENOUGH = 8

function readPairs({ pairs = '' }: Print): number[] {
  const read: number[] = []
  for (let at = 0; at < pairs.length; at += WIDTH) read.push(Number.parseInt(pairs.slice(at, at + WIDTH), 36))
  return read
}
