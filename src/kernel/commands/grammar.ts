import { nearest } from '../../text/nearest.js'
import {
  fold,
  foldUnit,
  halfWidth,
  isHan,
  isInvisible,
  isSpace,
  skipBlank,
  skipBlankBack,
  skipTrimmings,
} from './letters.js'
import type { Known, Vocabulary } from './vocabulary.js'

/**
 * What a message is to the command desk.
 *
 * `rest` is the argument text, line breaks kept, full-width letters and digits made half-width, blanks at its ends gone.
 * A mention of the bot at the very end is an address (`/上限 200 @小助`) and not in `rest`; but it may be meant as the
 * argument (`/踢 @小助`), so it is handed on as `mentionAfter` for the arguments to fall back on.
 */
export type Line =
  | { kind: 'command'; name: string; alias: string; rest: string; mentionsBot: boolean; mentionAfter?: string }
  | { kind: 'unknown'; typed: string; nearest?: string }
  | { kind: 'none' }

const plainTalk: Line = { kind: 'none' }

// WeChat takes about 16,000 units a message; what is longer was typed by nobody.
const longestLine = 20_000

/**
 * Reads one message as people in a group type commands.
 *
 * - `/上限 200`, `／上限　２００`, `、上限 200`, `/ 上限200`, `/CAP 200`: a prefix, then a name of the vocabulary, the longest first.
 * - `@小助 上限 200`, `打卡 @小助`: a mention of the bot at either end takes the place of the prefix, or stands beside it.
 * - `签到`, `簽到!`, `早安☀️`: a bare name counts as the whole message only. 「你今天签到了吗」 is plain talk.
 * - `/ 签 到`: when nothing else fits, single characters at the beginning are joined and tried again.
 *
 * A name ends where no letter follows: `/签到榜` is its own command and `/签到了吗` is not 签到; numbers (`/上限二百`), days
 * (`/补签昨天`), codes (`/撤销K12`) and `@` may follow a name without a space. What begins with `/` and is no command is `unknown`, with the
 * nearest name when one is close; paths, links, `//` and WeChat's `/:sun` are plain talk, and so is what begins with `、`
 * unless it is a command or the slip of one. Never throws; plain chat is told apart before anything is built.
 *
 * @param botNames what the bot is called in this room, without `@`; spaces and emoji may be in them
 */
export function parseLine(
  text: string,
  { botNames, vocabulary }: { botNames: readonly string[]; vocabulary: Vocabulary },
): Line {
  if (text.length > longestLine) return plainTalk
  let from = skipBlank(text, 0, text.length)
  let to = skipBlankBack(text, from, text.length)
  if (from === to) return plainTalk

  const afterMention = skipMention(text, from, to, botNames)
  const mentioned = afterMention > from
  from = afterMention
  const last = findLastMention(text, from, to, botNames)
  const mentionAfter = last && text.slice(last.at, last.end)
  if (last) to = skipBlankBack(text, from, last.at)
  const mentionsBot = mentioned || mentionAfter !== undefined

  const prefix = text.charAt(from)
  const prefixed = from < to && (prefix === '/' || prefix === '／' || prefix === '、')
  if (!prefixed && !mentionsBot) return parseBare(text, from, to, vocabulary)

  const start = prefixed ? skipSpaces(text, from + 1, to) : from
  const found = start < to ? matchName(text, start, to, vocabulary) : undefined
  if (found) {
    const { name, alias } = found.known
    const rest = readRest(found.behind)
    return { kind: 'command', name, alias, rest, mentionsBot, ...(mentionAfter !== undefined && { mentionAfter }) }
  }
  return prefixed ? parseUnknown(text, start, to, prefix, vocabulary) : plainTalk
}

// Bare words

/** How much punctuation and emoji may stand behind a bare word. */
const trimmings = 64
/** Longer plain talk is never a bare command with arguments. */
const bareRestLimit = 2000

function parseBare(text: string, from: number, to: number, vocabulary: Vocabulary): Line {
  const head = foldUnit(text.charAt(from))
  if (!vocabulary.bareHeads.has(head)) return plainTalk
  if (to - from <= vocabulary.longestBare + trimmings) {
    const whole =
      vocabulary.bare.get(fold(text, from, to).text) ??
      trimmedBare(text, from, to, vocabulary) ??
      spacedBare(text, from, to, vocabulary)
    if (whole) return { kind: 'command', name: whole.name, alias: whole.alias, rest: '', mentionsBot: false }
  }
  if (!vocabulary.bareRestHeads.has(head) || to - from > bareRestLimit) return plainTalk
  const found = matchName(text, from, to, vocabulary)
  if (!found || vocabulary.bare.get(found.key) !== found.known) return plainTalk
  const rest = readRest(found.behind)
  if (!found.known.bareRest?.(rest)) return plainTalk
  return { kind: 'command', name: found.known.name, alias: found.known.alias, rest, mentionsBot: false }
}

function trimmedBare(text: string, from: number, to: number, vocabulary: Vocabulary): Known | undefined {
  const end = skipTrimmings(text, from, to)
  return end < to ? vocabulary.bare.get(fold(text, from, end).text) : undefined
}

/** `签 到`: single characters, each apart from the next, and nothing else. */
function spacedBare(text: string, from: number, to: number, vocabulary: Vocabulary): Known | undefined {
  const line = text.slice(from, to)
  return /^\p{L}(?:\s\p{L})+$/u.test(line)
    ? vocabulary.bare.get(fold(line.replace(/\s/g, ''), 0, line.length).text)
    : undefined
}

// Names

interface Found {
  key: string
  known: Known
  /** What stands behind the name, untouched. */
  behind: string
}

/** How far behind a name one looks to see whether it ends there. */
const lookahead = 24

function matchName(text: string, start: number, to: number, vocabulary: Vocabulary): Found | undefined {
  const direct = matchHead(text, start, to, vocabulary)
  if (direct) return { key: direct.key, known: direct.known, behind: text.slice(direct.end, to) }
  return matchJoined(text, start, to, vocabulary)
}

function matchHead(text: string, start: number, to: number, { names, longest }: Vocabulary) {
  const head = fold(text, start, to, longest + lookahead)
  for (let length = Math.min(longest, head.text.length); length > 0; length--) {
    const key = head.text.slice(0, length)
    const known = names.get(key)
    if (known && endsAt(head.text, length)) return { key, known, end: head.ends[length - 1] ?? start }
  }
  return undefined
}

/** `签 到 榜` → 签到榜, `上 限 2 0 0` → 上限 with 200: the longest run of single characters that makes a command. */
function matchJoined(text: string, start: number, to: number, vocabulary: Vocabulary): Found | undefined {
  const singles: { character: string; end: number }[] = []
  for (let at = start; at < to && singles.length < vocabulary.longest + 8; ) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
    const end = skipInvisible(text, at + character.length, to)
    if (end < to && !isSpace(text.charCodeAt(end))) break
    singles.push({ character, end })
    at = skipSpaces(text, end, to)
  }
  for (let count = singles.length; count > 1; count--) {
    const joined = singles
      .slice(0, count)
      .map(single => single.character)
      .join('')
    const next = singles[count - 1]?.end ?? to
    const head = joined + text.slice(next, Math.min(to, next + lookahead))
    const found = matchHead(head, 0, head.length, vocabulary)
    if (found && found.end <= joined.length) {
      return { key: found.key, known: found.known, behind: joined.slice(found.end) + text.slice(next, to) }
    }
  }
  return undefined
}

const letter = /\p{L}/u
// 撤销K12, 清人P7, 绑定g2
const code = /^[a-z]{1,2}\d/
// 补签昨天, 请假到周五, 签到榜上月; not 签到今天没开吗
const chineseDay =
  /^到?(?:大?[前后][天日]|[昨今明][天日]|[上下这本]?个?(?:周|星期|礼拜)[一二三四五六日天末]|[上下这本]个?月)(?!\p{L}*[了吗呢吧啊呀没]$)/u
// 上限二百, 上限两百人, 延长十分钟; not 签到一下
const chineseNumber = /^[零〇一二两三四五六七八九十百千万半]+[个位名人天日号分钟秒小时周月年群条%]{0,3}(?!\p{L})/u

/** Whether a name of `length` units at the beginning of this folded text ends there. */
function endsAt(folded: string, length: number): boolean {
  const next = String.fromCodePoint(folded.codePointAt(length) ?? 0x20)
  if (next === ' ' || next === '\n') return true
  if (next === '/' || next === '\\' || next === '、' || next === '_') return false
  const afterHan = isHan(folded.charCodeAt(length - 1))
  if (next === '.') return folded.length === length + 1 || !letter.test(folded.charAt(length + 1))
  if (next === '-') return afterHan
  if (!letter.test(next)) return true
  const behind = folded.slice(length)
  return chineseNumber.test(behind) || (afterHan && (code.test(behind) || chineseDay.test(behind)))
}

// Arguments

/** `：200 ` → `200`; punctuation or emoji alone belong to the name (`打卡!`) and are no argument. */
function readRest(behind: string): string {
  let from = skipBlank(behind, 0, behind.length)
  const to = skipBlankBack(behind, from, behind.length)
  if (/[:：,，]/.test(behind.charAt(from))) from = skipBlank(behind, from + 1, to)
  if (to - from <= trimmings && skipTrimmings(behind, from, to) === from) return ''
  return halfWidth(behind.slice(from, to))
}

// Mentions

/** The position behind the mentions of the bot at the beginning, and behind the blanks and the comma after them. */
function skipMention(text: string, from: number, to: number, botNames: readonly string[]): number {
  let at = from
  for (let times = 0; times < 3 && isAt(text.charCodeAt(at)); times++) {
    const end = longestMention(text, at, to, botNames)
    if (end < 0) break
    at = skipBlank(text, end, to)
    if (at < to && /[:：,，]/.test(text.charAt(at))) at = skipBlank(text, at + 1, to)
  }
  return Math.min(at, to)
}

/** Where the mention of the bot at the end stands. */
function findLastMention(text: string, from: number, to: number, botNames: readonly string[]) {
  const longest = botNames.reduce((most, name) => Math.max(most, name.length), 0)
  const least = Math.max(from, to - 2 * longest - trimmings)
  for (let at = to - 1; at >= least; at--) {
    if (!isAt(text.charCodeAt(at))) continue
    const end = longestMention(text, at, to, botNames)
    if (end >= 0 && skipTrimmings(text, end, to) === end) return { at, end }
  }
  return undefined
}

function longestMention(text: string, at: number, to: number, botNames: readonly string[]): number {
  return botNames.reduce((end, name) => Math.max(end, matchMention(text, at + 1, to, name)), -1)
}

const latin = /[a-z0-9_]/

/** The position behind `name` at `at`, or -1. Invisible units count on neither side, all spaces are alike. */
function matchMention(text: string, at: number, to: number, name: string): number {
  let end = at
  let last = ''
  for (let i = 0; i < name.length; i++) {
    if (isInvisible(name.charCodeAt(i))) continue
    end = skipInvisible(text, end, to)
    last = foldUnit(name.charAt(i))
    if (end >= to || foldUnit(text.charAt(end)) !== last) return -1
    end++
  }
  if (last === '') return -1
  // @Bot is not @Bottle; Chinese needs no space: @小助打卡.
  if (end < to && latin.test(last) && latin.test(foldUnit(text.charAt(end)))) return -1
  return end
}

function isAt(unit: number): boolean {
  return unit === 0x40 || unit === 0xff20
}

// What is no command

const wordOf = /^(?:[\u3400-\u9fff]+|[a-z][a-z0-9_-]*)/
const twoWords = /^[\u3400-\u9fffa-z0-9_-]+ [\u3400-\u9fffa-z0-9_-]+/
/** Longer words are sentences: nothing is near them. */
const longestTypo = 12

function parseUnknown(text: string, start: number, to: number, prefix: string, vocabulary: Vocabulary): Line {
  const head = fold(text, start, to, longestTypo + lookahead)
  const word = wordOf.exec(head.text)?.[0]
  if (word === undefined || isPath(head.text)) return plainTalk
  const typed = text.slice(start, head.ends[word.length - 1])
  if (prefix !== '、') return withNearest(typed, nearestName(head.text, word, vocabulary))
  // In an enumeration (、第二点是…) only what could hardly be anything else is a slip.
  const slip = to - start <= longestTypo && endsAt(head.text, word.length) && nearestName(head.text, word, vocabulary)
  return slip ? withNearest(typed, slip) : plainTalk
}

function withNearest(typed: string, name: string | undefined): Line {
  return { kind: 'unknown', typed, ...(name !== undefined && { nearest: name }) }
}

/** `/etc/passwd`, `/robots.txt`, `/a\b` */
function isPath(folded: string): boolean {
  return /^[^ \n]*(?:[/\\]|\.[a-z])/.test(folded)
}

function nearestName(folded: string, word: string, { names }: Vocabulary): string | undefined {
  if (word.length < 2 || word.length > longestTypo) return undefined
  const max = isHan(word.charCodeAt(0)) ? (word.length < 4 ? 1 : 2) : word.length < 3 ? 0 : word.length < 6 ? 1 : 2
  const siblings = [...names.keys()].filter(key => key.startsWith(`${word} `))
  const two = twoWords.exec(folded)?.[0]
  const near = (two && nearest(two, siblings, { max: 2 })) ?? siblings[0] ?? nearest(word, [...names.keys()], { max })
  return near === undefined ? undefined : names.get(near)?.alias
}

// Positions

function skipSpaces(text: string, from: number, to: number): number {
  let at = from
  while (at < to && (isSpace(text.charCodeAt(at)) || isInvisible(text.charCodeAt(at)))) at++
  return at
}

function skipInvisible(text: string, from: number, to: number): number {
  let at = from
  while (at < to && isInvisible(text.charCodeAt(at))) at++
  return at
}
