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
import { moreText, placeMeant, placesShown, roomNamed } from '../places.js'
import { considerRules } from '../stage-rules/holding.js'
import { isMeasured, judge, percent, SILENT_AFTER } from './classify.js'
import { type In, keepStage, noteAway, noteHeard, readingOf, sayBorn, stageSeen } from './life.js'
import { type Staged, settle } from './settle.js'
import { stages } from './stages.js'
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
      args: args({ stage: word({ name: '阶段', optional: true }), room: roomNamed() }),
      example: '/群阶段 萌芽',
      record: ({ stage }) => isStage(stage),
      async run(ctx, { stage, room }) {
        const typed = isStage(stage) ? room : [stage, room].filter(Boolean).join(' ') || undefined
        if (!isStage(stage)) return showStages(ctx, typed)
        if (stage?.replace(/期$/, '') !== '萌芽') return ctx.decline(ctx.text('stage.onlySeed'))
        if (!atLeast(ctx.caller.role, 'owner')) return ctx.decline(ctx.text('stage.ownerOnly'))
        const at = await placeMeant(ctx, { typed, who: 'owner', command: '群阶段 萌芽' })
        if (!at) return
        await sow(at, ctx.message.sentAt)
        await ctx.reply(ctx.text('stage.said', { topic: at.room.name }))
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

/** Whether it is one of the five, with or without 期; another word behind the command is a room's name. */
function isStage(typed: string | undefined): boolean {
  return (stages as readonly string[]).includes(typed?.replace(/期$/, '') ?? '')
}

/** The owner says that it begins anew. */
async function sow(ctx: In, now: Millis): Promise<void> {
  await sayBorn(ctx, now)
  const staged = await keepStage(ctx, known => {
    if (known?.stage === '萌芽') return known
    const seed = { stage: '萌芽', why: 'word', values: {}, since: now, date: dateOf(now, ctx.zone) } as const
    return known === undefined ? seed : { ...seed, before: known.stage }
  })
  await considerRules(ctx, staged?.stage)
}

/** A line for each room. */
async function showStages(ctx: CommandCtx<HealthConfig>, typed: string | undefined): Promise<void> {
  const shown = await placesShown(ctx, { typed, who: 'admin', command: '群阶段' })
  if (!shown) return
  const lines = await Promise.all(shown.places.map(stageText))
  await ctx.reply([...lines, ...moreText(ctx, shown, '群阶段')].join('\n'))
}

async function stageText(ctx: In): Promise<string> {
  const topic = ctx.room.name
  const resting = (await restOf(ctx)) === undefined ? '' : ctx.text('stage.resting')
  const staged = await stageSeen(ctx)
  if (staged !== undefined) return (await stagedText(ctx, staged, topic)) + resting
  const reading = await readingOf(ctx)
  const days = Math.floor(reading.heardFor / DAY)
  if (days < 7) return ctx.text('stage.unknown', { topic, days }) + resting
  if (!isMeasured(reading)) return ctx.text('stage.missed', { topic }) + resting
  const { active, members, floor } = reading
  const rates = { rate: percent(active / members), floor: percent(floor) }
  return ctx.text('stage.undecided', { topic, active, members, ...rates }) + resting
}

async function stagedText(ctx: In, staged: Staged, topic: string): Promise<string> {
  const { stage, since, next } = staged
  const line = ctx.text('stage.now', { topic, stage, date: dateOf(since, ctx.zone), why: await whyText(ctx, staged) })
  return next === undefined ? line : `${line}${ctx.text('stage.next', { stage: next.stage })}`
}

/**
 * The reason by the figures of this moment. A stage outlasts those that it was judged by: where they no longer speak for it,
 * it is told what they are now, and not what they were.
 */
async function whyText(ctx: In, staged: Staged): Promise<string> {
  const { stage, why, values, before } = staged
  if (why === 'word') return ctx.text('why.word')
  const reading = await readingOf(ctx)
  if (why === 'quiet' && reading.quietFor < SILENT_AFTER) return ctx.text('why.quietUntil', { ...values })
  const judged = judge(reading, stage, before)
  if (judged?.stage === stage) return ctx.text(`why.${judged.why}`, { ...judged.values })
  if (!isMeasured(reading)) return ctx.text('why.missed')
  const { active, members, floor } = reading
  const rates = { rate: percent(active / members), floor: percent(floor) }
  return ctx.text(judged === undefined ? 'why.nothingElse' : 'why.active', { active, members, ...rates })
}
