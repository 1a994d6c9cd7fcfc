import type { MemberKey } from '../../../../src/kernel/plugin.js'
import type { Person, SplitState } from '../state.js'
import type { Deed, Facts } from './next.js'

// After a login some people cannot be told apart until a person says who they are. Whoever of a split is among them is waited
// for as long as anybody is: then it goes on without him, and takes him back when he is known again.

/** Where something is still to come from him, or to be done for him. */
const waitedFor = new Set<Person['step']>(['planned', 'asked', 'unreachable', 'yes', 'both', 'invited'])

function isWaitedFor({ step, moves }: Person): boolean {
  return waitedFor.has(step) || (step === 'arrived' && moves)
}

/** Somebody cannot be told apart any more, or is known again. */
export function doubtOf(member: MemberKey, person: Person, facts: Facts): Deed | undefined {
  const unsure = facts.unsure(member)
  if (unsure && person.unsure === undefined && isWaitedFor(person)) return { do: 'doubt', member, since: facts.now }
  return !unsure && person.unsure !== undefined ? { do: 'doubt', member, since: undefined } : undefined
}

/** He could not be told apart for so long that nobody waits for him any more. */
export function isLost(person: Person, { now, expires }: Pick<Facts, 'now' | 'expires'>): boolean {
  return isWaitedFor(person) && person.unsure !== undefined && person.unsure + expires <= now
}

/** Those who are waited for until somebody says who they are; and until when the first of them is. */
export function unsureOnes({ people }: SplitState, facts: Facts): { members: MemberKey[]; until: number } {
  const all = Object.entries(people).filter(([, person]) => isWaitedFor(person) && !isLost(person, facts))
  const unsure = all.flatMap(([member, { unsure }]) => (unsure === undefined ? [] : [{ member, unsure }]))
  return {
    members: unsure.map(({ member }) => member),
    until: Math.min(...unsure.map(({ unsure }) => unsure + facts.expires)),
  }
}

/** Those without whom it went on. */
export function lostOnes({ people }: SplitState, facts: Facts): MemberKey[] {
  return Object.entries(people).flatMap(([member, person]) => (isLost(person, facts) ? [member] : []))
}

/** Those of a split who are at one of these steps and are counted on. */
export function countedOn(state: SplitState, facts: Facts, as: Person['as'], ...at: Person['step'][]): MemberKey[] {
  return Object.entries(state.people).flatMap(([member, person]) =>
    person.as === as && at.includes(person.step) && !isLost(person, facts) ? [member] : [],
  )
}
