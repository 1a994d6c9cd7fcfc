import { addDays, BOT, type Ctx, dateOf, type MemberKey } from '../../../src/kernel/plugin.js'
import { sizeOf, sumOf, topOf } from '../days/counting.js'
import type { Day } from '../days/day.js'
import { daysOf } from '../days/days.js'
import { whereaboutsAt } from '../days/left.js'
import { comparable, shareOf, type Talkers, type Week, weekOf } from './week.js'

/** What a report is made of. */
export interface Report {
  /** `YYYY-MM-DD`, both included. */
  from: string
  to: string
  days: readonly Day[]
  week: Week
  /** The week before, where it can be held against this one. */
  before: Week | undefined
  /** These are the figures of today, and not of seven days. */
  soFar: boolean
}

const WEEK = 7

/** The seven days up to a date, beside the seven before; undefined where none of them is known. */
export async function reportOf(ctx: Ctx, to: string): Promise<Report | undefined> {
  const from = addDays(to, 1 - WEEK)
  const days = await daysOf(ctx, addDays(from, -WEEK), to)
  const [earlier, later] = [days.filter(({ date }) => date < from), days.filter(({ date }) => date >= from)]
  const [now, then] = await Promise.all([
    talkersOf(ctx, { from, to, members: later.at(-1)?.members ?? 0 }),
    talkersOf(ctx, { from: addDays(from, -WEEK), to: addDays(from, -1), members: earlier.at(-1)?.members ?? 0 }),
  ])
  const week = weekOf(later, now)
  if (!week) return undefined
  const before = weekOf(earlier, then)
  return { from, to, days: later, week, before: comparable(week, before) ? before : undefined, soFar: false }
}

/** Today as far as it has come: for who asks on a room's first day, and after a week in which nothing happened. */
export async function todaySoFar(ctx: Ctx): Promise<Report | undefined> {
  const today = dateOf(ctx.now(), ctx.zone)
  const days = await daysOf(ctx, today, today)
  const week = weekOf(days, await talkersOf(ctx, { from: today, to: today, members: days[0]?.members ?? 0 }))
  return week && { from: today, to: today, days, week, before: undefined, soFar: true }
}

async function talkersOf(
  ctx: Ctx,
  { from, to, members }: { from: string; to: string; members: number },
): Promise<Talkers> {
  const [counts, whereabouts] = await Promise.all([countsOf(ctx, from, to), whereaboutsAt(ctx, to)])
  const found = [...counts.keys()].map(whereabouts)
  return {
    speakers: counts.size,
    active: found.filter(where => where === 'here').length,
    unsure: found.filter(where => where === 'unsure').length,
    topShare: topShareOf(counts, members),
  }
}

/** What the busiest fifth wrote of it all. `members`: how many people there are beside the bot. */
export function topShareOf(counts: ReadonlyMap<MemberKey, number>, members: number): number | undefined {
  return shareOf(topOf(counts.values(), sizeOf(members)), sumOf(counts))
}

/** Messages of people from one date to another, the bot's own left out. */
export async function countsOf(ctx: Ctx, from: string, to: string): Promise<Map<MemberKey, number>> {
  const counts = await ctx.books.activity.countsOf(ctx.room.key, from, to)
  counts.delete(BOT)
  return counts
}
