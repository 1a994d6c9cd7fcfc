import { clockOf, dateOf, daysBetween, type Millis, weekdayOf } from '../../../src/kernel/plugin.js'
import type { In, Topic } from '../topic.js'

/** An hour as people say it: 「1月8日 周二 21:00-21:30」, with the year where it is another one, 「23:30-次日 00:30」. */
export function whenText(ctx: Pick<In, 'text' | 'zone' | 'now'>, { start, end }: Pick<Topic, 'start' | 'end'>): string {
  return ctx.text('evening.when', {
    day: dayText(ctx, start),
    from: clockOf(start, ctx.zone),
    to: endText(ctx, { start, end }),
  })
}

/** 「1月8日 周二」 */
export function dayText(ctx: Pick<In, 'text' | 'zone' | 'now'>, at: Millis): string {
  const date = dateOf(at, ctx.zone)
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const thisYear = Number(dateOf(ctx.now(), ctx.zone).slice(0, 4))
  const weekday = ctx.text(`evening.${weekdayOf(date)}`)
  const key = year === thisYear || (year === thisYear + 1 && month < 3) ? 'evening.day' : 'evening.dayOfYear'
  return ctx.text(key, { year, month, day, weekday })
}

function endText(ctx: Pick<In, 'text' | 'zone'>, { start, end }: Pick<Topic, 'start' | 'end'>): string {
  const clock = clockOf(end, ctx.zone)
  const days = daysBetween(dateOf(start, ctx.zone), dateOf(end, ctx.zone))
  if (days === 0) return clock
  return days === 1 && clock === '00:00' ? '24:00' : ctx.text('evening.nextDay', { clock })
}

/** 「T1「社群多少人最合适？」1月8日 周二 21:00-21:30，主持 小周」 */
export function topicLine(ctx: In, topic: Topic): string {
  const host = topic.host === undefined ? ctx.text('evening.hostOpen') : ctx.member(topic.host).name
  const key = topic.kind === 'guest' && topic.guest !== undefined ? 'evening.lineGuest' : 'evening.line'
  return ctx.text(key, { id: topic.id, title: topic.title, when: whenText(ctx, topic), host, guest: topic.guest ?? '' })
}

const MINUTE: Millis = 60_000
const DAY: Millis = 24 * 60 * MINUTE

/** A line about a topic, with a word about the quiet hours where they meet it: what the bot does not do then. */
export function atNight(ctx: In & { caller: { key: string } }, { start, end, host }: Topic, text: string): string {
  if (ctx.awakeAfter(end - start, start) <= end) return text
  const begin = quietBegin(ctx, { start, end })
  if (begin === undefined) return ctx.text('evening.nightAlways', { text })
  const clock = clockOf(begin, ctx.zone)
  if (begin > start) return ctx.text('evening.nightEnd', { text, clock })
  const own = host === ctx.caller.key ? ctx.text('evening.nightYou') : undefined
  const name = host === undefined ? ctx.text('evening.nightHost') : (own ?? ctx.member(host).name)
  return ctx.text('evening.night', { text, clock, name })
}

/** When the quiet hours that meet an hour begin; undefined where they have held for a day. */
function quietBegin(ctx: In, { start, end }: { start: Millis; end: Millis }): Millis | undefined {
  const isQuiet = (at: Millis) => ctx.awakeAfter(1, at) > at + 1
  const step = isQuiet(start) ? -MINUTE : MINUTE
  for (let at = start; at > start - DAY && at < end; at += step) {
    if (isQuiet(at) && !isQuiet(at - MINUTE)) return at
  }
  return undefined
}
