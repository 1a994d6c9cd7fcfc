import {
  args,
  atLeast,
  type CommandCtx,
  choice,
  clockOf,
  ctxWith,
  definePart,
  type MemberView,
  plainLine,
  rest,
  safeExcerpt,
} from '../../../src/kernel/plugin.js'
import { topicsConfig } from '../config.js'
import { planTopic } from '../evening/plan.js'
import { readTopic, type TypedHour } from '../evening/reading.js'
import { topicLine } from '../evening/wording.js'
import { answerFrom, readRoom, whichRoom, withRoom } from '../rooms.js'
import { allTopics, type Config, type In, isAhead, type Topic } from '../topic.js'
import {
  addHour,
  addQuestion,
  checklist,
  dropQuestions,
  type GuestHour,
  guestPeople,
  hourOf,
  markAnswered,
  mergeQuestions,
  openQuestions,
  tick,
  votesOf,
} from './hours.js'
import { texts } from './texts.js'
import { collectedUntil, guestJob, onGuestJob } from './times.js'
import { checklistText, questionsText } from './wording.js'

type Called = CommandCtx<Config>

/** Characters of a question, and of a guest's name. */
const LONGEST = 100
const LONGEST_NAME = 12

const doings = ['新建', '清单', '问题', '合并', '已答', '删'] as const
type Doing = (typeof doings)[number]

/** A guest's hour: its checklist, and the questions that members have for him. */
export const guestsPart = definePart(topicsConfig, {
  texts,
  commands: [
    {
      names: ['嘉宾', 'guest'],
      who: 'member',
      in: 'anywhere',
      help: '看下一位嘉宾',
      order: 43,
      record: ({ what }) => what !== undefined && what !== '问题',
      args: args({
        what: choice(doings, { optional: true, name: '做什么' }),
        more: rest({ optional: true, name: '内容' }),
      }),
      example: '/嘉宾 新建 老王 跑步与社群 周五 20:00-21:00',
      async run(ctx, { what, more = '' }) {
        if (what === '新建') return create(ctx, more)
        return what === undefined ? show(ctx, more) : lead(ctx, what, more)
      },
    },
    {
      names: ['提问', 'ask'],
      who: 'member',
      in: 'anywhere',
      help: '向嘉宾提问',
      order: 42,
      args: args({ question: rest({ name: '问题' }) }),
      example: '/提问 刚开始跑步怎么坚持？',
      run: (ctx, { question }) => ask(ctx, question),
    },
  ],
  jobs: { guest: { data: guestJob, run: onGuestJob } },
  people: guestPeople,
})

/** `老王 跑步与社群 周五 20:00-21:00`: guest, title and time; `主持 @x` where the creator does not lead it himself. */
async function create(ctx: Called, typed: string): Promise<void> {
  if (!atLeast(ctx.caller.role, 'admin')) return ctx.decline(ctx.text('guest.adminsOnly'))
  const place = whereTo(ctx, typed)
  if ('several' in place) {
    return ctx.decline(whichRoom(ctx, { typed: `${ctx.text('guest.create')} ${typed}`, choices: place.several }))
  }
  const { at } = place
  if (at.mode === 'observe') return ctx.decline(await answerFrom(ctx, at, ctx.text('observing')))
  const { title: words, hour, host: hostName, guide } = readTopic(ctxWith(at, { message: ctx.message }), place.left)
  const [first = '', ...others] = words.replace(/^[@＠]\s*/, '').split(/\s+/)
  const guest = plainLine(first, LONGEST_NAME)
  const title = others.join(' ')
  if (guest === '' || title === '') return ctx.decline(ctx.text('guest.usage'))
  if ('wrong' in hour) return ctx.decline(ctx.text(wrongHour[hour.wrong]))
  const host = hostName === undefined ? ctx.caller : await hostCalled(ctx, at, hostName)
  if (!host) return
  const by = ctx.caller.key
  const planned = await planTopic(at, { title, kind: 'guest', ...hour, by, host: host.key, guest, guide })
  if (!planned.ok) return ctx.decline(planned.text)
  const { topic } = planned
  const members = at.find(first)
  await addHour(at.store, topic.id, members.length === 1 ? members[0]?.key : undefined)
  const line = topicLine(at, topic)
  await ctx.reply(inRoom(ctx, at, ctx.text('guest.made', { line })))
  const known = await hourOf(at.store, topic.id)
  if (!known || !ctx.caller.friend) return
  const list = checklistText(at, known, 'all')
  const text = ctx.text('guest.checklist', { guest, title: topic.title, list, id: topic.id })
  await ctx.dm(by, await withRoom(at, by, text), { id: 'checklist' })
}

/** The room that a new hour is for: this one, or in private the one that is named or the only one it can be. */
function whereTo(ctx: Called, typed: string): { at: In; left: string } | { several: { at: In }[] } {
  if (!ctx.private) return { at: ctx, left: typed }
  const own = roomsLed(ctx)
  const { named, left } = readRoom(typed, own)
  const [first, ...others] = named.length > 0 ? named : own
  if (others.length > 0) return { several: (named.length > 0 ? named : own).map(at => ({ at })) }
  return { at: first ?? ctx, left }
}

/** Those that he runs, of the community that he is asking in. */
function roomsLed(ctx: Called): In[] {
  return ctx.rooms().flatMap(({ key }) => {
    const at = ctx.at(key)
    const caller = at.member(ctx.caller.key)
    return caller.present && atLeast(caller.role, 'admin') && at.mode !== 'off' ? [at] : []
  })
}

/** In private, of several rooms that he runs, the answer names the one it is about. */
function inRoom(ctx: Called, at: In, text: string): string {
  return ctx.private && roomsLed(ctx).length > 1 ? ctx.text('inRoom', { room: at.room.name, text }) : text
}

async function hostCalled(ctx: Called, at: In, name: string): Promise<MemberView | undefined> {
  if (at.room.key === ctx.room.key) return ctx.whichOf(name)
  const called = at.find(name)
  if (called.length !== 1) await ctx.decline(ctx.text('guest.whichHost'))
  return called.length === 1 ? called[0] : undefined
}

const wrongHour: Readonly<Record<Extract<TypedHour, { wrong: unknown }>['wrong'], string>> = {
  none: 'guest.usage',
  day: 'evening.noDay',
  clock: 'evening.noClock',
  weekday: 'evening.otherDay',
  backwards: 'evening.backwards',
}

/** Who comes next, and how one asks him something. */
async function show(ctx: Called, more: string): Promise<void> {
  const isAdmin = atLeast(ctx.caller.role, 'admin')
  const other = isAdmin ? OTHER.exec(more.normalize('NFKC').trim())?.groups : undefined
  if (other) {
    const next = other['id']?.toUpperCase() ?? (await nextHour(ctx))?.topic.id ?? 'T1'
    return ctx.decline(ctx.text(other['off'] ? 'guest.callOff' : 'guest.move', { id: next }))
  }
  // Who may create one may leave 新建 out.
  if (more !== '' && isAdmin) return create(ctx, more)
  const found = await nextHour(ctx)
  if (!found) return ctx.reply(ctx.text(isAdmin ? 'guest.noneAdmin' : 'guest.none'))
  const waiting = openQuestions(found.hour).length
  const text = ctx.text('guest.next', { line: topicLine(found.ctx, found.topic), count: waiting })
  await ctx.reply(await answerFrom(ctx, found.ctx, text))
}

/** What is done to a guest's hour as to any topic: `取消 T1`, `改期`. */
const OTHER = /^(?:(?<off>取消|撤销|撤|作废|cancel)|改期|改时间|改到|延长|加时|move)\s*(?<id>[tT]\d{1,6})?(?:\s.*)?$/iu
/** An order about questions that stands behind the wrong command: `/提问 合并 3 2`. */
const ORDER = /^(?<what>合并|已答|删)[除掉]?(?<more>(?:\s*[tT]\d{1,6})?[\s\d、,号#和]*\d[\s号]*)$/u

/** What only those do who lead the hour: admins, its creator, its host, the guest himself. */
async function lead(ctx: Called, what: Exclude<Doing, '新建'>, more: string): Promise<void> {
  const { id, numbers, words } = readNumbers(more)
  const found = await nextHour(ctx, { id, closedToo: true })
  if (!found) return ctx.decline(ctx.text(id === undefined ? 'guest.noneAdmin' : 'guest.unknown', { id: id ?? '' }))
  const { topic, hour } = found
  const { key, role } = ctx.caller
  const leads = atLeast(role, 'admin') || [topic.by, topic.host, hour.guest].includes(key)
  if (!leads) return ctx.decline(ctx.text('guest.leadersOnly'))
  ctx.concerns(topic.id)
  if (what === '清单') return showChecklist(ctx, found, numbers, words)
  if (what === '问题') return showQuestions(ctx, found)
  const missing = numbers.find(number => !hour.questions.some(each => each.number === number))
  if (numbers.length === 0) return ctx.decline(ctx.text(`guest.which.${what}`))
  if (missing !== undefined) return ctx.decline(ctx.text('guest.noQuestion', { number: missing }))
  const { store } = found.ctx
  if (what === '合并') {
    const [into = 0, ...others] = numbers
    if (others.length === 0) return ctx.decline(ctx.text('guest.which.合并'))
    const merged = await mergeQuestions(store, topic.id, into, others)
    const values = { number: into, others: others.join('、'), votes: merged ? votesOf(merged) : 1 }
    return ctx.reply(await answerFrom(ctx, found.ctx, ctx.text('guest.merged', values)))
  }
  const after =
    what === '已答' ? await markAnswered(store, topic.id, numbers) : await dropQuestions(store, topic.id, numbers)
  const left = after ? openQuestions(after).length : 0
  const text = ctx.text(what === '已答' ? 'guest.answered' : 'guest.dropped', { numbers: numbers.join('、'), left })
  await ctx.reply(await answerFrom(ctx, found.ctx, text))
}

async function showChecklist(ctx: Called, found: Found, numbers: readonly number[], words: string): Promise<void> {
  const { topic, hour } = found
  const items = numbers.flatMap(number => checklist[number - 1] ?? [])
  if (items.length < numbers.length) return ctx.decline(ctx.text('guest.noItem', { count: checklist.length }))
  const done = !/[没未不]|取消|no/iu.test(words)
  const after = items.length === 0 ? hour : await tick(found.ctx.store, topic.id, items, done)
  const list = checklistText(ctx, after ?? hour, 'all')
  const values = { guest: topic.guest ?? '', title: topic.title, list, id: topic.id }
  const open = checklist.length - (after ?? hour).done.length
  const text = await answerFrom(ctx, found.ctx, ctx.text('guest.checklist', values))
  await ctx.whisper(text, ctx.text('guest.checklistShort', { count: open }))
}

async function showQuestions(ctx: Called, { ctx: at, topic, hour }: Found): Promise<void> {
  const open = openQuestions(hour)
  if (open.length === 0) return ctx.reply(ctx.text(hour.last === 0 ? 'guest.noQuestions' : 'guest.allDone'))
  const list = ctx.text('guest.list', { title: topic.title, count: open.length, list: questionsText(ctx, open) })
  await ctx.whisper(await answerFrom(ctx, at, list), ctx.text('guest.listShort', { count: open.length }))
}

/** A question for the next guest, or for the one who is here now. */
async function ask(ctx: Called, typed: string): Promise<void> {
  const order = ORDER.exec(typed.normalize('NFKC').trim())?.groups
  const meant = doings.find(each => each === order?.['what'])
  if (order && meant !== undefined && meant !== '新建') return lead(ctx, meant, order['more'] ?? '')
  const found = await nextHour(ctx)
  if (!found) return ctx.decline(ctx.text('guest.none'))
  const { topic } = found
  const now = ctx.now()
  if (topic.phase === 'planned' && now >= collectedUntil(found.ctx, topic)) {
    return ctx.decline(ctx.text('guest.handedOver', { clock: clockOf(topic.start, ctx.zone) }))
  }
  const isStaff = atLeast(ctx.caller.role, 'admin')
  const text = isStaff ? plainLine(typed, LONGEST) : safeExcerpt(typed, LONGEST)
  if (text === undefined || text === '') return ctx.decline(ctx.text('guest.contact'))
  const asked = await addQuestion(
    found.ctx.store,
    topic.id,
    { text, by: ctx.caller.key, cause: ctx.cause },
    { most: found.ctx.config.guest.questions },
  )
  if (!asked) return ctx.decline(ctx.text('guest.none'))
  if ('question' in asked) {
    const { number } = asked.question
    const values = { number, votes: votesOf(asked.question), guest: topic.guest ?? '' }
    return ctx.reply(await answerFrom(ctx, found.ctx, ctx.text(`guest.${asked.kind}`, values)))
  }
  await ctx.decline(ctx.text(`guest.${asked.kind}`, { most: found.ctx.config.guest.questions }))
}

/** A guest's hour, and the context of the room that it is in. */
interface Found {
  ctx: In
  topic: Topic
  hour: GuestHour
}

/**
 * The hour that a command is about: by number, else the next one; with none ahead the last, for those who lead it. In
 * private the other rooms of the community that he is in are looked at too.
 */
async function nextHour(
  ctx: Called,
  { id, closedToo = false }: { id?: string | undefined; closedToo?: boolean } = {},
): Promise<Found | undefined> {
  const { key } = ctx.caller
  const others = ctx.private
    ? ctx.rooms().filter(room => room.community === ctx.community && room.key !== ctx.room.key)
    : []
  const places: In[] = [ctx, ...others.map(room => ctx.at(room.key)).filter(place => place.member(key).present)]
  for (const place of places) {
    const found = await hourIn(place, { id, closedToo })
    if (found) return found
  }
  return undefined
}

async function hourIn(
  ctx: In,
  { id, closedToo }: { id: string | undefined; closedToo: boolean },
): Promise<Found | undefined> {
  const all = (await allTopics(ctx.store)).filter(({ kind }) => kind === 'guest')
  const ahead = all.find(topic => isAhead(topic) && topic.end > ctx.now())
  const last = closedToo ? all.filter(({ phase }) => phase === 'closed').at(-1) : undefined
  const topic = id === undefined ? (ahead ?? last) : all.find(each => each.id === id)
  const hour = topic && (await hourOf(ctx.store, topic.id))
  return topic && hour ? { ctx, topic, hour } : undefined
}

/** `T3 2 5 好`: which topic, which numbers, and what else was typed. */
function readNumbers(typed: string): { id: string | undefined; numbers: number[]; words: string } {
  const plain = typed.normalize('NFKC')
  const id = /^\s*[tT](\d{1,6})(?!\d)/.exec(plain)
  const behind = id ? plain.slice(id[0].length) : plain
  const numbers = [...new Set((behind.match(/\d{1,6}/g) ?? []).map(Number))]
  return { id: id ? `T${id[1]}` : undefined, numbers, words: behind.replace(/\d+/g, '') }
}
