import { addDays, dateOf, type Millis, nextTime, timeOn, type Workdays } from '../../src/kernel/plugin.js'
import type { CalendarConfig } from './config.js'
import { cameWithin, nextDate, type Rule } from './dates.js'

// At which moments something is said: on the day itself, and a reminder before it. Pure.

/** Something that comes again, at a time of day. */
export interface Recurring extends Rule {
  name: string
  /** `HH:mm`. */
  at: string
  /** How long before a reminder comes, in milliseconds; 0 for none. */
  remind: Millis
}

/** A line of the calendar. */
export interface Occasion extends Recurring {
  /** What is said beside the name. */
  text: string
  /** Of what was added in the room: its number. */
  no?: number
  /** Of a birthday: the day that it counts from. It has no name. */
  born?: string
  /** Nobody gave it an hour: it is of the day, and `at` only when that is said. */
  allDay?: true
}

/** Something that is said at a moment: that it is now, or that it will be on `date`. */
export interface Told {
  of: Occasion
  kind: 'now' | 'soon'
  date: string
  /** When it is, whether it is told now or before. */
  moment: Millis
}

/** Everything one needs to find moments. */
export interface Where {
  zone: string
  workdays: Workdays
}

const HOUR: Millis = 3_600_000
const DAY: Millis = 24 * HOUR
/** What was announced for an hour is no news so long after it. */
const FRESH: Millis = 3 * HOUR
/** Whoever hears of it however late has so long to read it. */
const LEAST: Millis = HOUR
/** A reminder of a later day waits so long for its turn, where a room has had its share of the day. */
const PATIENCE: Millis = 25 * HOUR
/** What came within so many days needs no reminder: people know. */
const KNOWN_DAYS = 3

/**
 * The entries of the YAML, what was added in the room, and the group's birthday.
 * @param since the date on which the bot began to keep the room, where it is known
 */
export function occasions({ entries, added, at, birthday }: CalendarConfig, since?: string): Occasion[] {
  const all = [...entries, ...added].map(entry => ({
    ...entry,
    at: timeOf(entry, at),
    ...(entry.at === undefined && entry.cron === undefined ? { allDay: true as const } : {}),
  }))
  const born = birthday === 'since' ? since : birthday
  return born === undefined || born === 'off' ? all : [...all, birthdayOf(born, at)]
}

/** The day of every year that a group was born on. */
function birthdayOf(born: string, at: string): Occasion {
  return { name: '', text: '', yearly: born.slice(5), born, at, allDay: true, remind: DAY, days: 'all', holiday: 'run' }
}

/** The next moment after `after` at which something is to be said, or looked for; undefined where there is none. */
export function nextMoment(config: CalendarConfig, after: Millis, where: Where): Millis | undefined {
  const moments = occasions(config)
    .flatMap(each => [nextTimeOf(each, after, where)?.moment, nextReminder(each, after, where)?.at])
    .filter(moment => moment !== undefined)
  // Whose day it is stands in no YAML: that is looked up every day.
  const daily = config.anniversaries === 'on' || config.birthday === 'since'
  if (daily) moments.push(nextTime(after, config.at, where.zone))
  return moments.length === 0 ? undefined : Math.min(...moments)
}

/** What is to be said at this very moment. */
export function toldAt(all: readonly Occasion[], moment: Millis, where: Where): Told[] {
  return all.flatMap((of): Told[] => {
    const now = nextTimeOf(of, moment - 1, where)
    const soon = nextReminder(of, moment - 1, where)
    return [
      ...(now?.moment === moment ? [{ of, kind: 'now' as const, ...now }] : []),
      ...(soon?.at === moment ? [{ of, kind: 'soon' as const, date: soon.date, moment: soon.moment }] : []),
    ]
  })
}

/**
 * From when on it is better not said: a reminder when what it reminds of begins, what is of a day when that is over, what
 * is of an hour three hours after it. 今天 and 明天 are true on one day: no text that has them outlives it.
 * @param leaves when it can leave at the earliest: what quiet hours hold speaks of the morning after them
 */
export function staleFrom({ of, kind, date, moment }: Told, leaves: Millis, zone: string): Millis {
  const today = dateOf(leaves, zone)
  const night = timeOn(today, '24:00', zone)
  if (kind === 'soon') return Math.min(moment, date > addDays(today, 1) ? leaves + PATIENCE : night)
  return of.allDay ? night : Math.min(night, Math.max(moment + FRESH, leaves + LEAST))
}

/** When it comes next, after `after`. */
export function nextTimeOf(of: Recurring, after: Millis, where: Where): { date: string; moment: Millis } | undefined {
  for (const next of upcoming(of, after, where)) return next
  return undefined
}

/** When it comes after `after`, one after the other. */
function* upcoming(
  of: Recurring,
  after: Millis,
  { zone, workdays }: Where,
): Generator<{ date: string; moment: Millis }> {
  for (let from = dateOf(after, zone); ; ) {
    const date = nextDate(of, from, workdays)
    if (date === undefined) return
    const moment = timeOn(date, of.at, zone)
    if (moment > after) yield { date, moment }
    from = addDays(date, 1)
  }
}

/** The next reminder, if it comes no later than the next time: at that time one looks again. */
function nextReminder(
  of: Recurring,
  after: Millis,
  where: Where,
): { date: string; moment: Millis; at: Millis } | undefined {
  if (of.remind === 0) return undefined
  let next: Millis | undefined
  for (const { date, moment } of upcoming(of, after, where)) {
    next ??= moment
    const at = reminderOf(of, date, moment, where.zone)
    if (at > next) return undefined
    if (at > after && !cameWithin(of, KNOWN_DAYS, date, where.workdays)) return { date, moment, at }
  }
  return undefined
}

/** Whole days before is the same time of an earlier day, whatever the clocks do in between. */
function reminderOf({ at, remind }: Recurring, date: string, moment: Millis, zone: string): Millis {
  return remind % DAY === 0 ? timeOn(addDays(date, -remind / DAY), at, zone) : moment - remind
}

function timeOf({ cron, at }: { cron?: string | undefined; at?: string | undefined }, shipped: string): string {
  if (cron === undefined) return at ?? shipped
  const [minute = '0', hour = '0'] = cron.trim().split(/\s+/)
  return `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
}
