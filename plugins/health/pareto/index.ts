import { addDays, args, type CommandCtx, type Ctx, dateOf, definePart } from '../../../src/kernel/plugin.js'
import { type HealthConfig, healthConfig } from '../config.js'
import { sizeOf } from '../days/counting.js'
import { moreText, placesShown, roomNamed } from '../places.js'
import { countsOf } from '../weekly/report.js'
import { percent } from '../weekly/wording.js'
import { spreadOf } from './share.js'
import { texts } from './texts.js'

type In = Ctx<HealthConfig>

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
      args: args({ room: roomNamed() }),
      record: 'never',
      run: showSpread,
    },
  ],
})

/** In private that is every room of the asker's. */
async function showSpread(ctx: CommandCtx<HealthConfig>, { room }: { room: string | undefined }): Promise<void> {
  const shown = await placesShown(ctx, { typed: room, who: 'admin', command: '二八' })
  if (!shown) return
  const all = await Promise.all(shown.places.map(spreadText))
  const text = [...all.map(({ long }) => long), ...moreText(ctx, shown, '二八')].join('\n\n')
  await ctx.whisper(text, all[0]?.short)
}

async function spreadText(ctx: In): Promise<{ long: string; short: string }> {
  const { text } = ctx
  const today = dateOf(ctx.now(), ctx.zone)
  const size = sizeOf(ctx.members().length)
  const spread = spreadOf(await countsOf(ctx, addDays(today, 1 - DAYS), today), size)
  if (!spread) {
    const nothing = text('pareto.nothing', { room: ctx.room.name })
    return { long: nothing, short: nothing }
  }
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
  return { long: [...head, ...names, ...hint].join('\n'), short: head.join('') }
}
