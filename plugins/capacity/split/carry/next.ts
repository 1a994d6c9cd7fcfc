import type { MemberKey, Millis } from '../../../../src/kernel/plugin.js'
import type { Person, SplitState, SplitStep } from '../state.js'
import { leadOf, lostLeaderOf, needsLeader } from './leading.js'
import { anyoneMoves, leavingOf, movingOf } from './moving.js'
import { invitingOf, openingOf, roomOf, tellingOf } from './opening.js'
import { askingOf, enoughGo, missingSeeds, seedsOnTheWay } from './seeds.js'
import { seenOf } from './seen.js'

// What a split that was decided does next, from its state and what is true around it. Pure: after a crash, a pause or any
// order of events the same question has the same answer. Each concern has a file: seen.ts, leading.ts, seeds.ts, opening.ts,
// moving.ts; waiting.ts says why it waits, after.ts what becomes of the state, and deeds.ts does it.

/** What is true around a split when it is asked what comes next. */
export interface Facts {
  now: Millis
  /** The date, in the community's zone. */
  today: string
  night: boolean
  /** From ten in the morning on members may be asked whether they move; about eight in the evening the owner hears. */
  morning: boolean
  evening: boolean
  /** Who runs the community and is there. */
  owner?: MemberKey
  inOld(member: MemberKey): boolean
  inNew(member: MemberKey): boolean
  /** He is in no room of the community any more. */
  gone(member: MemberKey): boolean
  /** As was heard last: whoever is asked or invited is looked at anew just before. */
  friend(member: MemberKey): boolean
  /** He could not be told apart since a login. */
  unsure(member: MemberKey): boolean
  /** The new room is there, and kept. */
  kept: boolean
  /** How many more people it may have, without those for whom places are kept. */
  space: number
  /** By how many the old room is above what it was to come down to; Infinity where it is out of sight. */
  excess: number
  min: number
  leaderRequired: boolean
  expires: Millis
}

/** One thing to do. Whoever is marked is only found to be there, or to have let his time pass. */
export type Deed =
  | { do: 'mark'; member: MemberKey; step: Person['step'] }
  | { do: 'drop'; member: MemberKey }
  | { do: 'doubt'; member: MemberKey; since: Millis | undefined }
  | { do: 'leads no more'; member: MemberKey }
  | { do: 'heir'; owner: MemberKey | undefined }
  | { do: 'daily' }
  | { do: 'ask who leads' }
  | { do: 'tell that nobody leads' }
  | { do: 'tell that the leader is gone' }
  | { do: 'ask'; member: MemberKey }
  | { do: 'befriend'; members: MemberKey[] }
  | { do: 'ask the owner'; missing: number }
  | { do: 'create'; members: MemberKey[] }
  | { do: 'ask whether it is there' }
  | { do: 'keep' }
  | { do: 'tell of the room' }
  | { do: 'bound' }
  | { do: 'give up'; member: MemberKey }
  | { do: 'invite'; member: MemberKey }
  | { do: 'open' }
  | { do: 'ask to move'; member: MemberKey }
  | { do: 'see off'; member: MemberKey }
  | { do: 'say goodbye'; member: MemberKey }
  | { do: 'finish' }

/** The next thing to do, or nothing: then it waits. */
export function next(state: SplitState, facts: Facts): Deed | undefined {
  if (state.end !== undefined) return undefined
  const seen = seenOf(state, facts)
  if (seen) return seen
  if (state.paused) return undefined
  if (facts.evening && !state.done.includes(`daily|${facts.today}`)) return { do: 'daily' }
  return heirOf(state, facts) ?? leadOf(state, facts) ?? lostLeaderOf(state, facts) ?? carriedOn(state, facts)
}

function carriedOn(state: SplitState, facts: Facts): Deed | undefined {
  if (needsLeader(state, facts)) return undefined
  return (
    askingOf(state, facts) ??
    roomOf(state, facts) ??
    tellingOf(state, facts) ??
    invitingOf(state, facts) ??
    openingOf(state, facts) ??
    movingOf(state, facts) ??
    leavingOf(state, facts) ??
    endOf(state, facts)
  )
}

/** Before which step of the saga it stands. */
export function stepOf(state: SplitState, facts: Facts): Exclude<SplitStep, 'decide'> {
  if (needsLeader(state, facts)) return 'lead'
  if (state.done.includes('opening')) return 'move'
  if (facts.kept) return 'fill'
  return enoughGo(state, facts) || state.founding !== undefined ? 'open' : 'ask'
}

/** The owner is gone, or somebody else has become it: they hear once where it stands. */
function heirOf(state: SplitState, { owner }: Facts): Deed | undefined {
  if (owner === undefined) return state.done.includes('orphan') ? undefined : { do: 'heir', owner }
  const known = !state.done.includes('orphan') || owner === state.asked || state.done.includes(`heir|${owner}`)
  return known ? undefined : { do: 'heir', owner }
}

/** Everybody has come to an end: who was to come in, who was asked, who moves. */
function endOf(state: SplitState, facts: Facts): Deed | undefined {
  if (!state.done.includes('opening') || state.sending !== undefined) return undefined
  if (seedsOnTheWay(state, facts).length > 0 || missingSeeds(state, facts) > 0) return undefined
  return anyoneMoves(state, facts) ? undefined : { do: 'finish' }
}
