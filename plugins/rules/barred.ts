import { atLeast, BOT, type Case, dateOf, definePart } from '../../src/kernel/plugin.js'
import { rulesConfig } from './config.js'

/** Who was removed for breaking the rules stays out until his time is over, whoever brings him in. */
export const barredPart = definePart(rulesConfig, {
  on: {
    async joined(ctx, event) {
      for (const key of event.members) {
        const until = ctx.books.blocks.blockedUntil(ctx.community, key, ctx.now())
        if (until === undefined) continue
        // He came, was barred, and only after a crash it is told that he had come: he has not come back.
        if (event.at <= (ctx.books.blocks.get(ctx.community, key)?.since ?? 0)) continue
        const isLeaving = ({ room, status }: Case) => room === event.room && status === 'acting'
        if (ctx.casesOf(key).some(isLeaving)) continue
        const { name } = ctx.member(key)
        // Whom an admin brings in himself is let in by the one who may lift the bar.
        if (
          event.via === 'invite' &&
          event.by !== undefined &&
          event.by !== BOT &&
          atLeast(ctx.member(event.by).role, 'admin')
        ) {
          await ctx.books.blocks.lift(ctx.community, key)
          await ctx.tell(event.by, ctx.text('barLifted', { name }), { id: `lifted|${key}` })
          continue
        }
        await ctx.accuse({ member: key, reason: ctx.text('barred'), measure: 'remove' })
        if (event.by === undefined || event.by === BOT) continue
        const date = dateOf(until, ctx.zone)
        await ctx.tell(event.by, ctx.text('barredBy', { name, date }), { id: `barred|${key}` })
      }
    },
  },
})
