import { args, type CommandCtx, choice, definePart, nextCron, person, rest, z } from '../../../src/kernel/plugin.js'
import { type CapacityConfig, capacityConfig } from '../config.js'
import { changeSeat, changeSeats, listSeats } from './giving.js'
import {
  freeSeats,
  friendJob,
  type In,
  lapseJob,
  lookForFriend,
  lookForFriends,
  notAskedIn,
  offerSeat,
  questionsOn,
  seatAnswered,
  seatLapsed,
  seatQuestion,
  settle,
  waitingList,
} from './letting-in.js'
import { proposeRotation } from './proposal.js'
import { corePeople, promotions } from './seats.js'
import { texts } from './texts.js'
import { coreMeant, type Meant, whom } from './whom.js'

type Asked = CommandCtx<CapacityConfig>

const off = choice({ off: ['取消', '收回', '去掉'] }, { optional: true, name: '取消' })

/** A late look at the seats is as good as one in time, for a day. */
const LATE = 12 * 3_600_000

/** Who asked to be a friend is one by then, if he is taken. */
const ACCEPTED = 3 * 60_000
/** Who became a friend without asking, and seats that became free unseen. */
const DAILY = '50 10 * * *'

/** Core groups: seats that stay, seats that rotate, and who waits for one. */
export const corePart = definePart(capacityConfig, {
  texts,
  commands: [
    {
      names: ['固定席', 'seat'],
      who: 'owner',
      in: 'anywhere',
      help: '给核心群的固定席，清人不会列到，如 /固定席 @王敏',
      order: 65,
      record: ({ what, who }) => what !== undefined || who !== undefined,
      args: args({
        what: off,
        who: person({ optional: true }),
        second: person({ optional: true }),
        third: person({ optional: true }),
        fourth: person({ optional: true }),
        fifth: person({ optional: true }),
      }),
      example: '/固定席 @王敏',
      async run(ctx, { what, who, second, third, fourth, fifth }) {
        if (who === undefined) return what === undefined ? listSeats(ctx) : ctx.decline(ctx.text('seat.whom'))
        const names = [who, second, third, fourth, fifth].flatMap(name => name ?? [])
        const takes = what !== undefined
        return names.length > 1 ? changeSeats(ctx, names, takes) : changeSeat(ctx, who, takes)
      },
    },
    {
      names: ['晋升', 'promote'],
      who: 'admin',
      in: 'anywhere',
      help: '推荐谁进核心群，如 /晋升 @王敏',
      order: 66,
      record: ({ what, who }) => what !== undefined || who !== undefined,
      args: args({
        what: off,
        who: person({ optional: true }),
        where: rest({ optional: true, max: 60, name: '群名' }),
      }),
      example: '/晋升 @王敏',
      async run(ctx, { what, who, where }) {
        if (who === undefined) {
          const core = await coreMeant(ctx)
          if (!core) return ctx.decline(ctx.text('rise.noCore'))
          return what === undefined ? showList(ctx, core) : ctx.decline(ctx.text('rise.whom'))
        }
        const meant = await whom(ctx, who, where, what !== undefined)
        if (!meant) return
        ctx.concerns(meant.member.key)
        return what === undefined ? putOn(ctx, meant) : takeOff(ctx, meant)
      },
    },
  ],
  on: {
    async joined(ctx, { members }) {
      for (const member of members) await settle(ctx, member)
    },
    async left(ctx) {
      if ((await waitingList(ctx)).length > 0) await offerSeat(ctx)
    },
    async configured(ctx) {
      // There may be more places than before. Not in this turn: it may be one of many rooms that hear of a config.
      if ((await waitingList(ctx)).length > 0) await ctx.later('seatOffer', {}, ctx.now(), { id: 'seat-offer' })
    },
    async friendRequest(ctx, { member }) {
      // In which room he waits nobody knows but the lists.
      for (const { key } of ctx.rooms()) {
        const at = ctx.at(key)
        if (at.mode === 'off' || (await promotions(at).get(member)) === undefined) continue
        await at.later('seatFriend', { member }, ctx.now() + ACCEPTED, { id: `seat-friend|${member}` })
      }
    },
    async answered(ctx, { about, data, choice: chosen }) {
      if (about === 'seat') await seatAnswered(ctx, seatQuestion.parse(data).member, chosen)
    },
    async settled(ctx, { action, outcome, code }) {
      if ((action.act !== 'invite' && action.act !== 'add') || outcome === 'done' || outcome === 'unknown') return
      if (action.room === ctx.room.key) await notAskedIn(ctx, action.member, code ?? outcome)
    },
  },
  timers: {
    coreSeats: {
      at: (_, after, zone) => nextCron(DAILY, after, zone),
      missed: 'skip',
      run: ctx => lookForFriends(ctx),
    },
    coreRotation: {
      at: ({ core: { rotation } }, after, zone) => (rotation === 'off' ? undefined : nextCron(rotation, after, zone)),
      missed: 'run',
      upTo: LATE,
      run: ctx => proposeRotation(ctx),
    },
  },
  jobs: {
    seatFriend: { data: friendJob, run: lookForFriend },
    seatLapse: { data: lapseJob, run: seatLapsed },
    seatOffer: { data: z.object({}), run: offerSeat },
  },
  people: corePeople,
})

async function putOn(ctx: Asked, { core, member: { key: member, name, friend } }: Meant): Promise<void> {
  if (core.member(member).present) return ctx.decline(ctx.text('rise.inside', { name }))
  const known = await promotions(core).get(member)
  if (!known) await promotions(core).set(member, { at: ctx.now(), by: ctx.caller.key })
  const place = (await waitingList(core)).findIndex(([each]) => each === member) + 1
  if (known) return ctx.decline(ctx.text('rise.already', { name, place }))
  await ctx.reply(ctx.text(friend ? 'rise.on' : 'rise.onNoFriend', { name, place }))
  // A seat may be free already. The room's own lane asks, so that two who are put on at once are asked about in turn.
  await core.later('seatOffer', {}, ctx.now(), { id: 'seat-offer' })
}

async function takeOff(ctx: Asked, { core, member: { key: member, name } }: Meant): Promise<void> {
  if (!(await promotions(core).delete(member))) return ctx.decline(ctx.text('rise.notOn', { name }))
  await ctx.unask(questionsOn(core, member))
  await ctx.books.seats.release(core.room.key, member)
  await ctx.reply(ctx.text('rise.off', { name }))
}

async function showList(ctx: Asked, core: In): Promise<void> {
  const list = await waitingList(core)
  if (list.length === 0) return ctx.reply(ctx.text('rise.none'))
  const lines = list.map(([member, { asked, invited }], at) => {
    const { name, friend } = core.member(member)
    const note = !friend ? 'NoFriend' : invited !== undefined ? 'Invited' : asked !== undefined ? 'Asked' : undefined
    return ctx.text('rise.line', { at: at + 1, name, note: note ? ctx.text(`rise.note${note}`) : '' })
  })
  const free = Math.max(0, freeSeats(core))
  await ctx.whisper(
    ctx.text('rise.list', { room: core.room.name, list: lines.join('\n'), free }),
    ctx.text('rise.count', { count: list.length }),
  )
}
