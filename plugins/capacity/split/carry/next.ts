import type { MemberKey, Millis } from '../../../../src/kernel/plugin.js'
import { type Person, type SplitState, type SplitStep, those } from '../state.js'
import { isSilent } from './once.js'
import { seenOf } from './seen.js'

// What a split that was decided does next, from its state and what is true around it. Pure: after a crash, a pause or any
// order of events the same question has the same answer. after.ts has what becomes of the state, deeds.ts does it.

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
  min: number
  leaderRequired: boolean
  expires: Millis
}

/** One thing to do. Whoever is marked is only found to be there, or to have let his time pass. */
export type Deed =
  | { do: 'mark'; member: MemberKey; step: Person['step'] }
  | { do: 'drop'; member: MemberKey }
  | { do: 'heir'; owner: MemberKey | undefined }
  | { do: 'daily' }
  | { do: 'ask who leads' }
  | { do: 'tell that nobody leads' }
  | { do: 'ask'; member: MemberKey }
  | { do: 'befriend'; members: MemberKey[] }
  | { do: 'ask the owner'; missing: number }
  | { do: 'create'; members: MemberKey[] }
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

/** So many members are asked a day whether they move: more would be a campaign. */
const GROUP = 10

/** With so many old members in it the new room is opened. */
const OPENS_WITH = 3

/** The next thing to do, or nothing: then it waits. */
export function next(state: SplitState, facts: Facts): Deed | undefined {
  if (state.end !== undefined) return undefined
  const seen = seenOf(state, facts)
  if (seen) return seen
  if (state.paused) return undefined
  if (facts.evening && !state.done.includes(`daily|${facts.today}`)) return { do: 'daily' }
  return heirOf(state, facts) ?? leadOf(state, facts) ?? carriedOn(state, facts)
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

/** Why it waits for something other than people's answers, as the key of a line. */
export function waitsFor(state: SplitState, facts: Facts): SplitState['waits'] {
  const founding = state.founding
  const line = (key: string, values: Record<string, string | number> = {}) => ({ line: key, values })
  if (state.paused) return line('carryPaused')
  if (needsLeader(state, facts)) return line('carryNobodyLeads')
  if (!facts.kept) {
    if (state.prepared) return line('carryRoomGone')
    if (founding?.is === 'held') return line('carryCreateHeld', { until: founding.until ?? 0 })
    if (founding?.is === 'refused') return line('carryCreateRefused')
    if (founding?.is === 'short') return line('carryTwoFriends')
    if (founding !== undefined) return line('carryCreating')
  }
  const missing = missingSeeds(state, facts)
  if (missing > 0) return line('carryMissing', { count: missing })
  if (facts.kept && facts.space <= 0 && toBringIn(state, facts).length > 0) return line('carryFull')
  if (state.resting !== undefined && state.resting > facts.now) return line('carryResting', { until: state.resting })
  return undefined
}

/** When it is to be asked again even if nothing happens, besides the hours of the day. */
export function wakesAt(state: SplitState, { now, expires }: Facts): Millis[] {
  const times = Object.values(state.people).flatMap(({ step, since }) =>
    ['asked', 'unreachable', 'invited'].includes(step) ? [since + expires] : [],
  )
  if (state.leadSince !== undefined) times.push(state.leadSince + expires)
  return times.filter(at => at > now)
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

/** The owner is gone, or somebody else has become it: they hear once where it stands. */
function heirOf(state: SplitState, { owner }: Facts): Deed | undefined {
  if (owner === undefined) return state.done.includes('orphan') ? undefined : { do: 'heir', owner }
  const known = !state.done.includes('orphan') || owner === state.asked || state.done.includes(`heir|${owner}`)
  return known ? undefined : { do: 'heir', owner }
}

/** Nobody leads, and the room is not made before somebody does. */
function needsLeader(state: SplitState, { leaderRequired, kept }: Facts): boolean {
  return leaderRequired && state.leader === undefined && (state.prepared || !kept) && !state.done.includes('opening')
}

function leadOf(state: SplitState, facts: Facts): Deed | undefined {
  if (!needsLeader(state, facts)) return undefined
  if (!state.done.includes('lead')) return { do: 'ask who leads' }
  const late = state.leadSince !== undefined && state.leadSince + facts.expires <= facts.now
  return late && !state.done.includes('nobody leads') ? { do: 'tell that nobody leads' } : undefined
}

/** Seeds who will come, or may: who was asked and has not answered is one. */
function active(state: SplitState, facts: Facts): MemberKey[] {
  return those(state, 'seed', 'asked', 'yes', 'invited', 'arrived', 'left').filter(
    member => state.people[member]?.step !== 'asked' || facts.inOld(member),
  )
}

function askable(member: MemberKey, facts: Facts): boolean {
  return facts.inOld(member) && !facts.unsure(member)
}

function reserve(state: SplitState, facts: Facts): MemberKey | undefined {
  return state.reserves.find(member => !state.people[member] && askable(member, facts) && facts.friend(member))
}

/** Fewer seeds go, or may, than it needs: whoever comes late is welcome. */
export function lacksSeeds(state: SplitState, facts: Facts): boolean {
  return active(state, facts).length < atLeast(state, facts)
}

/** How many seeds are missing where there is nobody left to ask. */
function missingSeeds(state: SplitState, facts: Facts): number {
  // Once it is open it goes on with those who came.
  if (state.done.includes('opening') || reserve(state, facts) !== undefined) return 0
  const waiting = those(state, 'seed', 'planned').filter(member => askable(member, facts))
  return Math.max(0, atLeast(state, facts) - active(state, facts).length - waiting.length)
}

function askingOf(state: SplitState, facts: Facts): Deed | undefined {
  const [first] = those(state, 'seed', 'planned').filter(member => askable(member, facts))
  if (first !== undefined) return { do: 'ask', member: first }
  const strangers = those(state, 'seed', 'unreachable').filter(member => askable(member, facts))
  const befriended = strangers.find(facts.friend)
  if (befriended !== undefined) return { do: 'ask', member: befriended }
  const unnamed = strangers.filter(member => !state.done.includes(`befriend|${member}`))
  if (unnamed.length > 0) return { do: 'befriend', members: unnamed }
  if (lacksSeeds(state, facts)) {
    const other = reserve(state, facts)
    if (other !== undefined) return { do: 'ask', member: other }
    const missing = missingSeeds(state, facts)
    if (missing > 0 && !state.done.includes(`missing|${state.rounds}`)) return { do: 'ask the owner', missing }
  }
  return undefined
}

/** So many said that they go that the room may be made. */
function enoughGo(state: SplitState, facts: Facts): boolean {
  return those(state, 'seed', 'yes', 'invited', 'arrived', 'left').length >= atLeast(state, facts)
}

/** With so many it begins: somebody has to go, also where the owner wants it with fewer. */
function atLeast({ few }: SplitState, { min }: Facts): number {
  return few ? 1 : min
}

function roomOf(state: SplitState, facts: Facts): Deed | undefined {
  const { founding, prepared } = state
  if (prepared) return undefined
  if (facts.kept) return founding?.is === 'kept' ? undefined : { do: 'bound' }
  if (founding?.is === 'kept') return { do: 'keep' }
  if (!enoughGo(state, facts)) return undefined
  const willing = toBringIn(state, facts)
  if (founding === undefined) return { do: 'create', members: willing }
  if (founding.is === 'short' && willing.filter(facts.friend).length >= 2) return { do: 'create', members: willing }
  return undefined
}

/** A room that was made for this: the owner hears that it is there. */
function tellingOf({ prepared, done }: SplitState, { kept }: Facts): Deed | undefined {
  return kept && !prepared && !done.includes('room') ? { do: 'tell of the room' } : undefined
}

/** Whoever offered to lead and has not answered yet goes with the others, not before there are enough of them. */
function leadsSilently(state: SplitState, member: MemberKey): boolean {
  return state.leader === member && !state.done.includes('opening') && isSilent(state, member)
}

function invitingOf(state: SplitState, facts: Facts): Deed | undefined {
  if (!facts.kept || state.sending !== undefined || facts.space <= 0) return undefined
  const first = toBringIn(state, facts).find(member => !leadsSilently(state, member) || enoughGo(state, facts))
  return first === undefined ? undefined : { do: 'invite', member: first }
}

/** Somebody of the seeds may still come in. */
function seedsOnTheWay(state: SplitState, facts: Facts): MemberKey[] {
  return those(state, 'seed', 'planned', 'asked', 'yes', 'invited').filter(member => {
    const step = state.people[member]?.step
    return (step !== 'planned' && step !== 'asked') || askable(member, facts)
  })
}

function openingOf(state: SplitState, facts: Facts): Deed | undefined {
  if (!facts.kept || state.done.includes('opening')) return undefined
  const inside = those(state, 'seed', 'arrived', 'left').length
  const ready = inside >= OPENS_WITH || (inside > 0 && seedsOnTheWay(state, facts).length === 0)
  return ready ? { do: 'open' } : undefined
}

/** Those who said that they move: in the end each of them is one less in the old room. */
function moving(state: SplitState): number {
  return Object.values(state.people).filter(
    ({ moves, step }) => moves && ['yes', 'invited', 'arrived', 'left'].includes(step),
  ).length
}

/** Whom to ask whether he moves; nobody where enough said so, or might. */
function mover(state: SplitState, facts: Facts): MemberKey | undefined {
  if (moving(state) + those(state, 'mover', 'asked').length >= state.toMove) return undefined
  return state.movers.find(member => {
    const known = state.people[member]
    if (known && (known.as !== 'mover' || known.step !== 'planned')) return false
    return askable(member, facts) && facts.friend(member) && !facts.inNew(member)
  })
}

/** Enough were asked today, and others are asked tomorrow. */
export function asksTomorrow(state: SplitState, facts: Facts): boolean {
  const { asking } = state
  return asking?.date === facts.today && asking.count >= GROUP && mover(state, facts) !== undefined
}

function movingOf(state: SplitState, facts: Facts): Deed | undefined {
  if (!state.done.includes('opening')) return undefined
  const { asking } = state
  const today = asking?.date === facts.today ? asking.count : 0
  if (today >= GROUP || facts.night || (asking !== undefined && today === 0 && !facts.morning)) return undefined
  const member = mover(state, facts)
  return member === undefined ? undefined : { do: 'ask to move', member }
}

/** Those who moved and are to be seen in the new room are taken out of the old one; nobody else is. */
function leavingOf(state: SplitState, facts: Facts): Deed | undefined {
  for (const [member, { moves, step }] of Object.entries(state.people)) {
    if (!moves || step !== 'arrived' || !facts.inNew(member) || !facts.inOld(member)) continue
    if (!state.done.includes(`off|${member}`)) return { do: 'see off', member }
    if (state.done.includes(`stuck|${member}`) && !state.done.includes(`bye|${member}`)) {
      return { do: 'say goodbye', member }
    }
  }
  return undefined
}

/** Everybody has come to an end: who was to come in, who was asked, who moves. */
function endOf(state: SplitState, facts: Facts): Deed | undefined {
  if (!state.done.includes('opening') || state.sending !== undefined) return undefined
  if (seedsOnTheWay(state, facts).length > 0) return undefined
  if (those(state, 'mover', 'asked', 'yes', 'both', 'invited').length > 0) return undefined
  const leaving = Object.entries(state.people).some(
    ([member, { moves, step, since }]) =>
      moves && step === 'arrived' && !(state.done.includes(`bye|${member}`) && since + facts.expires <= facts.now),
  )
  if (leaving || missingSeeds(state, facts) > 0 || mover(state, facts) !== undefined) return undefined
  return { do: 'finish' }
}
