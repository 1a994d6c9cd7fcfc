import { type Ctx, definePart, z } from '../../../../src/kernel/plugin.js'
import { type CapacityConfig, capacityConfig } from '../../config.js'
import { changeSplit } from '../decide/change.js'
import { offersOf, type SplitOf, those } from '../state.js'
import { brought, founded, heldUp, leftNew, seenOff } from './after.js'
import { hearAnswer } from './answers.js'
import { carriedHere, hear, stateOf } from './hearing.js'
import { hearOffer } from './offers.js'
import { once } from './once.js'
import { tellOfFounding } from './telling.js'
import { carryTexts } from './texts.js'

/** A friend request is accepted within this time, if it is. */
const SOON = 3 * 60_000

/** A split from the owner's yes to the report: what happens around it calls it on, steps.ts does what is next. */
export const carryPart = definePart(capacityConfig, {
  texts: carryTexts,
  on: {
    message: { activity: hear },
    private: async (ctx, message) => ((await hearOffer(ctx, message)) ? 'stop' : undefined),
    answered: (ctx, { about, data, choice, by }) =>
      hearAnswer(ctx, about, data, {
        ...(choice === undefined ? {} : { choice }),
        ...(by === undefined ? {} : { by }),
      }),
    async settled(ctx, { id, action, outcome, code }) {
      const split = await carriedHere(ctx)
      const own = split && `capacity|${once(split, '')}`
      if (!split || !own || !id.startsWith(own)) return
      const now = ctx.now()
      if (action.act === 'create') {
        const attempt = Number(id.slice(own.length).split('|')[1])
        await changeSplit(ctx, split.saga, known => founded(known, { outcome, code, attempt }))
        const after = await stateOf(ctx, split.saga)
        if (after) await tellOfFounding(ctx, after)
      }
      if (action.act === 'add' || action.act === 'invite') {
        const { member, room } = action
        if (outcome === 'done' && action.act === 'add') ctx.at(room).look()
        // Whoever is known not to come keeps nobody else out.
        if (outcome !== 'done' && outcome !== 'unknown') await ctx.books.seats.release(room, member)
        const { inviteExpires } = ctx.config
        await changeSplit(ctx, split.saga, known => {
          const early = now < (known.sending?.at ?? 0) + inviteExpires
          return brought(known, { member, outcome, now, recalled: outcome === 'expired' && code === 'late' && early })
        })
      }
      if (action.act === 'kick')
        await changeSplit(ctx, split.saga, known => seenOff(known, action.member, outcome, now, code))
    },
    async held(ctx, { action, until, code }) {
      const split = await carriedHere(ctx)
      if (!split || !('room' in action) || action.room !== split.to) return
      if (action.act !== 'create' && action.act !== 'add' && action.act !== 'invite') return
      const now = ctx.now()
      await changeSplit(ctx, split.saga, state => heldUp(state, { act: action.act, until, code, now }))
      const state = await stateOf(ctx, split.saga)
      if (state && action.act === 'create') await tellOfFounding(ctx, state)
    },
    async joined(ctx) {
      const split = await carriedHere(ctx)
      if (split && concerns(ctx, split)) await changeSplit(ctx, split.saga)
    },
    async left(ctx, { members }) {
      const split = await carriedHere(ctx)
      if (!split || !concerns(ctx, split)) return
      const now = ctx.now()
      const gone = ctx.room.key === split.to ? members : []
      await changeSplit(ctx, split.saga, state => leftNew(state, gone, now))
    },
    async friendRequest(ctx) {
      const split = await carriedHere(ctx)
      if (split) await ctx.at(split.from).later('carry', { saga: split.saga }, ctx.now() + SOON, { id: 'carry soon' })
    },
    async configured(ctx) {
      const split = await carriedHere(ctx)
      if (split && concerns(ctx, split)) await changeSplit(ctx, split.saga)
    },
  },
  jobs: {
    carry: {
      data: z.object({ saga: z.string() }),
      async run(ctx, { saga }) {
        const state = await stateOf(ctx, saga)
        if (!state) return
        for (const member of those(state, 'seed', 'unreachable')) await ctx.isFriend(member)
        await changeSplit(ctx, saga)
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

function concerns(ctx: Ctx<CapacityConfig>, { from, to }: SplitOf): boolean {
  return ctx.room.key === from || ctx.room.key === to
}
