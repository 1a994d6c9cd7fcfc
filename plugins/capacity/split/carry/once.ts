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

/** How many said that they lead, and then did not. */
export function leadersGone(state: SplitState): number {
  return state.done.filter(each => each.startsWith('leads not|')).length
}
