import { addDays, daysBetween, timeOn, weekdayOf } from '../domain/calendar.js'
import type { Millis } from '../domain/events.js'
import { parseDay } from './dates.js'
import { parseNumber } from './numbers.js'
import { days, daysBehind, plannedDay, vagueDay } from './planned-days.js'
import { simplify } from './simplify.js'
import { parseSpan } from './spans.js'

/** An hour as it was typed; minutes count from the midnight that its day begins with, and past 1440 they are the next day's. */
export interface TypedTime {
  /** The ISO date, where a day was named. */
  day?: string
  /** It was named as a weekday alone: said on that day after the hour, next week's is meant. */
  weekly?: true
  from: number
  /** The end, where one was typed, or how long it is to last, in minutes. */
  to?: number
  minutes?: number
}

/**
 * Why no time could be read: none is there, a day or a time of day that does not exist or cannot be read (`下周八`,
 * `20点到100点`), a date that is another weekday than the one beside it, an end before its start.
 */
export type NoTime = 'none' | 'day' | 'clock' | 'weekday' | 'backwards'

/** The time that was found, and what was written around it. */
export type TimeReading = { time: TypedTime; rest: string } | { wrong: NoTime }

/**
 * Finds the hour in a line, before or behind what else stands there: `明天 21:00-21:30`, `明晚9点到9点半`, `今晚八点半 30分钟`,
 * `下周三晚上8点`, `12月31日晚8点～9点`, `1月8日 周二 23:30-00:30`, `tomorrow 9pm`. `rest` is the line without it, as it was typed.
 *
 * @param today an ISO date: the day it is said on
 */
export function readTime(line: string, today: string): TimeReading {
  const plain = plainForm(line)
  const best = [...plain.matchAll(whole)]
    .map(match => ({ ...readMatch(match, today, plain), worth: rank(match, plain) }))
    .sort((a, b) => b.worth - a.worth || ('wrong' in a ? 1 : 0) - ('wrong' in b ? 1 : 0))[0]
  // A booking for another day than the one that was meant is worse than a question.
  if (best && 'wrong' in best) return { wrong: best.wrong }
  if (best) return { time: best.time, rest: joined(line.slice(0, best.from), line.slice(best.to)) }
  return { wrong: unreadable.test(plain) ? 'clock' : 'none' }
}

/** An hour over midnight ends within so many minutes; what ends later was written the wrong way round. */
const LONGEST_NIGHT = 6 * 60
/** A date without a year that was so few days ago, in this year, is not next year's. */
const JUST_PAST = 60

/**
 * The moments that a typed time means in a zone. Without a day it is today's, also where that is past.
 *
 * @param lasts minutes that it lasts where neither an end nor a length was typed
 */
export function spanOfTime(
  time: TypedTime,
  { now, today, zone, lasts }: { now: Millis; today: string; zone: string; lasts: number },
): { start: Millis; end: Millis } {
  const at = (day: string, minutes: number) =>
    timeOn(addDays(day, Math.floor(minutes / DAY)), clockText(minutes % DAY), zone)
  const named = time.day ?? today
  const day = time.weekly && at(named, time.from) <= now ? addDays(named, 7) : named
  const start = at(day, time.from)
  if (time.to !== undefined) return { start, end: at(day, time.to) }
  return { start, end: start + (time.minutes ?? lasts) * 60_000 }
}

// ——— what it is made of

const DAY = 24 * 60
const digits = '[零〇一二两三四五六七八九十]'
const num = `(?:\\d{1,2}|${digits}{1,3})`
const part =
  '凌晨|清晨|清早|早上|早晨|上午|中午|正午|午后|下午|傍晚|黄昏|晚上|晚间|夜里|夜间|半夜|深夜|午夜|早|晚|夜|(?:am|pm)(?![a-z])'
/** 「1月8日 周二」「1月8日（周二）」: said twice, it has to be the same day. */
const besides = '\\s?[(]?(?:周|星期|礼拜)(?<weekday>[一二三四五六日天])[)]?'
const minute = `(?:半|整|[一三13]刻|过?(?:\\d{1,2}|${digits}{1,3})(?![\\d天个月年人位条岁次件本章期]|分钟)分?)`
const clock = (n: string) =>
  `(?:(?<h${n}>\\d{1,2}):(?<m${n}>\\d{1,2})(?![\\d:])|(?<c${n}>${num})(?:点钟?|时)(?<w${n}>${minute})?|(?<e${n}>\\d{1,2})(?=\\s?[ap]m(?![a-z])))(?:\\s?(?<p${n}>[ap]m)(?![a-z]))?`
/** 「8-9点」: the first of the two is a bare number. */
const bare = `(?<b1>${num})(?=\\s?(?:-|~|到|至)\\s?(?:${part})?\\s?${num}(?:点|时|:\\d\\d|\\s?[ap]m(?![a-z])))`
const until = '\\s?(?:-{1,2}|~|到|至|to(?![a-z]))\\s?'
/** `2100-2130`, where a day stands before it. */
const four = '(?:[01]\\d|2[0-4])[0-5]\\d'
const compact = `(?<k1>${four})(?=${until}${four}(?=$|[\\s,;.]))`
const length = `(?:\\d+(?:\\.\\d+)?|${digits}{1,3})?\\s?个?半?个?(?:小时|钟头|刻钟|分钟|分|hours?|hrs?|h|minutes?|mins?|m)`

const whole = new RegExp(
  [
    `(?:(?<day>${days})(?:${besides})?\\s*[,的]?\\s*)?`,
    '(?:at\\s+)?',
    `(?<part>${part})?\\s?`,
    `(?<![\\d:.])(?:${bare}|${compact}|${clock('1')})`,
    `(?:${until}(?:(?<day2>${days})\\s*)?(?<part2>${part})?\\s?(?:${clock('2')}|(?<k2>${four})(?=$|[\\s,;.])|(?<b2>${num})(?![\\d点时:%]|\\s?[a-z天个月年人位条岁次件本章期])))?`,
    `(?:\\s?,?\\s?(?:共|聊|时长|持续|for\\s)?\\s?(?<length>${length})(?=$|[\\s,;.!?。；！？]))?`,
    `(?:\\s*(?<dayBehind>${daysBehind})(?=$|[\\s,;.!?。；！？]))?`,
  ].join(''),
  'g',
)

/** What looks like an hour and is none at all. */
const unreadable = new RegExp(`\\d{3,}点|\\d:\\d|(?:${days})\\s*\\d{3,4}(?=$|[\\s,])`)
/** Scraps of a day and of an hour that touch what was read. */
const scraps = {
  vague: new RegExp(`(?:${vagueDay})\\s*[,的]?\\s*$`),
  vagueWord: new RegExp(`(?:^|\\s)(?:${vagueDay}|this|next|last)\\s*$`),
  vagueBehind: new RegExp(`^\\s*,?\\s*(?:${vagueDay}|[今明][早晚])(?=$|[\\s,])`),
  otherDay: new RegExp(`(?:${days}|${vagueDay}|[今明后大])\\s?(?:[-~/、和及跟与或到至]\\s?)?$`),
  weekday: /(?:^|\s)(?:周|星期|礼拜)([一二三四五六日天])\s+$/,
  clock: /[\d点时]\s?(?:-{1,2}|~|到|至)\s?$/,
  clockBehind: new RegExp(
    `^(?:\\s?(?:-{1,2}|~|到|至)\\s?(?:${part})?\\s?(?:\\d{1,4}|[百${digits.slice(1)}{1,4})(?:\\s?(?:[点时:]|[ap]m)|$|[\\s,])|\\d{3,}(?=$|[\\s,]))`,
  ),
} as const

type Groups = Record<string, string | undefined>

/** What one match means, and the part of the line that it takes; or why it means nothing. */
type Match = { time: TypedTime; from: number; to: number } | { wrong: NoTime }

function readMatch(match: RegExpExecArray, today: string, line: string): Match {
  const groups: Groups = match.groups ?? {}
  const time = timeOf(groups, today)
  if (typeof time === 'string') return { wrong: time }
  const isFirst = groups['day'] !== undefined && !isNoDay(groups['day'], today)
  const from = match.index + (isFirst ? 0 : (groups['day']?.length ?? 0))
  // Named before, the day behind is the title's.
  const to = match.index + match[0].length - (isFirst ? (groups['dayBehind']?.length ?? 0) : 0)
  const [before, behind] = [line.slice(0, from), line.slice(to)]
  if (scraps.clockBehind.test(behind)) return { wrong: 'clock' }
  if (!isFirst) {
    if (scraps.clock.test(before)) return { wrong: 'clock' }
    const isVague = scraps.vague.test(before) || scraps.vagueBehind.test(behind)
    return isVague && groups['dayBehind'] === undefined ? { wrong: 'day' } : { time, from, to }
  }
  const weekday = scraps.weekday.exec(before)
  if (weekday && time.day !== undefined) {
    return isWeekday(time.day, weekday[1] ?? '')
      ? { time, from: from - weekday[0].trimStart().length, to }
      : { wrong: 'weekday' }
  }
  const touches = !/\s$/.test(before) && scraps.otherDay.test(before)
  return touches || scraps.vagueWord.test(before) ? { wrong: 'day' } : { time, from, to }
}

function timeOf(groups: Groups, today: string): TypedTime | NoTime {
  const named = (isNoDay(groups['day'], today) ? undefined : groups['day']) ?? groups['dayBehind']
  if (groups['k1'] !== undefined && named === undefined) return 'none'
  const day = named === undefined ? undefined : dayNamed(named, today)
  if (named !== undefined && day === undefined) return 'day'
  if (day !== undefined && groups['weekday'] !== undefined && !isWeekday(day, groups['weekday']))
    return alone.test(named ?? '') ? 'day' : 'weekday'
  const half = named === 'tonight' ? '晚' : groups['part']
  const from = clockOf(groups, '1', half)
  if (from === undefined) return 'clock'
  const time: TypedTime = { ...(day === undefined ? {} : { day }), from }
  if (named !== undefined && alone.test(named)) time.weekly = true
  if (groups['length'] !== undefined) {
    const span = parseSpan(groups['length'])
    if (span === undefined) return 'clock'
    return { ...time, minutes: Math.round(span / 60_000) }
  }
  if (hourOf(groups, '2') === undefined) return time
  const to = endOf(groups, { from, half, day: day ?? today, today })
  return typeof to === 'string' ? to : { ...time, to }
}

/** `2.0` before a time is no day, and belongs to what stands before. */
function isNoDay(typed: string | undefined, today: string): boolean {
  return typed !== undefined && /^\d+\.\d+$/.test(typed) && dayNamed(typed, today) === undefined
}

/** A weekday that is not said to be of this week or another. */
const alone = /^(?:周|星期|礼拜)|^(?:mon|tue|wed|thu|fri|sat|sun)/

function dayNamed(typed: string, today: string): string | undefined {
  const word = typed.replace(/\s/g, '')
  if (word === 'tonight') return today
  const day = plannedDay(/^(?:mon|tue|wed|thu|fri|sat|sun)/.test(word) ? word.slice(0, 3) : word, today)
  if (day === undefined || !/^(?:\d{1,2}|[一二三四五六七八九十]{1,2})[-/.月]/.test(word)) return day
  const before = parseDay(word, today, 'past')
  const justPast = before?.slice(0, 4) === today.slice(0, 4) && daysBetween(before, today) <= JUST_PAST
  return justPast ? before : day
}

function isWeekday(day: string, typed: string): boolean {
  const at = '一二三四五六日'.indexOf(typed === '天' ? '日' : typed)
  return ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].indexOf(weekdayOf(day)) === at
}

/** Hour and minute of one of the two times as they were written; undefined where there is none. */
function hourOf(groups: Groups, n: '1' | '2'): { hour: number; minute: number } | undefined {
  const both = groups[`k${n}`]
  if (both !== undefined) return { hour: Number(both.slice(0, 2)), minute: Number(both.slice(2)) }
  const hour = groups[`h${n}`] ?? groups[`c${n}`] ?? groups[`e${n}`] ?? groups[`b${n}`]
  if (hour === undefined) return undefined
  return { hour: parseNumber(hour) ?? Number.NaN, minute: minuteOf(groups[`m${n}`] ?? groups[`w${n}`] ?? '') }
}

function minuteOf(word: string): number {
  if (word === '' || word === '整') return 0
  if (word === '半') return 30
  if (word.endsWith('刻')) return /^[三3]/.test(word) ? 45 : 15
  const plain = word.replace(/^过|分$/g, '')
  return parseNumber(plain) ?? Number.NaN
}

function clockOf(groups: Groups, n: '1' | '2', half: string | undefined): number | undefined {
  const typed = hourOf(groups, n)
  return typed && minutesOf(typed, groups[`p${n}`] ?? half)
}

/** Minutes since midnight of an hour in a part of the day; 晚上12点 and 晚上1点 are after the night's midnight. */
function minutesOf({ hour, minute }: { hour: number; minute: number }, half = ''): number | undefined {
  if (!(hour <= 24 && minute <= 59) || (hour === 24 && minute > 0)) return undefined
  const at = (hours: number) => hours * 60 + minute
  if (hour > 12) return /^(?:凌晨|清晨|清早|早|上午|am)/.test(half) ? undefined : at(hour)
  if (/^(?:下午|午后|傍晚|黄昏|pm)/.test(half)) return at(hour === 12 ? 12 : hour + 12)
  if (/^[晚夜]|^(?:半夜|深夜|午夜)/.test(half)) return at(hour === 12 || hour < 5 ? (hour % 12) + 24 : hour + 12)
  if (/^(?:中午|正午)/.test(half)) return at(hour > 0 && hour < 4 ? hour + 12 : hour)
  if (/^(?:凌晨|am)/.test(half)) return at(hour % 12)
  return at(hour)
}

/** The end, in the same part of the day unless it names its own; an hour over midnight is short. */
function endOf(
  groups: Groups,
  { from, half, day, today }: { from: number; half: string | undefined; day: string; today: string },
): number | NoTime {
  const typed = hourOf(groups, '2')
  const own = groups['p2'] ?? groups['part2']
  const asTyped = typed && minutesOf(typed, own)
  if (!typed || asTyped === undefined) return 'clock'
  if (groups['day2'] !== undefined) {
    const day2 = dayNamed(groups['day2'], today)
    if (day2 === undefined) return 'day'
    const to = asTyped + daysBetween(day, day2) * DAY
    return to > from ? to : 'backwards'
  }
  const words = groups['c2'] ?? groups['e2'] ?? groups['b2']
  const could = [
    ...(own === undefined && typed.hour <= 12 ? [minutesOf(typed, groups['p1'] ?? half)] : []),
    asTyped,
    // 上午11点到1点, 20点到9点半
    ...(own === undefined && words !== undefined && typed.hour < 12 ? [asTyped + DAY / 2] : []),
    asTyped + DAY,
  ].filter(to => to !== undefined)
  const to = could.find(each => each > from && each - from <= (each === asTyped ? DAY : LONGEST_NIGHT))
  return to ?? 'backwards'
}

/** Two numbers with a colon, a range and a day are meant as a time; so is what stands at an end of the line. */
function rank(match: RegExpExecArray, line: string): number {
  const groups: Groups = match.groups ?? {}
  const behind = line.slice(match.index + match[0].length).trim() === ''
  const before = line.slice(0, match.index).trim() === ''
  return (
    (groups['day'] !== undefined || groups['dayBehind'] !== undefined ? 8 : 0) +
    (hourOf(groups, '2') !== undefined || groups['h1'] !== undefined ? 4 : 0) +
    (behind ? 2 : 0) +
    (before ? 1 : 0)
  )
}

/** What stood before and behind, without the commas that held the time. */
function joined(before: string, behind: string): string {
  const left = before.replace(/[\s,，、;；:：|]+$/u, '').trim()
  const right = behind.replace(/^[\s,，、;；:：|]+/u, '').trim()
  return left === '' || right === '' ? left + right : `${left} ${right}`
}

function clockText(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** Half-width, simplified, in small letters, with one kind of dash and of blank; every unit keeps its place. */
function plainForm(text: string): string {
  return simplify(text).replace(/[^\u0021-\u007e\u3400-\u9fff]|[A-Z]/g, unit => {
    const code = unit.charCodeAt(0)
    if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0).toLowerCase()
    if (/^[A-Z]$/.test(unit)) return unit.toLowerCase()
    if (/^[‐‑‒–—―−]$/.test(unit)) return '-'
    if (unit === '〜') return '~'
    if (unit === '∶' || unit === '﹕' || unit === '︰') return ':'
    return /^[\s\u200b\ufeff]$/.test(unit) ? ' ' : unit
  })
}
