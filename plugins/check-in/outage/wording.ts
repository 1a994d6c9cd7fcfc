import { clockOf } from '../../../src/kernel/plugin.js'
import { dayOf, type In } from '../standing.js'
import { dayText, joined, type Say, wordOf } from '../wording.js'
import type { Restored } from './compensate.js'
import { minutesOf } from './overlaps.js'
import { laterEnds, type Missed } from './plan.js'

/** What an owner is told after an absence, of all his rooms in one message, and how to answer. */
export function missedText(ctx: In, rooms: readonly { room: In; missed: readonly Missed[] }[]): string {
  const [first, ...more] = rooms
  if (first && more.length === 0) return missedInRoom(first.room, first.missed)
  const lines = rooms.map(({ room, missed }) =>
    ctx.text('outage.roomLine', { topic: room.room.name, lines: joined(ctx.text, missedLines(room, missed)) }),
  )
  return ctx.text('outage.askRooms', { count: rooms.length, lines: lines.join('\n') })
}

function missedLines(ctx: In, missed: readonly Missed[]): string[] {
  return missed.map(each =>
    ctx.text('outage.line', { window: windowText(ctx, each), long: longText(ctx.text, each.minutes) }),
  )
}

function missedInRoom(ctx: In, missed: readonly Missed[]): string {
  const { name: topic } = ctx.room
  const [first, ...more] = missed
  if (!first || more.length > 0) {
    return ctx.text('outage.askSeveral', { topic, lines: missedLines(ctx, missed).join('\n') })
  }
  const { zone } = ctx
  const later = laterEnds(missed, ctx.config, { zone, now: ctx.now(), awakeAfter: ctx.awakeAfter })[first.window]
  const until = later === undefined ? '' : ctx.text('outage.until', { until: clockOf(later, zone) })
  return ctx.text('outage.ask', {
    topic,
    window: windowText(ctx, first),
    long: longText(ctx.text, first.minutes),
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
    const values = { window, day: dayText(ctx.text, date), long: longText(ctx.text, minutesOf(away)), word }
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
  return ctx.text('outage.doneOf', { topic: ctx.room.name, windows: joined(ctx.text, windows) })
}

/** `05:00-09:00`, of another day than today with its date. */
function windowText(ctx: In, { window, date }: Missed): string {
  const { from = '', to = '' } = ctx.config.windows.find(({ name }) => name === window) ?? {}
  return date === dayOf(ctx, ctx.now()) ? `${from}-${to}` : `${dayText(ctx.text, date)} ${from}-${to}`
}

/** `50分钟`, `4小时`, `2小时30分钟`; up to two hours in minutes. */
function longText(say: Say, minutes: number): string {
  const [hours, left] = [Math.floor(minutes / 60), minutes % 60]
  if (hours < 2) return say('outage.minutes', { minutes })
  return left === 0 ? say('outage.hours', { hours }) : say('outage.hoursMinutes', { hours, minutes: left })
}
