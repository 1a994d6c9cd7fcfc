import { type Ctx, dateOf, type MemberKey, type Millis, type z } from '../../src/kernel/plugin.js'
import type { checkInConfig } from './config.js'
import { rangesOf } from './leave/book.js'
import { holds } from './leave/ranges.js'
import { allOutages } from './outage/book.js'
import { datesOf, monthsBack } from './store.js'
import { streakOf } from './streak.js'
import { opensOn } from './windows.js'

// Who stands where: streaks are computed from the ledger whenever somebody asks, and are stored nowhere.

export type Config = z.output<typeof checkInConfig>
export type In = Ctx<Config>

/** Whether a day neither counts nor breaks anything for somebody who did not come on it. */
export type Rests = (member: MemberKey, date: string) => boolean

/** Months read at first, and how many times as many when somebody's streak goes further back. */
const MONTHS = 2
const FURTHER = 6

/** The date that a moment counts for in this room. */
export function dayOf(ctx: In, at: Millis): string {
  return dateOf(at, ctx.zone, ctx.config.dayBoundary)
}

/**
 * Days that neither count nor break, for these people: those on which no window opens, those that an outage froze, and those
 * on which somebody is on leave.
 */
export async function restsIn(ctx: In, members: readonly MemberKey[]): Promise<Rests> {
  const { days } = ctx.config
  const [outages, leaves] = await Promise.all([allOutages(ctx.store), rangesOf(ctx, members)])
  return (member, date) =>
    !opensOn(date, days, ctx.workdays) || outages.get(date)?.frozen === true || holds(leaves.get(member) ?? [], date)
}

/** When these people came in the last two months up to a day: what streaks are looked for in first. */
export function recentDates(ctx: In, members: readonly MemberKey[], today: string): ReturnType<typeof datesOf> {
  return datesOf(ctx.store, members, monthsBack(today, MONTHS))
}

/**
 * The streaks of these people as of a day. Few are longer than the months read first, and only for those more is read.
 * `recent`: those months, where they were read already.
 */
export async function streaksOf(
  ctx: In,
  members: readonly MemberKey[],
  today: string,
  recent = recentDates(ctx, members, today),
): Promise<Map<MemberKey, number>> {
  const [rests, lately] = await Promise.all([restsIn(ctx, members), recent])
  const streaks = new Map<MemberKey, number>()
  let open = members
  for (let count = MONTHS; open.length > 0; count *= FURTHER) {
    const months = monthsBack(today, count)
    const read = count === MONTHS ? lately : await datesOf(ctx.store, open, months)
    const from = `${months.at(-1)}-01`
    open = open.filter(member => {
      const dates = read.get(member) ?? new Set<string>()
      const streak = streakOf(dates, { today, from, rests: date => rests(member, date) })
      streaks.set(member, streak.days)
      return streak.mayBeLonger && count < MONTHS * FURTHER ** 3
    })
  }
  return streaks
}
