import { atLeast, type CommandCtx, dateOf, definePlugin, nextCron, plainLine } from '../../src/kernel/plugin.js'
import { type PointsConfig, pointsConfig } from './config.js'
import { givenPart } from './given.js'
import { rightsPart } from './rights.js'
import { type Entry, type Line, signed, statementOf } from './statement.js'
import { texts } from './texts.js'
import { thankerOf, thanksPart } from './thanks.js'
import { standingOf, tierOf } from './tiers.js'

type Asked = CommandCtx<PointsConfig>

/** Names in a ranking. */
const RANKED = 10
/** Characters of a reason that are printed. */
const REASON = 30

/**
 * Points as a ledger of the whole community: what they are worth is said here, and whoever sees something done asks for it
 * (`ctx.worth`). Talk is worth nothing.
 */
export default definePlugin({
  name: 'points',
  config: pointsConfig,
  texts,
  worth: ({ points }) => points,
  parts: [thanksPart, givenPart, rightsPart],
  commands: [
    {
      names: ['积分', 'points'],
      bare: ['积分'],
      who: 'newcomer',
      in: 'anywhere',
      help: '看自己的积分',
      order: 51,
      run: showOwn,
    },
    {
      names: ['积分 明细', 'points detail'],
      bare: ['积分 明细'],
      who: 'newcomer',
      in: 'anywhere',
      run: showStatement,
    },
  ],
  timers: {
    ranking: {
      at: ({ ranking }, after, zone) => (ranking === 'off' ? undefined : nextCron(ranking, after, zone)),
      missed: 'run',
      upTo: 12 * 3_600_000,
      async run(ctx) {
        const members = ctx.members()
        const totals = await ctx.books.points.totals(
          ctx.community,
          members.map(({ key }) => key),
        )
        const best = members
          .map(({ key, name }) => ({ name, points: totals.get(key) ?? 0 }))
          .filter(({ points }) => points > 0)
          .sort((a, b) => b.points - a.points)
          .slice(0, RANKED)
        if (best.length === 0) return
        const list = best.map((each, at) => ctx.text('rank', { place: at + 1, ...each })).join('\n')
        await ctx.say(ctx.text('ranking', { list }), { id: 'ranking', manner: 'unasked' })
      },
    },
  },
})

async function showOwn(ctx: Asked): Promise<void> {
  const entries = await ctx.books.points.entries(ctx.community, ctx.caller.key)
  if (entries.length === 0) return ctx.whisper(ctx.text('none'))
  const { total, reached } = standingOf(entries)
  const { tier, next } = tierOf(ctx.config.tiers, reached)
  const called = atLeast(ctx.caller.role, 'admin') ? ctx.text('staff') : (tier?.name ?? '')
  const more = next ? ctx.text('next', { left: next.from - reached, tier: next.name }) : ''
  await ctx.whisper(ctx.text('own', { total, tier: called, next: more }), ctx.text('ownShort', { total, tier: called }))
}

async function showStatement(ctx: Asked): Promise<void> {
  const entries = await ctx.books.points.entries(ctx.community, ctx.caller.key)
  if (entries.length === 0) return ctx.whisper(ctx.text('none'))
  const { lines, earlier } = statementOf(entries, {
    dayOf: ({ at }) => dateOf(at, ctx.zone),
    reasonOf: entry => reasonOf(ctx, entry),
  })
  const total = entries.reduce((sum, { points }) => sum + points, 0)
  const year = dateOf(ctx.message.sentAt, ctx.zone).slice(0, 4)
  const first =
    earlier.count === 0 ? [] : [ctx.text('earlier', { count: earlier.count, points: signed(earlier.points) })]
  const all = [...first, ...lines.map(line => lineText(ctx, line, year))]
  const { reached } = standingOf(entries)
  const { tier } = tierOf(ctx.config.tiers, reached)
  await ctx.whisper(
    ctx.text('statement', { lines: all.join('\n'), total }),
    ctx.text('ownShort', { total, tier: tier?.name ?? '' }),
  )
}

function lineText(ctx: Asked, { when, reason, points, days }: Line, year: string): string {
  const [own = '', month = '', day = ''] = when.split('-')
  const values = { year: own, month: Number(month), day: Number(day) }
  if (days === undefined) {
    const date = ctx.text(own === year ? 'day' : 'dayOfYear', values)
    return ctx.text('line', { day: date, reason, points: signed(points) })
  }
  const named = ctx.text(own === year ? 'month' : 'monthOfYear', values)
  return ctx.text('monthLine', { month: named, reason, days, points: signed(points) })
}

/** A reason as it stands in the ledger; of a thanks also who gave it, by the name he has now. */
function reasonOf(ctx: Asked, { reason, cause }: Entry): string {
  const printed = plainLine(reason, REASON)
  const giver = thankerOf(cause)
  if (giver === undefined || ctx.member(giver).card === '') return printed
  return ctx.text('thankedBy', { reason: printed, name: ctx.member(giver).name })
}
