import type { Millis } from '../../../src/kernel/plugin.js'
import type { Tended } from './records.js'

/** What the YAML says of the grace. */
export interface Terms {
  grace: Millis
  remindAt: readonly Millis[]
  atTheEnd: 'report' | 'kick'
}

export type Next = { do: 'remind'; step: number; at: Millis } | { do: 'end'; at: Millis }

/** Between the first reading of a bad card and the first word about it there is another look. */
const TWO_READINGS: Millis = 60_000
/** A first reminder later than this is late: who is to be removed gets time after it. */
const LATE: Millis = 10 * 60_000
const DAY: Millis = 86_400_000

/**
 * What comes next for somebody whose card is out of shape; undefined when nothing does, or when a reminder is still on its
 * way. Of several reminders that are due the last one is given. Nobody is removed who was never reminded, unless the YAML
 * has no reminders.
 */
export function nextFor(member: Tended, { grace, remindAt, atTheEnd }: Terms, now: Millis): Next | undefined {
  if (member.over !== undefined || member.thanks !== undefined) return undefined
  const { since, seen, reminders } = member
  const steps = [...remindAt].sort((a, b) => a - b)
  const first = reminders.find(({ out }) => out)
  const end = since + grace
  const soonest = seen + TWO_READINGS
  const coming = steps.flatMap((after, step) => {
    const at = since + after
    const given = reminders.some(reminder => reminder.step >= step)
    return given || (at <= seen && seen > since) || at >= end ? [] : [{ step, at: Math.max(at, soonest) }]
  })
  const reminder = coming.findLast(({ at }) => at <= now) ?? coming[0]
  const ends = (at: Millis): Next => ({ do: 'end', at: Math.max(at, soonest) })
  if (atTheEnd === 'report' || steps.length === 0) {
    return reminder && reminder.at < end && now < end ? { do: 'remind', ...reminder } : ends(end)
  }
  if (reminder && now < end) return { do: 'remind', ...reminder }
  if (!first) {
    // Nothing reached him in time: that comes first.
    return reminders.length > 0 ? undefined : { do: 'remind', step: steps.length, at: Math.max(end, soonest) }
  }
  const late = first.at > since + (steps[0] ?? 0) + LATE
  return ends(late ? Math.max(end, first.at + Math.min(DAY, grace)) : end)
}
