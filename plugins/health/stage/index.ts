import {
  args,
  atLeast,
  type CommandCtx,
  dateOf,
  definePart,
  type Millis,
  nextCron,
  word,
  z,
} from '../../../src/kernel/plugin.js'
import { type HealthConfig, healthConfig } from '../config.js'
import { considerHibernation } from '../hibernation/asking.js'
import { restOf } from '../hibernation/rest.js'
import { considerRules } from '../stage-rules/holding.js'
import { judge, percent } from './classify.js'
import { activeIn, type In, keepStage, noteAway, noteHeard, quietOf, readingOf, sayBorn, stageOf } from './life.js'
import { type Staged, settle } from './settle.js'
import { texts } from './texts.js'

const DAY: Millis = 86_400_000
/** Ten minutes after the day's figures are made. */
const DAILY = '40 3 * * *'
/** A shorter time away is no time in which a day's talk is missed. */
const SHORT: Millis = 10 * 60_000

/** Which stage of its life a group is in: judged every night, told on being asked, and said to what depends on it. */
export const stagePart = definePart(healthConfig, {
  texts,
  commands: [
    {
      names: ['群阶段', 'room-stage'],
      who: 'admin',
      in: 'anywhere',
      help: '看群在哪个阶段、为什么',
      order: 62,
      args: args({ stage: word({ name: '阶段', optional: true }) }),
      example: '/群阶段 萌芽',
      record: ({ stage }) => stage !== undefined,
      async run(ctx, { stage }) {
        if (stage === undefined) return ctx.reply(await stageText(ctx))
        if (stage.replace(/期$/, '') !== '萌芽') return ctx.decline(ctx.text('stage.onlySeed'))
        if (!atLeast(ctx.caller.role, 'owner')) return ctx.decline(ctx.text('stage.ownerOnly'))
        await sow(ctx)
        await ctx.reply(ctx.text('stage.said', { topic: ctx.room.name }))
      },
    },
  ],
  on: {
    async configured(ctx) {
      await noteHeard(ctx)
    },
    async away(ctx, { from, to }) {
      if (to - from >= SHORT) await noteAway(ctx, from, to)
    },
  },
  timers: {
    stage: {
      at: (_config, after, zone) => nextCron(DAILY, after, zone),
      missed: 'run',
      upTo: DAY,
      run: (ctx, { due }) => judgeAt(ctx, { due }),
    },
  },
  jobs: { judge: { data: z.object({ due: z.number() }), run: judgeAt } },
})

/** Right after an outage nobody knows yet how long it was: what rings late waits until that was told. */
async function judgeAt(ctx: In, { due }: { due: Millis }): Promise<void> {
  if (ctx.now() - due <= SHORT) return judgeNow(ctx)
  const later = ctx.now() + SHORT
  await ctx.later('judge', { due: later }, later, { id: 'judge' })
}

/** Judges the room by what is known now; what depends on its stage hears of it. */
async function judgeNow(ctx: In): Promise<void> {
  const reading = await readingOf(ctx)
  const { now, date } = reading
  const staged = await keepStage(ctx, known =>
    settle(known, judge(reading, known?.stage, known?.before), { date, now }),
  )
  await considerHibernation(ctx, staged)
  await considerRules(ctx, staged?.stage)
}

/** The owner says that it begins anew. */
async function sow(ctx: CommandCtx<HealthConfig>): Promise<void> {
  const now = ctx.message.sentAt
  await sayBorn(ctx, now)
  const staged = await keepStage(ctx, known => {
    if (known?.stage === '萌芽') return known
    const seed = { stage: '萌芽', why: 'word', values: {}, since: now, date: dateOf(now, ctx.zone) } as const
    return known === undefined ? seed : { ...seed, before: known.stage }
  })
  await considerRules(ctx, staged?.stage)
}

async function stageText(ctx: In): Promise<string> {
  const topic = ctx.room.name
  const staged = await stageOf(ctx)
  const resting = (await restOf(ctx)) === undefined ? '' : ctx.text('stage.resting')
  if (staged !== undefined) return stagedText(ctx, staged, topic) + resting
  const { heardFor } = await quietOf(ctx)
  const days = Math.floor(heardFor / DAY)
  if (days < 7) return ctx.text('stage.unknown', { topic, days })
  const active = await activeIn(ctx)
  return ctx.text('stage.undecided', { topic, active, rate: percent(active / Math.max(1, ctx.room.size)) })
}

function stagedText(ctx: In, { stage, since, why, values, next }: Staged, topic: string): string {
  const date = dateOf(since, ctx.zone)
  const line = ctx.text('stage.now', { topic, stage, date, why: ctx.text(`why.${why}`, { ...values }) })
  return next === undefined ? line : `${line}${ctx.text('stage.next', { stage: next.stage })}`
}
