import {
  args,
  atLeast,
  BOT,
  ctxWith,
  type MemberKey,
  type Millis,
  nearest,
  person,
  rest,
  simplify,
  span,
} from '../../../src/kernel/plugin.js'
import { changeTopic, comingTopics, isAhead, type Topic } from '../topic.js'
import { AT_ONCE, momentsOf } from './moments.js'
import { withHost } from './phases.js'
import { planTopic, readGuide, timesFit } from './plan.js'
import { readHour, readTopic, type TypedHour } from './reading.js'
import { schedule, unschedule, windowOf } from './schedule.js'
import { type Asked, fromRoom, meant, number, numberOrTitle, type Which } from './which.js'
import { atNight, topicLine, whenText } from './wording.js'

const MINUTE: Millis = 60_000
/** The same wish for more time within so long is the same wish: two admins, or one who pressed twice. */
const SAME_WISH: Millis = 2 * MINUTE
/** No topic is made longer than this: what is still of interest then is another one. */
const LONGEST: Millis = 240 * MINUTE
/** Topics that a list shows. */
const SHOWN = 8

/** `/话题 新建 标题 明天 21:00-21:30`, with `主持 @x` and questions on further lines. */
export async function create(ctx: Asked, { what }: { what: string }): Promise<void> {
  const read = readTopic(ctx, what)
  const hour = hourOr(ctx, read.hour, ctx.text('evening.noTime'))
  if (typeof hour === 'string') return ctx.decline(hour)
  const host = read.host === undefined ? ctx.caller : await ctx.whichOf(read.host)
  if (!host) return
  if (host.key === BOT) return ctx.decline(ctx.text('evening.notMe'))
  const { title, guide } = read
  const planned = await planTopic(ctx, { title, kind: 'topic', ...hour, by: ctx.caller.key, host: host.key, guide })
  if (!planned.ok) return ctx.decline(planned.text)
  await echo(ctx, planned.topic, 'evening.made')
}

/** `/话题 延长 10`: the topic that is going on, or the next one where none is. */
export async function extend(ctx: Asked, { time, id }: { time: Millis; id: Which | undefined }): Promise<void> {
  const minutes = Math.round(time / MINUTE)
  const topic = await meant(ctx, id, topics => topics.find(({ phase }) => phase === 'open') ?? topics[0])
  if (!topic) return
  const now = ctx.now()
  const { extended } = topic
  const again = extended !== undefined && extended.minutes === minutes && now - extended.at < SAME_WISH
  if (again && extended.cause !== ctx.cause) {
    const by = ctx.member(extended.by).name
    return ctx.decline(ctx.text('evening.extendedAlready', { id: topic.id, by, when: whenText(ctx, topic) }))
  }
  const end = again ? topic.end : topic.end + minutes * MINUTE
  if (!again) {
    if (end - topic.start > LONGEST) {
      return ctx.decline(
        ctx.text('evening.extendedEnough', {
          id: topic.id,
          when: whenText(ctx, topic),
          hours: LONGEST / (60 * MINUTE),
        }),
      )
    }
    const wrong = await hourWrong(ctx, { start: topic.start, end }, topic)
    if (wrong !== undefined) return ctx.decline(wrong)
  }
  const changed = await changeTopic(ctx.store, topic.id, known =>
    known.version !== topic.version || again
      ? known
      : { ...known, end, extended: { by: ctx.caller.key, minutes, at: now, cause: ctx.cause } },
  )
  if (!changed) return
  await schedule(ctx, changed)
  const text = ctx.text('evening.extended', { id: changed.id, minutes, when: whenText(ctx, changed) })
  await ctx.reply(fromRoom(ctx, atNight(ctx, changed, text)))
  await tellRoom(ctx, changed, text)
}

/** `/话题 结束 [T3]`: what is going on is over now, as at its end. For admins and whoever hosts it. */
export async function end(ctx: Asked, { id }: { id: Which | undefined }): Promise<void> {
  const topic = await meant(ctx, id, topics => topics.find(({ phase }) => phase === 'open') ?? topics[0])
  if (!topic) return
  const { title } = topic
  if (!atLeast(ctx.caller.role, 'admin') && topic.host !== ctx.caller.key) {
    return ctx.decline(ctx.text('evening.endNotYours'))
  }
  if (topic.phase !== 'open') return ctx.decline(ctx.text('evening.notOpen', { id: topic.id, title }))
  const changed = await changeTopic(ctx.store, topic.id, known =>
    known.phase === 'open' ? { ...known, end: Math.min(known.end, Math.max(ctx.now(), known.start + 1)) } : known,
  )
  if (changed?.phase !== 'open') return
  await unschedule(ctx, topic, changed)
  // Its closing, due now, says thanks in the room.
  await schedule(ctx, changed)
  if (ctx.private) await ctx.reply(fromRoom(ctx, ctx.text('evening.ending', { id: topic.id, title })))
}

/** `/话题 取消 [T3]`. */
export async function cancel(ctx: Asked, { id }: { id: Which | undefined }): Promise<void> {
  const topic = await meant(ctx, id, topics => topics[0])
  if (!topic) return
  const changed = await changeTopic(ctx.store, topic.id, known =>
    isAhead(known) ? { ...known, phase: 'cancelled', calledOffBy: ctx.caller.key, closedAt: ctx.now() } : known,
  )
  if (changed?.phase !== 'cancelled') return
  await unschedule(ctx, topic, changed)
  await ctx.books.windows.close(ctx.room.key, windowOf(topic), Math.min(ctx.now(), topic.end))
  const { title } = topic
  const text = ctx.text('evening.calledOff', { id: topic.id, title, when: whenText(ctx, topic) })
  await ctx.reply(fromRoom(ctx, text))
  await tellRoom(ctx, topic, text)
}

/** `/话题 改期 [T3] 周五 21:00-21:30`; also for one that nobody could open. */
export async function move(
  ctx: Asked,
  { id, what = '' }: { id: Which | undefined; what: string | undefined },
): Promise<void> {
  const topic = await meant(ctx, id ?? titleBeside(ctx, what), topics => topics[0], 'evenFallen')
  if (!topic) return
  if (topic.phase === 'open') return ctx.decline(ctx.text('evening.isOpen', { id: topic.id, title: topic.title }))
  const ask = ctx.text('evening.noTimeMove', { id: topic.id })
  // Where only a start was typed, it lasts as long as before.
  const lasts = (topic.end - topic.start) / MINUTE
  const hour = hourOr(ctx, readHour(ctxWith(ctx, { config: { ...ctx.config, minutes: lasts } }), what).hour, ask)
  if (typeof hour === 'string') return ctx.decline(hour)
  if (topic.start === hour.start && topic.end === hour.end && isAhead(topic)) return echo(ctx, topic, 'evening.again')
  const wrong = await hourWrong(ctx, hour, topic)
  if (wrong !== undefined) return ctx.decline(wrong)
  const moved = await changeTopic(ctx.store, topic.id, known => {
    if (known.version !== topic.version) return known
    const { fellOut: _fell, closedAt: _closed, lastCallAt: _call, extended: _extended, ...kept } = known
    return { ...kept, ...hour, phase: 'planned', plannedAt: ctx.now(), told: [] }
  })
  if (!moved) return
  await unschedule(ctx, topic, moved)
  await schedule(ctx, moved)
  await echo(ctx, moved, 'evening.moved')
  // Where it is announced at once, that tells them.
  if (!momentsOf(moved, ctx.config).some(({ name }) => name === AT_ONCE)) {
    await tellRoom(ctx, moved, ctx.text('evening.moved', { line: topicLine(ctx, moved) }))
  }
}

/** What stands beside the hour is the title of the topic that is meant. */
function titleBeside(ctx: Asked, what: string): Which | undefined {
  const { hour, rest: beside } = readHour(ctx, what)
  if ('wrong' in hour && hour.wrong !== 'none') return undefined
  const title = beside.replace(/^(?:改?到|改?成|至|为|to)$/u, '').trim()
  return title === '' ? undefined : { title }
}

/** `/话题 主持 [T3] @x`. */
export async function nameHost(ctx: Asked, { id, who }: { id: Which | undefined; who: string }): Promise<void> {
  const topic = await meant(ctx, id, topics => topics[0])
  if (!topic) return
  const host = await ctx.whichOf(who)
  if (!host) return
  if (host.key === BOT) return ctx.decline(ctx.text('evening.notMe'))
  await handOver(ctx, topic, host.key)
}

async function handOver(ctx: Asked, topic: Topic, host: MemberKey): Promise<void> {
  const changed = await changeTopic(ctx.store, topic.id, known => (isAhead(known) ? withHost(known, host) : known))
  if (!changed) return
  // One whose start came without a host opens now.
  await schedule(ctx, changed)
  await echo(ctx, changed, 'evening.hostNamed')
}

/** `/话题 导引 [T3] 问题`: one a line; they take the place of those there are. */
export async function setGuide(ctx: Asked, { id, what }: { id: Which | undefined; what: string }): Promise<void> {
  const topic = await meant(ctx, id, topics => topics[0])
  if (!topic) return
  const guide = readGuide(what.split(/[\r\n\u2028\u2029]+/))
  if (guide === undefined) return ctx.decline(ctx.text('evening.guide.contact'))
  if (guide.length === 0) return ctx.decline(ctx.text('evening.guide.none'))
  await changeTopic(ctx.store, topic.id, known => ({ ...known, guide }))
  await ctx.reply(fromRoom(ctx, ctx.text('evening.guide.set', { id: topic.id, count: guide.length })))
}

/** `/话题 列表`, `/话题`: what is on and what comes. */
export async function list(ctx: Asked): Promise<void> {
  const coming = (await comingTopics(ctx.store)).filter(({ end }) => end > ctx.now())
  if (coming.length === 0) {
    return ctx.reply(ctx.text(atLeast(ctx.caller.role, 'admin') ? 'evening.noneAdmin' : 'evening.none'))
  }
  const lines = coming.slice(0, SHOWN).map(topic => {
    const line = topicLine(ctx, topic)
    return topic.phase === 'open' ? ctx.text('evening.listOpen', { line }) : line
  })
  const more = coming.length - lines.length
  const all = [...lines, ...(more > 0 ? [ctx.text('evening.listMore', { count: more })] : [])].join('\n')
  await ctx.reply(fromRoom(ctx, all))
}

/** `/话题` with other words behind it: who may create one may leave 新建 out; to others the list says what there is. */
export async function other(ctx: Asked, { what }: { what: string | undefined }): Promise<void> {
  if (what === undefined) return list(ctx)
  const near = slipOf(what)
  if (near !== undefined) return ctx.decline(ctx.text('evening.near', { name: near }))
  const { title, hour } = readTopic(ctx, what)
  if (atLeast(ctx.caller.role, 'admin') && title !== '' && !('wrong' in hour)) return create(ctx, { what })
  await ctx.reply(ctx.text(atLeast(ctx.caller.role, 'admin') ? 'evening.usageAdmin' : 'evening.usage'))
}

function hourOr(ctx: Asked, hour: TypedHour, ask: string): { start: Millis; end: Millis } | string {
  if (!('wrong' in hour)) return hour
  const keys = { day: 'noDay', clock: 'noClock', weekday: 'otherDay', backwards: 'backwards' } as const
  return hour.wrong === 'none' ? ask : ctx.text(`evening.${keys[hour.wrong]}`)
}

/** What keeps a known topic from another hour; that it has begun already is no reason against a later end. */
function hourWrong(ctx: Asked, hour: { start: Millis; end: Millis }, topic: Topic): Promise<string | undefined> {
  const start = hour.start === topic.start && topic.phase === 'open' ? Math.max(hour.start, ctx.now() + 1) : hour.start
  return timesFit(ctx, { start, end: hour.end }, topic.id)
}

/** The words that may stand behind 话题, as its commands name them. */
const orders =
  '新建 新增 创建 发起 延长 加时 取消 撤销 改期 改时间 改到 结束 收尾 主持 主持人 导引 引导 问题 列表 安排'.split(' ')

/** The order that the first word is a slip of, or runs together with what it is about; it is no title then. */
function slipOf(what: string): string | undefined {
  const word = simplify(/^\S+/.exec(what.trim())?.[0] ?? '')
  const joined = orders.find(order => word === order || new RegExp(`^${order}(?:[tT@＠]|\\d)`).test(word))
  return joined ?? nearest(word, orders, { max: 1 })
}

/** Says what a topic is now, with its date; also that it meets quiet hours, where it does. */
async function echo(ctx: Asked, topic: Topic, key: string): Promise<void> {
  const text = ctx.text(key, { line: topicLine(ctx, topic), id: topic.id })
  // In a group that rests it goes by without a word of ours: whoever sets it should know.
  const atRest = key === 'evening.made' && ctx.books.silence.isSilent(ctx.room.key, ctx.now())
  const whole = atRest ? ctx.text('evening.atRest', { text }) : text
  await ctx.reply(fromRoom(ctx, atNight(ctx, topic, whole)))
}

/** What was changed from a private chat is said in the room too. */
async function tellRoom(ctx: Asked, { end: until }: Topic, text: string): Promise<void> {
  if (ctx.private) await ctx.say(text, { id: 'changed', expires: until })
}

/** The last word, where it is a number or a length of time. */
const beforeSpan = /(?<=\S\s+)(?:\d|[一两二三四五六七八九十半])\S*(?:\s*(?:小时|分钟|分))?\s*$/u

/** What may stand behind the names. */
export const typed = {
  create: args({ what: rest({ name: '标题 时间', max: 4000 }) }),
  extend: args({
    id: numberOrTitle(beforeSpan),
    time: span({ name: '多久', plain: MINUTE, min: MINUTE, max: 240 * MINUTE }),
  }),
  cancel: args({ id: numberOrTitle(/$/) }),
  end: args({ id: numberOrTitle(/$/) }),
  move: args({ id: number, what: rest({ name: '时间', max: 200, optional: true }) }),
  host: args({ id: numberOrTitle(/(?<=\S\s+)[@＠]/), who: person() }),
  guide: args({ id: number, what: rest({ name: '问题', max: 1000 }) }),
  other: args({ what: rest({ name: '什么', optional: true, max: 4000 }) }),
}
