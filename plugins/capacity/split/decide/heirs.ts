import type { Ctx, MemberKey } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { openSplit } from '../state.js'
import { changeSplit } from './change.js'
import { ownerHere } from './owner.js'

/**
 * A plan waits for the owner, and he is gone or another has become it: the plan is shown to the new one, or the admins hear
 * that it waits for one. `left` are those who just left; without it the present owner is looked at.
 */
export async function lookAtOwner(ctx: Ctx<CapacityConfig>, left?: readonly MemberKey[]): Promise<void> {
  if (left && !left.some(member => ctx.staff('owner').includes(member))) return
  const split = await openSplit(ctx)
  if (split?.step !== 'decide' || split.state.decided !== undefined) return
  const owner = ownerHere(ctx)
  const known = owner === undefined ? split.state.done.includes('orphan') : split.state.asked === owner
  if (!known) await changeSplit(ctx, split.saga)
}
