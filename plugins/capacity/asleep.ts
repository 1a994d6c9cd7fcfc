import type { Ctx } from '../../src/kernel/plugin.js'
import type { CapacityConfig } from './config.js'
import { activeShare } from './split/facts.js'

/**
 * What to say instead of a plan where hardly anybody wrote in a week: two such rooms would be two silent ones. Undefined where
 * enough did, or where the bot has not listened for a week.
 */
export async function saysAsleep(ctx: Ctx<CapacityConfig>): Promise<string | undefined> {
  const active = await activeShare(ctx)
  if (!active || active.share >= ctx.config.minActive) return undefined
  const room = { room: ctx.room.name, size: ctx.room.size, cap: ctx.capOf(ctx.room.key) }
  if (active.days !== undefined) return ctx.text('full.silent', { ...room, days: active.days })
  return ctx.text('full.asleep', {
    ...room,
    speakers: active.speakers,
    share: ctx.text('share', { percent: Math.round(active.share * 1000) / 10 }),
  })
}
