import type { MemberKey } from '../../../../src/kernel/plugin.js'
import type { SplitState } from '../state.js'

/** The id of what is done once in a split, whatever it follows from: a crash or another order of events does it once. */
export function once(state: Pick<SplitState, 'number'>, what: string): string {
  return `split|${state.number}|${what}`
}

/** For what the new room is awaited. */
export function purposeOf(state: Pick<SplitState, 'number'>): string {
  return once(state, 'room')
}

/** The name of the job that looks at a split again. */
export function jobOf(state: Pick<SplitState, 'number'>): string {
  return `carry|${state.number}`
}

/** He was taken to go along because he offered to lead, and has not answered what he was asked. */
export function isSilent(state: Pick<SplitState, 'people'>, member: MemberKey): boolean {
  const person = state.people[member]
  return person?.step === 'yes' && person.answered === undefined
}

/** How many said that they lead, and then did not. */
export function leadersGone(state: SplitState): number {
  return state.done.filter(each => each.startsWith('leads not|')).length
}

/** How often WeChat refused to bring him in. */
export function refusals(state: Pick<SplitState, 'done'>, member: MemberKey): number {
  return state.done.filter(each => each.startsWith(`refused|${member}|`)).length
}

/** How often something of his was called back before it left: `card`, or `off`. */
export function recalls(state: Pick<SplitState, 'done'>, what: 'card' | 'off', member: MemberKey): number {
  return state.done.filter(each => each.startsWith(`recalled ${what}|${member}|`)).length
}

/** What his removal from the old room goes by: the same until it was called back. */
export function offOf(state: Pick<SplitState, 'done'>, member: MemberKey): string {
  const times = recalls(state, 'off', member)
  return times === 0 ? `off|${member}` : `off|${member}|${times}`
}

/** What his card, or his seat, goes by: the same until WeChat has refused it, or it was called back. */
export function cardOf(state: Pick<SplitState, 'done'>, member: MemberKey): string {
  const times = refusals(state, member) + recalls(state, 'card', member)
  return times === 0 ? `card|${member}` : `card|${member}|${times}`
}

/** The ids of what a seed and a mover are asked; to its end, so that none is the beginning of another's. */
export function seedQuestion(state: Pick<SplitState, 'number'>, member: MemberKey): string {
  return `capacity|${once(state, `ask|${member}|`)}`
}

/** Whether he leads, which the owner is asked. */
export function leadQuestion(state: Pick<SplitState, 'number'>, member: MemberKey): string {
  return `capacity|${once(state, `offers|${member}|`)}`
}

export function moverQuestion(state: Pick<SplitState, 'number'>, member: MemberKey): string {
  return `capacity|${once(state, `move|${member}|`)}`
}

/** What each question is about, and what its answer is told with. */
export const about = {
  seed: 'carry-seed',
  mover: 'carry-mover',
  owner: 'carry-owner',
  guest: 'carry-guest',
  room: 'carry-room',
  lead: 'carry-lead',
} as const
