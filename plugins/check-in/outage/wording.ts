import { clockOf } from '../../../src/kernel/plugin.js'
import { dayOf, type In } from '../standing.js'
import { dayText, joined, wordOf } from '../wording.js'
import type { Restored } from './compensate.js'
import { minutesOf } from './overlaps.js'
import { laterEnds, type Missed } from './plan.js'

/** What the owner is told after an absence, and how to answer. */
export function missedText(ctx: In, missed: readonly Missed[]): string {
  const { topic } = ctx.room
  const [first, ...more] = missed
  if (!first || more.length > 0) {
    const lines = missed.map(each => ctx.text('outage.line', { window: windowText(ctx, each), minutes: each.minutes }))
    return ctx.text('outage.askSeveral', { topic, lines: lines.join('\n') })
  }
  const { zone } = ctx
  const later = laterEnds(missed, ctx.config, { zone, now: ctx.now(), awakeAfter: ctx.awakeAfter })[first.window]
  const until = later === undefined ? '' : ctx.text('outage.until', { until: clockOf(later, zone) })
  return ctx.text('outage.ask', {
    topic,
    window: windowText(ctx, first),
    minutes: first.minutes,
    away: joined(
      ctx.text,
      first.away.map(([from, to]) => `${clockOf(from, zone)}-${clockOf(to, zone)}`),
    ),
    until: first.whole ? `${until}${ctx.text('outage.frozen')}` : until,
  })
}

/** What everybody is told, in one message. */
export function restoredText(ctx: In, restored: readonly Restored[]): string {
  const word = wordOf(ctx.config.words)
  const lines = restored.map(({ window, date, away, until }) => {
    const values = { window, day: dayText(ctx.text, date), minutes: minutesOf(away), word }
    if (until === undefined) return ctx.text('outage.restored', values)
    return ctx.text('outage.prolonged', { ...values, until: clockOf(until, ctx.zone) })
  })
  return lines.join('\n')
}

/** What the owner is told in private that was put right in one room. */
export function doneText(ctx: In, restored: readonly Restored[]): string {
  const windows = restored.map(each => {
    const window = windowText(ctx, each)
    if (each.until === undefined) return ctx.text('outage.doneFrozen', { window })
    return ctx.text('outage.doneUntil', { window, until: clockOf(each.until, ctx.zone) })
  })
  return ctx.text('outage.doneOf', { topic: ctx.room.topic, windows: joined(ctx.text, windows) })
}

/** `05:00-09:00`, of another day than today with its date. */
function windowText(ctx: In, { window, date }: Missed): string {
  const { from = '', to = '' } = ctx.config.windows.find(({ name }) => name === window) ?? {}
  return date === dayOf(ctx, ctx.now()) ? `${from}-${to}` : `${dayText(ctx.text, date)} ${from}-${to}`
}
