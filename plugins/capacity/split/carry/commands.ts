import type { CommandCtx, Ctx } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { changeSplit } from '../decide/change.js'
import { openSplit, type SplitState, type SplitStep } from '../state.js'
import { calledOn } from './after.js'
import { look } from './look.js'
import { progress, say, standing } from './words.js'

/** A split as `openSplit` gives it. */
interface Carried {
  saga: string
  step: SplitStep
  state: SplitState
}

type Order = (ctx: CommandCtx<CapacityConfig>, split: Carried) => Promise<void>

/** What the owner may say of a split that was decided: 进度, 暂停, 继续, 否决. Each answers by itself. */
export const carryCommands: Readonly<Record<'progress' | 'pause' | 'resume' | 'stop', Order>> = {
  async progress(ctx, { saga, state }) {
    // Whatever is due is done first: what is answered then is true.
    await changeSplit(ctx, saga)
    await ctx.reply(await toldOf(ctx.at(state.from)))
  },
  async pause(ctx, { saga, state }) {
    await changeSplit(ctx, saga, known => ({ ...known, paused: true }))
    await ctx.reply(say(ctx, state, 'carryPausedNow'))
  },
  async resume(ctx, { saga, state }) {
    const cause = ctx.message.id
    await changeSplit(ctx, saga, known => calledOn(known, cause))
    await ctx.reply(say(ctx, state, 'carryResumed', { progress: await toldOf(ctx.at(state.from)) }))
  },
  async stop(ctx, { saga, state }) {
    await changeSplit(ctx, saga, known => ({ ...known, end: 'cancelled' }))
    await ctx.reply(standing(ctx, state))
  },
}

/** @param ctx of the room that is split, which may be in another community than the one he wrote from */
async function toldOf(ctx: Ctx<CapacityConfig>): Promise<string> {
  const split = await openSplit(ctx)
  return split ? progress(ctx, split.state, look(ctx, split.state)) : ctx.text('carryNothing')
}
