import { BOT, dateOf, definePart } from '../../src/kernel/plugin.js'
import { rulesConfig } from './config.js'

/** Who was removed for breaking the rules stays out until his time is over, whoever brings him in. */
export const barredPart = definePart(rulesConfig, {
  on: {
    async joined(ctx, event) {
      for (const key of event.members) {
        const until = ctx.books.blocks.blockedUntil(ctx.community, key, ctx.now())
        if (until === undefined) continue
        const { name } = ctx.member(key)
        await ctx.accuse({ member: key, reason: ctx.text('barred'), measure: 'remove' })
        if (event.by === undefined || event.by === BOT) continue
        const date = dateOf(until, ctx.zone)
        await ctx.tell(event.by, ctx.text('barredBy', { name, date }), { id: `barred|${key}` })
      }
    },
  },
})
