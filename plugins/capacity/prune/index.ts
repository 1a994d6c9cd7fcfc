import { args, type CommandCtx, choice, definePart, nextCron, person } from '../../../src/kernel/plugin.js'
import { capacityConfig } from '../config.js'
import { hasCorePreset } from '../core/seats.js'
import { begin, beginJob, carryOut } from './begin.js'
import { forgetJob, pruneSaga, turnJob } from './carry.js'
import { choose } from './choose.js'
import { factsOf, type In, noteGap, wasTakenBack } from './facts.js'
import { callOn, hearInPrivate, hearInRoom, thankInRoom, thanksJob } from './hearing.js'
import { askedBy, askForPreview, ownedRooms, preview, spareSome } from './preview.js'
import { plansIn, plansOf, prunePeople, pruningIn, spare, warnedIn } from './records.js'
import { noticeSettled } from './telling.js'
import { texts } from './texts.js'
import { daysOf, shareText, underWay } from './wording.js'

type Asked = CommandCtx<In['config']>

const MINUTE = 60_000
const DAY = 1440 * MINUTE
const TWELVE_HOURS = DAY / 2

/**
 * `/清人`: who has been silent for long, told kindly, given a week, and removed by the owner's word alone, five a day, each
 * one seen to be gone.
 */
export const prunePart = definePart(capacityConfig, {
  texts,
  commands: [
    {
      names: ['清人', 'prune'],
      who: 'owner',
      in: 'anywhere',
      help: '看谁很久没说话，再决定要不要清人，如 /清人 预览',
      order: 64,
      args: args({
        what: choice(
          {
            preview: ['预览', '名单', '看看'],
            run: ['执行', '开始'],
            spare: ['放过', '留下', '保留'],
            stop: ['停', '停止', '停下', '取消'],
          },
          { optional: true, name: '做什么' },
        ),
        first: person({ optional: true, name: '编号或@某人' }),
        second: person({ optional: true }),
        third: person({ optional: true }),
        fourth: person({ optional: true }),
        fifth: person({ optional: true }),
      }),
      example: '/清人 预览',
      record: ({ what }) => what === 'run' || what === 'spare' || what === 'stop',
      async run(ctx, { what, first, second, third, fourth, fifth }) {
        if (what === 'preview') return askForPreview(ctx, first)
        if (what === 'spare')
          return spareSome(
            ctx,
            [first, second, third, fourth, fifth].flatMap(name => name ?? []),
          )
        if (what === 'run') return carryOut(ctx, first)
        if (what === 'stop') return stop(ctx)
        return show(ctx)
      },
    },
  ],
  on: {
    message: { activity: hearInRoom },
    async private(ctx, message) {
      return (await hearInPrivate(ctx, message)) ? 'stop' : undefined
    },
    async joined(ctx, { members }) {
      // Who is back because his removal was a mistake has time to come into his own.
      const back = members.filter(member => wasTakenBack(ctx, member))
      if (back.length > 0) await spare(ctx, back, ctx.now() + ctx.config.core.prune.idle)
    },
    async left(ctx, { members }) {
      for (const member of members) {
        const number = await warnedIn(ctx).get(member)
        if (number !== undefined) await callOn(ctx, number)
      }
    },
    settled: (ctx, settled) => noticeSettled(ctx, settled),
    away: (ctx, gap) => noteGap(ctx, gap),
    async configured(ctx) {
      // What was to ring while the plugin was off did not: it goes on.
      const number = await pruningIn(ctx).get('now')
      if (number === undefined || (await plansOf(ctx.lasting).get(number))?.state !== 'running') return
      await ctx.later('pruneTurn', { number }, ctx.now() + MINUTE, { id: `prune|${number}` })
    },
  },
  timers: {
    pruneLook: {
      at: (config, after, zone) => {
        const { cron } = config.core.prune
        return cron === 'off' || !hasCorePreset({ config }) ? undefined : nextCron(cron, after, zone)
      },
      missed: 'run',
      upTo: TWELVE_HOURS,
      run: ctx => remindOwner(ctx),
    },
  },
  jobs: {
    pruneBegin: { data: beginJob, run: begin },
    pruneForget: forgetJob,
    prunePreview: { data: askedBy, run: preview },
    pruneThanks: { data: thanksJob, run: thankInRoom },
    pruneTurn: turnJob,
  },
  sagas: { prune: pruneSaga },
  people: prunePeople,
})

/** Usage, and what is under way. */
async function show(ctx: Asked): Promise<void> {
  const lines: string[] = []
  for (const at of ctx.private ? ownedRooms(ctx) : [ctx]) {
    const plans = await plansIn(at)
    const running = plans.find(({ state }) => state === 'running')
    const shown = plans.find(({ state, madeAt }) => state === 'shown' && madeAt > ctx.now() - DAY)
    if (running) lines.push(underWay(at, running))
    else if (shown)
      lines.push(ctx.text('prune.shownYet', { number: shown.number, count: Object.keys(shown.people).length }))
  }
  await ctx.reply([...lines, ctx.text('prune.usage')].join('\n'))
}

async function stop(ctx: Asked): Promise<void> {
  const stopped: string[] = []
  for (const at of ctx.private ? ownedRooms(ctx) : [ctx]) {
    for (const { number, state } of await plansIn(at)) {
      if (state !== 'running') continue
      await plansOf(at.lasting).update(number, now => now && { ...now, stopped: true })
      await callOn(at, number)
      stopped.push(number)
    }
  }
  if (stopped.length === 0) return ctx.decline(ctx.text('prune.nothingToStop'))
  await ctx.reply(ctx.text('prune.stopped', { number: stopped.join(ctx.text('prune.comma')) }))
}

/** Once a month the owner of a core group hears that there is a list to look at; no plan is made of it. */
async function remindOwner(ctx: In): Promise<void> {
  const [owner] = ctx.staff('owner')
  if (owner === undefined || ctx.room.doubted || (await pruningIn(ctx).get('now')) !== undefined) return
  const facts = await factsOf(ctx)
  if (facts.counted === undefined || facts.counted > facts.since) return
  const { idle } = choose(facts.people, facts.since, ctx.config.core.prune.exempt)
  if (idle.length === 0) return
  const days = daysOf(ctx.config.core.prune.idle)
  const lines = [
    ctx.text('prune.monthly', { room: ctx.room.name, days, count: idle.length }),
    shareText(ctx, facts),
    ctx.text('prune.monthlyNext', { room: ctx.room.name }),
  ]
  await ctx.tell(owner, lines.join('\n'), { id: 'prune|monthly' })
}
