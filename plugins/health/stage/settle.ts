import type { Millis } from '../../../src/kernel/plugin.js'
import type { Judgement, Why } from './classify.js'
import type { Stage } from './stages.js'

/** A new stage must be what the figures say on so many days in a row. */
const STEADY_DAYS = 3

/** The stage of a room, as it is kept. */
export interface Staged extends Why {
  stage: Stage
  since: Millis
  /** The day up to which it was judged. */
  date: string
  /** What it was before. */
  before?: Stage
  /** Another stage that the figures speak of lately: since when, and on which days. */
  next?: { stage: Stage; since: Millis; dates: readonly string[] }
}

/**
 * A day's judgement joined with what was known: another stage holds from the third day on, and then since the first;
 * the first one ever at once, and a silence that was measured itself too. The same day again changes nothing.
 */
export function settle(
  known: Staged | undefined,
  judged: Judgement | undefined,
  { date, now }: { date: string; now: Millis },
): Staged | undefined {
  if (judged === undefined) return known
  const { stage, why, values, since } = judged
  if (known === undefined) return { stage, why, values, since: since ?? now, date }
  const { next, ...still } = known
  if (known.stage === stage) return { ...still, why, values, date }
  const waiting = next?.stage === stage ? next : { stage, since: now, dates: [] }
  const dates = [...new Set([...waiting.dates, date])]
  if (since === undefined && dates.length < STEADY_DAYS) return { ...still, date, next: { ...waiting, dates } }
  return { stage, why, values, since: since ?? waiting.since, date, before: known.stage }
}
