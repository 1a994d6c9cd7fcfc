import type { MemberKey, Millis } from '../../../../src/kernel/plugin.js'
import type { Person, SplitState } from '../state.js'
import { recalls, refusals } from './once.js'

// What becomes of a split when something happened. Pure, and the same thing twice comes to the same: events are repeated.

/** Somebody comes to a step; who is there already stays as he is. */
export function placed(
  state: SplitState,
  member: MemberKey,
  step: Person['step'],
  now: Millis,
  more: Partial<Person> = {},
): SplitState {
  const known = state.people[member] ?? {
    as: 'seed' as const,
    step,
    why: [],
    messages: 0,
    days: 0,
    since: now,
    moves: false,
  }
  const since = known.step === step && state.people[member] !== undefined ? known.since : now
  return { ...state, people: { ...state.people, [member]: { ...known, step, since, ...more } } }
}

/** Something was said or done that is done once. */
export function did(state: SplitState, ...what: string[]): SplitState {
  const fresh = what.filter(each => !state.done.includes(each))
  return fresh.length === 0 ? state : { ...state, done: [...state.done, ...fresh] }
}

/** Something that was to be done once is to be done anew. */
function undid(state: SplitState, what: string, noted: string): SplitState {
  return did({ ...state, done: state.done.filter(each => each !== what) }, noted)
}

/** Which answer his is, in the order in which they came. */
function nth(state: SplitState, member: MemberKey): number {
  const all = Object.values(state.people).map(({ answered = 0 }) => answered)
  return state.people[member]?.answered ?? Math.max(0, ...all) + 1
}

/** Where an answer still changes something. */
const open = new Set<Person['step']>(['planned', 'asked', 'unreachable', 'expired', 'yes', 'both'])

/** A seed said whether he comes along: 1 不去 2 去. With `moves` he leaves the old room for it. */
export function seedAnswered(
  state: SplitState,
  member: MemberKey,
  { choice, moves, now }: { choice: number | undefined; moves: boolean; now: Millis },
): SplitState {
  const person = state.people[member]
  if (!person || (person.step !== 'asked' && choice === undefined)) return state
  if (choice === undefined) return placed(state, member, 'expired', now)
  if (choice === 2) {
    if (person.step === 'arrived') return placed(state, member, 'arrived', now, { moves, answered: nth(state, member) })
    return open.has(person.step)
      ? placed(state, member, 'yes', now, { since: now, moves, answered: nth(state, member) })
      : state
  }
  if (!open.has(person.step)) return state
  return leaderless(placed(state, member, 'no', now, { moves: false, answered: nth(state, member) }), member)
}

/** He left the community: whoever was to lead leads no more, and another comes in for a seed. */
export function gone(state: SplitState, member: MemberKey, now: Millis): SplitState {
  return leaderless(placed(state, member, 'no', now, { moves: false }), member)
}

/** Since when he cannot be told apart; undefined: he is known again. */
export function doubted(state: SplitState, member: MemberKey, since: Millis | undefined): SplitState {
  const known = state.people[member]
  if (!known) return state
  const { unsure: _, ...person } = known
  const people = { ...state.people, [member]: since === undefined ? person : { ...person, unsure: since } }
  return { ...state, people }
}

/** He does not lead: somebody else is looked for, from now on. */
export function leaderless(state: SplitState, member: MemberKey): SplitState {
  const { leader, leadSince: _, ...rest } = state
  if (leader !== member) return state
  const done = rest.done.filter(each => each !== 'lead' && each !== 'nobody leads')
  return did({ ...rest, done }, `leads not|${member}`)
}

/** A member said whether he moves: 1 不去 2 两边都在 3 搬过去. */
export function moverAnswered(
  state: SplitState,
  member: MemberKey,
  { choice, now }: { choice: number | undefined; now: Millis },
): SplitState {
  const person = state.people[member]
  if (!person) return state
  if (choice === undefined) return person.step === 'asked' ? placed(state, member, 'expired', now) : state
  const moves = choice === 3
  if (person.step === 'arrived') return placed(state, member, 'arrived', now, { moves, answered: nth(state, member) })
  if (!open.has(person.step)) return state
  const step = choice === 1 ? 'no' : moves ? 'yes' : 'both'
  return placed(state, member, step, now, { since: now, moves, answered: nth(state, member) })
}

/** Whoever said that he leaves the old room stays after all: brought in already, or with a card, he is in both. */
export function stays(state: SplitState, member: MemberKey, now: Millis): SplitState {
  const person = state.people[member]
  if (!person?.moves || (person.step !== 'invited' && person.step !== 'arrived')) return state
  return placed(state, member, person.step, now, { moves: false })
}

/** The owner said what is to be done about missing seeds, or let the time pass: 1 再等等 2 就这样开 3 算了. */
export function ownerAnswered(before: SplitState, choice: number | undefined, round = before.rounds): SplitState {
  const state = did(before, `said|${round}`)
  if (choice === 2) return { ...state, few: true }
  return choice === 3 ? { ...state, end: 'cancelled' } : state
}

/** A card or a seat is on its way to him. */
export function sent(state: SplitState, member: MemberKey, now: Millis): SplitState {
  return { ...did(state, `card|${member}`), sending: { member, at: now } }
}

/**
 * How a card or a seat ended: whoever it was for is seen in the room, or not. What nobody knows of counts as sent, for a
 * second card is worse than none; whoever was refused one may have another when he says so himself.
 */
export function brought(
  state: SplitState,
  { member, outcome, now, recalled = false }: { member: MemberKey; outcome: string; now: Millis; recalled?: boolean },
): SplitState {
  const { sending, resting: _, ...free } = state
  if (sending?.member !== member) return state
  // It never left, by our own will: he is where he was, and what he gets later is another card.
  if (recalled) return undid(free, `card|${member}`, `recalled card|${member}|${recalls(free, 'card', member)}`)
  const person = free.people[member]
  if (!person || !['yes', 'both'].includes(person.step)) return free
  if (outcome === 'done' || outcome === 'unknown') return placed(free, member, 'invited', now)
  const done = free.done.filter(each => each !== `card|${member}`)
  return placed(did({ ...free, done }, `refused|${member}|${refusals(free, member)}`), member, 'failed', now)
}

/** How the making of the room ended. */
export function founded(
  state: SplitState,
  { outcome, code, attempt }: { outcome: string; code: string | undefined; attempt: number },
): SplitState {
  const { founding } = state
  if (!founding || founding.try !== attempt || founding.is === 'kept') return state
  const { with: members } = founding
  const made = { try: attempt, ...(members === undefined ? {} : { with: members }) }
  if (outcome === 'done') return { ...state, founding: { is: 'kept', ...made } }
  // WeChat said yes, or nobody heard what it said, and no room has come into sight: a second one would be worse than none.
  if (outcome === 'unknown' || outcome === 'failed' || code === 'unseen')
    return { ...state, founding: { is: 'unseen', ...made } }
  return { ...state, founding: { is: 'refused', try: attempt, ...(code === undefined ? {} : { code }) } }
}

/** The owner looked for the room that may have been made: 1 he binds it 2 it is not there, another one is made. */
export function roomLookedFor(state: SplitState, choice: number | undefined, attempt: number): SplitState {
  const { founding } = state
  if (choice !== 2 || founding?.is !== 'unseen' || founding.try !== attempt) return state
  return { ...state, founding: { is: 'short', try: attempt + 1 } }
}

/** WeChat wants an action of its kind later. */
export function heldUp(
  state: SplitState,
  { act, until, code, now }: { act: string; until: Millis; code: string; now: Millis },
): SplitState {
  if (until <= now) return state
  if (act !== 'create') return { ...state, resting: until }
  const { founding } = state
  if (!founding || ['kept', 'refused', 'unseen'].includes(founding.is)) return state
  return { ...state, founding: { ...founding, is: 'held', until, code } }
}

/** How somebody was taken out of the old room; with the code `late` it never left, and is still to be done. */
export function seenOff(
  state: SplitState,
  member: MemberKey,
  outcome: string,
  now: Millis,
  code?: string | undefined,
): SplitState {
  if (state.people[member]?.step !== 'arrived') return state
  if (outcome === 'done') return placed(state, member, 'left', now)
  if (outcome === 'expired' && code === 'late' && state.done.includes(`off|${member}`))
    return undid(state, `off|${member}`, `recalled off|${member}|${recalls(state, 'off', member)}`)
  // Dropped: he had left one of the two rooms, which is seen by itself.
  return outcome === 'expired' ? state : did(state, `stuck|${member}`)
}

/** He left the new room again: then he stays where he is, and is not asked a second time. */
export function leftNew(state: SplitState, members: readonly MemberKey[], now: Millis): SplitState {
  return members.reduce((after, member) => {
    const step = after.people[member]?.step
    return step === 'arrived' ? leaderless(placed(after, member, 'no', now, { moves: false }), member) : after
  }, state)
}

/** Somebody will lead: he is one of those who go. */
export function led(state: SplitState, member: MemberKey, now: Millis): SplitState {
  if (state.leader !== undefined) return state
  const person = state.people[member]
  const why: Person['why'] = ['leader', ...(person?.why ?? []).filter(each => each !== 'leader')]
  const known = person?.as === 'seed' && !['no', 'expired', 'failed'].includes(person.step)
  // Who leads goes along: what he was asked is answered.
  const step = person?.step === 'asked' ? 'yes' : person?.step
  const joined =
    known && step !== undefined
      ? placed(state, member, step, now, { why })
      : placed(state, member, 'planned', now, { as: 'seed', why, moves: false })
  return { ...joined, leader: member }
}

/** The same, said just now: he is not asked once more whether he meant it. */
export function offersToLead(state: SplitState, member: MemberKey, now: Millis): SplitState {
  const after = led(state, member, now)
  return after === state ? state : did(after, `said that he leads|${member}`)
}

/** Somebody says of his own that he goes along. */
export function volunteered(
  state: SplitState,
  member: MemberKey,
  { friend, moves, now }: { friend: boolean; moves: boolean; now: Millis },
): SplitState {
  const person = state.people[member]
  if (person?.as === 'mover')
    return open.has(person.step) && !person.moves
      ? placed(state, member, 'both', now, { answered: nth(state, member) })
      : state
  if (person && !open.has(person.step) && person.step !== 'no' && person.step !== 'failed') return state
  if (person?.step === 'yes') return state
  const why: Person['why'] = person?.why.length ? person.why : ['volunteer']
  return friend
    ? placed(state, member, 'yes', now, { as: 'seed', why, moves, answered: nth(state, member) })
    : placed(state, member, 'unreachable', now, { as: 'seed', why })
}

/** An admin pauses it: nothing is decided by that. */
export function pausedBy(state: SplitState, admin: boolean): SplitState {
  const { pausedByAdmin: _, ...rest } = state
  if (state.paused) return admin ? state : { ...rest, paused: true }
  return { ...rest, paused: true, ...(admin ? { pausedByAdmin: true } : {}) }
}

/** The owner calls it on, by this message: what waited for a word of his is tried once more. */
export function calledOn(before: SplitState, cause: string): SplitState {
  const state = did(before, `called|${cause}`)
  if (state === before) return before
  const { founding, pausedByAdmin: _, ...rest } = state
  // What he is asked already he is not asked a second time.
  const asked = state.done.includes(`missing|${state.rounds}`) && !state.done.includes(`said|${state.rounds}`)
  const again = { ...rest, paused: false, rounds: state.rounds + (asked ? 0 : 1) }
  if (founding === undefined) return again
  // One that may be there is looked for by the owner, who is asked anew: only his word makes another.
  const fresh = founding.is === 'refused' ? { ...founding, is: 'short' as const, try: founding.try + 1 } : founding
  return { ...again, founding: fresh }
}
