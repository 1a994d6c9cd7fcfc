import { authoredText, type Ctx, FRESH, type MessageEvent } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { changeSplit } from '../decide/change.js'
import { openSplit, type Person, type SplitOf, type SplitState, splitsOf } from '../state.js'
import { moverAnswered, seedAnswered, stays } from './after.js'
import { look } from './look.js'
import { hearOffer } from './offers.js'
import { cardOf, isSilent, offOf, once, seedQuestion } from './once.js'
import { lacksSeeds } from './seeds.js'
import { say, thanksTo } from './words.js'

// What members write that concerns a split and is no answer to an open question.

/** An offer; somebody who was asked to become a friend, and writes: he is one now; or a 去 or 不去 without being asked. */
export async function hear(ctx: Ctx<CapacityConfig>, message: MessageEvent): Promise<void> {
  if (message.room !== undefined && (await hearOffer(ctx, message))) return
  const split = await carriedHere(ctx)
  // A split goes on for weeks in a room where others talk: only what may be an answer is looked into.
  if (!split || (message.room !== undefined && !isWord(plainOf(message)))) return
  const state = await stateOf(ctx, split.saga)
  const person = state?.people[message.member]
  if (!state || !person || ctx.now() - message.sentAt > FRESH) return
  const said = saidIn(message, person)
  const silent = said === 'go' && isSilent(state, message.member)
  const asked = person.as === 'seed' && (person.step === 'asked' || person.step === 'expired' || silent)
  // In the room only who was asked is heard: others say such words to each other.
  if (asked && said !== undefined) return answersLate(ctx, split.saga, state, message, said)
  if (message.room !== undefined) return
  if (said === 'stay') return takesBack(ctx, split.saga, state, message)
  if (person.as === 'seed' && person.step === 'unreachable' && (await ctx.isFriend(message.member)))
    await changeSplit(ctx, split.saga)
}

/** 「去」「我也去」, 「不去」「我不搬了」: each as a whole message. */
const GO = /^我?也?去[吧啊呀啦了的哦]*$/u
const STAY = /^(?:那|还是)*我?(?:还是|先|就)?不(?:去|搬|走)(?:过去)?[吧啊呀啦了的哦]*$/u
const NEVER_MIND = /^(?:那|还是|我)*算了[吧啊呀啦]*$/u

const isWord = (plain: string) => GO.test(plain) || STAY.test(plain)

function plainOf({ parts }: MessageEvent): string {
  return authoredText(parts)
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{S}]/gu, '')
}

/** What he says by it, if anything; a mover may say the number that he was asked by. */
function saidIn(message: MessageEvent, person: Person): 'go' | 'stay' | undefined {
  const plain = plainOf(message)
  if (GO.test(plain)) return 'go'
  if (STAY.test(plain)) return 'stay'
  const own = message.room === undefined && (person.as === 'mover' || person.moves)
  return own && (NEVER_MIND.test(plain) || plain === '1') ? 'stay' : undefined
}

/** A seed says whether he goes, in the room, or when his time is over: while too few go he is one of them. */
async function answersLate(
  ctx: Ctx<CapacityConfig>,
  saga: string,
  state: SplitState,
  message: MessageEvent,
  said: 'go' | 'stay',
): Promise<void> {
  const { member, room } = message
  const manner = { manner: 'reply', id: 'late' } as const
  const tell = (text: string) =>
    room === undefined ? ctx.dm(member, text, manner) : ctx.say(text, { ...manner, mentions: [member] })
  const facts = look(ctx, state)
  const late = state.people[member]?.step === 'expired'
  if (said === 'go' && late && !lacksSeeds(state, facts)) return tell(ctx.text('carryEnough'))
  await tell(said === 'go' ? thanksTo(ctx, state, facts) : say(ctx, state, 'carryNoThanks'))
  await ctx.unask(seedQuestion(state, member))
  const moves = !ctx.at(state.from).config.keepInOld
  const answer = { choice: said === 'go' ? 2 : 1, moves, now: ctx.now() }
  await changeSplit(ctx, saga, known => seedAnswered(known, member, answer))
}

/** Whoever said that he goes or moves takes it back: he stays where he is, and nobody takes him out of the old room. */
async function takesBack(
  ctx: Ctx<CapacityConfig>,
  saga: string,
  state: SplitState,
  { member }: MessageEvent,
): Promise<void> {
  const person = state.people[member]
  if (!person) return
  const { as, step, moves } = person
  const now = ctx.now()
  // Said first: whoever hears it again finds him where he is then, and has nothing left to say.
  const tell = (line: string) => ctx.dm(member, say(ctx, state, line), { manner: 'reply', id: 'late' })
  if (step === 'yes' || step === 'both') {
    await tell('carryNoThanks')
    await ctx.recall(once(state, cardOf(state, member)))
    const answer = { choice: 1, moves: false, now }
    await changeSplit(ctx, saga, known =>
      as === 'seed' ? seedAnswered(known, member, answer) : moverAnswered(known, member, answer),
    )
  } else if (moves && (step === 'invited' || step === 'arrived')) {
    await tell(step === 'invited' ? 'carryStaysWithCard' : 'carryStaysInBoth')
    await ctx.withdraw(once(state, offOf(state, member)))
    await changeSplit(ctx, saga, known => stays(known, member, now))
  }
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
