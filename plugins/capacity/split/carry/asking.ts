import type { Ctx, MemberKey } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { sagaIdOf } from '../saga-id.js'
import { type SplitState, those } from '../state.js'
import { did, led, placed } from './after.js'
import { bossesOf } from './look.js'
import type { Facts } from './next.js'
import { offeredLeader } from './offers.js'
import { about, isSilent, leadersGone, moverQuestion, once, seedQuestion } from './once.js'
import { FRIENDS_TO_CREATE } from './opening.js'
import { occasion, ownerOf, say, topicOf } from './words.js'

// What people are asked in a split: who leads, who goes along, who moves; and the owner, where only he can say how it goes on.

/** Who offered before it came to this leads; else the seeds are asked, in private. */
export async function askWhoLeads(ctx: Ctx<CapacityConfig>, state: SplitState, facts: Facts): Promise<SplitState> {
  const { now } = facts
  const willing = await offeredLeader(ctx, state)
  if (willing !== undefined) return led(state, willing, now)
  const text = say(ctx, state, 'carryWhoLeads', { occasion: occasion(ctx, state, facts) })
  const round = leadersGone(state)
  for (const member of those(state, 'seed', 'planned', 'asked', 'yes')) {
    if (!ctx.member(member).present || !(await ctx.isFriend(member))) continue
    await ctx.dm(member, text, {
      once: once(state, `lead|${round}|${member}`),
      expires: now + ctx.config.inviteExpires,
    })
  }
  return did({ ...state, leadSince: now }, 'lead')
}

/** Whether he goes along; in private, once. */
export async function askSeed(
  ctx: Ctx<CapacityConfig>,
  state: SplitState,
  member: MemberKey,
  facts: Facts,
): Promise<SplitState> {
  const { now, expires } = facts
  const known = state.people[member] ?? { why: [] }
  const reserve = { as: 'seed' as const, ...(known.why.length > 0 ? {} : { why: ['active' as const] }) }
  if (!(await ctx.isFriend(member))) return placed(state, member, 'unreachable', now, reserve)
  const { keepInOld } = ctx.config
  const keeps = say(ctx, state, keepInOld ? 'carryKeeps' : 'carryLeaves')
  const leads = state.leader === member
  const saidNow = state.done.includes(`said that he leads|${member}`)
  const line = !leads ? 'carryAskSeed' : saidNow ? 'carryLeadNext' : 'carryAskLeader'
  const silence = leads && !keepInOld ? say(ctx, state, 'carryLeavesToo') : ''
  // Somebody leads: who has not been asked that yet need not be.
  await ctx.withdraw(once(state, `lead|${leadersGone(state)}|${member}`))
  await ctx.ask({
    id: seedQuestion(state, member),
    to: [member],
    text: `${say(ctx, state, line, { keeps, occasion: occasion(ctx, state, facts) })}${silence}`,
    options: [ctx.text('carryStay'), ctx.text('carryGo')],
    about: about.seed,
    data: { saga: sagaIdOf(state.community, state.number), member, moves: !keepInOld },
    expires: now + expires,
    ownReply: true,
  })
  // Who said that he leads has said that he comes.
  return placed(state, member, leads ? 'yes' : 'asked', now, reserve)
}

/** Seeds are missing, and nobody is left to ask: the owner says how it goes on. */
export async function askOwner(
  ctx: Ctx<CapacityConfig>,
  state: SplitState,
  missing: number,
  facts: Facts,
): Promise<SplitState> {
  const { now, expires } = facts
  const going = those(state, 'seed', 'yes', 'invited', 'arrived', 'left')
  // Who offered to lead is counted on, and has not said yes yet.
  const silent = going.filter(each => each === state.leader && isSilent(state, each)).length
  const few = tooFewFriends(ctx, state, facts)
  const strangers = those(state, 'seed', 'unreachable').length
  const asked = those(state, 'seed', 'asked').length
  const why = strangers > 0 ? 'carryWhyStrangers' : asked > 0 ? 'carryWhyAsked' : 'carryWhyNobody'
  const id = `capacity|${once(state, `missing|${state.rounds}`)}`
  // What he was asked before is out of date.
  await ctx.unask(`capacity|${once(state, 'missing|')}`, { but: id })
  await ctx.ask({
    id,
    to: bossesOf(ctx, state),
    text: say(ctx, state, 'carryAskOwner', {
      count: missing,
      yes: going.length - silent,
      leader: silent > 0 ? ctx.text('carryLeaderSilent') : '',
      why: ctx.text(why, { count: strangers > 0 ? strangers : asked }),
      short: few === undefined ? '' : ctx.text('carryShort', { count: few }),
    }),
    options: [ctx.text('carryWait'), ctx.text('carryOpenNow'), ctx.text('carryCancel')],
    about: about.owner,
    data: { saga: sagaIdOf(state.community, state.number), round: state.rounds },
    expires: now + expires,
    label: state.number,
    ownReply: true,
  })
  return did(state, `missing|${state.rounds}`)
}

/** How many friends there are among those who go, or may, where they are too few for a room to be made; else undefined. */
export function tooFewFriends(ctx: Ctx<CapacityConfig>, state: SplitState, { kept }: Facts): number | undefined {
  const going = those(state, 'seed', 'yes', 'invited', 'arrived', 'left', 'asked')
  const friends = going.filter(each => ctx.at(state.from).member(each).friend).length
  return kept || state.prepared || friends >= FRIENDS_TO_CREATE ? undefined : friends
}

/** Whether he moves; in private, once. */
export async function askMover(
  ctx: Ctx<CapacityConfig>,
  state: SplitState,
  member: MemberKey,
  { now, today, expires }: Facts,
): Promise<SplitState> {
  const count = (state.asking?.date === today ? state.asking.count : 0) + 1
  const known = { as: 'mover' as const, ...(state.people[member] ? {} : { why: ['silent' as const] }) }
  if (!(await ctx.isFriend(member))) return placed(state, member, 'unreachable', now, known)
  await ctx.ask({
    id: moverQuestion(state, member),
    to: [member],
    text: say(ctx, state, 'carryAskMover', { owner: ownerOf(ctx, state) }),
    options: [ctx.text('carryMove1'), ctx.text('carryMove2'), ctx.text('carryMove3')],
    about: about.mover,
    data: { saga: sagaIdOf(state.community, state.number), member },
    expires: now + expires,
    ownReply: true,
  })
  return { ...placed(state, member, 'asked', now, known), asking: { date: today, count } }
}

/** Nobody knows whether the new room was made: the owner looks, and binds it or says that it is not there. */
export async function askWhetherThere(
  ctx: Ctx<CapacityConfig>,
  state: SplitState,
  { now, expires }: Facts,
): Promise<SplitState> {
  const attempt = state.founding?.try ?? 0
  const id = `capacity|${once(state, `unseen|${attempt}|${state.rounds}`)}`
  // Asked again he has one question, not two.
  await ctx.unask(`capacity|${once(state, 'unseen|')}`, { but: id })
  await ctx.ask({
    id,
    to: bossesOf(ctx, state),
    text: say(ctx, state, 'carryIsItThere', { topic: topicOf(state), key: state.to ?? '' }),
    options: [ctx.text('carryItIs'), ctx.text('carryItIsNot')],
    about: about.room,
    data: { saga: sagaIdOf(state.community, state.number), round: attempt },
    expires: now + expires,
    label: state.number,
    ownReply: true,
  })
  return did(state, `unseen|${state.rounds}`)
}
