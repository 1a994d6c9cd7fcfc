/**
 * What a text is made of, apart from its words: how long it is, how much of it is digits, letters, characters, and with what
 * odd signs it is written. Chat is styled too, so none of these weighs much alone; the model learns how much.
 */
export const traitNames = [
  'unseen',
  'decorating-marks',
  'enclosed-letters',
  'full-width-letters',
  'other-alphabets',
  'pictures',
  'blanks',
  'digits',
  'letters',
  'characters',
  'marks',
  'many-digits',
  'letters-next-to-digits',
  'no-characters',
  'length',
  'up-to-3',
  'up-to-7',
  'up-to-15',
  'up-to-31',
] as const

const N = traitNames.length

// Written over by each reading.
const shared = new Float64Array(N)
const seen = new Uint32Array(16)

/**
 * The traits of a text, each between 0 and 1 (the length a little more), in the order of `traitNames`; `original` as it was
 * written, `text` as it reads. What it returns is good until the next call.
 */
export function readTraits(original: string, text: string): Float64Array {
  seen.fill(0)
  const end = Math.min(original.length, READ)
  for (let i = 0; i < end; i++) {
    const unit = original.charCodeAt(i)
    if (unit >= 0x4e00 && unit <= 0x9fff) continue
    const low = unit >= 0xd800 && unit <= 0xdbff ? original.charCodeAt(i + 1) : 0
    const kind = low === 0 ? writtenAs(unit) : pairWrittenAs(unit, low)
    if (kind > 0) seen[kind] = (seen[kind] ?? 0) + 1
    if (low !== 0) i++
  }
  const length = Math.min(text.length, READ)
  let digits = 0
  let letters = 0
  let characters = 0
  let blanks = 0
  let mixed = 0
  let longest = 0
  let run = 0
  let before = 0
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i)
    let kind = 0
    if (unit >= 0x3400 && unit <= 0x9fff) {
      characters++
    } else if (unit >= 0x30 && unit <= 0x39) {
      digits++
      kind = 1
    } else if (unit >= 0x61 && unit <= 0x7a) {
      letters++
      kind = 2
    } else if (unit === 0x20 || unit === 0x0a) {
      blanks++
    }
    run = kind === 1 ? run + 1 : 0
    if (run > longest) longest = run
    if (kind + before === 3) mixed = 1
    before = kind
  }
  // Blanks are no part of it: they are put in to hide words, and stand where a quote was taken out.
  const all = Math.max(1, length - blanks)
  shared[0] = upTo(UNSEEN, 3)
  shared[1] = upTo(MARK, 4)
  shared[2] = upTo(ENCLOSED, 4)
  shared[3] = upTo(FULL_WIDTH, 5)
  shared[4] = upTo(OTHER, 4)
  shared[5] = upTo(PICTURE, 5)
  shared[6] = (seen[BLANK] ?? 0) / Math.max(1, end)
  shared[7] = digits / all
  shared[8] = letters / all
  shared[9] = characters / all
  shared[10] = (all - digits - letters - characters) / all
  shared[11] = (digits > 4 ? 0.5 : 0) + (longest > 4 ? 0.5 : 0)
  shared[12] = mixed
  shared[13] = characters === 0 ? 1 : 0
  shared[14] = Math.log2(all) / 5
  shared[15] = all <= 3 ? 1 : 0
  shared[16] = all <= 7 ? 1 : 0
  shared[17] = all <= 15 ? 1 : 0
  shared[18] = all <= 31 ? 1 : 0
  return shared
}

/** What lies behind is not looked at. */
const READ = 2000

const UNSEEN = 1
const MARK = 2
const ENCLOSED = 3
const FULL_WIDTH = 4
const OTHER = 5
const PICTURE = 6
const BLANK = 7

function upTo(kind: number, many: number): number {
  return Math.min(1, (seen[kind] ?? 0) / many)
}

// For each UTF-16 unit how it is written: one look instead of twenty comparisons.
const kinds = (() => {
  const table = new Uint8Array(0x10000)
  const mark = (kind: number, ...ranges: readonly (readonly [number, number])[]) => {
    for (const [from, to] of ranges) table.fill(kind, from, to + 1)
  }
  mark(OTHER, [0x370, 0x1fff], [0x2190, 0x245f], [0x2500, 0x25ff], [0xa000, 0xabff])
  mark(PICTURE, [0x2600, 0x2775], [0x2794, 0x27bf])
  mark(ENCLOSED, [0xb9, 0xb9], [0xb2, 0xb3], [0x2070, 0x209f], [0x2460, 0x24ff], [0x2776, 0x2793], [0x3200, 0x33ff])
  mark(MARK, [0x300, 0x34e], [0x350, 0x36f], [0x20d0, 0x20ff])
  mark(FULL_WIDTH, [0xff10, 0xff19], [0xff21, 0xff3a], [0xff41, 0xff5a])
  mark(UNSEEN, [0xad, 0xad], [0x34f, 0x34f], [0x180e, 0x180e], [0x200b, 0x200f], [0x2060, 0x2064], [0xfeff, 0xfeff])
  mark(BLANK, [0x20, 0x20], [0x3000, 0x3000], [0xa0, 0xa0])
  return table
})()

function writtenAs(unit: number): number {
  return kinds[unit] ?? 0
}

/** 𝐕 and 🅥 are letters, what else is written as a pair is a picture or a rare character. */
function pairWrittenAs(high: number, low: number): number {
  const code = (high - 0xd800) * 0x400 + low - 0xdc00 + 0x10000
  if ((code >= 0x1d400 && code <= 0x1d7ff) || (code >= 0x1f100 && code <= 0x1f1ff)) return ENCLOSED
  return code >= 0x1f300 && code <= 0x1faff ? PICTURE : code < 0x20000 ? OTHER : 0
}
