import { type Ctx, type MemberKey, wayInto } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { type SplitState, those } from '../state.js'
import { did, doubted, gone, leaderless, placed, sent } from './after.js'
import { askMover, askOwner, askSeed, askWhetherThere, askWhoLeads } from './asking.js'
import { finish } from './ending.js'
import { tellOfRoom } from './guest.js'
import type { Deed, Facts } from './next.js'
import { cardOf, leadersGone, moverQuestion, offOf, once, purposeOf, seedQuestion } from './once.js'
import { FRIENDS_TO_CREATE } from './opening.js'
import { tellDaily, tellHeir, tellOwner } from './telling.js'
import { say } from './words.js'

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
    case 'doubt':
      return doubted(state, deed.member, deed.since)
    case 'leads no more':
      return leaderless(state, deed.member)
    case 'heir':
      return tellHeir(ctx, state, facts, deed.owner)
    case 'daily':
      return tellDaily(ctx, state, facts)
    case 'ask who leads':
      return askWhoLeads(ctx, state, facts)
    case 'tell that nobody leads':
      await tellOwner(ctx, state, say(ctx, state, 'carryNobodyLeadsOwner'), `nobody leads|${leadersGone(state)}`)
      return did(state, 'nobody leads')
    case 'tell that the leader is gone':
      await tellOwner(ctx, state, say(ctx, state, 'carryLeaderGone'), `leader gone|${leadersGone(state)}`)
      return did(state, `leader gone|${leadersGone(state)}`)
    case 'ask':
      return askSeed(ctx, state, deed.member, facts)
    case 'befriend': {
      const { members } = deed
      const id = once(state, `befriend|${members.join('|')}`)
      const line = members.length === 1 ? 'carryBefriendOne' : 'carryBefriend'
      await ctx.say(say(ctx, state, line), { mentions: members, once: id, expires: now + facts.expires })
      return did(state, ...members.map(member => `befriend|${member}`))
    }
    case 'ask the owner':
      return askOwner(ctx, state, deed.missing, facts)
    case 'create':
      return create(ctx, state, deed.members, facts)
    case 'ask whether it is there':
      return askWhetherThere(ctx, state, facts)
    case 'keep':
      return state.to !== undefined && (await ctx.keepRoom(state.to)) ? { ...state } : state
    case 'tell of the room':
      return tellOfRoom(ctx, state, facts)
    case 'bound': {
      const attempt = state.founding?.try ?? 0
      await ctx.withdraw(once(state, `create|${attempt}`))
      await ctx.unask(`capacity|${once(state, 'unseen|')}`)
      const { with: members } = state.founding ?? {}
      return { ...state, founding: { is: 'kept', try: attempt, ...(members === undefined ? {} : { with: members }) } }
    }
    case 'give up': {
      if (state.to !== undefined) await ctx.books.seats.release(state.to, deed.member)
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
export async function drop(
  ctx: Ctx<CapacityConfig>,
  state: SplitState,
  member: MemberKey,
  now: number,
): Promise<SplitState> {
  await ctx.unask(seedQuestion(state, member))
  await ctx.unask(moverQuestion(state, member))
  await ctx.withdraw(once(state, `lead|${leadersGone(state)}|${member}`))
  await ctx.recall(once(state, cardOf(state, member)))
  if (state.to !== undefined) await ctx.books.seats.release(state.to, member)
  return gone(state, member, now)
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
  return { ...here, founding: { is: 'asked', try: attempt, with: friends } }
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
  const seat = { until, places: ctx.capOf(to) - size, now, plan: purposeOf(state) }
  if (!(await ctx.books.seats.reserve(to, member, seat))) return state
  const options = { once: once(state, cardOf(state, member)), expires: until }
  await ctx.act({ act: wayInto(size), room: to, member }, { ...options, unless: [{ is: 'ambiguous', member }] })
  return sent(state, member, now)
}

/** The first word in the new room: what it is, who leads, the rules. */
async function open(ctx: Ctx<CapacityConfig>, state: SplitState): Promise<SplitState> {
  if (state.to === undefined) return state
  // People are asked to leave for it: who comes now does not fill the old one again.
  await ctx.relieveBy(state.to)
  const there = ctx.at(state.to)
  const inside = those(state, 'seed', 'arrived', 'left').map(member => there.member(member))
  const leader = inside.find(({ key }) => key === state.leader)
  const welcome = say(ctx, state, 'carryOpening', {
    topic: there.room.name,
    leader: leader ? ctx.text('carryOpeningLeads', { name: leader.name }) : '',
    names: inside.map(({ name }) => name).join('、'),
  })
  const lines = there.opening()
  await there.say([welcome, ...lines].join('\n'), { once: once(state, 'opening') })
  return did(state, 'opening')
}

/** Out of the old room, where the bot can do that; he is there no longer than ten minutes after he was seen to arrive. */
async function seeOff(ctx: Ctx<CapacityConfig>, state: SplitState, member: MemberKey): Promise<SplitState> {
  if (state.to === undefined) return state
  const old = ctx.at(state.from)
  if (!(await old.canRemove())) return did(state, `off|${member}`, `stuck|${member}`)
  await old.seeOff(member, state.to, { once: once(state, offOf(state, member)) })
  return did(state, `off|${member}`)
}
