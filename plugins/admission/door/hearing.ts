import { atLeast } from '../../../src/kernel/plugin.js'
import { type Candidate, candidatesOf } from '../candidates.js'
import { botName, putQuestion, wrong } from './asking.js'
import { triesLeft } from './attempts.js'
import { agrees, choiceOf, isCourtesy, isHello, nods, wishesIn } from './courtesy.js'
import { barredUntil, type Door, doorsOf, gateOf, isBefore, isUsedUp, namesOf, takesWords, triesADay } from './doors.js'
import { findKey, type Key } from './keys.js'
import { matchPhrase } from './phrase.js'
import { goOn } from './standing.js'
import { proceed } from './steps.js'
import { beginning, move, say, type Talk } from './talk.js'

/**
 * What somebody wrote to the bot in private: what it is for the doors that he stands before, and what he is answered.
 * False when it is none of their business: of who is in everywhere, but for a phrase he need not say any more.
 */
export async function hear(talk: Talk, text: string): Promise<boolean> {
  const { ctx, member, store } = talk
  const doors = doorsOf(ctx)
  const before: Door[] = []
  for (const door of doors) if (await isBefore(door, member)) before.push(door)
  const inside = doors.filter(door => !before.includes(door))
  const outside = before.filter(door => !atLeast(door.ctx.member(member).role, 'trusted'))
  const open = outside.filter(door => barredUntil(door, member) === undefined)
  const candidate = await candidatesOf(store).get(member)
  const place = open.find(({ community }) => community === candidate?.community)
  if (candidate && place && (await goOn(talk, place, candidate, text))) return true

  if (inside.length > 0) return hearMember(talk, text, { inside, open, candidate })
  const barred = outside.filter(door => !open.includes(door))
  const meant = barred.find(door => says(door, talk, text)) ?? (open.length === 0 ? barred[0] : undefined)
  if (meant) {
    // What else somebody barred writes may be an appeal, which is no matter of the door.
    if (open.length === 0 && !isCourtesy(text) && !wishesIn(text) && !agrees(text) && !says(meant, talk, text))
      return false
    const date = barredUntil(meant, member) ?? ''
    await say(talk, meant.ctx, 'doorBarred', { names: namesOf(meant), date })
    return true
  }
  if (open.length === 0) return false
  await hearOutsider(talk, text, { open, candidate, place })
  return true
}

/** Whether a text is a passphrase of a door that is still good; nothing is used by asking. */
function says({ rooms }: Door, { ctx, at }: Talk, text: string): boolean {
  return rooms.some(({ config }) => matchPhrase(config.passphrases, text, at, ctx.zone).kind === 'right')
}

/** Somebody who is in one community may be before the door of another: a key counts, anything else is just talk. */
async function hearMember(
  talk: Talk,
  text: string,
  { inside, open, candidate }: { inside: Door[]; open: Door[]; candidate: Candidate | undefined },
): Promise<boolean> {
  const { member, at, cause, store, ctx } = talk
  if (isCourtesy(text)) return false
  const left = await triesLeft(store, member, triesADay(open), { at, zone: ctx.zone })
  if (open.length > 0 && left !== 0) {
    const key = await findKey(open, { member, text, at, cause })
    const door = key.kind === 'right' ? open.find(({ community }) => community === key.community) : undefined
    if (door && key.kind === 'right') {
      await proceed(talk, door, candidate, { ...beginning(talk, door.community), ...keyed(key) })
      return true
    }
  }
  const known = inside.find(door => says(door, talk, text))
  const asks = known ?? (wishesIn(text) && text.trim().length <= 6 ? inside[0] : undefined)
  if (!asks) return false
  await say(talk, asks.ctx, 'doorAlreadyIn', { names: namesOf(asks) })
  return true
}

/** How long a greeting is fresh, in milliseconds. */
const JUST_NOW = 10 * 60_000

interface Before {
  open: readonly Door[]
  candidate: Candidate | undefined
  /** The door he has chosen, where there are several. */
  place: Door | undefined
}

async function hearOutsider(talk: Talk, text: string, { open, candidate, place }: Before): Promise<void> {
  const { member, at, cause, store, ctx } = talk
  const [first] = open
  if (!first) return
  const only = open.length === 1 ? first : place
  // Who agrees to what he was not asked answers an old question, and is told what to do.
  const courtesy = isCourtesy(text) || agrees(text)
  const known = candidate?.standing === 'greeted' ? candidate : undefined
  const tries = open.some(takesWords) || open.some(door => gateOf(door) === 'question')
  const left = tries ? await triesLeft(store, member, triesADay(open), { at, zone: ctx.zone }) : undefined
  if (left === 0 && !courtesy) return say(talk, first.ctx, 'doorLocked')
  // A phrase may be a greeting itself.
  const key: Key = left === 0 ? { kind: 'none' } : await findKey(open, { member, text, at, cause })
  if (key.kind === 'right') {
    const door = open.find(({ community }) => community === key.community) ?? first
    return proceed(talk, door, candidate, { ...beginning(talk, door.community), ...keyed(key) })
  }
  // Thanks, nods and emoji to what was just said need no answer.
  if (courtesy && known && at < known.since + JUST_NOW && !isHello(text) && !nods(text) && !agrees(text)) return
  if (!courtesy) {
    if (!only) {
      const named = open.map(({ ctx: { room } }) => room.topic)
      const chosen = known ? open[(choiceOf(text, named) ?? 0) - 1] : undefined
      if (chosen) return knock(talk, chosen, candidate)
      if (open.some(takesWords)) return wrong(talk, first, candidate, { key, open })
    } else if (takesWords(only) && !(gateOf(only) === 'passphrase' && (await isUsedUp(only))))
      return wrong(talk, only, candidate, { key, open })
  }
  if (!only) {
    await move(store, member, candidate, beginning(talk, ''))
    const list = open.map((door, index) => `${index + 1} ${namesOf(door)}`).join('\n')
    return say(talk, first.ctx, open.some(takesWords) ? 'doorManyWords' : 'doorMany', { bot: botName(first), list })
  }
  const wishes = wishesIn(text) || agrees(text) || (known !== undefined && nods(text))
  if (gateOf(only) === 'open' && wishes) return proceed(talk, only, candidate, beginning(talk, only.community))
  return knock(talk, only, candidate)
}

/** Somebody stands before this door and has said nothing that opens it: he is greeted, and told what to do. */
async function knock(talk: Talk, door: Door, from: Candidate | undefined): Promise<void> {
  const { member, store } = talk
  const { ctx } = door
  const fresh = beginning(talk, door.community)
  const { goal } = ctx.charter
  const values = { bot: botName(door), names: namesOf(door), goal: goal === '' ? '' : ctx.text('doorGoal', { goal }) }
  switch (gateOf(door)) {
    case 'approval':
      return proceed(talk, door, from, fresh)
    case 'question':
      if (await move(store, member, from, { ...fresh, standing: 'asked' }))
        await putQuestion(talk, door, 'doorQuestion')
      return
    case 'open':
      await move(store, member, from, fresh)
      return say(talk, ctx, 'doorOpen', values)
    case 'ticket':
      await move(store, member, from, fresh)
      return say(talk, ctx, 'doorTicket', values)
    case 'invite':
      await move(store, member, from, fresh)
      return say(talk, ctx, 'doorInvite', values)
    case 'passphrase':
      if (await isUsedUp(door)) return proceed(talk, door, from, { ...fresh, review: true })
      await move(store, member, from, fresh)
      return say(talk, ctx, 'doorPhrase', values)
  }
}

function keyed({ source, rooms, introducer }: Extract<Key, { kind: 'right' }>): Partial<Candidate> {
  return { source, ...(rooms ? { rooms } : {}), ...(introducer === undefined ? {} : { introducer }) }
}
