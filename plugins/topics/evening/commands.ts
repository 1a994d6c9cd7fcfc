import {
  type Argument,
  args,
  atLeast,
  BOT,
  type CommandCtx,
  type MemberKey,
  type Millis,
  person,
  rest,
  span,
} from '../../../src/kernel/plugin.js'
import { allTopics, type Config, changeTopic, comingTopics, isAhead, type Topic } from '../topic.js'
import { withHost } from './phases.js'
import { planTopic, readGuide, timesFit } from './plan.js'
import { readHour, readTopic, type TypedHour } from './reading.js'
import { schedule, unschedule, windowOf } from './schedule.js'
import { topicLine, whenText } from './wording.js'

type Asked = CommandCtx<Config>

const MINUTE: Millis = 60_000
/** The same wish for more time within so long is the same wish: two admins, or one who pressed twice. */
const SAME_WISH: Millis = 2 * MINUTE
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
export async function extend(ctx: Asked, { time, id }: { time: Millis; id: string | undefined }): Promise<void> {
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
  await ctx.reply(ctx.text('evening.extended', { id: changed.id, minutes, when: whenText(ctx, changed) }))
}

/** `/话题 取消 [T3]`. */
export async function cancel(ctx: Asked, { id }: { id: string | undefined }): Promise<void> {
  const topic = await meant(ctx, id, topics => topics[0])
  if (!topic) return
  const changed = await changeTopic(ctx.store, topic.id, known =>
    isAhead(known) ? { ...known, phase: 'cancelled', calledOffBy: ctx.caller.key, closedAt: ctx.now() } : known,
  )
  if (changed?.phase !== 'cancelled') return
  await unschedule(ctx, topic, changed)
  await ctx.books.windows.close(ctx.room.key, windowOf(topic), Math.min(ctx.now(), topic.end))
  const { title } = topic
  await ctx.reply(ctx.text('evening.calledOff', { id: topic.id, title, when: whenText(ctx, topic) }))
}

/** `/话题 改期 [T3] 周五 21:00-21:30`; also for one that nobody could open. */
export async function move(
  ctx: Asked,
  { id, what }: { id: string | undefined; what: string | undefined },
): Promise<void> {
  const topic = await meant(ctx, id, topics => topics[0], 'evenFallen')
  if (!topic) return
  if (topic.phase === 'open') return ctx.decline(ctx.text('evening.isOpen', { id: topic.id, title: topic.title }))
  const ask = ctx.text('evening.noTimeMove', { id: topic.id })
  // Where only a start was typed, it lasts as long as before.
  const lasts = (topic.end - topic.start) / MINUTE
  const hour = hourOr(ctx, readHour({ ...ctx, config: { ...ctx.config, minutes: lasts } }, what ?? '').hour, ask)
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
}

/** `/话题 主持 [T3] @x`. */
export async function nameHost(ctx: Asked, { id, who }: { id: string | undefined; who: string }): Promise<void> {
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
export async function setGuide(ctx: Asked, { id, what }: { id: string | undefined; what: string }): Promise<void> {
  const topic = await meant(ctx, id, topics => topics[0])
  if (!topic) return
  const guide = readGuide(what.split(/[\r\n\u2028\u2029]+/))
  if (guide === undefined) return ctx.decline(ctx.text('evening.guide.contact'))
  if (guide.length === 0) return ctx.decline(ctx.text('evening.guide.none'))
  await changeTopic(ctx.store, topic.id, known => ({ ...known, guide }))
  await ctx.reply(ctx.text('evening.guide.set', { id: topic.id, count: guide.length }))
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
  await ctx.reply([...lines, ...(more > 0 ? [ctx.text('evening.listMore', { count: more })] : [])].join('\n'))
}

/** `/话题` with other words behind it: who may create one may leave 新建 out; to others the list says what there is. */
export async function other(ctx: Asked, { what }: { what: string | undefined }): Promise<void> {
  if (what === undefined) return list(ctx)
  const { title, hour } = readTopic(ctx, what)
  if (atLeast(ctx.caller.role, 'admin') && title !== '' && !('wrong' in hour)) return create(ctx, { what })
  await ctx.reply(ctx.text(atLeast(ctx.caller.role, 'admin') ? 'evening.usageAdmin' : 'evening.usage'))
}

/** The topic that a command is about: by number, else the one `pick` takes of those ahead. What is over is said so. */
async function meant(
  ctx: Asked,
  id: string | undefined,
  pick: (coming: readonly Topic[]) => Topic | undefined,
  also?: 'evenFallen',
): Promise<Topic | undefined> {
  const all = await allTopics(ctx.store)
  const fits = (topic: Topic) => isAhead(topic) || (also === 'evenFallen' && topic.fellOut === true)
  const topic =
    id === undefined ? (pick(all.filter(isAhead)) ?? lastFallen(all, also)) : all.find(each => each.id === id)
  if (topic && fits(topic)) {
    ctx.concerns(topic.id)
    return topic
  }
  const over = topic ?? (id === undefined ? lastOver(all) : undefined)
  if (!over) await ctx.decline(id === undefined ? ctx.text('evening.nothing') : ctx.text('evening.unknown', { id }))
  else {
    const by = over.calledOffBy === undefined ? '' : ctx.member(over.calledOffBy).name
    const key = over.phase === 'closed' ? 'evening.isOver' : by === '' ? 'evening.isFallen' : 'evening.isCalledOff'
    await ctx.decline(ctx.text(key, { id: over.id, title: over.title, by }))
  }
  return undefined
}

function lastFallen(all: readonly Topic[], also?: 'evenFallen'): Topic | undefined {
  return also === 'evenFallen' ? all.filter(({ fellOut }) => fellOut === true).at(-1) : undefined
}

/** The one that was over last, for who wants to change something about it. */
function lastOver(all: readonly Topic[]): Topic | undefined {
  return [...all].sort((a, b) => (a.closedAt ?? 0) - (b.closedAt ?? 0)).at(-1)
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

/** Says what a topic is now, with its date; also that it meets quiet hours, where it does. */
async function echo(ctx: Asked, topic: Topic, key: string): Promise<void> {
  const text = ctx.text(key, { line: topicLine(ctx, topic), id: topic.id })
  const isAtNight = ctx.awakeAfter(topic.end - topic.start, topic.start) > topic.end
  await ctx.reply(isAtNight ? ctx.text('evening.atNight', { text }) : text)
}

/** `T3`; with its letter, for a bare number is a time, a question or minutes. */
const number: Argument<string | undefined> = {
  name: '编号',
  optional: true,
  read(text) {
    const found = /^[tT]\s?(\d{1,6})号?(?![\p{L}\p{N}:])/u.exec(text)
    if (!found) return { code: 'not-this-kind', problem: '话题的编号像 T3 这样写' }
    return { value: `T${Number(found[1])}`, left: text.slice(found[0].length) }
  },
}

/** What may stand behind the names. */
export const typed = {
  create: args({ what: rest({ name: '标题 时间', max: 4000 }) }),
  extend: args({ id: number, time: span({ name: '多久', plain: MINUTE, min: MINUTE, max: 240 * MINUTE }) }),
  cancel: args({ id: number }),
  move: args({ id: number, what: rest({ name: '时间', max: 200, optional: true }) }),
  host: args({ id: number, who: person() }),
  guide: args({ id: number, what: rest({ name: '问题', max: 1000 }) }),
  other: args({ what: rest({ name: '什么', optional: true, max: 4000 }) }),
}
