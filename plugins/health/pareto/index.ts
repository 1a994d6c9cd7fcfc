import { addDays, type CommandCtx, dateOf, definePart } from '../../../src/kernel/plugin.js'
import { type HealthConfig, healthConfig } from '../config.js'
import { sizeOf } from '../days/counting.js'
import { countsOf } from '../weekly/report.js'
import { percent } from '../weekly/wording.js'
import { spreadOf } from './share.js'
import { texts } from './texts.js'

/** How far back it looks, today included. */
const DAYS = 30

/** 二八: whether a few carry the talk. Who they are is told in private alone. */
export const paretoPart = definePart(healthConfig, {
  texts,
  commands: [
    {
      names: ['二八', 'pareto'],
      who: 'admin',
      in: 'anywhere',
      help: '话是几个人在说',
      order: 73,
      record: 'never',
      run: showSpread,
    },
  ],
})

async function showSpread(ctx: CommandCtx<HealthConfig>): Promise<void> {
  const { text } = ctx
  const today = dateOf(ctx.now(), ctx.zone)
  const size = sizeOf(ctx.members().length)
  const spread = spreadOf(await countsOf(ctx, addDays(today, 1 - DAYS), today), size)
  if (!spread) return ctx.whisper(text('pareto.nothing'))
  const { fifth, share, verdict, speakers, messages } = spread
  const head = [
    text('pareto.share', { room: ctx.room.name, fifth, share: percent(share), verdict: text(`pareto.${verdict}`) }),
    text('pareto.all30', { speakers, messages, size }),
  ]
  const lines = spread.top
    .map(each => ({ ...each, view: ctx.member(each.member) }))
    .filter(({ view }) => view.present)
    .map(({ view, messages: own }, at) =>
      text('pareto.line', { rank: at + 1, name: view.name, messages: own, share: percent(own / messages) }),
    )
  const hint = verdict === 'few' ? [text('pareto.hint')] : []
  const names = lines.length > 0 ? [text('pareto.head'), ...lines] : []
  await ctx.whisper([...head, ...names, ...hint].join('\n'), head.join(''))
}
