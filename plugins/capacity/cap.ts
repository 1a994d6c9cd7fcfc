import {
  args,
  type CommandCtx,
  type Ctx,
  definePart,
  integer,
  nextCron,
  rest,
  roomsCalled,
  roomsOfCaller,
} from '../../src/kernel/plugin.js'
import { lookAtBand, sizeText } from './bands.js'
import { type CapacityConfig, capacityConfig, presetCaps } from './config.js'
import { hasCorePreset } from './core/seats.js'
import { dailyLook, expectCap, firstLook, lookAtCap, lookAtRoom } from './fullness.js'
import { thresholdsOf } from './levels.js'
import { mendSplit } from './split/decide/begin.js'
import { lookAtOwner } from './split/decide/heirs.js'
import { redrawPlan } from './split/decide/redraw.js'
import { watches } from './split/facts.js'

type In = Ctx<CapacityConfig>
type Asked = CommandCtx<CapacityConfig>

/** Rooms in one message. */
const ROOMS = 5

/** In the morning, when an owner reads, and before the hours of other daily words. */
const DAILY = '40 9 * * *'

/** How many people a room is for: asked and set, and what follows when they come to it. Nobody is ever one too many. */
export const capPart = definePart(capacityConfig, {
  texts: {
    'zh-CN': {
      cap: '上限 {cap} 人',
      ask: '现在上限 {cap} 人{preset}，已有 {size} 人。用法：/上限 人数，例如 /上限 200',
      askPreset: '（{preset}）',
      'cap.in': '「{room}」{line}',
      'cap.which': '哪个群？{list}',
      'cap.whichOne': '/上限 {cap} {room}',
      'cap.inRoom': '请群主在群里或私聊里发 /上限',
      'cap.here': '别的群请在那个群里发。用法：/上限 人数，例如 /上限 200',
      'cap.number': '人数要写不小于 2 的整数。用法：/上限 人数，例如 /上限 200',
      tooMany: '最多 {hard} 人。用法：/上限 人数，例如 /上限 200',
      capOver: '上限 {cap} 人，已满：现在有 {size} 人，多出 {over} 位，谁也不会被移出。分群：/分群 方案',
      capFull: '上限 {cap} 人，现在正好，已满。新朋友先去别的群或候补。分群：/分群 方案',
      capOverCore: '上限 {cap} 人，已满：现在有 {size} 人，多出 {over} 位，谁也不会被移出。/清人 预览 看谁没来',
      capFullCore: '上限 {cap} 人，现在正好，已满。新朋友先等空位。看谁很久没说话：/清人 预览',
      'band.up':
        '{room} {size} 人，过 {bound} 人了。人少时大家自己会聊，人多了要有人起头：每周至少办一次话题（/话题 新建），没人接的话我会悄悄请人接一下。详情：/规模',
      'band.down': '{room} 回到 {size} 人，{bound} 人以内大家自己聊得起来，不用特意起头。详情：/规模',
      'size.room': '「{room}」',
      'size.noRoom': '没有你管的群叫这个名字，可以写：{list}',
      'size.now': '现在 {size} 人，上限 {cap} 人，还有 {free} 个空位',
      'size.first': '档位：{upper} 人以内，{month}月{day}日起',
      'size.band': '档位：{lower}–{upper} 人，{month}月{day}日起',
      'size.last': '档位：{lower} 人以上，{month}月{day}日起',
      'size.kept': '留着的座位：{count} 个',
      'size.next': '再来 {count} 位就到下一档（{upper} 人以上）',
      'size.quiet': '这个大小安静也好，不用刻意热闹',
      'size.stir': '这个大小要有人起头：每周至少一次话题，没人接的话请人接',
    },
    en: {
      cap: 'Cap: {cap} people',
      ask: 'The cap is {cap} people{preset}, {size} are here. Usage: /cap number, for example /cap 200',
      askPreset: ' ({preset})',
      'cap.in': '{room}: {line}',
      'cap.which': 'Which room? {list}',
      'cap.whichOne': '/cap {cap} {room}',
      'cap.inRoom': 'The owner sends /cap in the room or in private',
      'cap.here': 'For another room send it there. Usage: /cap number, for example /cap 200',
      'cap.number': 'The number is a whole one, 2 or more. Usage: /cap number, for example /cap 200',
      tooMany: 'At most {hard} people. Usage: /cap number, for example /cap 200',
      capOver:
        'Cap: {cap} people. {size} are here, {over} more: nobody is removed, newcomers go elsewhere or wait. To split: /split plan',
      capFull: 'Cap: {cap} people, and so many are here. Newcomers go elsewhere or wait. To split: /split plan',
      capOverCore:
        'Cap: {cap} people. {size} are here, {over} more: nobody is removed, newcomers wait for a seat. Who is silent: /prune preview',
      capFullCore: 'Cap: {cap} people, and so many are here. Newcomers wait for a seat. Who is silent: /prune preview',
      'band.up':
        '{room} has {size} people, more than {bound}. A small room talks by itself, a larger one needs somebody who begins: a topic a week at least, and I quietly ask somebody to take up what nobody answers. See /size',
      'band.down': '{room} is back at {size} people; up to {bound} a room talks by itself. See /size',
      'size.room': '{room}:',
      'size.noRoom': 'No room of yours is called so. There are: {list}',
      'size.now': '{size} people, at most {cap}, {free} places free',
      'size.first': 'Band: up to {upper}, since {month}/{day}',
      'size.band': 'Band: {lower}–{upper}, since {month}/{day}',
      'size.last': 'Band: above {lower}, since {month}/{day}',
      'size.kept': 'Places kept: {count}',
      'size.next': '{count} more to the next band (above {upper})',
      'size.quiet': 'A room of this size may be quiet',
      'size.stir': 'A room of this size needs somebody who begins: a topic a week at least',
    },
  },
  capacity: ({ cap, preset }) => cap ?? presetCaps[preset],
  commands: [
    {
      names: ['上限', 'cap'],
      who: 'owner',
      in: 'anywhere',
      help: '这个群最多多少人，如 /上限 200',
      order: 60,
      args: args({
        people: integer({ name: '人数', min: 2, optional: true }),
        where: rest({ name: '哪个群', max: 60, optional: true }),
      }),
      example: '/上限 200',
      record: ({ people }) => people !== undefined,
      run: (ctx, { people, where }) => (people === undefined ? ask(ctx, where) : setCap(ctx, people, where)),
    },
    {
      names: ['规模', 'size'],
      who: 'admin',
      in: 'anywhere',
      help: '现在多少人，在哪一档',
      order: 64,
      args: args({ room: rest({ name: '群名', optional: true, max: 60 }) }),
      record: 'never',
      run: showSize,
    },
  ],
  on: {
    async joined(ctx, { members }) {
      await lookAtRoom(ctx, members.length)
      await lookAtBand(ctx)
    },
    async left(ctx, { members }) {
      await lookAtRoom(ctx, -members.length)
      await lookAtBand(ctx)
      await lookAtOwner(ctx, members)
    },
    async configured(ctx) {
      await watches(ctx)
      if (ctx.mode === 'observe') return
      await mendSplit(ctx)
      await firstLook(ctx)
      await lookAtCap(ctx)
      await lookAtBand(ctx)
    },
  },
  timers: {
    size: {
      at: (_, after, zone) => nextCron(DAILY, after, zone),
      missed: 'skip',
      async run(ctx) {
        if (ctx.mode !== 'observe') await mendSplit(ctx)
        await lookAtOwner(ctx)
        await dailyLook(ctx)
        await lookAtBand(ctx)
      },
    },
  },
})

/** In private that is every room of the asker's, each under its name; a room's name behind it means that room alone. */
async function showSize(ctx: CommandCtx<CapacityConfig>, { room: typed }: { room: string | undefined }): Promise<void> {
  if (!ctx.private && typed === undefined) return ctx.reply(await sizeText(ctx))
  const all = roomsOfCaller(ctx, 'admin')
  const rooms = (typed === undefined ? all : roomsCalled(all, typed)).slice(0, ROOMS)
  if (rooms.length === 0) {
    const list = all.slice(0, ROOMS).map(({ room }) => ctx.text('size.room', { room: room.name }))
    return ctx.decline(ctx.text('size.noRoom', { list: list.join(' ') }))
  }
  const said = await Promise.all(
    rooms.map(async at => `${ctx.text('size.room', { room: at.room.name })}\n${await sizeText(at)}`),
  )
  await ctx.reply(said.join('\n\n'))
}

/** In private of every room of his, or of those that he names, each under its name. */
async function ask(ctx: Asked, where: string | undefined): Promise<void> {
  const own = ctx.private ? roomsOfCaller(ctx, 'owner') : []
  const meant = where === undefined || /^[-\d.]+$/.test(where) ? [] : roomsCalled(own, where)
  // It was to be a number.
  if (where !== undefined && meant.length === 0) return ctx.decline(ctx.text('cap.number'))
  const said = (where === undefined ? own : meant).slice(0, ROOMS).map(at => named(ctx, at, own.length, capText(at)))
  await ctx.reply(said.length === 0 ? capText(ctx) : said.join('\n'))
}

function capText({ config: { cap, preset }, room, text }: In): string {
  const named = cap === null ? text('askPreset', { preset }) : ''
  return text('ask', { cap: cap ?? presetCaps[preset], preset: named, size: room.size })
}

/** What is answered of a room, in private with its name where he has several. */
function named(ctx: Asked, at: In, rooms: number, line: string): string {
  return ctx.private && rooms > 1 ? ctx.text('cap.in', { room: at.room.name, line }) : line
}

async function setCap(ctx: Asked, cap: number, where: string | undefined): Promise<void> {
  const own = ctx.private ? roomsOfCaller(ctx, 'owner') : [ctx]
  // The operators' terminal stands in no room.
  if (own.length === 0) return ctx.decline(ctx.text('cap.inRoom'))
  const meant = where === undefined ? own : roomsCalled(own, where)
  const [at = ctx, another] = meant
  if (meant.length === 0 && !ctx.private) return ctx.decline(ctx.text('cap.here'))
  if (another || (ctx.private && meant.length === 0)) {
    const list = (another ? meant : own)
      .slice(0, ROOMS)
      .map(({ room }) => ctx.text('cap.whichOne', { cap, room: room.name }))
    return ctx.decline(ctx.text('cap.which', { list: list.join('、') }))
  }
  const { hard } = at.config
  if (cap > hard) return ctx.decline(ctx.text('tooMany', { hard }))
  ctx.concerns(`${ctx.plugin}.cap`)
  await expectCap(at, cap)
  await at.set('cap', cap)
  const now: In = ctx.at(at.room.key)
  const { size } = now.room
  const full = size >= thresholdsOf(cap, now.config).full
  // A core group is kept at its size by those who leave it.
  const core = hasCorePreset(now) ? 'Core' : ''
  const line = size > cap ? `capOver${core}` : full ? `capFull${core}` : 'cap'
  const redrawn = await redrawPlan(now)
  const said = named(ctx, now, own.length, ctx.text(line, { cap, size, over: size - cap }))
  await ctx.reply([said, ...(redrawn ? [redrawn] : [])].join('\n'))
  // Where it was typed in the room, that has just heard that it is full.
  await lookAtRoom(now, 0, { said: full && !ctx.private })
}
