import { addDays, dateOf, type Millis, timeOn, weekdayOf } from '../../../src/kernel/plugin.js'
import type { Config } from '../topic.js'

interface Hour {
  start: Millis
  end: Millis
}

/** What is chosen later than this before the hour is for the week after: people have to hear of it. */
const SHORTEST: Millis = 3_600_000
/** Weeks that are looked at; whoever has planned all of them chooses a time himself. */
const WEEKS = 8

/** The next hour of the week that is kept for topics and free: pure. */
export function nextSlot(
  { day, time }: Pick<Config['backlog'], 'day' | 'time'>,
  { now, zone, isTaken }: { now: Millis; zone: string; isTaken: (hour: Hour) => boolean },
): Hour | undefined {
  const today = dateOf(now, zone)
  const ahead = Array.from({ length: 7 * WEEKS + 1 }, (_, days) => addDays(today, days))
  return ahead
    .filter(date => weekdayOf(date) === day)
    .map(date => ({
      start: timeOn(date, time.from, zone),
      end: timeOn(time.to <= time.from ? addDays(date, 1) : date, time.to, zone),
    }))
    .find(hour => hour.start - now >= SHORTEST && !isTaken(hour))
}
