import type { Ctx } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { offeredLeader } from '../carry/offers.js'
import { seedsOf } from '../sketch.js'
import type { SplitState } from '../state.js'
import { timeText } from '../wording.js'

type In = Ctx<CapacityConfig>

/** WeChat makes no room with fewer (docs/platform.md). */
const FRIENDS_TO_CREATE = 2

/**
 * What the owner is told when he says yes: that it begins, and what stands in its way. Neither of these holds it up: whoever
 * is no friend is asked to become one, and whoever moves can leave by himself.
 * @param ctx of the room that is full
 */
export async function confirmLines(ctx: In, state: SplitState): Promise<string[]> {
  const leads = state.leader !== undefined && ctx.member(state.leader).present
  const asksWhoLeads = ctx.config.leaderRequired && !leads && (await offeredLeader(ctx, state)) === undefined
  const line = asksWhoLeads ? 'plan.confirmedLead' : 'plan.confirmed'
  const night = ctx.quietUntil()
  const lines = [
    night === undefined
      ? ctx.text(line, { number: state.number })
      : ctx.text(`${line}Night`, { number: state.number, until: timeText(ctx, night) }),
  ]
  const friends = await friendsAmong(ctx, state)
  if (!state.prepared && friends < FRIENDS_TO_CREATE) lines.push(ctx.text('plan.twoFriends', { count: friends }))
  if (state.toMove > 0 && !(await ctx.canRemove())) {
    lines.push(ctx.text('plan.cannotRemove', { room: ctx.room.name }))
  }
  return lines
}

/** Friends among the seeds; WeChat is asked anew where it looks like too few. */
async function friendsAmong(ctx: In, state: SplitState): Promise<number> {
  const seeds = seedsOf(state).map(([key]) => key)
  const known = seeds.filter(key => ctx.member(key).friend).length
  if (known >= FRIENDS_TO_CREATE) return known
  return (await Promise.all(seeds.map(key => ctx.isFriend(key)))).filter(Boolean).length
}
