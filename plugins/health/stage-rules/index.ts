import { type CommandCtx, definePart, z } from '../../../src/kernel/plugin.js'
import { type HealthConfig, healthConfig } from '../config.js'
import { agree, changeText, heldOf, misfitsOf, nameOf } from './holding.js'
import { type Rule, rulesOf } from './rules.js'
import { texts } from './texts.js'

/** Settings that belong to a stage or a size: proposed on coming into it, laid on by the owner's word, gone on leaving it. */
export const stageRulesPart = definePart(healthConfig, {
  texts,
  commands: [
    {
      names: ['阶段规则', 'stage-rules'],
      who: 'owner',
      in: 'anywhere',
      help: '看各阶段要改的设置',
      order: 66,
      listed: config => rulesOf(config).length > 0,
      record: 'never',
      run: showRules,
    },
  ],
  on: {
    async answered(ctx, { about, data, choice, by }) {
      if (about !== 'stage-rules' || by === undefined || choice === undefined) return
      if (choice === 2) return agree(ctx, z.object({ key: z.string() }).parse(data).key, by)
      await ctx.tell(by, ctx.text('stageRules.left1'), { id: 'left', manner: 'reply' })
    },
  },
})

async function showRules(ctx: CommandCtx<HealthConfig>): Promise<void> {
  const all = rulesOf(ctx.config)
  if (all.length === 0) return ctx.reply(ctx.text('stageRules.none'))
  const { rules: held } = await heldOf(ctx)
  const lines = all.map(rule =>
    ruleText(
      ctx,
      rule,
      held.some(({ key }) => key === rule.key),
    ),
  )
  const topic = ctx.room.name
  await ctx.whisper(
    [ctx.text('stageRules.head', { topic }), ...lines].join('\n'),
    ctx.text('stageRules.short', {
      count: all.length,
      held: held.length,
    }),
  )
}

function ruleText(ctx: CommandCtx<HealthConfig>, rule: Rule, holds: boolean): string {
  const misfits = misfitsOf(ctx, rule)
  const values = ctx.changesBy(rule.settings).filter(({ fits }) => fits)
  return [
    ctx.text(holds ? 'stageRules.holds' : 'stageRules.waits', { what: nameOf(ctx, rule) }),
    ...values.map(each => changeText(ctx, each)),
    ...(misfits.length === 0 ? [] : [ctx.text('stageRules.wrong', { keys: misfits.join('、') })]),
  ].join('\n')
}
