import {
  addDays,
  args,
  atLeast,
  type CommandCtx,
  type Ctx,
  dateOf,
  definePart,
  type MemberView,
  type Millis,
  nextCron,
} from '../../../src/kernel/plugin.js'
import { type HealthConfig, healthConfig } from '../config.js'
import { isVeteran, sizeOf } from '../days/counting.js'
import { daysOf, keepDays } from '../days/days.js'
import { moreText, placesShown, roomNamed } from '../places.js'
import { countsOf } from '../weekly/report.js'
import { percent } from '../weekly/wording.js'
import { BEFORE, dropIn, isOver, type Part, seriesOf, sharesOf } from './series.js'
import { proposalsFor, type Silent, silentAmong } from './silent.js'
import { texts } from './texts.js'

type In = Ctx<HealthConfig>

const DAY: Millis = 86_400_000
/** Whoever wrote nothing for so long is silent; where less is known, from a week on. */
const SILENT_DAYS = 30
const LEAST_DAYS = 7
/** What somebody wrote in so many days before tells how much he is missed. */
const EARLIER_DAYS = 90
/** Names in one message. */
const NAMES = 20
/** Mondays, after the weekly report. */
const WATCH = '40 9 * * 1'
const LATEST: Millis = 36 * 3_600_000

/** `veterans` hash with the row `told`: up to which day a drop was told that is not over. */
const toldIn = (ctx: In) => ctx.lasting.hash<{ to: string }>('veterans')

/** Those who have been here for long: how much of the talk they are, who has fallen silent, and what to ask them for. */
export const veteransPart = definePart(healthConfig, {
  texts,
  commands: [
    {
      names: ['老友', 'veterans'],
      who: 'owner',
      in: 'anywhere',
      help: '老成员还说话吗，谁沉默了',
      order: 74,
      args: args({ room: roomNamed() }),
      record: 'never',
      run: showVeterans,
    },
  ],
  timers: {
    veterans: {
      at: ({ veterans }, after, zone) => (veterans.dropAlert === 0 ? undefined : nextCron(WATCH, after, zone)),
      missed: 'run',
      upTo: LATEST,
      run: watch,
    },
  },
})

/** In private that is every room of the asker's. */
async function showVeterans(ctx: CommandCtx<HealthConfig>, { room }: { room: string | undefined }): Promise<void> {
  const shown = await placesShown(ctx, { typed: room, who: 'owner', command: '老友' })
  if (!shown) return
  const all = await Promise.all(shown.places.map(veteransText))
  const text = [...all.map(({ long }) => long), ...moreText(ctx, shown, '老友')].join('\n\n')
  await ctx.whisper(text, all[0]?.short)
}

async function veteransText(ctx: In): Promise<{ long: string; short?: string }> {
  const { text, config } = ctx
  const { days } = config.veterans
  const veterans = veteransIn(ctx)
  if (veterans.length === 0) return { long: text('veterans.none', { room: ctx.room.name, days }) }
  const series = await recentSeries(ctx, addDays(dateOf(ctx.now(), ctx.zone), -1))
  const shares = sharesIn(series)
  const lines = [
    text('veterans.head', { room: ctx.room.name, days, count: veterans.length, size: sizeOf(ctx.members().length) }),
    shares ? text('veterans.week', shares) : text('veterans.weekNone'),
    ...(series.some(week => week.messages > 0) ? [text('veterans.series', { series: seriesText(ctx, series) })] : []),
    ...(await silentLines(ctx, veterans)),
  ]
  return { long: lines.join('\n'), short: shares ? text('veterans.short', shares) : text('veterans.weekNone') }
}

function veteransIn(ctx: In): MemberView[] {
  return ctx.members().filter(view => isVeteran(view, ctx.now(), ctx.config.veterans.days * DAY))
}

async function recentSeries(ctx: In, to: string): Promise<Part[]> {
  return seriesOf(await daysOf(ctx, addDays(to, 1 - 7 * (BEFORE + 1)), to), to)
}

function sharesIn(series: readonly Part[]): { messages: string; speakers: string } | undefined {
  const last = series.at(-1)
  const shares = last && sharesOf(last)
  return shares && { messages: percent(shares.messages), speakers: percent(shares.speakers) }
}

function seriesText({ text }: In, series: readonly Part[]): string {
  return series
    .map(week => {
      const shares = sharesOf(week)
      return shares ? percent(shares.messages) : text('veterans.unknown')
    })
    .join(' → ')
}

/** Who has fallen silent, as far back as anything is known, and what three of them could be asked for. */
async function silentLines(ctx: In, veterans: readonly MemberView[]): Promise<string[]> {
  const { text, books, room, community } = ctx
  const now = ctx.now()
  const since = (await books.activity.since(room.key)) ?? now
  const known = Math.floor((now - since) / DAY)
  if (known < LEAST_DAYS) return [text('veterans.tooShort', { days: known })]
  const days = Math.min(SILENT_DAYS, known)
  // Of fewer days whoever wrote at all has spoken: the records begin with the first word.
  const from = known < SILENT_DAYS ? 0 : now - days * DAY
  const today = dateOf(now, ctx.zone)
  // Whoever runs the group is asked by nobody to come back to it.
  const there = veterans.filter(
    ({ key, unsure, role }) =>
      !unsure && !atLeast(role, 'admin') && books.absence.awayUntil(community, key, now) === undefined,
  )
  const silent = silentAmong(there, {
    last: await books.activity.lastActive(room.key),
    earlier: await countsOf(ctx, addDays(today, -days - EARLIER_DAYS), addDays(today, -days)),
    since: from,
  })
  if (silent.length === 0) return [text('veterans.silentNone', { days })]
  const line = text(known < SILENT_DAYS ? 'veterans.silentSince' : 'veterans.silent', {
    days,
    count: silent.length,
    names: namesText(ctx, silent),
  })
  const list = proposalsFor(silent).map(({ what, view }) => text(`veterans.${what}`, { name: view.name }))
  return [line, text('veterans.propose', { list: list.join('，') })]
}

function namesText({ text }: In, silent: readonly Silent[]): string {
  const names = silent
    .slice(0, NAMES)
    .map(({ view }) => view.name)
    .join('、')
  return silent.length > NAMES ? text('veterans.silentMore', { names }) : names
}

/** A drop is told to the owner once, in private; again only after it was over. */
async function watch(ctx: In, { due }: { due: Millis }): Promise<void> {
  await keepDays(ctx, { late: true })
  const { dropAlert } = ctx.config.veterans
  const to = addDays(dateOf(due, ctx.zone), -1)
  const series = await recentSeries(ctx, to)
  const told = await toldIn(ctx).get('told')
  // The same run again after a crash tells the same.
  if (told && told.to !== to) {
    if (isOver(series, dropAlert)) await toldIn(ctx).delete('told')
    return
  }
  const drop = dropIn(series, dropAlert)
  if (!drop) return
  await toldIn(ctx).set('told', { to })
  const line = ctx.text('veterans.drop', {
    room: ctx.room.name,
    of: ctx.text(drop.of === 'messages' ? 'veterans.ofMessages' : 'veterans.ofSpeakers'),
    from: percent(drop.from),
    to: percent(drop.to),
  })
  for (const owner of ctx.staff('owner')) await ctx.tell(owner, line, { id: `veterans|${owner}` })
}
