import { atLeast, type CommandCtx, type Ctx } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { changeSplit } from '../decide/change.js'
import { ownerHere } from '../decide/owner.js'
import { openSplit, type SplitState, type SplitStep, splitState } from '../state.js'
import { calledOn, pausedBy } from './after.js'
import { bossesOf, look } from './look.js'
import { cardOf, offOf, once } from './once.js'
import { nameLeader } from './successor.js'
import { progress, say, standing } from './words.js'

/** A split as `openSplit` gives it. */
interface Carried {
  saga: string
  step: SplitStep
  state: SplitState
}

type Order = (ctx: CommandCtx<CapacityConfig>, split: Carried, rest?: string) => Promise<void>

/**
 * What may be said of a split that was decided: 进度, 暂停, 继续, 否决, 换人. Each answers by itself. An admin may see how it stands
 * and pause it; what he paused he may call on again while there is no owner, and nothing is decided by that.
 */
export const carryCommands: Readonly<Record<'progress' | 'pause' | 'resume' | 'stop' | 'swap', Order>> = {
  async progress(ctx, { saga, state }) {
    // Whatever is due is done first: what is answered then is true.
    await changeSplit(ctx, saga)
    await ctx.reply(await toldOf(ctx, state))
  },
  async pause(ctx, { saga, state }) {
    const admin = !rules(ctx, state)
    await changeSplit(ctx, saga, known => pausedBy(known, admin))
    await recallAll(ctx, saga)
    if (!admin) return ctx.reply(say(ctx, state, 'carryPausedNow'))
    const old = ctx.at(state.from)
    const resumes = ownerHere(old) === undefined ? 'carryPausedNow' : 'carryPausedForOwner'
    await ctx.reply(say(ctx, state, resumes))
    const text = say(ctx, state, 'carryPausedByAdmin', { name: old.member(ctx.caller.key).name })
    for (const boss of bossesOf(ctx, state)) {
      if (boss !== ctx.caller.key)
        await old.tell(boss, text, { once: once(state, `paused|${ctx.message.id}|${boss}`), ifUnknown: 'resend' })
    }
  },
  async resume(ctx, { saga, state }) {
    if (!rules(ctx, state)) {
      if (ownerHere(ctx.at(state.from)) !== undefined || !state.pausedByAdmin)
        return ctx.decline(say(ctx, state, 'carryOwnerResumes'))
      await changeSplit(ctx, saga, ({ pausedByAdmin, ...known }) =>
        pausedByAdmin ? { ...known, paused: false } : known,
      )
    } else {
      const cause = ctx.message.id
      await changeSplit(ctx, saga, known => calledOn(known, cause))
    }
    await ctx.reply(say(ctx, state, 'carryResumed', { progress: await toldOf(ctx, state) }))
  },
  async stop(ctx, { saga, state }) {
    await changeSplit(ctx, saga, known => ({ ...known, end: 'cancelled' }))
    await ctx.reply(standing(ctx, state))
  },
  swap: (ctx, split, rest = '') => nameLeader(ctx, split, rest),
}

/** What is on its way and has not left is called back: it is done when the owner calls the split on. */
async function recallAll(asked: CommandCtx<CapacityConfig>, saga: string): Promise<void> {
  const ctx: Ctx<CapacityConfig> = asked
  const split = await ctx.sagaOf(saga)
  if (!split || split.over) return
  const state = splitState.parse(split.state)
  if (state.sending) await ctx.recall(once(state, cardOf(state, state.sending.member)))
  for (const [member, { step }] of Object.entries(state.people)) {
    if (step === 'arrived' && state.done.includes(`off|${member}`)) await ctx.recall(once(state, offOf(state, member)))
  }
}

/** He runs the community that is split, and is no mere admin of it. */
function rules(ctx: CommandCtx<CapacityConfig>, { from }: SplitState): boolean {
  const { key, role } = ctx.caller
  return atLeast(role, 'operator') || atLeast(ctx.at(from).member(key).role, 'owner')
}

/** How it stands now; people are named to him alone. */
async function toldOf(asked: CommandCtx<CapacityConfig>, { from }: SplitState): Promise<string> {
  // It may be another community than the one he wrote from.
  const ctx: Ctx<CapacityConfig> = asked.at(from)
  const split = await openSplit(ctx)
  if (!split) return ctx.text('carryNothing')
  return progress(ctx, split.state, look(ctx, split.state), { named: asked.private })
}
