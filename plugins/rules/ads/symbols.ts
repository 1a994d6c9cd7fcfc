/**
 * How the model of wording reads canonical text: one symbol after the other, without blanks, ornaments and pictures, with
 * numbers, names and addresses each as one sign of their class. Canonical text holds no enclosed characters (they are read
 * as what they enclose), so such are the classes, and an n-gram of the table can be read by eye: `加ⓗ`, `出⑤`.
 * - `①` … `⑫` a number of so many digits, twelve standing for more · `ⓓ` a decimal number · `ⓣ` a time (19:30)
 * - `ⓗ` a name of letters and digits · `ⓦ` a word of five letters and more · `ⓛ` an address of the web
 * - `⊢` `⊣` where the text begins and ends
 */
export interface Symbols {
  /** How many there are; what lies behind in `units` and `at` is left over from earlier texts. */
  length: number
  /** UTF-16 units, the beginning and the end among them. */
  units: Uint16Array
  /** Where in the text each symbol begins; for the end, the length of the text. */
  at: Uint32Array
}

/** So many symbols are read: behind them, a text has said what it is. */
const LONGEST = 2000

const signs = { begin: '⊢', end: '⊣', decimal: 'ⓓ', time: 'ⓣ', handle: 'ⓗ', word: 'ⓦ', link: 'ⓛ' } as const

// Written over by each reading: a verdict is asked for at every message, and two fresh arrays cost more than the reading.
const shared: Symbols = { length: 0, units: new Uint16Array(LONGEST + 2), at: new Uint32Array(LONGEST + 2) }

const BEGIN = signs.begin.charCodeAt(0)
const END = signs.end.charCodeAt(0)
const DECIMAL = signs.decimal.charCodeAt(0)
const TIME = signs.time.charCodeAt(0)
const HANDLE = signs.handle.charCodeAt(0)
const WORD = signs.word.charCodeAt(0)
const LINK = signs.link.charCodeAt(0)
const ONE_DIGIT = 0x2460 // ①

/** Reads canonical text. What it returns is good until the next call. */
export function readSymbols(text: string): Symbols {
  const { units, at } = shared
  units[0] = BEGIN
  at[0] = 0
  let length = 1
  let i = 0
  while (i < text.length && length < LONGEST) {
    const unit = text.charCodeAt(i)
    const kind = unit < 128 ? (ascii[unit] ?? SKIP) : wideKind(unit)
    if (kind === SKIP) {
      i++
    } else if (kind === ALNUM) {
      const end = endOfRun(text, i)
      const address = endOfAddress(text, i, end)
      if (address > end) {
        units[length] = LINK
        at[length++] = i
        i = address
      } else {
        length = readRun(text, i, end, length)
        i = Math.max(timeOrDecimalEnd, end)
      }
    } else {
      const plain = unit < 128 ? unit : plainMark(unit)
      // Three of a kind say it all: 哈哈哈哈哈, !!!!!!
      if (plain !== units[length - 1] || plain !== units[length - 2]) {
        units[length] = plain
        at[length++] = i
      }
      i++
    }
  }
  units[length] = END
  at[length++] = text.length
  shared.length = length
  return shared
}

const SKIP = 0
const MARK = 1
const ALNUM = 2

/** What each ASCII character is: nothing, a mark that is read, a letter or a digit. */
const ascii = Uint8Array.from({ length: 128 }, (_, code) => {
  if ((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)) return ALNUM
  return ',.!?:;()[]<>+=/%$@&"'.includes(String.fromCharCode(code)) ? MARK : SKIP
})

/** Surrogates (pictures), arrows, dingbats and other ornaments are not read. */
function wideKind(unit: number): number {
  if (unit >= 0x3400 && unit <= 0x9fff) return MARK
  if (unit >= 0xd800 && unit <= 0xf8ff) return SKIP
  return unit >= 0x2010 && unit <= 0x2bff && unit !== 0x2026 && unit !== 0x2764 && (unit < 0x2018 || unit > 0x201f)
    ? SKIP
    : unit === 0xfffd
      ? SKIP
      : MARK
}

const plainMarks = new Map(
  [...'。.、,《<》>【[】]「[」]“"”"‘"’"；;：:，,！!？?〔[〕]『[』]'.matchAll(/../gu)].map(([pair]) => [
    pair.charCodeAt(0),
    pair.charCodeAt(1),
  ]),
)

/** 。 and . , 【 and [ are one mark. */
function plainMark(unit: number): number {
  return unit >= 0x3400 ? unit : (plainMarks.get(unit) ?? unit)
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39
}

function endOfRun(text: string, from: number): number {
  let end = from + 1
  while (end < text.length) {
    const unit = text.charCodeAt(end)
    const inside = unit < 128 && (ascii[unit] === ALNUM || unit === 0x5f || unit === 0x2d) // _ -
    if (!inside) break
    end++
  }
  return end
}

/** Where an address ends that begins here: http://…, www.…, name.topdomain/…; `end` itself when it is none. */
function endOfAddress(text: string, from: number, end: number): number {
  const next = text.charCodeAt(end)
  const scheme = next === 0x3a && text.charCodeAt(end + 1) === 0x2f && text.startsWith('http', from)
  const dotted = next === 0x2e && isLetter(text.charCodeAt(end + 1)) && isLetter(text.charCodeAt(end + 2))
  if (!scheme && !dotted) return end
  let last = end + 1
  while (last < text.length && last - from < 300 && inAddress(text.charCodeAt(last))) last++
  return last
}

function isLetter(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a
}

function inAddress(unit: number): boolean {
  return unit < 128 && (ascii[unit] === ALNUM || './:?=&%_+#~@-'.includes(String.fromCharCode(unit)))
}

/** Where a time or a decimal number ended that `readRun` read; 0 when it read none. */
let timeOrDecimalEnd = 0

/** A run of letters, digits, _ and -: a number, short letters one by one, a name, a word. Returns the new length. */
function readRun(text: string, from: number, end: number, length: number): number {
  timeOrDecimalEnd = 0
  let letters = 0
  let digits = 0
  let parts = 0
  let before = 0
  for (let i = from; i < end; i++) {
    const unit = text.charCodeAt(i)
    const kind = isDigit(unit) ? 1 : isLetter(unit) ? 2 : 0
    if (kind === 1) digits++
    else if (kind === 2) letters++
    if (kind !== before) parts++
    before = kind
  }
  const { units, at } = shared
  if (letters > 4 && digits === 0) {
    units[length] = WORD
    at[length++] = from
    return length
  }
  // A name: letters and digits together, save 10w, vip8, qq12345, v12345.
  if (letters > 0 && digits > 0 && end - from > 4 && (parts > 2 || letters > 3)) {
    units[length] = HANDLE
    at[length++] = from
    return length
  }
  for (let i = from; i < end && length < LONGEST; ) {
    const unit = text.charCodeAt(i)
    if (!isDigit(unit)) {
      if (isLetter(unit)) {
        units[length] = unit
        at[length++] = i
      }
      i++
      continue
    }
    let stop = i + 1
    while (stop < end && isDigit(text.charCodeAt(stop))) stop++
    let sign = ONE_DIGIT + Math.min(stop - i, 12) - 1
    const next = text.charCodeAt(stop)
    if (stop === end && (next === 0x2e || next === 0x3a) && isDigit(text.charCodeAt(stop + 1))) {
      sign = next === 0x2e ? DECIMAL : TIME
      stop++
      while (stop < text.length && isDigit(text.charCodeAt(stop))) stop++
      timeOrDecimalEnd = stop
    }
    units[length] = sign
    at[length++] = i
    i = stop
  }
  return length
}
