import type { Candidate } from '../candidates.js'
import { putQuestion, wrong } from './asking.js'
import { triesLeft } from './attempts.js'
import { agrees, choiceOf, declines, isCourtesy, missesCard, nods, wishesIn } from './courtesy.js'
import { type Door, namesOf, triesADay } from './doors.js'
import { decide } from './queue.js'
import { findPlace, proceed } from './steps.js'
import { move, say, type Talk } from './talk.js'
import { freeUses } from './uses.js'
import { positionOf } from './waiting.js'
import { namesFor } from './waiting-list.js'

/** Who was refused by the admins is not put to them again sooner, in milliseconds. */
const REST = 24 * 3_600_000
/** So many cards in one try; more are no use. */
const CARDS = 3

/** Goes on with somebody from where he stands; false when he stands nowhere yet, and what he wrote has to be heard afresh. */
export async function goOn(talk: Talk, door: Door, candidate: Candidate, text: string): Promise<boolean> {
  const { ctx } = door
  const names = namesOf(door)
  switch (candidate.standing) {
    case 'greeted':
    case 'in':
      return false
    case 'asked':
      await answer(talk, door, candidate, text)
      return true
    case 'rules':
      if (declines(text)) await giveUp(talk, door, candidate)
      else if (agrees(text)) await consent(talk, door, candidate)
      else await say(talk, ctx, 'doorRulesAgain', { names })
      return true
    case 'queued':
      if (declines(text)) await giveUp(talk, door, candidate)
      else await say(talk, ctx, 'doorStillQueued', { number: candidate.number ?? 0 })
      return true
    case 'admitted':
      // The process died before a place was looked for, or he has just become a friend.
      if (talk.friend) await findPlace(ctx, talk.member)
      return true
    case 'waiting':
      if (declines(text)) await giveUp(talk, door, candidate)
      else {
        const position = await positionOf(talk.store, talk.member)
        await say(talk, ctx, 'doorStillWaiting', { names: namesFor(door, candidate), position: position ?? 1 })
      }
      return true
    case 'invited':
      if (!missesCard(text)) await say(talk, ctx, 'doorStillInvited', { names })
      else if ((candidate.cards ?? 0) >= CARDS) await say(talk, ctx, 'doorCardsEnough', { names })
      else await again(talk, door, candidate)
      return true
    case 'out':
      return goOnOutside(talk, door, candidate, text)
  }
}

async function goOnOutside(talk: Talk, door: Door, candidate: Candidate, text: string): Promise<boolean> {
  const { ctx } = door
  if (candidate.why === 'refused' && talk.at < candidate.since + REST) {
    await say(talk, ctx, 'doorRefusedLately')
    return true
  }
  if (candidate.why !== 'late') return false
  if (wishesIn(text) || missesCard(text) || nods(text)) await again(talk, door, candidate)
  else await say(talk, ctx, 'doorCardAgain', { names: namesOf(door) })
  return true
}

/** He passed before, and gets another card. */
async function again(talk: Talk, door: Door, candidate: Candidate): Promise<void> {
  const { why: _, ...passed } = candidate
  const next: Candidate = { ...passed, standing: 'admitted', since: talk.at, asking: true }
  if (await move(talk.store, talk.member, candidate, next)) await findPlace(door.ctx, talk.member)
}

async function consent(talk: Talk, door: Door, candidate: Candidate): Promise<void> {
  const { ctx, community } = door
  await ctx.books.consent.agree(community, talk.member, { version: ctx.config.rules.version, at: talk.at })
  await ctx.cancel(`consent|${talk.member}`)
  await proceed(talk, door, candidate, candidate)
}

async function answer(talk: Talk, door: Door, candidate: Candidate, text: string): Promise<void> {
  const { choices, right } = door.ctx.config.question
  const chosen = choiceOf(text, choices)
  if (chosen === undefined) {
    if (declines(text)) return giveUp(talk, door, candidate)
    return putQuestion(talk, door, isCourtesy(text) ? 'doorQuestion' : 'doorQuestionAgain')
  }
  const left = await triesLeft(talk.store, talk.member, triesADay([door]), { at: talk.at, zone: door.ctx.zone })
  if (left === 0) return say(talk, door.ctx, 'doorLocked')
  if (right.length > 0 && !right.includes(chosen))
    return wrong(talk, door, candidate, { key: { kind: 'none' }, open: [door] })
  const motive = choices[chosen - 1]
  return proceed(talk, door, candidate, { ...candidate, ...(motive === undefined ? {} : { motive }) })
}

async function giveUp(talk: Talk, door: Door, candidate: Candidate): Promise<void> {
  const { store, member, at, cause } = talk
  const gone: Candidate = { ...candidate, standing: 'out', since: at }
  if (!(await move(store, member, candidate, gone))) return
  if (candidate.number !== undefined) await decide(store, candidate.number, { state: 'gone', at, cause })
  await door.ctx.cancel(`consent|${member}`)
  await freeUses(store, door.community, member)
  await say(talk, door.ctx, 'doorGaveUp')
}
