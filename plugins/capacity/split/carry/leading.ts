import type { MemberKey } from '../../../../src/kernel/plugin.js'
import type { Person, SplitState } from '../state.js'
import { isLost } from './doubt.js'
import type { Deed, Facts } from './next.js'
import { leadersGone } from './once.js'

// Somebody leads the new room. Before it is opened nothing is done without one, where the owner's config wants it so; when he
// is gone later the owner hears it once, and whoever comes forward takes his place.

/** Nobody leads, and the room is not made before somebody does. */
export function needsLeader(state: SplitState, { leaderRequired, kept }: Facts): boolean {
  return leaderRequired && state.leader === undefined && (state.prepared || !kept) && !state.done.includes('opening')
}

/** Somebody is looked for who leads, or the owner hears that nobody does. */
export function leadOf(state: SplitState, facts: Facts): Deed | undefined {
  if (!needsLeader(state, facts)) return undefined
  if (!state.done.includes('lead')) return { do: 'ask who leads' }
  const late = state.leadSince !== undefined && state.leadSince + facts.expires <= facts.now
  return late && !state.done.includes('nobody leads') ? { do: 'tell that nobody leads' } : undefined
}

/** Somebody led, and nobody does now. */
export function needsNewLeader(state: SplitState): boolean {
  return state.leader === undefined && leadersGone(state) > 0
}

/** The new room is there, and whoever was to lead it does not. */
export function isLeaderless(state: SplitState, facts: Facts): boolean {
  return needsNewLeader(state) && facts.kept && !needsLeader(state, facts)
}

/** Who led is gone, and the new room goes on without one: the owner hears it, once for each of them. */
export function lostLeaderOf(state: SplitState, facts: Facts): Deed | undefined {
  const told = state.done.includes(`leader gone|${leadersGone(state)}`)
  return isLeaderless(state, facts) && !told ? { do: 'tell that the leader is gone' } : undefined
}

const out = new Set<Person['step']>(['no', 'expired', 'failed'])

/** Whoever was to lead does not come, or is out of the new room again. */
export function leadsNoMore(state: SplitState, facts: Facts): MemberKey | undefined {
  const { leader } = state
  const person = leader === undefined ? undefined : state.people[leader]
  if (leader === undefined || person === undefined) return undefined
  if (facts.unsure(leader)) return isLost(person, facts) ? leader : undefined
  const came = person.step === 'arrived' || person.step === 'left'
  return out.has(person.step) || (came && facts.kept && !facts.inNew(leader)) ? leader : undefined
}
