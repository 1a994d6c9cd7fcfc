import type { Ctx } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { thresholdsOf } from '../../levels.js'
import { fitting, seedsOf, sketchOf } from '../sketch.js'
import { openSplit } from '../state.js'
import { changeSplit } from './change.js'

/**
 * The cap of a room became another while its plan waits for the owner: so many are to move as the new one asks for; where
 * the room is far from full now the plan is put away. His own seeds and name stay.
 * @param ctx of the room, with the new cap
 * @returns what the owner is told of it, in one line; undefined where no plan waits
 */
export async function redrawPlan(ctx: Ctx<CapacityConfig>): Promise<string | undefined> {
  const split = await openSplit(ctx)
  if (split?.step !== 'decide' || split.state.decided !== undefined || split.state.from !== ctx.room.key)
    return undefined
  const { number } = split.state
  const { size, cap, movers, toMove } = await sketchOf(ctx)
  if (size < thresholdsOf(cap, ctx.config).draft) {
    await changeSplit(ctx, split.saga, now => ({ ...now, decided: now.decided ?? 'moot' }))
    return ctx.text('plan.moot', { number })
  }
  const count = fitting(ctx, split.state, seedsOf(split.state).length, toMove)
  await changeSplit(ctx, split.saga, now =>
    now.decided === undefined
      ? { ...now, size, cap, movers: movers.filter(key => now.people[key] === undefined), toMove: count }
      : now,
  )
  return ctx.text('plan.redrawn', { number, count })
}
