import { args, definePart, rest, z } from '../../../../src/kernel/plugin.js'
import { capacityConfig } from '../../config.js'
import { splitSaga } from '../saga.js'
import { openSplit } from '../state.js'
import { texts } from '../texts.js'
import { answered, decided } from './answer.js'
import { changeSplit } from './change.js'
import { runSplit } from './command.js'
import { ownerHere } from './owner.js'

/** The owner's part of a split: he is shown the plan, changes it, and decides; without his word nothing is done to anybody. */
export const decidePart = definePart(capacityConfig, {
  texts,
  commands: [
    {
      names: ['分群', 'split'],
      // Most of it is the owner's; an admin may pause a split that is under way.
      who: 'admin',
      in: 'anywhere',
      help: '看分群方案，确认、否决或换人；管理员可看进度、暂停',
      order: 61,
      args: args({ what: rest({ name: '方案|确认|否决|换人|暂停|继续|进度', optional: true }) }),
      example: '/分群 方案',
      run: (ctx, { what }) => runSplit(ctx, what ?? ''),
    },
  ],
  sagas: { split: splitSaga },
  on: {
    async answered(ctx, { about, data, choice, by }) {
      if (about === 'plan') await decided(ctx, answered.parse(data), choice, by)
    },
  },
  jobs: {
    silence: {
      data: z.object({ number: z.string() }),
      async run(ctx, { number }) {
        const split = await openSplit(ctx)
        if (split?.step !== 'decide' || split.state.number !== number || split.state.decided) return
        const owner = ownerHere(ctx)
        if (owner === undefined || ctx.now() < split.state.until) return
        const { topic } = split.state
        if (ctx.config.onSilence === 'proceed' && !split.state.left) {
          await ctx.tell(owner, ctx.text('plan.proceeds', { number }), { once: `proceeds|${number}` })
          await changeSplit(ctx, split.saga, now => ({ ...now, decided: now.decided ?? 'silence' }))
          return
        }
        if (split.state.reminded) return
        await ctx.tell(owner, ctx.text('plan.reminder', { number, room: ctx.room.name, topic }), { id: 'reminder' })
        await changeSplit(ctx, split.saga, now => ({ ...now, reminded: true }))
      },
    },
  },
})
