import type { MemberKey, MessageEvent, Millis } from '../../src/kernel/plugin.js'
import { outageOf } from './outage/book.js'
import { dayOf, type In } from './standing.js'
import { checkIn } from './store.js'
import { type Opening, openAt, spansOn } from './windows.js'

/** What the points are for, as `/积分 明细` prints it; rows are found by it, so it is one word whatever the language. */
const REASON = '签到'

// Whoever comes, by whatever words, comes in here.

/** The window that a message of this time falls into, also one that was prolonged after an outage. */
export async function openFor(ctx: In, at: Millis): Promise<Opening | undefined> {
  const open = openAt(at, ctx.config, ctx)
  if (open) return open
  const date = dayOf(ctx, at)
  for (const [window, until] of Object.entries((await outageOf(ctx.store, date))?.until ?? {})) {
    const ends = spansOn({ window, date }, ctx.config, ctx).map(([, to]) => to)
    if (ends.length > 0 && at >= Math.max(...ends) && at < until) return { window, date }
  }
  return undefined
}

/** Notes that somebody came, and what that is worth. False when he had come before, by another message. */
export async function record(
  ctx: In,
  member: MemberKey,
  { date, window }: Opening,
  { id, sentAt }: Pick<MessageEvent, 'id' | 'sentAt'>,
): Promise<boolean> {
  const fresh = await checkIn(ctx.store, member, { date, window, at: sentAt, message: id })
  const points = ctx.worth('checkin')
  if (points > 0 && ctx.mode !== 'observe') {
    await ctx.books.points.addDaily({ community: ctx.community, member, reason: REASON, date, points })
  }
  return fresh
}
