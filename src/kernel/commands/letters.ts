import { simplifyUnit } from '../../text/simplify.js'

/*
 * What counts as the same letter when somebody types a command: 簽 and 签, ２ and 2, A and a. All of it works on single
 * UTF-16 units, so that a position in the folded text is a position in the original and unpaired surrogates do no harm.
 */

/** True for what cannot be seen: zero-width and direction marks, variation selectors, control characters. */
export function isInvisible(code: number): boolean {
  if (code < 0x20) return code < 0x09 || code > 0x0d
  if (code < 0xad) return code >= 0x7f && code < 0xa0 && code !== 0x85
  return (
    code === 0xad ||
    code === 0x34f ||
    code === 0x180e ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    code === 0x3164 ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0xfeff
  )
}

/** True for a space within a line: also NBSP, the ideographic U+3000, and U+2005, which phones put after a mention. */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || code === 0x09
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  )
}

/** True for a line break of any kind. */
function isBreak(code: number): boolean {
  return (code >= 0x0a && code <= 0x0d) || code === 0x85 || code === 0x2028 || code === 0x2029
}

/** True for everything that may surround a command unseen: spaces, line breaks and what is invisible. */
function isBlank(code: number): boolean {
  return isSpace(code) || isBreak(code) || isInvisible(code)
}

/**
 * One UTF-16 unit as commands are compared by: half-width, lower case, simplified; any space is U+0020, any line break
 * U+000A. Always exactly one unit.
 */
export function foldUnit(unit: string): string {
  const code = unit.charCodeAt(0)
  if (code < 0x80) return isSpace(code) ? ' ' : isBreak(code) ? '\n' : unit.toLowerCase()
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0).toLowerCase()
  if (isSpace(code)) return ' '
  if (isBreak(code)) return '\n'
  return isHan(code) ? String.fromCharCode(simplifyUnit(code)) : unit
}

/** True for a Chinese character of the basic plane. */
export function isHan(code: number): boolean {
  return (code >= 0x3400 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff) || code === 0x3007
}

/** A stretch of text folded, with the way back. */
export interface Folded {
  text: string
  /** For each unit of `text`, the position in the original just behind it. */
  ends: readonly number[]
}

/** Folds `text` between two positions: invisible units vanish, a run of spaces is one. Stops after `limit` folded units. */
export function fold(text: string, from: number, to: number, limit = Number.POSITIVE_INFINITY): Folded {
  let folded = ''
  const ends: number[] = []
  for (let at = from; at < to && ends.length < limit; at++) {
    if (isInvisible(text.charCodeAt(at))) continue
    const unit = foldUnit(text.charAt(at))
    if (unit === ' ' && folded.endsWith(' ')) ends[ends.length - 1] = at + 1
    else {
      folded += unit
      ends.push(at + 1)
    }
  }
  return { text: folded, ends }
}

/** Full-width letters, digits and ＠ to half-width, but not the names behind an @; everything else stays as it was typed. */
export function halfWidth(text: string): string {
  return text.replace(/[@＠]\S*|[０-９Ａ-Ｚａ-ｚ]+/g, found =>
    found.startsWith('@') || found.startsWith('＠')
      ? `@${found.slice(1)}`
      : found.replace(/./g, unit => String.fromCharCode(unit.charCodeAt(0) - 0xfee0)),
  )
}

/** The first position at or after `from` that is not blank. */
export function skipBlank(text: string, from: number, to: number): number {
  let at = from
  while (at < to && isBlank(text.charCodeAt(at))) at++
  return at
}

/** The position behind the last unit before `to` that is not blank. */
export function skipBlankBack(text: string, from: number, to: number): number {
  let at = to
  while (at > from && isBlank(text.charCodeAt(at - 1))) at--
  return at
}

// U+20E3 is the box of 1️⃣
const trailing = '!！。.~～〜?？…，,;；^\u20e3'
// 😀 as one code point, a skin tone, or half a flag
const pictograph = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]/u
// [太阳]: how Web WeChat writes its own faces
const face = /^\[\p{L}{1,8}\]$/u

/**
 * The position before the punctuation, emoji and WeChat faces (`[太阳]`) that people put behind a short word, as in
 * `打卡!` and `早安☀️`. Looks at most 64 units back.
 */
export function skipTrimmings(text: string, from: number, to: number): number {
  let at = to
  const least = Math.max(from, to - 64)
  while (at > least) {
    const code = text.charCodeAt(at - 1)
    if (isBlank(code) || trailing.includes(text.charAt(at - 1))) at--
    else if (code >= 0xdc00 && code <= 0xdfff && at - 2 >= from && isTrimming(text.slice(at - 2, at))) at -= 2
    else if (code >= 0x2100 && isTrimming(text.charAt(at - 1))) at--
    else if (code === 0x5d) {
      const open = text.lastIndexOf('[', at)
      if (open < Math.max(from, at - 10) || !face.test(text.slice(open, at))) return at
      at = open
    } else return at
  }
  return at
}

// Tags (🏴󠁧󠁢󠁥󠁮󠁧󠁿) are pairs of U+DB40; they cannot be seen either.
function isTrimming(character: string): boolean {
  return pictograph.test(character) || character.charCodeAt(0) === 0xdb40
}
