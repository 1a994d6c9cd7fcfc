import { isStop, joinBrackets, joinLines, joinPieces } from './broken-words.js'
import { BLANK, DIGIT, HAN, kindOf, LETTER, NUMERAL, PICTURE, STROKE } from './character-kinds.js'
import { apply, type Edit, type Reading } from './edits.js'
import { fold, foldUnit } from './fold.js'
import { readNumerals, readRoundLetters } from './spelt-numbers.js'
import { arePart, joinParts, mayBePart } from './taken-apart.js'

/**
 * A text as it is read, with the way back to how it was written.
 * `text` is lower case, simplified, without disguise; `origin[i]` is the offset in `original` of what gave `text[i]`, and
 * `origin[text.length]` the end of the analysed part. Offsets count UTF-16 units.
 */
export interface Canonical {
  text: string
  origin: Uint32Array
  original: string
}

/** What lies behind this many UTF-16 units is not looked at: WeChat takes about 16,000, the rest is somebody's experiment. */
export const ANALYSED = 20_000

/**
 * Undoes what people do to a word to hide it: 「➕薇❤️ q-w-8-8」 → 「+薇❤ qw88」. Full-width and enclosed forms, odd alphabets,
 * traditional characters, invisible characters and decorating marks, characters taken apart (亻言 → 信), separators between
 * broken-up characters and digits, digits written as words in runs of three and more. Read again, the result stays as it
 * is. Never throws.
 */
export function canonical(original: string): Canonical {
  let reading = readCharacters(original)
  // What one pass joined may make the next find something; each shortens the text or turns words into digits.
  for (let round = 0; signs !== 0 && round < ROUNDS; round++) {
    const before = reading
    for (const [sign, pass] of passes) if ((signs & sign) !== 0) reading = apply(reading, pass(reading.text))
    signs = reading === before ? 0 : signsOf(reading.text)
  }
  return { text: reading.text, origin: reading.origin, original }
}

const ROUNDS = 6

/** The stretch of the original that gave `text.slice(from, to)`, without blanks and invisible characters around it. */
export function evidence(canon: Canonical, from: number, to: number): string {
  const last = canon.origin.length - 1
  let start = canon.origin[Math.min(Math.max(from, 0), last)] ?? 0
  let end = canon.origin[Math.min(Math.max(to, from, 0), last)] ?? start
  const { original } = canon
  while (start < end && isUnseen(original.charCodeAt(start))) start += 1
  while (end > start && isUnseen(original.charCodeAt(end - 1))) end -= 1
  return original.slice(start, end)
}

const unseen = /[\s\p{Cf}\p{Cc}]/u

function isUnseen(unit: number): boolean {
  return (unit <= 0x20 || unit > 0x7e) && kindOf(unit) !== HAN && unseen.test(String.fromCharCode(unit))
}

// ——— reading character by character

// What was met in a text, so that most texts are looked at once and no more.
const PARTS = 1
const LINES = 2
const BROKEN = 4
const NUMERALS = 16
const ROUND = 32
const BOX = 64

/** In this order: what one joins the next reads. */
const passes: readonly (readonly [sign: number, pass: (text: string) => readonly Edit[]])[] = [
  [PARTS, joinParts],
  [LINES, joinLines],
  [BOX, joinBrackets],
  [BROKEN, joinPieces],
  [NUMERALS, readNumerals],
  [ROUND, readRoundLetters],
  [PARTS, joinParts],
]

// Reading is synchronous and done before anybody else reads, so one desk is enough. A character may give up to 18 units.
const desk = new Uint16Array(ANALYSED + 32)
const places = new Uint32Array(ANALYSED + 33)
const identity = Uint32Array.from({ length: ANALYSED + 33 }, (_, i) => i)
let signs = 0

/** What a unit is read as that is always read as one other, whatever stands beside it; filled as they come. */
const plain = new Uint16Array(0x10000)

function readCharacters(original: string): Reading {
  const end = Math.min(original.length, ANALYSED)
  let out = 0
  let at = 0
  /** Written as it is read, so far; and every unit where it was. */
  let same = true
  let aligned = true
  let previous = 0
  let word = { end: 0, own: false }
  while (at < end && out < ANALYSED) {
    const unit = original.charCodeAt(at)
    const simple = plain[unit] ?? 0
    if (simple !== 0) {
      if (simple !== unit) same = false
      desk[out] = previous = simple
      places[out++] = at++
      continue
    }
    let read = foldUnit(unit)
    let next = at + 1
    if (isForeign(unit)) {
      if (at >= word.end) word = foreignWord(original, at)
      const small = original.charAt(at).toLowerCase()
      if (word.own && read > 0 && small.length === 1) read = small.charCodeAt(0)
    }
    if (read < 0) {
      const low = original.charCodeAt(next)
      const wide = unit >= 0xd800 && unit < 0xdc00 && low >= 0xdc00 && low < 0xe000
      if (wide) next += 1
      const character = original.slice(at, next)
      const folded = fold(character)
      if (folded.length === 1) read = folded.charCodeAt(0)
      else {
        if (folded !== character) same = false
        if (folded.length !== next - at || out !== at) aligned = false
        for (let i = 0; i < folded.length; i++) {
          previous = folded.charCodeAt(i)
          desk[out] = previous
          // Both halves of a pair stay where they were.
          places[out] = wide && i === 1 && folded.length === 2 ? at + 1 : at
          out += 1
        }
        at = next
        continue
      }
    }
    if (read !== unit) same = false
    // Blanks in a row are one; a line break among them wins.
    if (read === 0x20 && (previous === 0x20 || previous === 0x0a)) same = aligned = false
    else if (read === 0x0a && previous === 0x0a) same = aligned = false
    else if (read === 0x0a && previous === 0x20) {
      same = aligned = false
      desk[out - 1] = previous = read
    } else {
      if (out !== at) aligned = false
      desk[out] = previous = read
      places[out] = at
      out += 1
      // Next time this one is read at a glance.
      if (read > 0x20 && next === at + 1 && foldUnit(unit) === read && !isForeign(unit)) plain[unit] = read
    }
    at = next
  }
  signs = signsIn(out)
  places[out] = at
  if (out !== at) aligned = same = false
  return {
    text: same ? (at === original.length ? original : original.slice(0, at)) : textOf(out),
    origin: aligned ? identity.subarray(0, out + 1) : places.slice(0, out + 1),
  }
}

/** The first units on the desk as a string. */
function textOf(length: number): string {
  if (length <= 4096) return String.fromCharCode.apply(null, desk.subarray(0, length) as unknown as number[])
  let text = ''
  for (let from = 0; from < length; from += 4096) {
    text += String.fromCharCode.apply(null, desk.subarray(from, Math.min(from + 4096, length)) as unknown as number[])
  }
  return text
}

function signsOf(text: string): number {
  for (let i = 0; i < text.length; i++) desk[i] = text.charCodeAt(i)
  return signsIn(text.length)
}

/** Which passes have something to do, by a look at each unit on the desk. */
function signsIn(length: number): number {
  let found = 0
  let lines = 0
  /** The kind of the last character, and whether only a gap came since. */
  let solid = 0
  let gap = false
  let run = 0
  let words = 0
  let previous = 0
  for (let i = 0; i < length; i++) {
    const unit = desk[i] ?? 0
    const bits = kindOf(unit)
    if ((bits & (HAN | LETTER | DIGIT)) !== 0) {
      if (gap && solid !== 0) {
        if ((bits & HAN) !== 0) {
          if ((solid & HAN) !== 0) found |= BROKEN
        } else if ((solid & HAN) === 0) found |= BROKEN
      }
      solid = bits
      gap = false
      if ((bits & (DIGIT | NUMERAL)) !== 0) {
        run += 1
        if ((bits & NUMERAL) !== 0) words += 1
        if (words >= 2 && run >= 3) found |= NUMERALS
        if ((bits & DIGIT) !== 0 && isRound(previous)) found |= ROUND
      } else {
        run = words = 0
        if ((bits & LETTER) !== 0 && isRound(unit) && (kindOf(previous) & DIGIT) !== 0) found |= ROUND
      }
      if (mayBePart(previous) && arePart(previous, unit)) found |= PARTS
    } else {
      run = words = 0
      if ((bits & (STROKE | PICTURE | BLANK)) !== 0 || (isStop(unit) && (gap || previous === unit))) gap = true
      else if (isStop(unit) && desk[i + 1] === unit) gap = true
      else if (unit === 0x2764 && (solid & DIGIT) !== 0) gap = true
      else {
        solid = 0
        gap = false
        if (unit === 0x0a) lines += 1
        else if (isClosing(unit) && i >= 2) {
          if (isOpening(desk[i - 2] ?? 0) || unit === 0x5d) found |= BOX
        } else if (mayBePart(previous) && arePart(previous, unit)) found |= PARTS
      }
      if (isRound(unit)) found |= ROUND
    }
    previous = unit
  }
  return lines >= 2 ? found | LINES : found
}

/** o, l, i and circles: digits among digits. */
function isRound(unit: number): boolean {
  return unit === 0x6f || unit === 0x6c || unit === 0x69 || unit === 0x25cb || unit === 0x25ef || unit === 0x2b55
}

function isOpening(unit: number): boolean {
  return unit === 0x5b || unit === 0x28 || unit === 0x7b || unit === 0x3c || (unit >= 0x3008 && unit <= 0x3016)
}

function isClosing(unit: number): boolean {
  return unit === 0x5d || unit === 0x29 || unit === 0x7d || unit === 0x3e || (unit >= 0x3009 && unit <= 0x3017)
}

// ——— other alphabets

/** Greek, Cyrillic, Armenian and Cherokee, whose letters look like Latin ones. */
function isForeign(unit: number): boolean {
  return (unit >= 0x370 && unit < 0x590) || (unit >= 0x13a0 && unit < 0x1400)
}

/** The end of a word of another alphabet, and whether it is one: спасибо is, сор could be Latin letters in disguise. */
function foreignWord(text: string, from: number): { end: number; own: boolean } {
  let end = from
  let own = false
  for (; end < text.length && isForeign(text.charCodeAt(end)); end++)
    own ||= !/^[a-z0-9]*$/.test(fold(text.charAt(end)))
  return { end, own }
}
