import type { Days, Schedule } from './windows.js'

// How the check-in's lists and times read. The lines themselves are in texts.ts.

/** A line of the catalogue, as `ctx.text` gives it. */
export type Say = (key: string, values?: { [name: string]: string | number }) => string

export interface Standing {
  name: string
  days: number
}

/** Names in one line, at most this many; the count is said before them. */
const NAMES = 120
/** Streaks are mentioned from two days on, the longest few. */
const STREAKS = 10
/** Places on a board; whoever shares the last one is on it too. */
const PLACES = 10

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
  const names = shown.join(say('comma')) + (people.length > NAMES ? '…' : '')
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

/** The board: current streaks, and days of this month. People of equal days share a place. */
export function boardText(
  say: Say,
  board: { month: number; streaks: readonly Standing[]; days: readonly Standing[] },
): string {
  const streaks = places(say, board.streaks)
  const days = places(say, board.days)
  if (streaks.length + days.length === 0) return say('boardEmpty')
  return [
    say('board'),
    ...(streaks.length > 0 ? [say('boardStreaks'), ...streaks] : []),
    ...(days.length > 0 ? [say('boardMonth', { month: board.month }), ...days] : []),
  ].join('\n')
}

function places(say: Say, standings: readonly Standing[]): string[] {
  const sorted = standings.filter(({ days }) => days > 0).sort((a, b) => b.days - a.days)
  const last = sorted[PLACES - 1]?.days ?? 1
  const lines: string[] = []
  for (let at = 0; at < sorted.length; ) {
    const days = sorted[at]?.days ?? 0
    if (days < last) break
    const equals = sorted.filter(each => each.days === days)
    const names =
      joined(
        say,
        equals.slice(0, PLACES).map(each => each.name),
      ) + (equals.length > PLACES ? '…' : '')
    lines.push(say('boardLine', { rank: at + 1, names, days }))
    at += equals.length
  }
  return lines
}

/** `1月8日` */
export function dayText(say: Say, date: string): string {
  return say('day', { month: monthNumber(date), day: Number(date.slice(8)) })
}

/** 本月, or the month's own name when `date` is not in that of `today`. */
export function monthText(say: Say, date: string, today: string): string {
  return date.slice(0, 7) === today.slice(0, 7) ? say('thisMonth') : say('otherMonth', { month: monthNumber(date) })
}

export function monthNumber(date: string): number {
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

export function joined(say: Say, parts: readonly string[]): string {
  return parts.join(say('comma'))
}
