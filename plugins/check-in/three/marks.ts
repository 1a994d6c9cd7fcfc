// What people put before the items of a list: 1. 2、 ③ （四） 五、 第六， 7️⃣ - • √ ✅. Pure; every step looks at a bounded stretch.

/** A mark, where the words behind it begin, and its number where it has one. */
export interface Mark {
  at: number
  end: number
  number?: number
  /** 1跑步: nothing but the number tells it. */
  naked?: true
}

const HAN = '[一二三四五六七八九十]{1,3}'
/** Circled, bracketed and dotted numbers of one character. */
const ONE_CHARACTER =
  '[\\u2460-\\u2473\\u2474-\\u249b\\u24f5-\\u24fe\\u2776-\\u2793\\u3220-\\u3229\\u3280-\\u3289]|[1-9]\\ufe0f?\\u20e3|🔟'
/** Numbers of one character that begin with 1 in Unicode, and how many follow. */
const runs: readonly (readonly [first: number, count: number])[] = [
  [0x2460, 20],
  [0x2474, 20],
  [0x2488, 20],
  [0x24f5, 10],
  [0x2776, 10],
  [0x2780, 10],
  [0x278a, 10],
  [0x3220, 10],
  [0x3280, 10],
]

const numbered = new RegExp(
  [
    `(?<glyph>${ONE_CHARACTER})\\s?[.、，,:：]?`,
    `[（(【［[]\\s?(?<inBrackets>\\d{1,3}|${HAN})\\s?[)）】］\\]]\\s?[.、，,:：]?`,
    `(?<![\\d.:/第-])(?<dotted>\\d{1,3})\\s?(?:[.．、)）:：,，]|[-–—](?!\\d))(?!\\d)`,
    `(?<!\\p{L})(?<han>${HAN})\\s?[.．、)）:：,，]`,
    `(?<!\\p{L})第(?<ordinal>\\d{1,3}|${HAN})[件个项条点]?(?:事情|事)?[是,，、:：.\\s]?`,
    '(?<![\\d.:/第-])(?<naked>\\d{1,2})(?=[\\s\\p{L}])',
  ].join('|'),
  'gu',
)

/** Behind a naked number these make it an amount: 5公里, 20页, 2小时. */
const amount =
  /^\s?(?:公里|千米|里|米|页|个|小时|分钟|分|点|时|天|次|遍|组|章|篇|本|杯|斤|人|节|步|张|件|条|项|月|日|号|年|元|块|万|千|百|集|首|课|套|道|题|字|位|圈|秒|场|顿|份|封|km|k|m|min|h|ml|kg|am|pm|x)(?![a-z])/iu

const bullet = /^(?:\s*(?:\[[ xX√✓✔]?\]|[-–—•·∙●○◦▪▫■□◆◇★☆※→▶►➤✔✓✅☑√☐👉🔹🔸+~*>＊＋－・～]\ufe0f?))+\s*/u

/** Where the words of a line begin that has a bullet before them; undefined where there is none. */
export function bulletOf(line: string): number | undefined {
  return bullet.exec(line)?.[0].length
}

/**
 * The numbers in a line that begin items, first to last. Before the first word any number with its sign counts; further on,
 * and where nothing but the number tells it, it must be the next one: 读第3、4章 begins nothing.
 * @param last the number before, 0 at the beginning
 */
export function numbersIn(line: string, last: number): Mark[] {
  const marks: Mark[] = []
  let before = last
  for (const match of line.matchAll(numbered)) {
    const { glyph, inBrackets, dotted, han, ordinal, naked } = match.groups ?? {}
    const written = inBrackets ?? dotted ?? han ?? ordinal ?? naked
    const number = glyph === undefined ? numberWritten(written ?? '') : glyphValue(glyph)
    const end = match.index + match[0].length
    const atStart = match.index === 0
    if (naked !== undefined) {
      const alike = marks.length === 0 ? atStart : marks[0]?.naked
      if (number !== before + 1 || !alike || amount.test(line.slice(end, end + 8))) continue
    } else if (!atStart && glyph === undefined && number !== before + 1) continue
    before = number
    marks.push({ at: match.index, end, number, ...(naked === undefined ? {} : { naked: true }) })
  }
  return marks
}

function glyphValue(glyph: string): number {
  if (glyph === '🔟') return 10
  const code = glyph.codePointAt(0) ?? 0
  const run = runs.find(([first, count]) => code >= first && code < first + count)
  return run ? code - run[0] + 1 : Number(glyph.charAt(0))
}

/** 3, 三, 十二, 二十一. */
function numberWritten(written: string): number {
  if (/^\d+$/.test(written)) return Number(written)
  const digit = (letter: string) => '一二三四五六七八九'.indexOf(letter) + 1
  const [tens = '', ones = ''] = written.includes('十') ? written.split('十') : ['', written]
  return (written.includes('十') ? (digit(tens) || 1) * 10 : 0) + digit(ones)
}
