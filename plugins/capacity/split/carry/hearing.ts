import { authoredText, type Ctx, FRESH, type MessageEvent } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { changeSplit } from '../decide/change.js'
import { openSplit, type SplitOf, type SplitState, splitsOf } from '../state.js'
import { moverAnswered, seedAnswered } from './after.js'
import { look } from './look.js'
import { hearOffer } from './offers.js'
import { lacksSeeds } from './seeds.js'
import { say } from './words.js'

// What members write that concerns a split and is no answer to an open question.

/** An offer; somebody who was asked to become a friend, and writes: he is one now; or a 去 or 不去 without being asked. */
export async function hear(ctx: Ctx<CapacityConfig>, message: MessageEvent): Promise<void> {
  if (message.room !== undefined) {
    await hearOffer(ctx, message)
    return
  }
  const split = await carriedHere(ctx)
  const state = split && (await stateOf(ctx, split.saga))
  const person = state?.people[message.member]
  if (!split || !state || !person) return
  if (person.step === 'yes' || person.step === 'both') return hearWord(ctx, split.saga, state, message)
  if (person.as === 'seed' && person.step === 'expired') return hearWord(ctx, split.saga, state, message)
  if (person.as === 'seed' && person.step === 'unreachable' && (await ctx.isFriend(message.member)))
    await changeSplit(ctx, split.saga)
}

/** 「去」 or 「不去」, as a whole message. */
const WORD = /^我?(不)?去[吧啊呀啦了的哦]*$/u

/**
 * A seed whose time is over says after all whether he goes: while there are too few he is one of them. And whoever said that
 * he goes or moves takes it back before he was brought in.
 */
async function hearWord(ctx: Ctx<CapacityConfig>, saga: string, state: SplitState, message: MessageEvent) {
  if (ctx.now() - message.sentAt > FRESH) return
  const plain = authoredText(message.parts)
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{S}]/gu, '')
  const [said, no] = WORD.exec(plain) ?? []
  if (said === undefined) return
  const { member } = message
  const manner = { manner: 'reply', id: 'late' } as const
  const late = state.people[member]?.step === 'expired'
  if (no === undefined && !late) return
  if (no === undefined && !lacksSeeds(state, look(ctx, state))) return ctx.dm(member, ctx.text('carryEnough'), manner)
  const now = ctx.now()
  const choice = no === undefined ? 2 : 1
  const moves = !ctx.at(state.from).config.keepInOld
  const seed = state.people[member]?.as === 'seed'
  await changeSplit(ctx, saga, known =>
    seed ? seedAnswered(known, member, { choice, moves, now }) : moverAnswered(known, member, { choice, now }),
  )
  await ctx.dm(member, say(ctx, state, choice === 1 ? 'carryNoThanks' : 'carryYesThanks'), manner)
}

/** The split of this community that is being carried out. */
export async function carriedHere(ctx: Ctx<CapacityConfig>): Promise<SplitOf | undefined> {
  const known = await splitsOf(ctx).get(ctx.community)
  return known?.state === 'open' && known.carried === true ? known : undefined
}

/** How the split of this community stands, if that is still it. */
export async function stateOf(ctx: Ctx<CapacityConfig>, saga: string): Promise<SplitState | undefined> {
  const split = await openSplit(ctx)
  return split?.saga === saga ? split.state : undefined
}
