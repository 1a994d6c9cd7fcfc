import { type Ctx, type MemberKey, z } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { changeSplit } from '../decide/change.js'
import type { SplitState } from '../state.js'
import { moverAnswered, offersToLead, ownerAnswered, roomLookedFor, seedAnswered } from './after.js'
import { tooFewFriends } from './asking.js'
import { bringGuest } from './guest.js'
import { stateOf } from './hearing.js'
import { look } from './look.js'
import { about, leadersGone, once } from './once.js'
import { nameOf, say, standing, thanksTo, topicOf } from './words.js'

type In = Ctx<CapacityConfig>

const data = z.object({
  saga: z.string(),
  member: z.string().optional(),
  moves: z.boolean().optional(),
  round: z.number().optional(),
  room: z.string().optional(),
})
type Asked = z.output<typeof data>
/** Without a choice the time of the question was over. */
interface Answer {
  choice?: number
  by?: MemberKey
}

/** Somebody answered what he was asked in a split. */
export async function hearAnswer(ctx: In, what: string, known: unknown, answer: Answer): Promise<void> {
  const asked = data.safeParse(known)
  if (!asked.success) return
  if (what === about.owner) return ownerSaid(ctx, asked.data, answer)
  if (what === about.guest) return guestSaid(ctx, asked.data, answer)
  if (what === about.lead) return leadSaid(ctx, asked.data, answer)
  if (what === about.room) return roomSaid(ctx, asked.data, answer)
  if (what === about.seed || what === about.mover) return memberSaid(ctx, what, asked.data, answer)
}

async function memberSaid(ctx: In, what: string, { saga, member = '', moves = false }: Asked, answer: Answer) {
  const { choice } = answer
  const now = ctx.now()
  const seed = what === about.seed
  // Said before anything is done by it: nobody is taken anywhere by surprise.
  if (choice !== undefined) {
    const state = await stateOf(ctx, saga)
    const text = state ? thanks(ctx, state, seed, choice) : ctx.text('carryOver')
    await ctx.dm(member, text, { manner: 'reply', id: 'thanks' })
  }
  await changeSplit(ctx, saga, (state: SplitState) =>
    seed ? seedAnswered(state, member, { choice, moves, now }) : moverAnswered(state, member, { choice, now }),
  )
}

function thanks(ctx: In, state: SplitState, seed: boolean, choice: number): string {
  if (choice === 1) return say(ctx, state, 'carryNoThanks')
  if (seed) return thanksTo(ctx, state, look(ctx, state))
  const line = say(ctx, state, choice === 2 ? 'carryMoverBoth' : 'carryMoverYes')
  return state.paused ? `${ctx.text('carryWhenPaused')}${line}` : line
}

/** The owner was asked what is to be done about missing seeds. */
async function ownerSaid(ctx: In, { saga, round }: Asked, { choice, by }: Answer): Promise<void> {
  const state = await stateOf(ctx, saga)
  if (state && by !== undefined) {
    const opens = tooFewFriends(ctx, state, look(ctx, state)) === undefined ? 'carryOwnerOpens' : 'carryOwnerOpensThen'
    const text = choice === 3 ? standing(ctx, state) : say(ctx, state, choice === 2 ? opens : 'carryOwnerWaits')
    await ctx.dm(by, text, { manner: 'reply', id: 'decided' })
  }
  await changeSplit(ctx, saga, known => ownerAnswered(known, choice, round))
}

/** Somebody who is none of the seeds would lead, and the owner was asked: 1 不用 2 请他带. */
async function leadSaid(ctx: In, { saga, member = '' }: Asked, { choice, by }: Answer): Promise<void> {
  const state = await stateOf(ctx, saga)
  if (!state || choice === undefined || by === undefined) return
  const name = nameOf(ctx, state, member)
  const { leader } = state
  const manner = { manner: 'reply', id: 'decided' } as const
  if (choice !== 2) return ctx.dm(by, ctx.text('carryLeadNot', { name }), manner)
  if (leader !== undefined && leader !== member)
    return ctx.dm(by, say(ctx, state, 'carryLedBy', { name: nameOf(ctx, state, leader) }), manner)
  await ctx.dm(by, say(ctx, state, 'carryLeadYes', { name }), manner)
  const options = { once: once(state, `leads|${leadersGone(state)}|${member}|told`) }
  await ctx.at(state.from).tell(member, say(ctx, state, 'carryLedThanks', { name }), options)
  const now = ctx.now()
  await changeSplit(ctx, saga, known => offersToLead(known, member, now))
}

/** The owner was asked whether the room is there that may have been made. */
async function roomSaid(ctx: In, { saga, round = 0 }: Asked, { choice, by }: Answer): Promise<void> {
  const goesOn = await changeSplit(ctx, saga, state => roomLookedFor(state, choice, round))
  const state = await stateOf(ctx, saga)
  if (!goesOn || !state || by === undefined) return
  const line = choice === 2 ? 'carryMakesAnother' : 'carryBindIt'
  const text = say(ctx, state, line, { key: state.to ?? '', topic: topicOf(state) })
  await ctx.dm(by, text, { manner: 'reply', id: 'decided' })
}

/** The owner was asked whether he wants to be brought in. */
async function guestSaid(ctx: In, { room }: Asked, { choice, by }: Answer): Promise<void> {
  if (room === undefined || choice === undefined || by === undefined) return
  if (!ctx.rooms().some(({ key }) => key === room)) return
  if (choice === 2) await bringGuest(ctx, room, by)
  const line = ctx.text(choice === 2 ? 'carryRoomComes' : 'carryRoomStays', { new: ctx.at(room).room.name })
  await ctx.dm(by, line, { manner: 'reply', id: 'guest' })
}
