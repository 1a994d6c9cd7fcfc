import { bulletOf, numbersIn } from './marks.js'

// 三件事 as people write it. Pure, and linear in what is written.

export interface Post {
  /** What somebody set out to do, each on one line, without the number before it; at most ten. */
  items: readonly string[]
  /** How many more there were. */
  more: number
}

/** Items that are kept of one post. */
const MOST = 10
/** No item is read further. */
const LONGEST_ITEM = 400
/** WeChat takes about 16,000 characters a message. */
const LONGEST = 20_000

const header = new RegExp(
  [
    // 早！ ☀️【
    '^(?:[\\p{Extended_Pictographic}\\ufe0f\\u200d\\s]{0,12}(?:大家)?(?:早上好|早安|早呀|早啊|早|签到|打卡)(?![\\p{L}\\p{N}]))?',
    '[\\p{Extended_Pictographic}\\ufe0f\\u200d\\s【［\\[「《#＃*!！,，.。~～]{0,12}',
    // Day 12, 1月7日, 周一
    '(?:(?:day|第)\\s?\\d{1,4}天?|\\d{1,2}月\\d{1,2}[日号]?|\\d{1,2}[./-]\\d{1,2}|(?:周|星期)[一二三四五六日天])?\\s?',
    '(?:我|今日|今天|今早|早上|早晨|清晨|晨间|每日|每天){0,3}的?[三3３]件事(?:儿|情)?(?:打卡|签到)?',
    // （1月7日） is no item, （1） is one
    '(?:\\s?[（(](?!\\s?[1１一])[^（()）\\n]{1,20}[）)])?[】］\\]」》#＃*\\ufe0f\\p{Extended_Pictographic}]{0,6}',
  ].join(''),
  'iu',
)

/**
 * What somebody posts as his three things: a message that begins with 三件事 (今日三件事, 早上的三件事, #三件事, 早！三件事) and
 * lists something behind a colon, a line break, a number or a blank. Undefined for talk: 三件事都做完了.
 */
export function readPost(text: string): Post | undefined {
  const begin = header.exec(text.slice(0, 200))?.[0].length
  if (begin === undefined) return undefined
  const body = text.slice(begin, LONGEST)
  const behind = /^[ \t\u3000\u2005]*(?:[:：]+|[!！。~～]*(?=[\r\n]|$))/u.exec(body)
  if (behind) return cutOff(itemsOf(body.slice(behind[0].length)))
  // Without colon and line break only a list is a post.
  const listed = /^[\s,，、\-—–~～|]|^[^\p{L}]/u.test(body) ? itemsOf(body, { plainly: true }) : []
  return listed.length > 1 ? cutOff(listed) : undefined
}

/** The same of what stands behind `/三件事`. */
export function readList(text: string): Post {
  return cutOff(itemsOf(text.slice(0, LONGEST)))
}

/** How many of the items say enough, each counted once: letters and digits, not punctuation. */
export function enough(items: readonly string[], minChars: number): number {
  return new Set(items.map(lettersOf).filter(letters => [...letters].length >= minChars)).size
}

function lettersOf(item: string): string {
  return item
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function cutOff(items: readonly string[]): Post {
  return { items: items.slice(0, MOST), more: Math.max(0, items.length - MOST) }
}

/** A piece of the list: a line, or what is between two numbers in it. */
interface Piece {
  text: string
  /** It begins with a number, or with a bullet. */
  marked?: 'number' | 'bullet'
  number?: number
  /** A blank line is before it. */
  apart: boolean
  indented: boolean
}

function itemsOf(body: string, { plainly = false } = {}): string[] {
  const pieces = piecesOf(body)
  const marked = pieces.filter(piece => piece.marked)
  if (marked.length > 1) return listed(pieces).flatMap(clean)
  if (pieces.length > 1) return plainly ? [] : pieces.flatMap(({ text }) => clean(text))
  return pieces.flatMap(({ text }) => inOneLine(text, plainly)).flatMap(clean)
}

function piecesOf(body: string): Piece[] {
  const pieces: Piece[] = []
  let last = 0
  let apart = false
  for (const raw of body.split(/\r\n|[\n\r\u2028\u2029\v\f]/)) {
    // As many characters as before: full-width digits are digits, （１） is (1).
    const whole = raw.replace(/[０-９]/g, digit => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    const line = whole.trim()
    if (line === '') {
      apart = true
      continue
    }
    const indented = /^\s/.test(whole)
    const afterBullet = bulletOf(line)
    const words = line.slice(afterBullet ?? 0)
    const marks = numbersIn(words, last)
    const first = marks[0]?.at ?? words.length
    const head = words.slice(0, first).trim()
    if (head !== '' || marks.length === 0) {
      pieces.push({ text: head, apart, indented, ...(afterBullet === undefined ? {} : { marked: 'bullet' }) })
    }
    marks.forEach((mark, index) => {
      const text = words.slice(mark.end, marks[index + 1]?.at)
      pieces.push({ text: text.slice(bulletOf(text) ?? 0), marked: 'number', apart, indented, ...numberOf(mark) })
    })
    last = marks.at(-1)?.number ?? last
    apart = false
  }
  return pieces
}

function numberOf({ number }: { number?: number }): { number?: number } {
  return number === undefined ? {} : { number }
}

/**
 * The items of a list with marks. A line without one goes on with the item before it, unless the numbers show that it is an
 * item itself (1. 跑步 / 读书 / 3. 写作); what stands before the list, and behind a blank line after it, belongs to neither.
 */
function listed(pieces: readonly Piece[]): string[] {
  const items: string[] = []
  const bulleted = pieces.every(({ marked }) => marked !== 'number')
  let loose: Piece[] = []
  let last = 0
  const settle = (next?: number): void => {
    const missing = next === undefined ? -1 : next - last - 1
    for (const piece of loose) {
      const before = items.at(-1)
      if (loose.length === missing || (bulleted && !piece.indented)) items.push(piece.text)
      else if (before !== undefined && !piece.apart) items[items.length - 1] = `${before} ${piece.text}`
    }
    loose = []
  }
  for (const piece of pieces) {
    if (!piece.marked) loose.push(piece)
    else {
      settle(piece.number)
      items.push(piece.text)
      last = piece.number ?? last
    }
  }
  settle()
  return items
}

/** Between what items stand in one line, best first: what else they hold is then their own. */
const separators = [/[✅☑√✔✓•●▪■□◆◇★☆👉🔹🔸]\ufe0f?/u, /[;；]/, /\s[-–—]\s/, /[|｜]|(?<!\d)[/／]|[/／](?!\d)/, /、/]
const loosely = [/[、,，。]/, /\s+/]

function inOneLine(line: string, plainly: boolean): string[] {
  for (const separator of plainly ? separators : [...separators.slice(0, -1), ...loosely]) {
    const parts = line.split(separator).filter(part => /[\p{L}\p{N}]/u.test(part))
    // Words of another language have blanks between them too.
    const isList = separator.source === '\\s+' ? parts.length > 2 && parts.every(hasHan) : parts.length > 1
    if (isList) return parts
  }
  return [line]
}

const hasHan = (text: string) => /\p{Script=Han}/u.test(text)

/** One item on one line, without what only closes it; nothing where it says nothing. */
function clean(text: string): string[] {
  const item = text
    .slice(0, LONGEST_ITEM)
    .replace(/\s+/g, ' ')
    .replace(/^[\s;；,，。、.:：]+/, '')
    .replace(/[\s;；,，。、✅☑√✔✓\ufe0f]+$/u, '')
  return /[\p{L}\p{N}]/u.test(item) ? [item] : []
}
