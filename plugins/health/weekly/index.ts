import {
  addDays,
  args,
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
import { moreText, placesShown, roomNamed } from '../places.js'
import { type Report, reportOf, todaySoFar } from './report.js'
import { texts } from './texts.js'
import { isEventful, isWorthTelling } from './week.js'
import { fileName, reportBoard, reportText, shortText } from './wording.js'

type In = Ctx<HealthConfig>

/** A report of last week is still one on the day after. */
const LATEST: Millis = 36 * 3_600_000
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
      args: args({ room: roomNamed() }),
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

/** In private that is every room of the asker's; the pictures come one after the other. */
async function showWeek(ctx: CommandCtx<HealthConfig>, { room }: { room: string | undefined }): Promise<void> {
  const shown = await placesShown(ctx, { typed: room, who: 'admin', command: '周报' })
  if (!shown) return
  const found = await Promise.all(
    shown.places.map(async place => {
      const report = await reportOf(place, yesterdayOf(ctx, ctx.now()))
      return { place, report: report && isEventful(report.week) ? report : await todaySoFar(place) }
    }),
  )
  const told = found.flatMap(({ place, report }) => (report && isEventful(report.week) ? [{ place, report }] : []))
  const [first] = told
  if (!first) return ctx.whisper(ctx.text('weekly.nothing'))
  const silent = found.flatMap(({ place }) => (told.some(each => each.place === place) ? [] : [place.room.name]))
  const text = [
    ...told.map(({ place, report }) => textOf(place, report)),
    ...silent.map(name => ctx.text('weekly.nothingIn', { room: name })),
    ...moreText(ctx, shown, '周报'),
  ]
  await ctx.whisper(text.join('\n\n'), shortText(ctx.text, first.report))
  if (!ctx.caller.friend) return
  for (const [turn, { place, report }] of told.entries())
    await sendPicture(place, report, ctx.caller.key, { manner: 'reply', notBefore: ctx.now() + turn * APART })
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
