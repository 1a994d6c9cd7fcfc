import { type Ctx, dateOf, definePart, type Millis, nextCron, nextTime, weekdayOf } from '../../../src/kernel/plugin.js'
import { rulesConfig } from '../config.js'
import { countCases, countUndone } from './counts.js'
import { reconsider } from './doubts.js'
import { texts } from './texts.js'

const DAY: Millis = 86_400_000
/** From so many cases in a month on the owner is asked about the rule itself. */
const OFTEN = 5
/** When the owner hears of the week, on Mondays. */
const MORNING = '10:00'
/** When what was taken back by other ways than `/误判` is looked at. */
const NOON = '12:00'
const LATEST: Millis = 12 * 3_600_000

/** What the rules did, in numbers: for the owner on request and each week, for the room where that is wanted. */
export const statisticsPart = definePart(rulesConfig, {
  texts,
  commands: [
    {
      names: ['违规统计', 'violations'],
      who: 'owner',
      in: 'anywhere',
      help: '违规统计：哪条总被犯',
      order: 76,
      record: 'never',
      async run(ctx) {
        await ctx.whisper(report(ctx), ctx.text('statisticsShort'))
      },
    },
  ],
  timers: {
    doubts: {
      at: (_, after, zone) => nextTime(after, NOON, zone),
      missed: 'run',
      upTo: LATEST,
      run: reconsider,
    },
    violations: {
      at: (_, after, zone) => nextMonday(after, zone),
      missed: 'run',
      upTo: LATEST,
      async run(ctx) {
        // One word for the whole community, from the first of its rooms.
        const first = ctx.rooms(ctx.community)[0]
        const [owner] = ctx.staff('owner')
        if (first?.key !== ctx.room.key || owner === undefined) return
        const week = countCases(ctx.cases(), ctx.now() - 7 * DAY, ctx.now())
        // What the admins did themselves is no news to anybody.
        if (week.lines.every(({ reason }) => reason === undefined)) return
        await ctx.tell(owner, `${ctx.text('statisticsWeek', { topic: ctx.room.name })}\n${report(ctx)}`)
      },
    },
    pulse: {
      at: ({ pulse }, after, zone) => (pulse === 'off' ? undefined : nextCron(pulse, after, zone)),
      missed: 'skip',
      async run(ctx) {
        const since = ctx.now() - 7 * DAY
        const done = ctx
          .cases()
          .filter(({ room, status, openedAt }) => room === ctx.room.key && status === 'done' && openedAt >= since)
        const removed = done.filter(({ measure }) => measure !== 'remind' && measure !== 'warn').length
        if (done.length === 0) return
        await ctx.say(ctx.text('pulse', { reminded: done.length - removed, removed }), { manner: 'unasked' })
      },
    },
  },
})

function report(ctx: Ctx): string {
  const now = ctx.now() + 1
  const cases = ctx.cases()
  const spans = [7, 30].map(days => {
    const { count, lines } = countCases(cases, now - days * DAY, now)
    if (count === 0) return ctx.text('statisticsNone', { days })
    const list = lines.map(({ reason = ctx.text('statisticsHand'), count: number }) =>
      ctx.text('statisticsLine', { reason, count: number }),
    )
    return ctx.text('statistics', { days, count, list: list.join('，') })
  })
  const { automatic, undone } = countUndone(cases, now - 30 * DAY, now)
  const [most] = countCases(cases, now - 30 * DAY, now).lines.filter(({ reason }) => reason !== undefined)
  return [
    ...spans,
    ...(automatic > 0
      ? [ctx.text('statisticsUndone', { automatic, undone, percent: Math.round((100 * undone) / automatic) })]
      : []),
    ...(most?.reason !== undefined && most.count >= OFTEN
      ? [ctx.text('statisticsOften', { reason: most.reason, count: most.count, people: most.people })]
      : []),
  ].join('\n')
}

function nextMonday(after: Millis, zone: string): Millis {
  let next = nextTime(after, MORNING, zone)
  while (weekdayOf(dateOf(next, zone)) !== 'mon') next = nextTime(next, MORNING, zone)
  return next
}
