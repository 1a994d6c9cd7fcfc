import {
  addDays,
  dateOf,
  type Millis,
  timeOn,
  type Weekday,
  type Workdays,
  weekdayOf,
} from '../../src/kernel/plugin.js'

// When one can check in, and which day it counts for. Windows are [from, to); the day of a window is the check-in's day,
// from boundary to boundary: with `dayBoundary: "04:00"` a window over the whole day ends at four the next morning.

/** From one time of day to a later one; `24:00` ends a day. */
interface Window {
  name: string
  from: string
  to: string
}

/** On which days windows open. Workdays and holidays are those of the tables (调休), weekdays are Monday to Friday whatever they say. */
export type Days = 'all' | 'workdays' | 'weekdays' | 'holidays' | readonly Weekday[]

export interface Schedule {
  windows: readonly Window[]
  days: Days
  dayBoundary: string
}

/** By which clocks and which calendar. */
export interface Place {
  zone: string
  workdays: Workdays
}

/** One window on one day. */
export interface Opening {
  window: string
  date: string
}

/** The digest waits this long after its window, for what was sent in its last moments. */
export const DIGEST_DELAY: Millis = 30_000

/** Whether windows open on a date. A year without a table is worked from Monday to Friday. */
export function opensOn(date: string, days: Days, workdays: Workdays): boolean {
  if (days === 'all') return true
  if (days === 'workdays') return workdays.isWorkday(date)
  if (days === 'holidays') return !workdays.isWorkday(date)
  const weekday = weekdayOf(date)
  return days === 'weekdays' ? weekday !== 'sat' && weekday !== 'sun' : days.includes(weekday)
}

/** The window that a message of this time falls into; where windows overlap, the first. */
export function openAt(at: Millis, schedule: Schedule, { zone, workdays }: Place): Opening | undefined {
  const date = dateOf(at, zone, schedule.dayBoundary)
  if (!opensOn(date, schedule.days, workdays)) return undefined
  const window = schedule.windows.find(each =>
    spansOf(each, date, schedule, zone).some(([from, to]) => from <= at && at < to),
  )
  return window && { window: window.name, date }
}

/** The windows that closed at this very moment. */
export function closedAt(moment: Millis, schedule: Schedule, { zone, workdays }: Place): Opening[] {
  const date = dateOf(moment - 1, zone, schedule.dayBoundary)
  if (!opensOn(date, schedule.days, workdays)) return []
  return schedule.windows
    .filter(window => closeOf(window, date, schedule, zone) === moment)
    .map(({ name }) => ({ window: name, date }))
}

/** When the next digest is due, after `after` and not at it; undefined when no window ever opens. */
export function nextDigest(after: Millis, schedule: Schedule, place: Place): Millis | undefined {
  return nextBy(after, DIGEST_DELAY, schedule, place)
}

/** The last call comes so long before the end, */
export const LAST_CALL: Millis = 10 * 60_000
/** for windows that are open for so long at least. */
const SHORTEST: Millis = 2 * LAST_CALL

/** When the next last call is due. */
export function nextCall(after: Millis, schedule: Schedule, place: Place): Millis | undefined {
  return nextBy(after, -LAST_CALL, schedule, place)
}

/** The windows that a last call of this moment is for. */
export function calledAt(moment: Millis, schedule: Schedule, place: Place): Opening[] {
  return closedAt(moment + LAST_CALL, schedule, place).filter(
    ({ window, date }) => lengthOf(window, date, schedule, place.zone) >= SHORTEST,
  )
}

/** When a window of a day is open, in order; nothing when there is no such window then. */
export function spansOn({ window, date }: Opening, schedule: Schedule, { zone, workdays }: Place): [Millis, Millis][] {
  const found = schedule.windows.find(({ name }) => name === window)
  return found && opensOn(date, schedule.days, workdays) ? spansOf(found, date, schedule, zone) : []
}

/** The end of a day: the next one's boundary. */
export function endOf(date: string, { dayBoundary }: Pick<Schedule, 'dayBoundary'>, zone: string): Millis {
  return timeOn(addDays(date, 1), dayBoundary, zone)
}

/** The `count` days before a date on which windows opened, latest first. */
export function openDaysBefore(date: string, count: number, { days }: Schedule, { workdays }: Place): string[] {
  const open: string[] = []
  for (let back = 1; back <= FAR && open.length < count; back++) {
    const day = addDays(date, -back)
    if (opensOn(day, days, workdays)) open.push(day)
  }
  return open
}

/** So many days ahead or back are looked at for one on which windows open: a longer holiday nobody has. */
const FAR = 62

/** The next moment that is `delay` after the end of a window. */
function nextBy(after: Millis, delay: Millis, schedule: Schedule, { zone, workdays }: Place): Millis | undefined {
  const first = dateOf(after - Math.max(0, delay), zone, schedule.dayBoundary)
  for (let days = 0; days <= FAR; days++) {
    const date = addDays(first, days)
    if (!opensOn(date, schedule.days, workdays)) continue
    const due = schedule.windows
      .filter(({ name }) => delay >= 0 || lengthOf(name, date, schedule, zone) >= SHORTEST)
      .map(window => closeOf(window, date, schedule, zone) + delay)
      .filter(each => each > after)
    if (due.length > 0) return Math.min(...due)
  }
  return undefined
}

/** How long a window of a day is open. */
function lengthOf(window: string, date: string, schedule: Schedule, zone: string): Millis {
  const found = schedule.windows.find(({ name }) => name === window)
  const spans = found ? spansOf(found, date, schedule, zone) : []
  return spans.reduce((sum, [from, to]) => sum + to - from, 0)
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
