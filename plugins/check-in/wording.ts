import type { Days, Schedule } from './windows.js'

// How the check-in's lists and times read. The lines themselves are in texts.ts.

/** A line of the catalogue, as `ctx.text` gives it. */
export type Say = (key: string, values?: { [name: string]: string | number }) => string

/** Names in one line, at most this many, the first to come: more of them nobody reads. */
const NAMES = 30
/** Streaks are mentioned from two days on, the longest few. */
const STREAKS = 10

/** The one message after a window: who came, in order of time, and the longest streaks among them. */
export function digestText(
  say: Say,
  {
    window,
    day,
    people,
  }: { window: string; day?: string | undefined; people: readonly { name: string; streak: number }[] },
): string {
  const shown = people.slice(0, NAMES).map(person => person.name)
  const first = joined(say, shown)
  const names = people.length > NAMES ? say('andMore', { names: first, count: people.length }) : first
  const head = say(day === undefined ? 'digest' : 'digestOf', { window, count: people.length, names, day: day ?? '' })
  const streaks = people.filter(person => person.streak > 1).sort((a, b) => b.streak - a.streak)
  if (streaks.length === 0) return head
  return `${head}\n${say('streaks', {
    list: joined(
      say,
      streaks.slice(0, STREAKS).map(each => say('streakOf', each)),
    ),
  })}`
}

/** So many are named whom the last call misses. */
export const MISSED = 3

/** Ten minutes before the end: who is still missing, and how to come in. */
export function callText(
  say: Say,
  {
    window,
    minutes,
    names,
    words,
  }: { window: string; minutes: number; names: readonly string[]; words: readonly string[] },
): string {
  const shown = joined(say, names.slice(0, MISSED))
  const who = names.length > MISSED ? say('andMore', { names: shown, count: names.length }) : shown
  return say('lastCall', { window, minutes, names: who, word: wordOf(words) })
}

/** What one says to come in. */
export function wordOf(words: readonly string[]): string {
  return words.includes('签到') ? '签到' : (words[0] ?? '/签到')
}

/** `1月8日` */
export function dayText(say: Say, date: string): string {
  return say('day', { month: monthNumber(date), day: Number(date.slice(8)) })
}

/** 本月, or the month's own name when `date` is not in that of `today`. */
export function monthText(say: Say, date: string, today: string): string {
  return date.slice(0, 7) === today.slice(0, 7) ? say('thisMonth') : say('otherMonth', { month: monthNumber(date) })
}

function monthNumber(date: string): number {
  return Number(date.slice(5, 7))
}

/** When one can check in: `签到时间是每天 05:00-09:00`. Several windows go by name. */
export function scheduleText(say: Say, { windows, days }: Pick<Schedule, 'windows' | 'days'>): string {
  const times = windows.map(({ name, from, to }) => `${windows.length > 1 ? `${name} ` : ''}${from}-${to}`)
  return say('closed', { days: daysText(say, days), windows: joined(say, times) })
}

function daysText(say: Say, days: Days): string {
  if (typeof days !== 'string')
    return joined(
      say,
      days.map(day => say(day)),
    )
  return say(days === 'workdays' ? 'weekdays' : days)
}

/** Blanks between characters, as some keyboards put them: 周 五. */
export const blanks = /(?<=\p{Script=Han})\s+|\s+(?=\p{Script=Han})/gu

export function joined(say: Say, parts: readonly string[]): string {
  return parts.join(say('comma'))
}
