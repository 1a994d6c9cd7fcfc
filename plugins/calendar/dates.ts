import { addDays, everyCron, type Workdays, weekdayOf } from '../../src/kernel/plugin.js'

// On which dates something comes. Dates are `YYYY-MM-DD`; nothing here knows of a zone or a time of day.

/** What names dates: one of `monthly`, `yearly` and `cron`, and what holds on days off. */
export interface Rule {
  /** 1–31; a month without that day has it on its last. */
  monthly?: number | undefined
  /** `MM-DD`; 02-29 is 02-28 in a year without it. */
  yearly?: string | undefined
  /** Five fields; its first two are the time. */
  cron?: string | undefined
  days: 'all' | 'workdays' | 'holidays'
  holiday: 'run' | 'skip' | 'next'
}

/** Weeks without a holiday: what can be said of a rule without a table. */
export const everyWeek: Workdays = {
  isWorkday: date => !['sat', 'sun'].includes(weekdayOf(date)),
  holidayOf: () => undefined,
  knows: () => false,
}

/** Leap days are eight years apart around 2100. */
const YEARS = 9
/** Dates that are looked at: daily for two months, weekly for a year, monthly for five. */
const TRIES = 60
/** More days off than this do not follow each other. */
const LONGEST_HOLIDAY = 31

/**
 * The first date, not before `from`, on which it comes; undefined where none is near. With `holiday: next` what falls on
 * days off comes on the workday behind them, and two of them that meet there are one.
 */
export function nextDate(rule: Rule, from: string, workdays: Workdays): string | undefined {
  const off = (date: string) => !workdays.isWorkday(date)
  const last = `${Number(from.slice(0, 4)) + YEARS}${from.slice(4)}`
  // What came out before `from` may have been moved behind it.
  const begin = rule.holiday === 'next' ? holidayBefore(from, off) : from
  let tries = 0
  for (const date of named(rule, begin)) {
    if (date > last || tries++ > TRIES) return undefined
    if (rule.days === 'workdays' && off(date)) continue
    if (rule.days === 'holidays' && !off(date)) continue
    if (rule.holiday === 'skip' && off(date)) continue
    const moved = rule.holiday === 'next' ? firstFrom(date, day => !off(day)) : date
    if (moved !== undefined && moved >= from) return moved
  }
  return undefined
}

/** The last date before `date` on which it came, if that was within so many days. */
export function cameWithin(rule: Rule, days: number, date: string, workdays: Workdays): boolean {
  const before = nextDate(rule, addDays(date, -days), workdays)
  return before !== undefined && before < date
}

/** The day of a year that stands for `MM-DD` there. */
export function dayOf(year: number, monthDay: string): string {
  const month = monthDay.slice(0, 2)
  return inMonth(year, Number(month), Number(monthDay.slice(3)))
}

/** The dates a rule names from `from` on, days off or not. */
function* named({ monthly, yearly, cron }: Rule, from: string): Generator<string> {
  const [year = 0, month = 1] = from.split('-').map(Number)
  if (monthly !== undefined) {
    for (let n = month - 1; ; n++) {
      const date = inMonth(year + Math.floor(n / 12), (n % 12) + 1, monthly)
      if (date >= from) yield date
    }
  }
  if (yearly !== undefined) {
    for (let n = year; ; n++) {
      const date = dayOf(n, yearly)
      if (date >= from) yield date
    }
  }
  if (cron === undefined) return
  // By its days alone, at noon of a clock that nobody sets back: the time is for the zone to find.
  const byDay = `0 12 ${cron.trim().split(/\s+/).slice(2).join(' ')}`
  for (let n = year; ; n++) for (const date of datesOf(byDay, n)) if (date >= from) yield date
}

/** Every date of a year that a cron names. */
function datesOf(cron: string, year: number): readonly string[] {
  const key = `${year} ${cron}`
  const known = years.get(key)
  if (known) return known
  const dates: string[] = []
  for (const at of everyCron(cron, Date.UTC(year, 0, 1), 'UTC')) {
    const date = new Date(at).toISOString().slice(0, 10)
    if (date.slice(0, 4) > String(year)) break
    dates.push(date)
  }
  if (years.size >= YEARS_KEPT) years.clear()
  years.set(key, dates)
  return dates
}

// Thousands of rooms ask for the same few, and reading a cron costs more than all the rest.
const years = new Map<string, readonly string[]>()
const YEARS_KEPT = 256

function inMonth(year: number, month: number, day: number): string {
  // Day 0 of the next month is the last of this one.
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return `${year}-${String(month).padStart(2, '0')}-${String(Math.min(day, last)).padStart(2, '0')}`
}

/** The first of the days off that end right before `date`, or `date` itself. */
function holidayBefore(date: string, off: (date: string) => boolean): string {
  let first = date
  while (off(addDays(first, -1)) && first > addDays(date, -LONGEST_HOLIDAY)) first = addDays(first, -1)
  return first
}

function firstFrom(date: string, holds: (date: string) => boolean): string | undefined {
  for (let days = 0; days <= LONGEST_HOLIDAY; days++) {
    const day = addDays(date, days)
    if (holds(day)) return day
  }
  return undefined
}
