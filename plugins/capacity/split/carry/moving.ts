import type { MemberKey } from '../../../../src/kernel/plugin.js'
import type { Person, SplitState } from '../state.js'
import { countedOn, isLost } from './doubt.js'
import type { Deed, Facts } from './next.js'
import { askable } from './seeds.js'

// Members are asked whether they move, ten a day; whoever said so and has arrived is taken out of the old room, and nobody else.

/** So many members are asked a day whether they move: more would be a campaign. */
const GROUP = 10

/** Those who said that they move: in the end each of them is one less in the old room. */
function moving(state: SplitState, facts: Facts): Person[] {
  return Object.values(state.people).filter(
    person => person.moves && ['yes', 'invited', 'arrived', 'left'].includes(person.step) && !isLost(person, facts),
  )
}

/** How many more are to move than said so, or might. Whoever leaves of his own accord is one less to ask. */
function lacking(state: SplitState, facts: Facts): number {
  const going = moving(state, facts)
  const still = going.filter(({ step }) => step !== 'left').length
  const asked = countedOn(state, facts, 'mover', 'asked').length
  return Math.min(state.toMove - going.length, facts.excess - still) - asked
}

/** He may be asked whether he moves, and was not asked yet. */
function mayBeAsked(state: SplitState, facts: Facts, member: MemberKey): boolean {
  const known = state.people[member]
  if (known && (known.as !== 'mover' || known.step !== 'planned')) return false
  return askable(member, facts) && facts.friend(member) && !facts.inNew(member)
}

/** Whom to ask whether he moves; nobody where enough said so, or might. */
function mover(state: SplitState, facts: Facts): MemberKey | undefined {
  return lacking(state, facts) <= 0 ? undefined : state.movers.find(member => mayBeAsked(state, facts, member))
}

/** Who may still come in because he was asked to move, and how many more will be asked. */
export function moversToCome(state: SplitState, facts: Facts): { members: MemberKey[]; more: number } {
  const members = countedOn(state, facts, 'mover', 'asked', 'yes', 'both', 'invited')
  const others = state.movers.filter(member => mayBeAsked(state, facts, member)).length
  return { members, more: Math.max(0, Math.min(lacking(state, facts), others)) }
}

/** Enough were asked today, and others are asked tomorrow. */
export function asksTomorrow(state: SplitState, facts: Facts): boolean {
  const { asking } = state
  return asking?.date === facts.today && asking.count >= GROUP && mover(state, facts) !== undefined
}

/** The next one to ask whether he moves. */
export function movingOf(state: SplitState, facts: Facts): Deed | undefined {
  if (!state.done.includes('opening')) return undefined
  const { asking } = state
  const today = asking?.date === facts.today ? asking.count : 0
  if (today >= GROUP || facts.night || (asking !== undefined && today === 0 && !facts.morning)) return undefined
  const member = mover(state, facts)
  return member === undefined ? undefined : { do: 'ask to move', member }
}

/** Those who moved and are to be seen in the new room are taken out of the old one; nobody else is. */
export function leavingOf(state: SplitState, facts: Facts): Deed | undefined {
  for (const [member, { moves, step }] of Object.entries(state.people)) {
    if (!moves || step !== 'arrived' || !facts.inNew(member) || !facts.inOld(member)) continue
    if (!state.done.includes(`off|${member}`)) return { do: 'see off', member }
    if (state.done.includes(`stuck|${member}`) && !state.done.includes(`bye|${member}`)) {
      return { do: 'say goodbye', member }
    }
  }
  return undefined
}

/** Somebody may still move, was asked, is on his way, or is not out of the old room yet. */
export function anyoneMoves(state: SplitState, facts: Facts): boolean {
  if (countedOn(state, facts, 'mover', 'asked', 'yes', 'both', 'invited').length > 0) return true
  const leaving = Object.entries(state.people).some(([member, person]) => {
    const told = state.done.includes(`bye|${member}`) && person.since + facts.expires <= facts.now
    return person.moves && person.step === 'arrived' && !told && !isLost(person, facts)
  })
  return leaving || mover(state, facts) !== undefined
}
