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
import { numberOf, shortName } from '../naming.js'
import { type Offer, offersOf, openSplit, type SplitState } from '../state.js'
import { offersToLead, volunteered } from './after.js'
import { isLeaderless, needsLeader, needsNewLeader } from './leading.js'
import { look } from './look.js'
import { leadersGone, seedQuestion } from './once.js'
import { askAboutLead } from './successor.js'
import { tellOwner } from './telling.js'
import { say, topicOf } from './words.js'

// Somebody says of his own that he would lead a new room, or go along: 我来带2群, 我去2群. As a whole message, in the room or in
// private; before there is a plan it is remembered for the next one.

const LEADS = /^我(?:可以|愿意|想)?来?带(?:一?带)?(新|\d{1,2}|[一二两三四五六七八九十])?(?:号)?群?$/u
const GOES = /^我(?:也)?(?:可以|愿意|想)?(?:报名)?去(新|\d{1,2}|[一二两三四五六七八九十])(?:号)?群$/u
/** In private, to the bot, it needs no more. */
const GOES_SHORT = /^我也?(?:报名)?去$/u

const DAY = 86_400_000

/** What somebody offers by these words, if anything. */
export function offered(text: string): Offer['as'] | undefined {
  // Nearly all talk is told apart by one look; no other character is read as one of these.
  if (!/[带去]/.test(text)) return undefined
  const plain = plainly(text)
  if (LEADS.test(plain)) return 'lead'
  return GOES.test(plain) ? 'go' : undefined
}

function plainly(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{S}]/gu, '')
    .replace(/[吧哈呀啊哦呢了]+$/u, '')
}

/** He names another room by its number than the one that is opened; a topic without a number is any. */
function meansAnother(text: string, topic: string): boolean {
  const plain = plainly(text)
  const said = (LEADS.exec(plain) ?? GOES.exec(plain))?.[1]
  const [there] = shortName(topic).split('群')
  return said !== undefined && said !== '新' && numbered(there) !== undefined && numbered(said) !== numbered(there)
}

function numbered(word = ''): number | undefined {
  return word === '新' ? undefined : numberOf(word.replace('两', '二'))
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
  const text = authoredText(message.parts)
  const short = message.room === undefined && GOES_SHORT.test(plainly(text))
  const as = short ? 'go' : offered(text)
  if (as === undefined || ctx.now() - message.sentAt > FRESH) return false
  const who = ctx.member(message.member)
  if (!who.present || who.unsure) return false
  // Without a number it is about the one community that he is in, and no answer to anything else.
  if (short && communitiesOf(ctx, who.key) !== 1) return false
  const tell = (line: string) => answer(ctx, message, line)
  const split = await openSplit(ctx)
  if (split && split.step !== 'decide') {
    if (short && split.state.people[who.key] !== undefined) return false
    if (meansAnother(text, topicOf(split.state)))
      return tell(say(ctx, split.state, 'carryOtherNumber', { words: as === 'lead' ? '我来带' : '我去' }))
    return as === 'lead' ? takeLead(ctx, split, who, tell) : takeAlong(ctx, split, who, tell)
  }
  if (!mayOffer(ctx, who)) return false
  await offersOf(ctx.lasting).update(`${ctx.community}|${who.key}`, known =>
    // Who leads goes along too.
    known?.as === as || known?.as === 'lead' ? known : { as, at: ctx.now() },
  )
  return tell(ctx.text('carryOfferKept', { name: who.name }))
}

/** Of how many communities he is. */
function communitiesOf(ctx: Ctx<CapacityConfig>, member: MemberKey): number {
  const there = ctx.rooms().filter(({ key }) => ctx.at(key).member(member).present)
  return new Set(there.map(({ community }) => community)).size
}

/** Long enough here, or somebody whom the others know. */
function mayOffer(ctx: Ctx<CapacityConfig>, { role, memberSince }: MemberView): boolean {
  return atLeast(role, 'kol') || ctx.now() - memberSince >= ctx.config.seed.minDays * DAY
}

/** Says a line where the offer was made. */
type Tell = (line: string) => Promise<true>

async function takeLead(
  ctx: Ctx<CapacityConfig>,
  { saga, state }: { saga: string; state: SplitState },
  who: MemberView,
  tell: Tell,
): Promise<boolean> {
  const { name } = who
  if (state.leader !== undefined && state.leader !== who.key) {
    const leader = ctx.at(state.from).member(state.leader)
    return tell(say(ctx, state, 'carryLedAlready', { name: leader.name }))
  }
  const seed = state.people[who.key]?.as === 'seed'
  // While seeds are asked it is one of them, an admin, or whom the owner named, who leads; of others the owner hears.
  if (!seed && !atLeast(who.role, 'admin') && !state.done.includes(`named|${who.key}`)) {
    const facts = look(ctx, state)
    if (!mayOffer(ctx, who) || !(needsLeader(state, facts) || isLeaderless(state, facts))) return false
    await tell(say(ctx, state, 'carryLeadPassedOn', { name }))
    await askAboutLead(ctx, state, who.key)
    return true
  }
  await tell(say(ctx, state, 'carryLedThanks', { name }))
  // What he was asked he has answered; who was not asked yet is told what comes.
  if (state.people[who.key]?.step === 'asked') await ctx.unask(seedQuestion(state, who.key))
  // The owner was told that nobody did.
  if (needsNewLeader(state))
    await tellOwner(ctx, state, say(ctx, state, 'carryLedAgain', { name }), `leads|${leadersGone(state)}|${who.key}`)
  const now = ctx.now()
  await changeSplit(ctx, saga, known => offersToLead(known, who.key, now))
  return true
}

async function takeAlong(
  ctx: Ctx<CapacityConfig>,
  { saga, state }: { saga: string; state: SplitState },
  who: MemberView,
  tell: Tell,
): Promise<boolean> {
  if (state.people[who.key] === undefined && !mayOffer(ctx, who)) return false
  const friend = await ctx.isFriend(who.key)
  const moves = !ctx.at(state.from).config.keepInOld
  const now = ctx.now()
  const after = (known: SplitState) => volunteered(known, who.key, { friend, moves, now })
  const person = after(state).people[who.key]
  const line = say(ctx, state, 'carryGoThanks', { name: who.name })
  // Who is no friend yet is asked when he is one, and told then.
  if (!friend) await tell(say(ctx, state, 'carryGoFriend', { name: who.name }))
  else if (person?.step === 'arrived' || person?.step === 'left')
    await tell(say(ctx, state, 'carryGoneAlready', { name: who.name }))
  // He has said that he goes along, and is told what that means before anything is done.
  else await tell(person?.moves ? `${line}${say(ctx, state, 'carryGoLeaves')}` : line)
  await changeSplit(ctx, saga, after)
  return true
}

async function answer(ctx: Ctx<CapacityConfig>, message: MessageEvent, text: string): Promise<true> {
  const options = { manner: 'reply', id: 'offer' } as const
  await (message.room === undefined ? ctx.dm(message.member, text, options) : ctx.say(text, options))
  return true
}
