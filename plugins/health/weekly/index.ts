import {
  addDays,
  type CommandCtx,
  type Ctx,
  dateOf,
  definePart,
  type MemberKey,
  type Millis,
  nextCron,
} from '../../../src/kernel/plugin.js'
import { type HealthConfig, healthConfig } from '../config.js'
import { keepDays } from '../days/days.js'
import { type Report, reportOf, todaySoFar } from './report.js'
import { texts } from './texts.js'
import { isEventful, isWorthTelling } from './week.js'
import { fileName, reportBoard, reportText, shortText } from './wording.js'

type In = Ctx<HealthConfig>

/** A report of last week is still one on the day after. */
const LATEST: Millis = 36 * 3_600_000
/** Reports in one message. */
const ROOMS = 5
/** WeChat locks accounts that send picture after picture: those of several rooms leave so far apart. */
const APART: Millis = 2 * 60_000

/** The week in figures: for the admins who ask, and for the owner on Mondays, always in private. */
export const weeklyPart = definePart(healthConfig, {
  texts,
  commands: [
    {
      names: ['周报', 'weekly'],
      who: 'admin',
      in: 'anywhere',
      help: '这一周的数字和图',
      order: 71,
      record: 'never',
      run: showWeek,
    },
  ],
  timers: {
    weekly: {
      at: ({ report }, after, zone) => (report.weekly === 'off' ? undefined : nextCron(report.weekly, after, zone)),
      missed: 'run',
      upTo: LATEST,
      run: tellWeek,
    },
  },
})

/** In private that is every room of the community, and the picture of the first that has something to show. */
async function showWeek(ctx: CommandCtx<HealthConfig>): Promise<void> {
  const places = ctx.private ? placesOf(ctx) : [ctx]
  const found = await Promise.all(
    places.map(async place => {
      const report = await reportOf(place, yesterdayOf(ctx, ctx.now()))
      return { place, report: report && isEventful(report.week) ? report : await todaySoFar(place) }
    }),
  )
  const told = found.flatMap(({ place, report }) => (report && isEventful(report.week) ? [{ place, report }] : []))
  const [first] = told
  if (!first) return ctx.whisper(ctx.text('weekly.nothing'))
  const text = told.map(({ place, report }) => textOf(place, report)).join('\n\n')
  await ctx.whisper(text, shortText(ctx.text, first.report))
  if (ctx.caller.friend) await sendPicture(first.place, first.report, ctx.caller.key, { manner: 'reply' })
}

/** The rooms of a community in which figures are kept. */
function placesOf(ctx: In): In[] {
  return ctx
    .rooms(ctx.community)
    .map(({ key }) => ctx.at(key))
    .filter(({ mode }) => mode !== 'off')
    .slice(0, ROOMS)
}

/** The owner hears of a week in which people talked, or no longer did. Who is no friend is left alone: he has the command. */
async function tellWeek(ctx: In, { due }: { due: Millis }): Promise<void> {
  // The night's run may have been missed, and stand behind this one.
  await keepDays(ctx, { late: true })
  const report = await reportOf(ctx, yesterdayOf(ctx, due))
  if (!report || !isWorthTelling(report.week, report.before)) return
  const turn = ctx.rooms(ctx.community).findIndex(({ key }) => key === ctx.room.key)
  for (const owner of ctx.staff('owner')) {
    if (!(await ctx.isFriend(owner))) continue
    await ctx.dm(owner, textOf(ctx, report), { id: `weekly|${owner}` })
    await sendPicture(ctx, report, owner, { manner: 'notice', notBefore: ctx.now() + turn * APART })
  }
}

function textOf(ctx: In, report: Report): string {
  return reportText(ctx.text, report, { topic: ctx.room.name, network: ctx.config.report.network })
}

/** Beside the words, which say the same; of one week's picture one a person is enough for a day. */
async function sendPicture(
  ctx: In,
  report: Report,
  member: MemberKey,
  options: { manner: 'reply' | 'notice'; notBefore?: Millis },
): Promise<void> {
  const { text, room } = ctx
  const name = fileName(text, report, ctx.room.name)
  const content = reportBoard(text, report, ctx.room.name)
  const once = `weekly-picture|${room.key}|${member}|${dateOf(ctx.now(), ctx.zone)}`
  await ctx.act({ act: 'file', member, name, content }, { ...options, once })
}

function yesterdayOf(ctx: In, at: Millis): string {
  return addDays(dateOf(at, ctx.zone), -1)
}
