/**
 * What somebody said (in canonical text), as a number that equal words share: spacing, punctuation and emoji make no
 * difference. Undefined for what everybody says again and again: 好, 哈哈哈, 666, 1, 签到, a sticker.
 */
export function saidIn(text: string): number | undefined {
  let words = 0
  let digits = 0
  let [one, two, more] = [-1, -1, false]
  // FNV-1a: what was said cannot be read from it.
  let sum = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (!isWord(unit)) continue
    words += 1
    if (unit >= ZERO && unit <= NINE) digits += 1
    if (one < 0) one = unit
    else if (two < 0 && unit !== one) two = unit
    else if (unit !== one && unit !== two) more = true
    sum = Math.imul(sum ^ (unit & 0xff), 0x01000193)
    sum = Math.imul(sum ^ (unit >>> 8), 0x01000193)
  }
  // Two characters, however often, are a laugh or a cheer.
  return words <= 2 || digits === words || !more ? undefined : sum >>> 0
}

const ZERO = 0x30
const NINE = 0x39
const letter = /[\p{L}\p{N}]/u

/** A letter or a digit; text in canonical form has no capitals. Emoji are pairs of units, and none. */
function isWord(unit: number): boolean {
  if (unit < 0x80) return (unit >= ZERO && unit <= NINE) || (unit >= 0x61 && unit <= 0x7a)
  if (unit >= 0x4e00 && unit < 0xa000) return true
  return letter.test(String.fromCharCode(unit))
}

/** A line of a chain as WeChat's clients write it, `#接龙` before a numbered list, or typed by hand. */
export function isChain(text: string): boolean {
  return chain.test(text)
}

const chain = /^\s*(?:[#＃]\s*(?:接龙|接龍|Group\s?Note)|(?:接龙|接龍)\s*(?:[:：]|\n))/i
