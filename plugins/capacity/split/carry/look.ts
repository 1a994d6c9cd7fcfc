import { type Ctx, clockOf, dateOf, type MemberKey } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { mustMove } from '../plan.js'
import type { SplitState } from '../state.js'
import type { Facts } from './next.js'

/** When members are asked on, and when the owner hears how far it is. */
export const MORNING = '10:00'
export const EVENING = '20:00'
const LATE = '22:00'

/** What is true around a split now. */
export function look(ctx: Ctx<CapacityConfig>, state: SplitState): Facts {
  const now = ctx.now()
  const old = ctx.at(state.from)
  const fresh = state.to !== undefined && ctx.rooms().some(({ key }) => key === state.to) ? ctx.at(state.to) : undefined
  // Where the old room itself is out of sight nobody is known to be gone.
  const isKept = old.room.size > 0 && ctx.rooms().some(({ key }) => key === state.from)
  const ours = ctx.rooms().flatMap(({ key, community }) => (community === state.community ? [ctx.at(key)] : []))
  const clock = clockOf(now, ctx.zone)
  const { seed, leaderRequired, inviteExpires } = old.config
  const owner = ownersHere(ctx, state)[0]
  return {
    now,
    today: dateOf(now, ctx.zone),
    night: ctx.quietUntil() !== undefined,
    morning: clock >= MORNING,
    evening: clock >= EVENING && clock < LATE,
    ...(owner === undefined ? {} : { owner }),
    inOld: member => old.member(member).present,
    inNew: member => fresh?.member(member).present === true,
    gone: member => isKept && !ours.some(room => room.member(member).present),
    friend: member => old.member(member).friend,
    unsure: member => old.member(member).unsure,
    kept: fresh !== undefined,
    space: fresh === undefined ? 0 : ctx.capOf(fresh.room.key) - fresh.room.size - kept(fresh, state),
    excess: isKept ? mustMove(old.room.size, ctx.capOf(state.from), old.config.move.target) : Number.POSITIVE_INFINITY,
    min: seed.min,
    leaderRequired,
    expires: inviteExpires,
  }
}

/** Places kept there for others than those who are about to be brought in. */
function kept(fresh: Ctx<CapacityConfig>, state: SplitState): number {
  const coming = (member: MemberKey) => ['yes', 'both'].includes(state.people[member]?.step ?? '')
  return fresh.books.seats.reserved(fresh.room.key, fresh.now()).filter(member => !coming(member)).length
}

/** The owners who are in one of the two rooms. */
export function ownersHere(ctx: Ctx<CapacityConfig>, state: SplitState): MemberKey[] {
  return ctx.staff('owner').filter(member => isHere(ctx, state, member))
}

/** Those who are told what an owner is told: he, or the admins where he is gone. */
export function bossesOf(ctx: Ctx<CapacityConfig>, state: SplitState): MemberKey[] {
  const owners = ownersHere(ctx, state)
  return owners.length > 0 ? owners : ctx.staff('admin').filter(member => isHere(ctx, state, member))
}

function isHere(ctx: Ctx<CapacityConfig>, state: SplitState, member: MemberKey): boolean {
  if (ctx.at(state.from).member(member).present) return true
  const kept = ctx.rooms().some(({ key }) => key === state.to)
  return kept && state.to !== undefined && ctx.at(state.to).member(member).present
}
