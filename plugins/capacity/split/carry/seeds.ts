import type { MemberKey } from '../../../../src/kernel/plugin.js'
import { type SplitState, those } from '../state.js'
import { countedOn } from './doubt.js'
import type { Deed, Facts } from './next.js'

// Whom it begins with: seeds are asked one by one, and whoever drops out is replaced while there are fewer than it needs.

/** With so many it begins: somebody has to go, also where the owner wants it with fewer. */
function atLeast({ few }: SplitState, { min }: Facts): number {
  return few ? 1 : min
}

/** Whoever is asked in another's place and says nothing for so long is asked beside somebody else. */
const PATIENCE = 86_400_000

/** Seeds who will come, or may: who was asked and has not answered is one, in another's place for a day. */
function active(state: SplitState, facts: Facts): MemberKey[] {
  return countedOn(state, facts, 'seed', 'asked', 'yes', 'invited', 'arrived', 'left').filter(member => {
    const { step, since = 0 } = state.people[member] ?? {}
    return step !== 'asked' || (facts.inOld(member) && !isSlow(state, member, since, facts))
  })
}

function isSlow(state: SplitState, member: MemberKey, since: number, { now }: Facts): boolean {
  return state.reserves.includes(member) && since + PATIENCE <= now
}

/** When somebody who was asked in another's place is waited for no longer alone. */
export function patienceEnds({ people, reserves }: SplitState): number[] {
  return reserves.flatMap(member => (people[member]?.step === 'asked' ? [people[member].since + PATIENCE] : []))
}

/** He is there, and nobody else could be he. */
export function askable(member: MemberKey, facts: Facts): boolean {
  return facts.inOld(member) && !facts.unsure(member)
}

/** Seeds who said that they come, or have come. */
function going(state: SplitState, facts: Facts): number {
  return countedOn(state, facts, 'seed', 'yes', 'invited', 'arrived', 'left').length
}

function reserve(state: SplitState, facts: Facts): MemberKey | undefined {
  return state.reserves.find(member => !state.people[member] && askable(member, facts) && facts.friend(member))
}

/** Fewer seeds go than it needs, whoever else was asked: whoever comes late is welcome. */
export function lacksSeeds(state: SplitState, facts: Facts): boolean {
  return going(state, facts) < atLeast(state, facts)
}

/** How many seeds are missing where there is nobody left to ask. */
export function missingSeeds(state: SplitState, facts: Facts): number {
  // Once it is open it goes on with those who came.
  if (state.done.includes('opening') || reserve(state, facts) !== undefined) return 0
  const waiting = those(state, 'seed', 'planned').filter(member => askable(member, facts))
  return Math.max(0, atLeast(state, facts) - active(state, facts).length - waiting.length)
}

/** The next one to ask; the owner, where nobody is left. */
export function askingOf(state: SplitState, facts: Facts): Deed | undefined {
  const [first] = those(state, 'seed', 'planned').filter(member => askable(member, facts))
  if (first !== undefined) return { do: 'ask', member: first }
  const strangers = those(state, 'seed', 'unreachable').filter(member => askable(member, facts))
  const befriended = strangers.find(facts.friend)
  if (befriended !== undefined) return { do: 'ask', member: befriended }
  const unnamed = strangers.filter(member => !state.done.includes(`befriend|${member}`))
  if (unnamed.length > 0) return { do: 'befriend', members: unnamed }
  if (active(state, facts).length < atLeast(state, facts)) {
    const other = reserve(state, facts)
    if (other !== undefined) return { do: 'ask', member: other }
    const missing = missingSeeds(state, facts)
    if (missing > 0 && !state.done.includes(`missing|${state.rounds}`)) return { do: 'ask the owner', missing }
  }
  return undefined
}

/** So many said that they go that the room may be made. */
export function enoughGo(state: SplitState, facts: Facts): boolean {
  return going(state, facts) >= atLeast(state, facts)
}

/** The seeds who may still come in; before it is open there is to be space for those whom it still lacks, too. */
export function seedsToCome(state: SplitState, facts: Facts): { members: MemberKey[]; more: number } {
  const members = countedOn(state, facts, 'seed', 'planned', 'asked', 'unreachable', 'yes', 'invited')
  const inside = those(state, 'seed', 'arrived', 'left').length
  const lacks = state.done.includes('opening') ? 0 : atLeast(state, facts) - inside - members.length
  return { members, more: Math.max(0, lacks) }
}

/** Somebody of the seeds may still come in. */
export function seedsOnTheWay(state: SplitState, facts: Facts): MemberKey[] {
  return countedOn(state, facts, 'seed', 'planned', 'asked', 'yes', 'invited').filter(member => {
    const step = state.people[member]?.step
    return (step !== 'planned' && step !== 'asked') || askable(member, facts)
  })
}
