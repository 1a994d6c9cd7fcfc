import type { Ctx, MemberKey } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { roomName } from '../../room-name.js'
import { sagaIdOf } from '../saga-id.js'
import { type SplitState, those } from '../state.js'
import { did, gone, led, placed } from './after.js'
import { finish } from './ending.js'
import { DIRECT, tellOfRoom } from './guest.js'
import { bossesOf } from './look.js'
import type { Deed, Facts } from './next.js'
import { offeredLeader } from './offers.js'
import { about, isSilent, leadersGone, moverQuestion, once, purposeOf, seedQuestion } from './once.js'
import { tellDaily, tellHeir, tellOwner } from './telling.js'
import { say } from './words.js'

/** WeChat makes no room with fewer friends (docs/platform.md). */
const FRIENDS_TO_CREATE = 2

const DAY = 86_400_000

/** Does one thing; what becomes of the state. The same state again where it cannot be done now. */
export async function carryOut(
  ctx: Ctx<CapacityConfig>,
  state: SplitState,
  deed: Deed,
  facts: Facts,
): Promise<SplitState> {
  const { now } = facts
  switch (deed.do) {
    case 'mark':
      // Who came in is let through by the gate because a place is kept for him: that lets it go.
      if (state.to !== undefined && deed.step === 'expired') await ctx.books.seats.release(state.to, deed.member)
      return placed(state, deed.member, deed.step, now)
    case 'drop':
      return drop(ctx, state, deed.member, now)
    case 'heir':
      return tellHeir(ctx, state, facts, deed.owner)
    case 'daily':
      return tellDaily(ctx, state, facts)
    case 'ask who leads':
      return askWhoLeads(ctx, state, now)
    case 'tell that nobody leads':
      await tellOwner(ctx, state, say(ctx, state, 'carryNobodyLeadsOwner'), `nobody leads|${leadersGone(state)}`)
      return did(state, 'nobody leads')
    case 'ask':
      return askSeed(ctx, state, deed.member, facts)
    case 'befriend': {
      const { members } = deed
      const id = once(state, `befriend|${members.join('|')}`)
      await ctx.say(say(ctx, state, 'carryBefriend'), { mentions: members, once: id, expires: now + facts.expires })
      return did(state, ...members.map(member => `befriend|${member}`))
    }
    case 'ask the owner':
      return askOwner(ctx, state, deed.missing, facts)
    case 'create':
      return create(ctx, state, deed.members, facts)
    case 'keep':
      return state.to !== undefined && (await ctx.keepRoom(state.to)) ? { ...state } : state
    case 'tell of the room':
      return tellOfRoom(ctx, state, facts)
    case 'bound': {
      const attempt = state.founding?.try ?? 0
      await ctx.withdraw(once(state, `create|${attempt}`))
      return { ...state, founding: { is: 'kept', try: attempt } }
    }
    case 'give up': {
      const { sending: _, ...rest } = state
      return placed(rest, deed.member, 'failed', now)
    }
    case 'invite':
      return invite(ctx, state, deed.member, facts)
    case 'open':
      return open(ctx, state)
    case 'ask to move':
      return askMover(ctx, state, deed.member, facts)
    case 'see off':
      return seeOff(ctx, state, deed.member)
    case 'say goodbye':
      await ctx.dm(deed.member, say(ctx, state, 'carryGoodbye'), { once: once(state, `bye|${deed.member}`) })
      return did(placed(state, deed.member, 'arrived', now, { since: now }), `bye|${deed.member}`)
    case 'finish':
      return finish(ctx, state)
  }
}

/** He left the community: what waits for him does not reach him any more. */
async function drop(ctx: Ctx<CapacityConfig>, state: SplitState, member: MemberKey, now: number): Promise<SplitState> {
  await ctx.unask(seedQuestion(state, member))
  await ctx.unask(moverQuestion(state, member))
  await ctx.withdraw(once(state, `lead|${leadersGone(state)}|${member}`))
  await ctx.withdraw(once(state, `card|${member}`))
  if (state.to !== undefined) await ctx.books.seats.release(state.to, member)
  return gone(state, member, now)
}

/** Who offered before it came to this leads; else the seeds are asked, in private. */
async function askWhoLeads(ctx: Ctx<CapacityConfig>, state: SplitState, now: number): Promise<SplitState> {
  const willing = await offeredLeader(ctx, state)
  if (willing !== undefined) return led(state, willing, now)
  const text = say(ctx, state, 'carryWhoLeads')
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

async function askSeed(
  ctx: Ctx<CapacityConfig>,
  state: SplitState,
  member: MemberKey,
  { now, expires }: Facts,
): Promise<SplitState> {
  const known = state.people[member] ?? { why: [] }
  const reserve = { as: 'seed' as const, ...(known.why.length > 0 ? {} : { why: ['active' as const] }) }
  if (!(await ctx.isFriend(member))) return placed(state, member, 'unreachable', now, reserve)
  const { keepInOld } = ctx.config
  const keeps = say(ctx, state, keepInOld ? 'carryKeeps' : 'carryLeaves')
  const leads = state.leader === member
  // Somebody leads: who has not been asked that yet need not be.
  await ctx.withdraw(once(state, `lead|${leadersGone(state)}|${member}`))
  await ctx.ask({
    id: seedQuestion(state, member),
    to: [member],
    text: say(ctx, state, leads ? 'carryAskLeader' : 'carryAskSeed', { keeps }),
    options: [ctx.text('carryStay'), ctx.text('carryGo')],
    about: about.seed,
    data: { saga: sagaIdOf(state.community, state.number), member, moves: !keepInOld },
    expires: now + expires,
    ownReply: true,
  })
  // Who said that he leads has said that he comes.
  return placed(state, member, leads ? 'yes' : 'asked', now, reserve)
}

async function askOwner(
  ctx: Ctx<CapacityConfig>,
  state: SplitState,
  missing: number,
  { now, expires, kept }: Facts,
): Promise<SplitState> {
  const going = those(state, 'seed', 'yes', 'invited', 'arrived', 'left')
  // Who offered to lead is counted on, and has not said yes yet.
  const silent = going.filter(each => each === state.leader && isSilent(state, each)).length
  const friends = [...going, ...those(state, 'seed', 'asked')].filter(each => ctx.at(state.from).member(each).friend)
  const short = !kept && !state.prepared && friends.length < FRIENDS_TO_CREATE
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
      short: short ? ctx.text('carryShort', { count: friends.length }) : '',
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

/** The room is made with the first two friends of those who go: fewer WeChat does not take. */
async function create(
  ctx: Ctx<CapacityConfig>,
  state: SplitState,
  willing: readonly MemberKey[],
  { now, expires }: Facts,
): Promise<SplitState> {
  const { room, topic } = await ctx.awaitRoom(purposeOf(state), state.topic)
  const attempt = state.founding?.try ?? 0
  const here = { ...state, to: room, topic }
  const friends: MemberKey[] = []
  for (const member of willing) {
    if (friends.length < FRIENDS_TO_CREATE && (await ctx.isFriend(member))) friends.push(member)
  }
  if (friends.length < FRIENDS_TO_CREATE) {
    if (state.founding?.is === 'short') return state
    const values = { count: friends.length, key: room }
    await tellOwner(ctx, here, say(ctx, here, 'carryTwoFriendsOwner', values), `two friends|${state.rounds}`)
    return { ...here, founding: { is: 'short', try: attempt } }
  }
  await ctx.act(
    { act: 'create', room, topic, members: friends },
    // WeChat may want it tomorrow, and again the day after.
    { once: once(state, `create|${attempt}`), expires: now + Math.max(expires, 3 * DAY) },
  )
  return { ...here, founding: { is: 'asked', try: attempt } }
}

/** A seat in a small room, a card in a large one; one after another. */
async function invite(
  ctx: Ctx<CapacityConfig>,
  state: SplitState,
  member: MemberKey,
  { now, expires }: Facts,
): Promise<SplitState> {
  const { to } = state
  if (to === undefined) return state
  const until = now + expires
  const { size } = ctx.at(to).room
  if (!(await ctx.books.seats.reserve(to, member, { until, places: ctx.capOf(to) - size, now }))) return state
  const act = size > DIRECT ? 'invite' : 'add'
  const options = { once: once(state, `card|${member}`), expires: until }
  await ctx.act({ act, room: to, member }, { ...options, unless: [{ is: 'ambiguous', member }] })
  return { ...state, sending: { member, at: now } }
}

/** The first word in the new room: what it is, who leads, the rules. */
async function open(ctx: Ctx<CapacityConfig>, state: SplitState): Promise<SplitState> {
  if (state.to === undefined) return state
  const there = ctx.at(state.to)
  const inside = those(state, 'seed', 'arrived', 'left').map(member => there.member(member))
  const leader = inside.find(({ key }) => key === state.leader)
  const welcome = say(ctx, state, 'carryOpening', {
    topic: roomName(there),
    leader: leader ? ctx.text('carryOpeningLeads', { name: leader.name }) : '',
    names: inside.map(({ name }) => name).join('、'),
  })
  const lines = there.opening()
  await there.say([welcome, ...lines].join('\n'), { once: once(state, 'opening') })
  return did(state, 'opening')
}

async function askMover(
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
    text: say(ctx, state, 'carryAskMover'),
    options: [ctx.text('carryMove1'), ctx.text('carryMove2'), ctx.text('carryMove3')],
    about: about.mover,
    data: { saga: sagaIdOf(state.community, state.number), member },
    expires: now + expires,
    ownReply: true,
  })
  return { ...placed(state, member, 'asked', now, known), asking: { date: today, count } }
}

/** Out of the old room, where the bot can do that; he is there no longer than ten minutes after he was seen to arrive. */
async function seeOff(ctx: Ctx<CapacityConfig>, state: SplitState, member: MemberKey): Promise<SplitState> {
  if (state.to === undefined) return state
  const old = ctx.at(state.from)
  if (!(await old.canRemove())) return did(state, `off|${member}`, `stuck|${member}`)
  await old.seeOff(member, state.to, { once: once(state, `off|${member}`) })
  return did(state, `off|${member}`)
}
