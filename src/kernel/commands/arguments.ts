/**
 * What stands behind a command's name, typed and checked.
 *
 *     const raise = args({ who: person(), points: integer({ min: 1, max: 50, name: '分数' }), why: rest({ optional: true }) })
 *     const parsed = raise.parse('@张伟 5 帮了大忙', { today: '2030-01-07' })
 *     // { ok: true, value: { who: '张伟', points: 5, why: '帮了大忙' } }: the types come from the kinds
 *
 * Arguments are read in the order in which they are declared, each from what the one before left over.
 */
import { type Nearness, parseDay } from '../../text/dates.js'
import { nearest } from '../../text/nearest.js'
import { parseNumber } from '../../text/numbers.js'
import { parseSpan } from '../../text/spans.js'
import { fold, skipTrimmings } from './letters.js'

/** What is true around the words, for the kinds that cannot tell by themselves. */
export interface ArgumentContext {
  /** `YYYY-MM-DD` in the zone of the room: what 昨天 is counted from. */
  today: string
  /** Whether somebody here is called so; with it `@Lucy Wang 发广告` is read right. Without it a name ends at U+2005 or a space. */
  isName?: ((typed: string) => boolean) | undefined
  /** The mention of the bot that ended the line (see `Line`); tried as the last argument when one is missing. */
  mentionAfter?: string | undefined
}

/** Why an argument cannot be used: a code, and a short kind sentence, without a stop, that repeats nothing of what was typed. */
export interface Problem {
  code: 'missing' | 'not-this-kind' | 'out-of-range' | 'too-much'
  /** The argument's name as usage shows it. */
  argument: string
  problem: string
}

export type Parsed<T> = { ok: true; value: T } | ({ ok: false } & Problem)

/** All arguments of one command. */
export interface Arguments<T> {
  /** As usage shows them: `@某人 [原因]`. */
  readonly form: string
  parse(rest: string, context: ArgumentContext): Parsed<T>
  /** True when it can be read to its end, whatever the day: for `bareRest`. */
  accepts(rest: string): boolean
}

/** One argument: how it is called, and how it takes its part from the beginning of a text that is never blank. */
export interface Argument<T> {
  readonly name: string
  readonly optional: boolean
  read(text: string, context: ArgumentContext, last: boolean): Reading<T>
}

type Reading<T> = { value: T; left: string } | { code: Problem['code']; problem: string }
type Spec = Readonly<Record<string, Argument<unknown>>>
type Values<S extends Spec> = { -readonly [K in keyof S]: S[K] extends Argument<infer T> ? T : never }

/** The arguments of a command, in the order in which people type them. */
export function args<const S extends Spec>(spec: S): Arguments<Values<S>> {
  const all = Object.entries(spec)
  const form = all.map(([, { name, optional }]) => (optional ? `[${name}]` : name)).join(' ')
  function parse(rest: string, context: ArgumentContext): Parsed<Values<S>> {
    const parsed = readAll(all, rest, context)
    if (parsed.ok || context.mentionAfter === undefined) return parsed as Parsed<Values<S>>
    const withMention = readAll(all, `${rest} ${context.mentionAfter}`, context)
    return (withMention.ok ? withMention : parsed) as Parsed<Values<S>>
  }
  return { form, parse, accepts: rest => parse(rest, { today: '2000-01-01' }).ok }
}

/** `用法：/上限 人数，例如 /上限 200`. The example is what somebody would type, with or without the command itself. */
export function usage(command: string, { form }: Pick<Arguments<unknown>, 'form'>, example?: string): string {
  const line = `/${command}${form === '' ? '' : ` ${form}`}`
  if (example === undefined) return `用法：${line}`
  return `用法：${line}，例如 ${example.startsWith('/') ? example : `/${command} ${example}`}`
}

function readAll(
  all: readonly [string, Argument<unknown>][],
  rest: string,
  context: ArgumentContext,
): Parsed<Record<string, unknown>> {
  const value: Record<string, unknown> = {}
  let left = rest.trim()
  // why an optional argument was passed over: it explains what is left at the end better than "too much" does
  let passed: Problem | undefined
  for (const [index, [key, argument]] of all.entries()) {
    value[key] = undefined
    if (left === '' || (argument.optional && isTrimmings(left))) {
      if (argument.optional) continue
      return { ok: false, ...(passed ?? problem(argument, 'missing', `还差${argument.name}`)) }
    }
    const reading = argument.read(left, context, index === all.length - 1)
    if ('value' in reading) {
      value[key] = reading.value
      left = reading.left.replace(betweenArguments, '')
    } else if (argument.optional) passed ??= problem(argument, reading.code, reading.problem)
    else return { ok: false, ...problem(argument, reading.code, reading.problem) }
  }
  if (isTrimmings(left)) return { ok: true, value }
  const last = all.at(-1)?.[1]
  return { ok: false, ...(passed ?? problem(last, 'too-much', last ? `${last.name}后面多了些字` : '后面不用加别的')) }
}

function problem(argument: Argument<unknown> | undefined, code: Problem['code'], sentence: string): Problem {
  return { code, argument: argument?.name ?? '', problem: sentence }
}

/** `@张伟，发广告`: a comma or a colon is as good as a space. */
const betweenArguments = /^\s*(?:[，,：:]\s*)?/

/** Punctuation or emoji alone, or nothing, is no argument: `/上限 200 ！`. */
function isTrimmings(text: string): boolean {
  return text.length <= 64 && skipTrimmings(text, 0, text.length) === 0
}

// Kinds

interface Naming {
  /** How usage and problems call it. */
  name?: string
  optional?: boolean
}
type Given<T, O extends Naming> = O extends { optional: true } ? T | undefined : T

function argument<T, O extends Naming>(options: O, name: string, read: Argument<T>['read']): Argument<Given<T, O>> {
  return {
    name: options.name ?? name,
    optional: options.optional === true,
    read: read as Argument<Given<T, O>>['read'],
  }
}

/** A whole number: 200, ２００, 二百, 200人. `min` and `max` belong to the range. */
export function integer<const O extends Naming & { min?: number; max?: number }>(
  options: O = {} as O,
): Argument<Given<number, O>> {
  const { name = '数字', min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options
  const wanted = `${name}要写${rangeOf(options)}整数`
  return argument(options, name, text => {
    const [word, left] = splitWord(text)
    const number = toInteger(word) ?? toInteger(word.replace(measureWord, ''))
    if (number === undefined) return { code: 'not-this-kind', problem: wanted }
    if (number < min || number > max) return { code: 'out-of-range', problem: wanted }
    return { value: number, left: left.replace(measureWordAlone, '') }
  })
}

const measureWord = /[个位名人条天次群分号]$/
const measureWordAlone = /^[个位名人条天次群分号](?=\s|$)/

function rangeOf({ min, max }: { min?: number; max?: number }): string {
  if (min !== undefined && max !== undefined) return ` ${min} 到 ${max} 的`
  if (min !== undefined) return `不小于 ${min} 的`
  return max === undefined ? '' : `不大于 ${max} 的`
}

function toInteger(word: string): number | undefined {
  const plain = fold(word, 0, word.length).text
  return /^[-+]\d{1,15}$/.test(plain) ? Number(plain) : parseNumber(plain)
}

/**
 * One of a few words: `choice(['加', '减'])`, or with other words for each: `choice({ open: ['开放', '敞开'], ask: ['审批'] })`,
 * whose value is the key. 繁简, width and case make no difference; `加@张伟` needs no space.
 */
export function choice<const W extends string, const O extends Naming>(
  words: readonly W[] | Readonly<Record<W, readonly string[]>>,
  options: O = {} as O,
): Argument<Given<W, O>> {
  const values = new Map<string, W>()
  const shown: string[] = []
  const entries = Array.isArray(words)
    ? words.map((word: W) => [word, []] as const)
    : (Object.entries(words) as [W, readonly string[]][])
  for (const [value, others] of entries) {
    for (const word of [value, ...others]) values.set(fold(word, 0, word.length).text, value)
    shown.push(others[0] ?? value)
  }
  const name = options.name ?? (shown.length <= 4 ? shown.join('|') : '选项')
  return argument(options, name, text => {
    const [word, left] = splitWord(text)
    const folded = fold(word, 0, word.length)
    const exact = values.get(folded.text)
    if (exact !== undefined) return { value: exact, left }
    for (const [key, value] of values) {
      if (folded.text.startsWith(`${key}@`))
        return { value, left: `${word.slice(folded.ends[key.length - 1])} ${left}` }
    }
    const near = nearest(folded.text, [...values.keys()], { max: folded.text.length < 4 ? 1 : 2 })
    const list = `${options.name ?? ''}可以写：${shown.join('、')}`
    return { code: 'not-this-kind', problem: near === undefined ? list : `${list}（是不是想写「${near}」）` }
  })
}

/**
 * A person, as typed: the name behind `@` (or without it), spaces and emoji in it kept, not resolved. A phone ends a
 * mention with U+2005; elsewhere the name goes to the longest stretch that `isName` knows, else to the next space, or to
 * the end when nothing follows.
 */
export function person<const O extends Naming>(options: O = {} as O): Argument<Given<string, O>> {
  return argument(options, '@某人', (text, { isName }, last) => {
    const from = text.startsWith('@') || text.startsWith('＠') ? 1 : 0
    const ends = nameEnds(text, from)
    const known = isName && longestName(text, from, ends, isName)
    const end = ends.phone ?? known ?? (last ? ends.all.at(-1) : ends.all[0]) ?? from
    const name = text.slice(from, end).trim()
    if (name === '') return { code: 'missing', problem: `请用 @ 指出${options.name ?? '是谁'}` }
    return { value: name, left: text.slice(end) }
  })
}

/** Where a name may end: before every blank up to the next mention, at most twelve; `phone` is where U+2005 tells it. */
function nameEnds(text: string, from: number): { all: number[]; phone?: number } {
  const all: number[] = []
  const begin = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0)
  for (let at = begin; at < text.length && all.length < 12; at++) {
    if (!/\s/.test(text.charAt(at))) continue
    if (/\S/.test(text.charAt(at - 1))) all.push(at)
    if (text.charAt(at) === '\u2005' && from > 0) return { all, phone: at }
    if (/\s[@＠]/.test(text.slice(at, at + 2)) || text.charAt(at) === '\n') return { all }
  }
  if (all.length < 12 && text.length > begin) all.push(text.length)
  return { all }
}

function longestName(
  text: string,
  from: number,
  { all }: { all: number[] },
  isName: (typed: string) => boolean,
): number | undefined {
  const ends = all.flatMap(end => [skipTrimmings(text, from, end), end])
  return ends.findLast(end => isName(text.slice(from, end).trim()))
}

/** A span of time, in milliseconds: 7天, 2h, 半小时. `plain` is the unit, in milliseconds, of a number without one. */
export function span<const O extends Naming & { min?: number; max?: number; plain?: number }>(
  options: O = {} as O,
): Argument<Given<number, O>> {
  const { name = '时长', min = 1, max = Number.MAX_SAFE_INTEGER, plain } = options
  return argument(options, name, text => {
    const [word, left] = splitWord(text)
    // 「2 小时」: the unit apart
    const [unit, behind] = splitWord(left)
    const apart = unit === '' ? undefined : parseSpan(word + unit)
    const alone = plain === undefined ? undefined : toInteger(word)
    const ms = apart ?? parseSpan(word) ?? (alone === undefined ? undefined : alone * (plain ?? 1))
    if (ms === undefined) return { code: 'not-this-kind', problem: `${name}这样写：30分钟、2小时、7天` }
    if (ms < min || ms > max) return { code: 'out-of-range', problem: ms < min ? `${name}太短了` : `${name}太长了` }
    return { value: ms, left: apart === undefined ? left : behind }
  })
}

/** A day as `YYYY-MM-DD`: 昨天, 周一, 11-01, 25号. `toward` (shipped: past) decides what 周一 and 11-01 leave open. */
export function date<const O extends Naming & { toward?: Nearness }>(options: O = {} as O): Argument<Given<string, O>> {
  const { name = '日期', toward = 'past' } = options
  return argument(options, name, (text, { today }) => {
    const [word, left] = splitWord(text)
    const day = parseDay(word, today, toward)
    if (day !== undefined) return { value: day, left }
    const example = toward === 'past' ? '昨天、周一、11-01' : '明天、周一、12-31'
    return { code: 'not-this-kind', problem: `${name}这样写：${example}` }
  })
}

/** A number from a book, as `K12`: K12, k12, Ｋ12, 12. `letter` (shipped: K) names the book. */
export function caseNumber<const O extends Naming & { letter?: string }>(
  options: O = {} as O,
): Argument<Given<string, O>> {
  const { letter = 'K' } = options
  const { name = `${letter}编号` } = options
  return argument(options, name, text => {
    const match = /^([a-zａ-ｚ]?)\s*([\d０-９]{1,9})号?(?![\p{L}\p{N}])/iu.exec(text)
    const typed = match && fold(match[1] ?? '', 0, 1).text
    const number = match && Number(fold(match[2] ?? '', 0, 9).text)
    if (!match || !number || (typed !== '' && typed !== letter.toLowerCase())) {
      return { code: 'not-this-kind', problem: `${name}像 ${letter}12 这样写` }
    }
    return { value: `${letter}${number}`, left: text.slice(match[0].length) }
  })
}

/** One word, up to the next blank; at most `max` characters. */
export function word<const O extends Naming & { max?: number }>(options: O = {} as O): Argument<Given<string, O>> {
  const { name = '词', max = 100 } = options
  return argument(options, name, text => {
    const [first = '', left = ''] = [/^\S+/.exec(text)?.[0], text.replace(/^\S+/, '')]
    return [...first].length > max
      ? { code: 'out-of-range', problem: `${name}最多 ${max} 个字` }
      : { value: first, left }
  })
}

/** Everything that is left, line breaks kept; at most `max` characters (shipped: 2,000). */
export function rest<const O extends Naming & { max?: number }>(options: O = {} as O): Argument<Given<string, O>> {
  const { name = '内容', max = 2000 } = options
  return argument(options, name, text =>
    text.length > 2 * max || [...text].length > max
      ? { code: 'out-of-range', problem: `${name}最多 ${max} 个字` }
      : { value: text, left: '' },
  )
}

/** The first word without the punctuation behind it, and what follows. */
function splitWord(text: string): [word: string, left: string] {
  const end = text.search(/\s/)
  const first = end < 0 ? text : text.slice(0, end)
  const bare = first.slice(0, skipTrimmings(first, 0, first.length))
  return [bare === '' ? first : bare, end < 0 ? '' : text.slice(end).trim()]
}
