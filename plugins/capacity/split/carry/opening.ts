import type { MemberKey } from '../../../../src/kernel/plugin.js'
import { type Person, type SplitState, those } from '../state.js'
import type { Deed, Facts } from './next.js'
import { isSilent } from './once.js'
import { enoughGo, seedsOnTheWay } from './seeds.js'

// The new room: it is made or bound, those who go are brought in one by one, and it is opened.

/** With so many old members in it the new room is opened. */
const OPENS_WITH = 3

/** WeChat makes no room with fewer friends (docs/platform.md). */
export const FRIENDS_TO_CREATE = 2

/** The new room is made, or taken for what it is; where nobody knows whether it was made, the owner looks. */
export function roomOf(state: SplitState, facts: Facts): Deed | undefined {
  const { founding, prepared } = state
  if (prepared) return undefined
  if (facts.kept) return founding?.is === 'kept' ? undefined : { do: 'bound' }
  if (founding?.is === 'kept') return { do: 'keep' }
  if (founding?.is === 'unseen')
    return state.done.includes(`unseen|${state.rounds}`) ? undefined : { do: 'ask whether it is there' }
  if (!enoughGo(state, facts)) return undefined
  const willing = toBringIn(state, facts)
  if (founding === undefined) return { do: 'create', members: willing }
  if (founding.is === 'short' && willing.filter(facts.friend).length >= FRIENDS_TO_CREATE)
    return { do: 'create', members: willing }
  return undefined
}

/** A room that was made for this: the owner hears that it is there. */
export function tellingOf({ prepared, done }: SplitState, { kept }: Facts): Deed | undefined {
  return kept && !prepared && !done.includes('room') ? { do: 'tell of the room' } : undefined
}

/** Those who said that they go and are not in the new room yet, in the order in which they said so. */
export function toBringIn(state: SplitState, facts: Facts): MemberKey[] {
  const willing = (as: Person['as'], ...steps: Person['step'][]) =>
    inOrder(
      state,
      those(state, as, ...steps).filter(member => !facts.unsure(member)),
    )
  return [...willing('seed', 'yes'), ...willing('mover', 'yes', 'both')]
}

/** By when they said it; a leader who has not said it again comes after those who did. */
function inOrder(state: SplitState, members: readonly MemberKey[]): MemberKey[] {
  const place = (member: MemberKey) => state.people[member]?.answered ?? Number.MAX_SAFE_INTEGER
  return [...members].sort((a, b) => place(a) - place(b))
}

/** Whoever offered to lead and has not answered yet goes with the others, not before there are enough of them. */
function leadsSilently(state: SplitState, member: MemberKey): boolean {
  return state.leader === member && !state.done.includes('opening') && isSilent(state, member)
}

/** The next one to bring in, while nobody is on his way and there is a place. */
export function invitingOf(state: SplitState, facts: Facts): Deed | undefined {
  if (!facts.kept || state.sending !== undefined || facts.space <= 0) return undefined
  const first = toBringIn(state, facts).find(member => !leadsSilently(state, member) || enoughGo(state, facts))
  if (first === undefined) return undefined
  // He let his time pass, and then said yes: he has his card, and nobody is given two.
  if (state.done.includes(`card|${first}`)) return { do: 'mark', member: first, step: 'invited' }
  return { do: 'invite', member: first }
}

/** Enough are in it, or all who come: the first word is said there. */
export function openingOf(state: SplitState, facts: Facts): Deed | undefined {
  if (!facts.kept || state.done.includes('opening')) return undefined
  const inside = those(state, 'seed', 'arrived', 'left').length
  const ready = inside >= OPENS_WITH || (inside > 0 && seedsOnTheWay(state, facts).length === 0)
  return ready ? { do: 'open' } : undefined
}
