import { addDays, dateOf, type Millis, timeOn, type Weekday, weekdayOf } from '../../src/kernel/plugin.js'

// When one can check in, and which day it counts for. Windows are [from, to); the day of a window is the check-in's day,
// from boundary to boundary: with `dayBoundary: "04:00"` a window over the whole day ends at four the next morning.

/** From one time of day to a later one; `24:00` ends a day. */
interface Window {
  name: string
  from: string
  to: string
}

/** On which days windows open. Without a table of 调休, workdays are Monday to Friday and holidays the two other days. */
export type Days = 'all' | 'workdays' | 'weekdays' | 'holidays' | readonly Weekday[]

export interface Schedule {
  windows: readonly Window[]
  days: Days
  dayBoundary: string
}

/** One window on one day. */
export interface Opening {
  window: string
  date: string
}

/** The digest waits this long after its window, for what was sent in its last moments. */
export const DIGEST_DELAY: Millis = 30_000

export function opensOn(date: string, days: Days): boolean {
  if (days === 'all') return true
  const weekday = weekdayOf(date)
  if (typeof days !== 'string') return days.includes(weekday)
  const weekend = weekday === 'sat' || weekday === 'sun'
  return weekend === (days === 'holidays')
}

/** The window that a message of this time falls into; where windows overlap, the first. */
export function openAt(at: Millis, schedule: Schedule, zone: string): Opening | undefined {
  const date = dateOf(at, zone, schedule.dayBoundary)
  if (!opensOn(date, schedule.days)) return undefined
  const window = schedule.windows.find(each =>
    spansOf(each, date, schedule, zone).some(([from, to]) => from <= at && at < to),
  )
  return window && { window: window.name, date }
}

/** The windows that closed at this very moment. */
export function closedAt(moment: Millis, schedule: Schedule, zone: string): Opening[] {
  const date = dateOf(moment - 1, zone, schedule.dayBoundary)
  if (!opensOn(date, schedule.days)) return []
  return schedule.windows
    .filter(window => closeOf(window, date, schedule, zone) === moment)
    .map(({ name }) => ({ window: name, date }))
}

/** When the next digest is due, after `after` and not at it; undefined when no window ever opens. */
export function nextDigest(after: Millis, schedule: Schedule, zone: string): Millis | undefined {
  const first = dateOf(after - DIGEST_DELAY, zone, schedule.dayBoundary)
  // A week holds every weekday; one more, for today's windows may be over.
  for (let days = 0; days <= 7; days++) {
    const date = addDays(first, days)
    if (!opensOn(date, schedule.days)) continue
    const due = schedule.windows
      .map(window => closeOf(window, date, schedule, zone) + DIGEST_DELAY)
      .filter(each => each > after)
    if (due.length > 0) return Math.min(...due)
  }
  return undefined
}

/** When a window of a day closes for the last time. */
function closeOf(window: Window, date: string, schedule: Schedule, zone: string): Millis {
  return Math.max(...spansOf(window, date, schedule, zone).map(([, to]) => to))
}

/** The stretches of a window within one day: two, when the day begins in the middle of the window. */
function spansOf({ from, to }: Window, date: string, { dayBoundary }: Schedule, zone: string): [Millis, Millis][] {
  const next = addDays(date, 1)
  const span = (day: string, begin: string, end: string): [Millis, Millis] => [
    timeOn(day, begin, zone),
    timeOn(day, end, zone),
  ]
  if (from >= dayBoundary) return [span(date, from, to)]
  if (to <= dayBoundary) return [span(next, from, to)]
  return [span(date, dayBoundary, to), span(next, from, dayBoundary)]
}
