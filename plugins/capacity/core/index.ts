import { args, BOT, type CommandCtx, choice, definePart, nextCron, person, z } from '../../../src/kernel/plugin.js'
import { type CapacityConfig, capacityConfig } from '../config.js'
import {
  freeSeats,
  type In,
  lapseJob,
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
import { corePeople, fixedSeats, hasCorePreset, isCore, promotions } from './seats.js'
import { texts } from './texts.js'

type Asked = CommandCtx<CapacityConfig>

const off = choice({ off: ['取消', '收回', '去掉'] }, { optional: true, name: '取消' })

/** A late look at the seats is as good as one in time, for a day. */
const LATE = 12 * 3_600_000

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
      args: args({ what: off, who: person({ optional: true }) }),
      example: '/固定席 @王敏',
      async run(ctx, { what, who }) {
        if (who === undefined) return what === undefined ? listSeats(ctx) : ctx.decline(ctx.text('seat.whom'))
        const member = await ctx.whichOf(who)
        if (!member) return
        ctx.concerns(member.key)
        return what === undefined ? giveSeat(ctx, member.key) : takeSeat(ctx, member.key)
      },
    },
    {
      names: ['晋升', 'promote'],
      who: 'admin',
      in: 'anywhere',
      help: '推荐谁进核心群，如 /晋升 @王敏',
      order: 66,
      record: ({ what, who }) => what !== undefined || who !== undefined,
      args: args({ what: off, who: person({ optional: true }) }),
      example: '/晋升 @王敏',
      async run(ctx, { what, who }) {
        const core = await coreOf(ctx)
        if (!core) return ctx.decline(ctx.text('rise.noCore'))
        if (who === undefined) return what === undefined ? showList(ctx, core) : ctx.decline(ctx.text('rise.whom'))
        const member = await ctx.whichOf(who)
        if (!member || member.key === BOT) return
        ctx.concerns(member.key)
        return what === undefined ? putOn(ctx, core, member.key) : takeOff(ctx, core, member.key)
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
    async answered(ctx, { about, data, choice: chosen }) {
      if (about === 'seat') await seatAnswered(ctx, seatQuestion.parse(data).member, chosen)
    },
    async settled(ctx, { action, outcome, code }) {
      if ((action.act !== 'invite' && action.act !== 'add') || outcome === 'done' || outcome === 'unknown') return
      if (action.room === ctx.room.key) await notAskedIn(ctx, action.member, code ?? outcome)
    },
  },
  timers: {
    coreRotation: {
      at: ({ core: { rotation } }, after, zone) => (rotation === 'off' ? undefined : nextCron(rotation, after, zone)),
      missed: 'run',
      upTo: LATE,
      run: ctx => proposeRotation(ctx),
    },
  },
  jobs: {
    seatLapse: { data: lapseJob, run: seatLapsed },
    seatOffer: { data: z.object({}), run: offerSeat },
  },
  people: corePeople,
})

async function giveSeat(ctx: Asked, member: string): Promise<void> {
  const { name } = ctx.member(member)
  const most = ctx.config.core.fixedSeats
  const seats = fixedSeats(ctx)
  const all = await seats.all()
  if (all.has(member)) return ctx.decline(ctx.text('seat.had', { name, count: all.size, most }))
  if (all.size >= most) return ctx.decline(ctx.text('seat.full', { count: all.size, most }))
  await seats.set(member, { at: ctx.now(), by: ctx.caller.key })
  await ctx.reply(ctx.text('seat.given', { name, count: all.size + 1, most }))
}

async function takeSeat(ctx: Asked, member: string): Promise<void> {
  const { name } = ctx.member(member)
  if (!(await fixedSeats(ctx).delete(member))) return ctx.decline(ctx.text('seat.hadNone', { name }))
  const count = (await fixedSeats(ctx).all()).size
  await ctx.reply(ctx.text('seat.taken', { name, count, most: ctx.config.core.fixedSeats }))
}

async function listSeats(ctx: Asked): Promise<void> {
  const at = ctx.private ? ((await coreOf(ctx)) ?? ctx) : ctx
  const all = [...(await fixedSeats(at).all())].sort(([, a], [, b]) => a.at - b.at)
  const values = { room: at.room.name, count: all.length, most: at.config.core.fixedSeats }
  if (all.length === 0) return ctx.reply(ctx.text('seat.none', values))
  const names = all.map(([member]) => {
    const { name, present } = at.member(member)
    return present ? name : `${name}${ctx.text('seat.gone')}`
  })
  const short = `${values.count}/${values.most}`
  await ctx.whisper(ctx.text('seat.list', { ...values, names: names.join(ctx.text('prune.comma')) }), short)
}

/** The core group of this community: this room, else one by its preset, else one that has seats. */
async function coreOf(ctx: Asked): Promise<In | undefined> {
  const rooms = ctx
    .rooms()
    .filter(({ community }) => community === ctx.community)
    .map(({ key }) => ctx.at(key))
    .filter(at => at.mode !== 'off')
  const byPreset = rooms.filter(hasCorePreset)
  const seated: In[] = []
  for (const at of rooms) if (await isCore(at)) seated.push(at)
  const mine = (list: readonly In[]) => list.find(at => !ctx.private && at.room.key === ctx.room.key) ?? list[0]
  return mine(byPreset) ?? mine(seated)
}

async function putOn(ctx: Asked, core: In, member: string): Promise<void> {
  const { name, friend } = ctx.member(member)
  if (core.member(member).present) return ctx.decline(ctx.text('rise.inside', { name }))
  const known = await promotions(core).get(member)
  if (!known) await promotions(core).set(member, { at: ctx.now(), by: ctx.caller.key })
  const place = (await waitingList(core)).findIndex(([each]) => each === member) + 1
  if (known) return ctx.decline(ctx.text('rise.already', { name, place }))
  await ctx.reply(ctx.text(friend ? 'rise.on' : 'rise.onNoFriend', { name, place }))
  // A seat may be free already. The room's own lane asks, so that two who are put on at once are asked about in turn.
  await core.later('seatOffer', {}, ctx.now(), { id: 'seat-offer' })
}

async function takeOff(ctx: Asked, core: In, member: string): Promise<void> {
  const { name } = ctx.member(member)
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
