import {
  atLeast,
  authoredText,
  type Ctx,
  FRESH,
  type MemberKey,
  type MemberView,
  type MessageEvent,
} from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { changeSplit } from '../decide/change.js'
import { type Offer, offersOf, openSplit, type SplitState } from '../state.js'
import { led, volunteered } from './after.js'
import { needsNewLeader } from './leading.js'
import { leadersGone, seedQuestion } from './once.js'
import { tellOwner } from './telling.js'
import { say } from './words.js'

// Somebody says of his own that he would lead a new room, or go along: 我来带2群, 我去2群. As a whole message, in the room or in
// private; before there is a plan it is remembered for the next one.

const LEADS = /^我(?:可以|愿意|想)?来?带(?:一?带)?(?:新|\d{1,2}|[一二两三四五六七八九十])?(?:号)?群?$/u
const GOES = /^我(?:也)?(?:可以|愿意|想)?(?:报名)?去(?:新|\d{1,2}|[一二两三四五六七八九十])(?:号)?群$/u

const DAY = 86_400_000

/** What somebody offers by these words, if anything. */
export function offered(text: string): Offer['as'] | undefined {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{S}]/gu, '')
    .replace(/[吧哈呀啊哦呢了]+$/u, '')
  if (LEADS.test(plain)) return 'lead'
  return GOES.test(plain) ? 'go' : undefined
}

/** Those of this community who offered to lead a new room before there was a plan, the first first. */
async function leaderOffers(ctx: Pick<Ctx, 'lasting' | 'community'>): Promise<MemberKey[]> {
  const all = [...(await offersOf(ctx.lasting).all())].sort(([, one], [, other]) => one.at - other.at)
  return all.flatMap(([row, { as }]) => {
    const [community, member] = row.split('|')
    return as === 'lead' && community === ctx.community && member !== undefined ? [member] : []
  })
}

/** Who offered to lead before it came to this split, is there, and is a seed of it or an admin. */
export async function offeredLeader(
  ctx: Pick<Ctx, 'lasting' | 'community' | 'member' | 'staff'>,
  state: Pick<SplitState, 'people'>,
): Promise<MemberKey | undefined> {
  return (await leaderOffers(ctx)).find(
    member =>
      ctx.member(member).present &&
      !['no', 'expired'].includes(state.people[member]?.step ?? '') &&
      (state.people[member]?.as === 'seed' || ctx.staff('admin').includes(member)),
  )
}

/** Takes such an offer, and answers it with one line where it was made; whether it did. */
export async function hearOffer(ctx: Ctx<CapacityConfig>, message: MessageEvent): Promise<boolean> {
  const as = offered(authoredText(message.parts))
  if (as === undefined || ctx.now() - message.sentAt > FRESH) return false
  const who = ctx.member(message.member)
  if (!who.present || who.unsure) return false
  const split = await openSplit(ctx)
  if (split && split.step !== 'decide') {
    const line = as === 'lead' ? await takeLead(ctx, split, who) : await takeAlong(ctx, split, who)
    if (line !== undefined) await answer(ctx, message, line)
    return line !== undefined
  }
  if (!mayOffer(ctx, who)) return false
  await offersOf(ctx.lasting).update(`${ctx.community}|${who.key}`, known =>
    // Who leads goes along too.
    known?.as === as || known?.as === 'lead' ? known : { as, at: ctx.now() },
  )
  await answer(ctx, message, ctx.text('carryOfferKept', { name: who.name }))
  return true
}

/** Long enough here, or somebody whom the others know. */
function mayOffer(ctx: Ctx<CapacityConfig>, { role, memberSince }: MemberView): boolean {
  return atLeast(role, 'kol') || ctx.now() - memberSince >= ctx.config.seed.minDays * DAY
}

async function takeLead(
  ctx: Ctx<CapacityConfig>,
  { saga, state }: { saga: string; state: SplitState },
  who: MemberView,
): Promise<string | undefined> {
  if (state.leader !== undefined && state.leader !== who.key) {
    const leader = ctx.at(state.from).member(state.leader)
    return say(ctx, state, 'carryLedAlready', { name: leader.name })
  }
  const seed = state.people[who.key]?.as === 'seed'
  // While seeds are asked it is one of them, an admin, or whom the owner named, who leads.
  if (!seed && !atLeast(who.role, 'admin') && !state.done.includes(`named|${who.key}`)) return undefined
  const now = ctx.now()
  await changeSplit(ctx, saga, known => led(known, who.key, now))
  // The owner was told that nobody did.
  if (needsNewLeader(state)) {
    const text = say(ctx, state, 'carryLedAgain', { name: who.name })
    await tellOwner(ctx, state, text, `leads|${leadersGone(state)}|${who.key}`)
  }
  // What he was asked he has answered; who was not asked yet is asked now.
  if (state.people[who.key]?.step === 'asked') await ctx.unask(seedQuestion(state, who.key))
  return say(ctx, state, 'carryLedThanks', { name: who.name })
}

async function takeAlong(
  ctx: Ctx<CapacityConfig>,
  { saga, state }: { saga: string; state: SplitState },
  who: MemberView,
): Promise<string | undefined> {
  if (state.people[who.key] === undefined && !mayOffer(ctx, who)) return undefined
  const friend = await ctx.isFriend(who.key)
  const moves = !ctx.at(state.from).config.keepInOld
  const now = ctx.now()
  await changeSplit(ctx, saga, known => volunteered(known, who.key, { friend, moves, now }))
  const person = (await openSplit(ctx))?.state.people[who.key]
  // Who is no friend yet is asked when he is one, and told then.
  if (!friend) return say(ctx, state, 'carryGoFriend', { name: who.name })
  if (person?.step === 'arrived' || person?.step === 'left')
    return say(ctx, state, 'carryGoneAlready', { name: who.name })
  const line = say(ctx, state, 'carryGoThanks', { name: who.name })
  // He has said that he goes along, and is told what that means before anything is done.
  return person?.moves ? `${line}${say(ctx, state, 'carryGoLeaves')}` : line
}

function answer(ctx: Ctx<CapacityConfig>, message: MessageEvent, text: string): Promise<void> {
  const options = { manner: 'reply', id: 'offer' } as const
  return message.room === undefined ? ctx.dm(message.member, text, options) : ctx.say(text, options)
}
