import {
  addDays,
  args,
  authoredText,
  type CommandCtx,
  definePart,
  FRESH,
  type MessageEvent,
  type Millis,
  rest,
  timeOn,
  z,
} from '../../../src/kernel/plugin.js'
import { openFor, record } from '../coming.js'
import { checkInConfig } from '../config.js'
import { firstToDo } from '../received.js'
import { type Config, dayOf, type In, streaksOf } from '../standing.js'
import { dayText } from '../wording.js'
import { collect, nextCollection } from './collection.js'
import { ITEM, itemsText } from './items.js'
import { enough, type Post, readList, readPost } from './parse.js'
import {
  dropPlans,
  dropWords,
  erasePlans,
  exportPlans,
  mergePlans,
  notePlan,
  plansOn,
  unrecordPlans,
} from './records.js'
import { texts } from './texts.js'

/** A collection that is later than this is last week's. */
const LATEST: Millis = 12 * 3_600_000
const WEEK = 7
const DAY: Millis = 86_400_000

type Asked = CommandCtx<Config>
type Answer = (text: string, id: string) => Promise<void>

/**
 * 三件事: what people set out to do. Whoever posts some has checked in while a window is open; on Sundays the room reads who
 * did it on how many days. To post them is to agree to that; the words go after a month.
 */
export const threePart = definePart(checkInConfig, {
  texts,
  commands: [
    {
      names: ['三件事', 'three'],
      who: 'newcomer',
      in: 'anywhere',
      help: '晒今天要做的三件事；只发 /三件事 看自己这一周',
      order: 25,
      // A message may be this long; what is too much is told kindly.
      args: args({ list: rest({ optional: true, max: 20_000, name: '三件事' }) }),
      example: '/三件事 1.跑步5公里 2.读书20页 3.给妈妈打电话',
      evenLate: true,
      run: (ctx, { list }) =>
        list === undefined
          ? showWeek(ctx)
          : take(ctx, ctx.message, readList(list), (text, id) => ctx.reply(text, { id })),
    },
  ],
  on: {
    message: {
      async activity(ctx, message) {
        const post = readPost(authoredText(message.parts))
        if (post) await take(ctx, message, post, answerTo(ctx, message))
      },
    },
  },
  timers: {
    threeCollection: {
      at: ({ threeThings }, after, zone) => (threeThings.collect === 'off' ? undefined : nextCollection(after, zone)),
      missed: 'run',
      upTo: LATEST,
      run: collect,
    },
  },
  jobs: {
    forgetThree: {
      data: z.object({ date: z.string() }),
      async run(ctx, { date }) {
        const end = keptUntil(ctx, date)
        // The operators may have lengthened it since.
        if (ctx.now() < end) await ctx.later('forgetThree', { date }, end, { id: `three|${date}` })
        else await dropPlans(ctx.store, date)
      },
    },
  },
  people: { merge: mergePlans, export: exportPlans, erase: erasePlans, unrecord: unrecordPlans },
})

/** Answers a message that was no command, at night in one line like a command's; too late says nothing to anybody. */
function answerTo(ctx: In, message: MessageEvent): Answer {
  return async (text, id) => {
    if (ctx.now() - message.sentAt > FRESH) return
    if (message.room === undefined) await ctx.dm(message.member, text, { id, manner: 'reply' })
    else await ctx.say(text, { id, manner: 'reply' })
  }
}

/** Somebody posts his things: noted, and a check-in where one is due; or what is missing, once a day. */
async function take(ctx: In, message: MessageEvent, post: Post, answer: Answer): Promise<void> {
  const { minItems, minChars } = ctx.config.threeThings
  const { member, sentAt } = message
  const { name } = ctx.member(member)
  const date = dayOf(ctx, sentAt)
  const missing = minItems - enough(post.items, minChars)
  if (missing > 0) {
    const key = post.items.length === 0 ? 'threeHow' : post.items.length < minItems ? 'threeFew' : 'threeShort'
    const values = { name, count: minItems, chars: minChars, missing }
    if (await firstToday(ctx, message, 'three-few')) await answer(ctx.text(key, values), 'three')
    return
  }
  const unrecorded = ctx.books.unrecorded.has(ctx.community, member)
  const items = unrecorded ? [] : post.items.map(item => [...item].slice(0, ITEM).join(''))
  await notePlan(ctx.store, member, date, { at: sentAt, count: post.items.length, items })
  await ctx.later('forgetThree', { date }, keptUntil(ctx, date), { id: `three|${date}` })
  const open = await openFor(ctx, sentAt)
  const came = open !== undefined && (await record(ctx, member, open, message))
  if (post.more > 0) {
    const values = { name, count: post.items.length + post.more, kept: post.items.length }
    if (await firstToday(ctx, message, 'three-many')) await answer(ctx.text('threeMany', values), 'three')
  } else if (ctx.config.reply === 'each' || message.room === undefined) {
    const streak = (await streaksOf(ctx, [member], date)).get(member) ?? 0
    await answer(ctx.text(came ? 'threeCame' : 'threeDone', { name, streak }), 'three')
  }
}

/** Whether this is the message of the day by which he is told something. */
async function firstToday(ctx: In, { id, member, sentAt }: MessageEvent, about: string): Promise<boolean> {
  const day = dayOf(ctx, sentAt)
  return (await firstToDo(ctx.store, { day, kind: 'told', member, about, message: id })) === id
}

function keptUntil({ config, zone }: In, date: string): Millis {
  return timeOn(addDays(date, 1), config.dayBoundary, zone) + config.threeThings.keep
}

/** One's own last seven days, in private; to who is no friend how many they were. */
async function showWeek(ctx: Asked): Promise<void> {
  const { caller, config, text } = ctx
  const today = dayOf(ctx, ctx.message.sentAt)
  const dates = Array.from({ length: WEEK }, (_, back) => addDays(today, back - WEEK + 1))
  const unrecorded = ctx.books.unrecorded.has(ctx.community, caller.key)
  const plans = await plansOn(ctx.store, dates)
  const lines: string[] = []
  for (const date of dates) {
    const plan = plans.get(date)?.get(caller.key)
    if (!plan) continue
    if (unrecorded && plan.items.length > 0) await dropWords(ctx.store, caller.key, date)
    const items =
      unrecorded || plan.items.length === 0 ? text('threeCounted', { count: plan.count }) : itemsText(ctx, plan)
    lines.push(text('threeDay', { day: dayText(text, date), items }))
  }
  if (lines.length === 0) return ctx.whisper(text('threeNone'))
  const note = text(config.threeThings.collect === 'items' ? 'threeKeptItems' : 'threeKept', {
    days: Math.round(config.threeThings.keep / DAY),
  })
  await ctx.whisper([text('threeWeek'), ...lines, note].join('\n'), text('threeWeekShort', { days: lines.length }))
}
