import { clockOf, dateOf, daysBetween, type Millis } from '../../../src/kernel/plugin.js'
import { dayText } from '../evening/wording.js'
import type { In } from '../topic.js'

/**
 * A moment as people say it: 今晚21:00, 明天15:00（1月8日 周二）, 1月12日 周六 21:00. What is read another day than it was
 * written names the date; `from` is when it leaves, shipped now.
 */
export function sayTime(ctx: Pick<In, 'now' | 'zone' | 'text'>, at: Millis, from: Millis = ctx.now()): string {
  const clock = clockOf(at, ctx.zone)
  const days = daysBetween(dateOf(from, ctx.zone), dateOf(at, ctx.zone))
  const part = clock >= '18:00' ? 'evening' : 'day'
  const day = dayText(ctx, at)
  if (days === 0 || days === 1)
    return ctx.text(`host.time.${days === 0 ? 'today' : 'tomorrow'}.${part}`, { clock, day })
  return ctx.text('host.time.date', { day, clock })
}

/** When a word that is no answer leaves: now, or at the end of the quiet hours that hold. */
export function leavesAt(ctx: Pick<In, 'now' | 'quietUntil'>): Millis {
  return ctx.quietUntil() ?? ctx.now()
}
