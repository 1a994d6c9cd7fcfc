// What a unit of canonical text is to those who look for broken-up words. Bits, since a reader asks for several at once.

export const HAN = 1
/** A digit written as a word: 零 to 九, 壹 to 玖; such a unit is HAN too. */
export const NUMERAL = 2
export const LETTER = 4
export const DIGIT = 8
/** What people put between the characters of a word: blanks, dots and strokes, but no comma, stop, colon or plus. */
export const STROKE = 16
/** Ornaments and pictures, halves of surrogate pairs included; nobody reads them as text. Hearts are none. */
export const PICTURE = 32
export const BLANK = 64
const LINE = 128

/** Digits as words, and what each is. */
export const numerals: ReadonlyMap<string, string> = new Map(
  [...'零〇幺一二三四五六七八九壹贰叁肆伍陆柒捌玖'].map((word, i) => [word, '001123456789123456789'[i] ?? word]),
)

const kinds = makeKinds()

/** The bits of one UTF-16 unit of canonical text; 0 for punctuation and for what is not listed above. */
export function kindOf(unit: number): number {
  return kinds[unit] ?? 0
}

function makeKinds(): Uint8Array {
  const table = new Uint8Array(0x10000)
  table.fill(HAN, 0x3400, 0xa000).fill(HAN, 0xf900, 0xfb00)
  table.fill(LETTER, 0x61, 0x7b).fill(DIGIT, 0x30, 0x3a)
  // Miscellaneous symbols, dingbats, arrows, box drawing, and all that lies beyond the first plane: emoji, for us.
  table.fill(PICTURE, 0x2600, 0x27c0).fill(PICTURE, 0x2b00, 0x2c00).fill(PICTURE, 0x2190, 0x2200)
  table.fill(PICTURE, 0x25a0, 0x2600).fill(PICTURE, 0xd83c, 0xd83f).fill(PICTURE, 0xdc00, 0xe000)
  table.fill(PICTURE, 0xe000, 0xf900)
  table[0x2764] = 0 // ❤ is read
  for (const word of numerals.keys()) table[word.charCodeAt(0)] = HAN | NUMERAL
  for (const stroke of '-_.*·•・|~^`/\\#@–‐‑−—─━│┃║丨丿丶※♪♬ᚰ') table[stroke.charCodeAt(0)] = STROKE
  table[0x3007] = HAN | NUMERAL // 〇 lies outside the block of characters
  table[0x2b] = 0
  table[0x20] = BLANK
  table[0x2026] = BLANK // …
  table[0x0a] = LINE
  return table
}
