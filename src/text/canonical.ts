import { fold } from './fold.js'

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
 * broken-up characters and digits, digits written as words in runs of three and more. Never throws.
 */
export function canonical(original: string): Canonical {
  let reading = readCharacters(original)
  for (const pass of passes) reading = apply(reading, pass(reading.text))
  return { text: reading.text, origin: Uint32Array.from(reading.origin), original }
}

/** The stretch of the original that gave `text.slice(from, to)`, without blanks and invisible characters around it. */
export function evidence(canon: Canonical, from: number, to: number): string {
  const last = canon.origin.length - 1
  const start = canon.origin[Math.min(Math.max(from, 0), last)] ?? 0
  const end = canon.origin[Math.min(Math.max(to, from, 0), last)] ?? start
  return canon.original.slice(start, end).replace(/^[\s\p{Cf}\p{Cc}]+|[\s\p{Cf}\p{Cc}]+$/gu, '')
}

interface Reading {
  text: string
  origin: number[]
}

/** A stretch of the text and what takes its place. */
interface Edit {
  from: number
  to: number
  with: string
}

function readCharacters(original: string): Reading {
  const end = Math.min(original.length, ANALYSED)
  const origin: number[] = []
  let text = ''
  let previous = ''
  for (let at = 0; at < end; ) {
    const unit = original.charCodeAt(at)
    const wide = unit >= 0xd800 && unit < 0xdc00 && isLow(original.charCodeAt(at + 1))
    const character = wide ? original.slice(at, at + 2) : original.charAt(at)
    const plain = isPlain(unit) ? character : fold(character)
    // Blanks in a row are one; a line break among them wins.
    if (plain === ' ' && (previous === ' ' || previous === '\n')) {
      // nothing new
    } else if (plain === '\n' && previous === '\n') {
      // nothing new
    } else if (plain === '\n' && previous === ' ') {
      text = `${text.slice(0, -1)}\n`
      previous = plain
    } else if (plain !== '') {
      text += plain
      for (let i = 0; i < plain.length; i++) origin.push(at)
      previous = plain
    }
    at += character.length
  }
  origin.push(end)
  return { text, origin }
}

/** Lower-case letters and digits, the blank: what needs no table. */
function isPlain(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x20
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}

/** The text after the edits (in order, none overlapping): what replaces a stretch comes from where the stretch began. */
function apply(reading: Reading, edits: readonly Edit[]): Reading {
  if (edits.length === 0) return reading
  let text = ''
  const origin: number[] = []
  let at = 0
  for (const edit of edits) {
    text += reading.text.slice(at, edit.from) + edit.with
    for (let i = at; i < edit.from; i++) origin.push(reading.origin[i] ?? 0)
    for (let i = 0; i < edit.with.length; i++)
      origin.push(reading.origin[edit.from + Math.min(i, edit.to - edit.from - 1)] ?? 0)
    at = edit.to
  }
  text += reading.text.slice(at)
  for (let i = at; i < reading.origin.length; i++) origin.push(reading.origin[i] ?? 0)
  return { text, origin }
}

type Pass = (text: string) => readonly Edit[]

const passes: readonly Pass[] = [
  joinComponents,
  joinLines,
  joinHan,
  joinLettersAndDigits,
  readDigitWords,
  readRoundLetters,
]

/** Characters taken apart. Only pairs that make no sense as two words; 力口 needs what it would be said of (实力口碑). */
const components = new Map(
  '亻言信 扌口扣 君羊群 钅戋钱 讠斤诉 讠卂讯 亻专传 亻弋代 亻介价 纟工红 氵主注 亻牛件 贝兼赚 弓虽强 禾厶私 耳卯聊 力口加'
    .split(' ')
    .map(([first = '', second = '', whole = '']) => [first + second, whole] as const),
)
const component =
  /亻[言专弋介牛]|扌口|君羊|钅戋|讠[斤卂]|纟工|氵主|贝兼|弓虽|禾厶|耳卯|(?<![一-龥])力口(?=[ :]{0,2}[a-z微薇威卫维徽我群裙扣企飞])/g

function joinComponents(text: string): Edit[] {
  return editsOf(text, component, ([taken]) => components.get(taken) ?? taken)
}

/** One or two characters a line, three lines and more, are one line written downwards; a handle may stand in it. */
const column =
  /(?<![^\n])(?:[^\n]{1,2}\n){2,}(?:[a-z0-9_-]{3,20}\n)?(?:[^\n]{1,2}\n)*(?:[^\n]{1,2}|[a-z0-9_-]{3,20})(?![^\n])/g

function joinLines(text: string): Edit[] {
  if (!text.includes('\n')) return []
  return insideOf(text, column, /\n/g)
}

// What people put between the characters of a word: ornaments, dots, strokes and pictures, but no comma, stop, colon or plus.
const ornament =
  '[\\-_.*·•・|~^`/\\\\#–‐‑−━─│┃☆★○●◎◇◆□■△▲▽▼※→←↑↓♪♬\\u2600-\\u263f\\u2667-\\u2763\\u2765-\\u27bf\\u2b00-\\u2bff\\u{1f000}-\\u{1faff}]'
const han = '[\\u3400-\\u9fff\\uf900-\\ufaff]'
const blank = '(?: |…|。{2,12}|,{2,12}){1,3}'
const brokenHan = new RegExp(
  // Ornaments between two characters, with or without blanks …
  `(?<=${han}) ?(?:${ornament} ?){1,6}(?=${han})` +
    // … and blanks or repeated stops around a character that stands alone.
    `|(?<=(?:^|[^\\u3400-\\u9fff])${han})${blank}(?=${han})|(?<=${han})${blank}(?=${han}(?:$|[^\\u3400-\\u9fff]))`,
  'gu',
)
const mayBeBroken = new RegExp(`${han}(?: |…|。。|,,|${ornament})`, 'u')

function joinHan(text: string): Edit[] {
  return mayBeBroken.test(text) ? editsOf(text, brokenHan, () => '') : []
}

const loose = new RegExp(`(?<![a-z0-9])[a-z0-9]{1,3}(?:(?: |${ornament}){1,4}[a-z0-9]{1,3}){2,30}(?![a-z0-9])`, 'gu')
const mayBeLoose = new RegExp(`[a-z0-9](?: |${ornament}){1,4}[a-z0-9]`, 'u')
const notLetterOrDigit = /[^a-z0-9]+/g

/** 「q-w-8-8-6-6」, 「1 3 8 0 0」: pieces of one character, at most half of them longer where digits are among them. */
function joinLettersAndDigits(text: string): Edit[] {
  if (!mayBeLoose.test(text)) return []
  const edits: Edit[] = []
  for (const match of text.matchAll(loose)) {
    const run = match[0]
    const pieces = run.split(notLetterOrDigit)
    const single = pieces.filter(piece => piece.length === 1).length
    const strict = /[./]/.test(run) || !/\d/.test(run) // addresses, versions and English stay as they are
    if (strict ? single < pieces.length : single * 2 < pieces.length) continue
    for (const gap of run.matchAll(notLetterOrDigit)) {
      edits.push({ from: match.index + gap.index, to: match.index + gap.index + gap[0].length, with: '' })
    }
  }
  return edits
}

const digitWords = '零〇幺一二三四五六七八九壹贰叁肆伍陆柒捌玖'
const digitOf = new Map([...digitWords].map((word, i) => [word, '001123456789123456789'[i] ?? word]))
const digitRun = new RegExp(`[0-9${digitWords}]{3,}`, 'g')

/** 「一三八零零」 → 「13800」; 一下 and 三个 stay, so a run needs three words, or two among six. */
function readDigitWords(text: string): Edit[] {
  return editsOf(text, digitRun, ([run]) => {
    const words = [...run].filter(character => digitOf.has(character)).length
    const read = words >= 3 || (words >= 2 && run.length >= 6)
    return read ? [...run].map(character => digitOf.get(character) ?? character).join('') : run
  })
}

/** 「1oo元」, 「13l88」: o and l among digits, not in a word or a handle. */
function readRoundLetters(text: string): Edit[] {
  return editsOf(text, /(?<![a-z0-9_-])\d(?:[0-9ol]{2,}(?![a-z0-9_-])|[ol](?=[元块]))/g, ([run]) =>
    run.replace(/o/g, '0').replace(/l/g, '1'),
  )
}

function editsOf(text: string, pattern: RegExp, replace: (match: RegExpMatchArray) => string): Edit[] {
  const edits: Edit[] = []
  for (const match of text.matchAll(pattern)) {
    const replacement = replace(match)
    if (replacement !== match[0])
      edits.push({ from: match.index, to: match.index + match[0].length, with: replacement })
  }
  return edits
}

/** Removes `gap` inside every match of `pattern`. */
function insideOf(text: string, pattern: RegExp, gap: RegExp): Edit[] {
  const edits: Edit[] = []
  for (const match of text.matchAll(pattern)) {
    for (const found of match[0].matchAll(gap)) {
      edits.push({ from: match.index + found.index, to: match.index + found.index + found[0].length, with: '' })
    }
  }
  return edits
}
