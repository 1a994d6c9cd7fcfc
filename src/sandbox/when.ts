import { DateTime, Duration } from 'luxon'
import type { Millis } from '../domain/events.js'

/** An ISO time as milliseconds; without an offset it is read in `zone`. Undefined for anything else. */
export function parseIso(text: string, zone: string): Millis | undefined {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return undefined
  const time = DateTime.fromISO(text, { zone })
  return time.isValid ? time.toMillis() : undefined
}

/** `HH:mm` or `HH:mm:ss`. */
export function isClock(text: string): boolean {
  return /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(text)
}

/** The next time after `now` at which clocks in `zone` show `clock`: at that very time, it is the next day's. */
export function nextClock(clock: string, now: Millis, zone: string): Millis {
  const today = onDay(clock, now, zone, 0)
  return today > now ? today : onDay(clock, now, zone, 1)
}

/** The latest time, not after `now`, at which clocks in `zone` showed `clock`. */
export function lastClock(clock: string, now: Millis, zone: string): Millis {
  const today = onDay(clock, now, zone, 0)
  return today <= now ? today : onDay(clock, now, zone, -1)
}

/** What an `until` means: an ISO time or the next occurrence of a clock time; undefined when it is neither. */
export function parseUntil(text: string, now: Millis, zone: string): Millis | undefined {
  return isClock(text) ? nextClock(text, now, zone) : parseIso(text, zone)
}

/** `2030-01-07T10:00:05.120+08:00` */
export function isoIn(at: Millis, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toISO() ?? new Date(at).toISOString()
}

/** `P2DT3H`: days of 24 hours, hours, minutes, seconds. */
export function isoDuration(ms: number): string {
  return Duration.fromMillis(ms).shiftTo('days', 'hours', 'minutes', 'seconds').toISO()
}

function onDay(clock: string, now: Millis, zone: string, days: number): Millis {
  const [hour = 0, minute = 0, second = 0] = clock.split(':').map(Number)
  return DateTime.fromMillis(now, { zone }).plus({ days }).set({ hour, minute, second, millisecond: 0 }).toMillis()
}
