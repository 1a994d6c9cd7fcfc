import type { Millis } from '../../../src/kernel/plugin.js'
import type { Opening, Place, Schedule } from '../windows.js'
import { endOf, opensOn, spansOn } from '../windows.js'
import type { Stretch } from './book.js'
import { common, lengthOf, minutesOf, prolonged } from './overlaps.js'

/** What an absence did to one window of a day. */
export interface Missed extends Opening {
  /** When the bot was away while it was open. */
  away: readonly Stretch[]
  /** How long, in whole minutes. */
  minutes: number
  /** Its own end. */
  end: Millis
  /** It was away over all of it: nobody could come. */
  whole: boolean
}

/** Less than this is no outage. */
const SHORTEST: Millis = 60_000

/** The windows of a date that these stretches touch. */
export function missedOn(date: string, away: readonly Stretch[], schedule: Schedule, place: Place): Missed[] {
  if (!opensOn(date, schedule.days, place.workdays)) return []
  return schedule.windows.flatMap(({ name: window }) => {
    const spans = spansOn({ window, date }, schedule, place)
    const missed = common(spans, away)
    if (lengthOf(missed) < SHORTEST) return []
    const end = Math.max(...spans.map(([, to]) => to))
    const whole = lengthOf(missed) === lengthOf(spans)
    return [{ window, date, away: missed, minutes: minutesOf(missed), end, whole }]
  })
}

/** The later end of each window that can still have one: in the future, the same day, and waking hours. */
export function laterEnds(
  missed: readonly Missed[],
  schedule: Schedule,
  { zone, now, awakeAfter }: { zone: string; now: Millis; awakeAfter: (span: Millis, from: Millis) => Millis },
): { [window: string]: Millis } {
  return Object.fromEntries(
    missed.flatMap(({ window, date, minutes, end }) => {
      const until = prolonged(end, minutes, endOf(date, schedule, zone), awakeAfter)
      return until > end && until > now ? [[window, until]] : []
    }),
  )
}
