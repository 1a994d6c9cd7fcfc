import { type Ctx, type MemberKey, z } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { changeSplit } from '../decide/change.js'
import type { SplitState } from '../state.js'
import { moverAnswered, ownerAnswered, roomLookedFor, seedAnswered } from './after.js'
import { bringGuest } from './guest.js'
import { stateOf } from './hearing.js'
import { about } from './once.js'
import { say, standing, topicOf } from './words.js'

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
  if (what === about.room) return roomSaid(ctx, asked.data, answer)
  if (what === about.seed || what === about.mover) return memberSaid(ctx, what, asked.data, answer)
}

async function memberSaid(ctx: In, what: string, { saga, member = '', moves = false }: Asked, answer: Answer) {
  const { choice } = answer
  const now = ctx.now()
  const seed = what === about.seed
  const goesOn = await changeSplit(ctx, saga, (state: SplitState) =>
    seed ? seedAnswered(state, member, { choice, moves, now }) : moverAnswered(state, member, { choice, now }),
  )
  if (choice === undefined) return
  const manner = { manner: 'reply', id: 'thanks' } as const
  const state = await stateOf(ctx, saga)
  if (!goesOn || !state) return ctx.dm(member, ctx.text('carryOver'), manner)
  const moverLine = choice === 2 ? 'carryMoverBoth' : 'carryMoverYes'
  const line = choice === 1 ? 'carryNoThanks' : seed ? 'carryYesThanks' : moverLine
  await ctx.dm(member, say(ctx, state, line), manner)
}

/** The owner was asked what is to be done about missing seeds. */
async function ownerSaid(ctx: In, { saga, round }: Asked, { choice, by }: Answer): Promise<void> {
  const before = await stateOf(ctx, saga)
  const goesOn = await changeSplit(ctx, saga, state => ownerAnswered(state, choice, round))
  if (!goesOn || !before || by === undefined) return
  const text =
    choice === 3 ? standing(ctx, before) : say(ctx, before, choice === 2 ? 'carryOwnerOpens' : 'carryOwnerWaits')
  await ctx.dm(by, text, { manner: 'reply', id: 'decided' })
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
