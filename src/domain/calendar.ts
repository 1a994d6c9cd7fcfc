import { DateTime } from 'luxon'
import type { Millis } from './events.js'

// Days and times of day in a zone. A date is `YYYY-MM-DD`, a time of day `HH:mm`, and `24:00` ends a day; a zone is an
// IANA name that the config has validated. Nothing here asks the machine for its zone or the time.

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/**
 * The date that a moment counts for. Days begin at `boundary`: with `04:00`, half past two at night is still yesterday.
 * Later moments never have earlier dates, also where clocks are set back.
 */
export function dateOf(at: Millis, zone: string, boundary = '00:00'): string {
  const key = `${boundary}${zone}`
  const last = lastDays.get(key)
  if (last && at >= last.from && at < last.to) return last.date
  const found = findDay(at, zone, boundary)
  lastDays.set(key, found)
  return found.date
}

/**
 * The moment at which a date's clocks show `time`. A time that the clocks jump over is as much later as they jump, one
 * that they show twice is the first.
 */
export function timeOn(date: string, time: string, zone: string): Millis {
  const key = `${date} ${time} ${zone}`
  const known = moments.get(key)
  if (known !== undefined) return known
  const moment = findMoment(date, time, zone)
  if (moments.size >= MOMENTS) moments.clear()
  moments.set(key, moment)
  return moment
}

function findMoment(date: string, time: string, zone: string): Millis {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  if (hour === 24) return timeOn(addDays(date, 1), '00:00', zone)
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const shown = DateTime.fromObject({ year, month, day, hour, minute }, { zone })
  if (!shown.isValid) throw new Error(`no moment for ${date} ${time} in ${zone}: ${shown.invalidExplanation}`)
  return Math.min(...shown.getPossibleOffsets().map(each => each.toMillis()))
}

// Thousands of rooms open and close at the same few times, and finding one costs 40 µs.
const moments = new Map<string, Millis>()
const MOMENTS = 1024

/** What the clocks of a zone show, as `HH:mm`. */
export function clockOf(at: Millis, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toFormat('HH:mm')
}

/** The next moment after `after`, and not that moment itself, at which the clocks show `time`. */
export function nextTime(after: Millis, time: string, zone: string): Millis {
  const today = dateOf(after, zone)
  const coming = [-1, 0, 1].map(days => timeOn(addDays(today, days), time, zone)).find(each => each > after)
  return coming ?? timeOn(addDays(today, 2), time, zone)
}

/** The date `days` later, or earlier when negative. */
export function addDays(date: string, days: number): string {
  return dateOfNumber(dayNumber(date) + days)
}

/** How many days `to` is after `from`; negative when it is before. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from)
}

export function weekdayOf(date: string): Weekday {
  // 1970-01-01 was a Thursday.
  return weekdays[(((dayNumber(date) + 3) % 7) + 7) % 7] ?? 'mon'
}

/** Dates are counted in UTC, where every day has the same length. */
function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY
}

function dateOfNumber(number: number): string {
  return new Date(number * DAY).toISOString().slice(0, 10)
}

const DAY = 86_400_000

interface Day {
  date: string
  from: Millis
  to: Millis
}

// Every message asks for its date and nearly all of them get the same one: the last day of each zone is remembered.
const lastDays = new Map<string, Day>()

function findDay(at: Millis, zone: string, boundary: string): Day {
  const local = DateTime.fromMillis(at, { zone })
  if (!local.isValid) throw new Error(`no date for ${at} in ${zone}: ${local.invalidExplanation}`)
  let date = local.toFormat('yyyy-MM-dd')
  let from = timeOn(date, boundary, zone)
  if (at < from) {
    date = addDays(date, -1)
    from = timeOn(date, boundary, zone)
  }
  return { date, from, to: timeOn(addDays(date, 1), boundary, zone) }
}
