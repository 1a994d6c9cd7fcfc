import {
  authoredText,
  type Ctx,
  definePart,
  FRESH,
  type MemberKey,
  type MessageEvent,
  type RoomKey,
  z,
} from '../../../../src/kernel/plugin.js'
import { type CapacityConfig, capacityConfig } from '../../config.js'
import { roomName } from '../../room-name.js'
import { changeSplit } from '../decide/change.js'
import { offersOf, openSplit, type SplitOf, type SplitState, splitsOf, those } from '../state.js'
import { brought, founded, heldUp, leftNew, moverAnswered, ownerAnswered, seedAnswered, seenOff } from './after.js'
import { bringGuest } from './guest.js'
import { look } from './look.js'
import { lacksSeeds } from './next.js'
import { hearOffer } from './offers.js'
import { about, once } from './once.js'
import { tellOfFounding } from './telling.js'
import { carryTexts } from './texts.js'
import { say, standing } from './words.js'

type Change = (state: SplitState) => SplitState

/** A friend request is accepted within this time, if it is. */
const SOON = 3 * 60_000

/** A split from the owner's yes to the report: what happens around it calls it on, steps.ts does what is next. */
export const carryPart = definePart(capacityConfig, {
  texts: carryTexts,
  on: {
    message: { activity: hear },
    private: async (ctx, message) => ((await hearOffer(ctx, message)) ? 'stop' : undefined),
    async answered(ctx, { about: what, data, choice, by }) {
      const asked = answerData.safeParse(data)
      if (!asked.success) return
      const { saga, member = '', moves = false, round } = asked.data
      const now = ctx.now()
      if (what === about.owner) return ownerSaid(ctx, saga, { choice, by, round })
      if (what === about.guest) return guestSaid(ctx, asked.data.room, choice, by)
      if (what !== about.seed && what !== about.mover) return
      const change: Change = state =>
        what === about.seed
          ? seedAnswered(state, member, { choice, moves, now })
          : moverAnswered(state, member, { choice, now })
      const goesOn = await callOn(ctx, saga, change)
      if (choice === undefined) return
      const manner = { manner: 'reply', id: 'thanks' } as const
      const state = await stateOf(ctx, saga)
      if (!goesOn || !state) return ctx.dm(member, ctx.text('carryOver'), manner)
      const line =
        choice === 1
          ? 'carryNoThanks'
          : what === about.seed
            ? 'carryYesThanks'
            : choice === 2
              ? 'carryMoverBoth'
              : 'carryMoverYes'
      await ctx.dm(member, say(ctx, state, line), manner)
    },
    async settled(ctx, { id, action, outcome, code }) {
      const split = await carriedHere(ctx)
      const own = split && `capacity|${once(split, '')}`
      if (!split || !own || !id.startsWith(own)) return
      const now = ctx.now()
      if (action.act === 'create') {
        const attempt = Number(id.slice(own.length).split('|')[1])
        await callOn(ctx, split.saga, known => founded(known, { outcome, code, attempt }))
        const after = await stateOf(ctx, split.saga)
        if (after) await tellOfFounding(ctx, after)
      }
      if (action.act === 'add' || action.act === 'invite') {
        const { member } = action
        if (outcome === 'done' && action.act === 'add') ctx.at(action.room).look()
        await callOn(ctx, split.saga, known => brought(known, { member, outcome, now }))
      }
      if (action.act === 'kick') await callOn(ctx, split.saga, known => seenOff(known, action.member, outcome, now))
    },
    async held(ctx, { action, until, code }) {
      const split = await carriedHere(ctx)
      if (!split || !('room' in action) || action.room !== split.to) return
      if (action.act !== 'create' && action.act !== 'add' && action.act !== 'invite') return
      const now = ctx.now()
      await callOn(ctx, split.saga, state => heldUp(state, { act: action.act, until, code, now }))
      const state = await stateOf(ctx, split.saga)
      if (state && action.act === 'create') await tellOfFounding(ctx, state)
    },
    async joined(ctx) {
      const split = await carriedHere(ctx)
      if (split && concerns(ctx, split)) await callOn(ctx, split.saga)
    },
    async left(ctx, { members }) {
      const split = await carriedHere(ctx)
      if (!split || !concerns(ctx, split)) return
      const now = ctx.now()
      const gone = ctx.room.key === split.to ? members : []
      await callOn(ctx, split.saga, state => leftNew(state, gone, now))
    },
    async friendRequest(ctx) {
      const split = await carriedHere(ctx)
      if (split) await ctx.at(split.from).later('carry', { saga: split.saga }, ctx.now() + SOON, { id: 'carry soon' })
    },
    async configured(ctx) {
      const split = await carriedHere(ctx)
      if (split && concerns(ctx, split)) await callOn(ctx, split.saga)
    },
  },
  jobs: {
    carry: {
      data: z.object({ saga: z.string() }),
      async run(ctx, { saga }) {
        const state = await stateOf(ctx, saga)
        if (!state) return
        for (const member of those(state, 'seed', 'unreachable')) await ctx.isFriend(member)
        await callOn(ctx, saga)
      },
    },
  },
  people: {
    async merge(store, from, into) {
      const offers = offersOf(store)
      for (const [row, offer] of await offers.all()) {
        const [community, member] = row.split('|')
        if (member !== from) continue
        await offers.setNew(`${community}|${into}`, offer)
        await offers.delete(row)
      }
    },
    async export(store, member) {
      const own = [...(await offersOf(store).all())].filter(([row]) => row.endsWith(`|${member}`))
      return own.length === 0 ? undefined : { offers: own.map(([, offer]) => offer) }
    },
    async erase(store, member) {
      const offers = offersOf(store)
      for (const row of (await offers.all()).keys()) if (row.endsWith(`|${member}`)) await offers.delete(row)
    },
  },
})

const answerData = z.object({
  saga: z.string(),
  member: z.string().optional(),
  moves: z.boolean().optional(),
  round: z.number().optional(),
  room: z.string().optional(),
})

/** An offer; or somebody who was asked to become a friend, and writes: he is one now. */
async function hear(ctx: Ctx<CapacityConfig>, message: MessageEvent): Promise<void> {
  if (message.room !== undefined) {
    await hearOffer(ctx, message)
    return
  }
  const split = await carriedHere(ctx)
  const state = split && (await stateOf(ctx, split.saga))
  const person = state?.people[message.member]
  if (!split || !state) return
  if (person?.as === 'seed' && person.step === 'expired') return hearLate(ctx, split.saga, state, message)
  if (person?.step !== 'unreachable') return
  if (await ctx.isFriend(message.member)) await callOn(ctx, split.saga)
}

/** 「去」 or 「不去」, as a whole message. */
const WORD = /^我?(不)?去[吧啊呀啦了的哦]*$/u

/** A seed whose time is over says after all whether he goes: while there are too few he is one of them. */
async function hearLate(ctx: Ctx<CapacityConfig>, saga: string, state: SplitState, message: MessageEvent) {
  if (ctx.now() - message.sentAt > FRESH) return
  const plain = authoredText(message.parts)
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{S}]/gu, '')
  const [said, no] = WORD.exec(plain) ?? []
  if (said === undefined) return
  const { member } = message
  const manner = { manner: 'reply', id: 'late' } as const
  if (no === undefined && !lacksSeeds(state, look(ctx, state))) return ctx.dm(member, ctx.text('carryEnough'), manner)
  const now = ctx.now()
  const choice = no === undefined ? 2 : 1
  const moves = !ctx.at(state.from).config.keepInOld
  await callOn(ctx, saga, known => seedAnswered(known, member, { choice, moves, now }))
  await ctx.dm(member, say(ctx, state, choice === 1 ? 'carryNoThanks' : 'carryYesThanks'), manner)
}

/** The owner was asked whether he wants to be brought in. */
async function guestSaid(
  ctx: Ctx<CapacityConfig>,
  room: RoomKey | undefined,
  choice: number | undefined,
  by: MemberKey | undefined,
): Promise<void> {
  if (room === undefined || choice === undefined || by === undefined) return
  if (!ctx.rooms().some(({ key }) => key === room)) return
  if (choice === 2) await bringGuest(ctx, room, by)
  const line = ctx.text(choice === 2 ? 'carryRoomComes' : 'carryRoomStays', { new: roomName(ctx.at(room)) })
  await ctx.dm(by, line, { manner: 'reply', id: 'guest' })
}

async function ownerSaid(
  ctx: Ctx<CapacityConfig>,
  saga: string,
  { choice, by, round }: { choice: number | undefined; by: MemberKey | undefined; round: number | undefined },
): Promise<void> {
  const before = await stateOf(ctx, saga)
  if (!(await callOn(ctx, saga, state => ownerAnswered(state, choice, round))) || !before || by === undefined) return
  const text =
    choice === 3 ? standing(ctx, before) : say(ctx, before, choice === 2 ? 'carryOwnerOpens' : 'carryOwnerWaits')
  await ctx.dm(by, text, { manner: 'reply', id: 'decided' })
}

/** The split of this community that is being carried out. */
async function carriedHere(ctx: Ctx<CapacityConfig>): Promise<SplitOf | undefined> {
  const known = await splitsOf(ctx).get(ctx.community)
  return known?.state === 'open' && known.carried === true ? known : undefined
}

function concerns(ctx: Ctx<CapacityConfig>, { from, to }: SplitOf): boolean {
  return ctx.room.key === from || ctx.room.key === to
}

function callOn(ctx: Ctx<CapacityConfig>, saga: string, change?: Change): Promise<boolean> {
  return changeSplit(ctx, saga, change)
}

async function stateOf(ctx: Ctx<CapacityConfig>, saga: string): Promise<SplitState | undefined> {
  const split = await openSplit(ctx)
  return split?.saga === saga ? split.state : undefined
}
