import { type Ctx, nextTime } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import type { SplitRun } from '../saga.js'
import { sagaIdOf } from '../saga-id.js'
import { type SplitState, type SplitStep, splitsOf } from '../state.js'
import { carryOut } from './deeds.js'
import { close } from './ending.js'
import { EVENING, look, MORNING } from './look.js'
import { type Facts, next, stepOf } from './next.js'
import { isSilent, jobOf, seedQuestion } from './once.js'
import { setPlacesAside } from './places.js'
import { waitsFor, wakesAt } from './waiting.js'

/** More than this at once is a mistake of ours, and not a split. */
const MOST = 1000

/**
 * Everything from the owner's yes to the report is one run: it does what is to be done now, one thing after another, and
 * rests until something happened. Each thing has an id of its own, so that a run that a crash broke off comes to the same.
 */
const run: SplitRun = async (ctx, before) => {
  let state = before
  let facts = look(ctx, state)
  await setPlacesAside(ctx, state, facts)
  for (let count = 0; count < MOST; count += 1) {
    const deed = next(state, facts)
    if (deed === undefined) break
    const after = await carryOut(ctx, state, deed, facts)
    if (after === state) break
    state = after
    facts = look(ctx, state)
  }
  if (state.end !== undefined) {
    await close(ctx, state)
    return { state }
  }
  await setPlacesAside(ctx, state, facts)
  await settleQuestions(ctx, state)
  const { waits: _, ...rest } = state
  const waits = waitsFor(state, facts)
  await note(ctx, state)
  await ctx.later('carry', { saga: sagaIdOf(state.community, state.number) }, wakeAt(ctx, state, facts), {
    id: jobOf(state),
  })
  return { next: stepOf(state, facts), state: { ...rest, ...(waits ? { waits } : {}) }, wait: true }
}

/**
 * What a seed was asked is settled once he is on his way, has come, or is out of it. Who offered to lead may say no until he
 * is brought in, or the room is made.
 */
async function settleQuestions(ctx: Ctx<CapacityConfig>, state: SplitState): Promise<void> {
  const made = state.founding !== undefined && state.founding.is !== 'short'
  for (const [member, { as, step }] of Object.entries(state.people)) {
    if (as !== 'seed' || step === 'asked' || step === 'unreachable') continue
    const may = member === state.leader && isSilent(state, member) && !made && state.sending?.member !== member
    if (!may) await ctx.unask(seedQuestion(state, member))
  }
}

/** From the owner's yes on events are looked at for it. */
async function note(ctx: Ctx<CapacityConfig>, { community, number, to }: SplitState): Promise<void> {
  await splitsOf(ctx).update(community, known =>
    known?.number !== number || (known.carried && known.to === to)
      ? known
      : { ...known, carried: true, ...(to === undefined ? {} : { to }) },
  )
}

function wakeAt(ctx: Ctx<CapacityConfig>, state: SplitState, facts: Facts): number {
  const hours = [MORNING, EVENING].map(time => nextTime(facts.now, time, ctx.zone))
  return Math.min(...hours, ...wakesAt(state, facts))
}

/** Everything from the owner's yes to the report. */
export const carrySteps: Record<Exclude<SplitStep, 'decide'>, SplitRun> = {
  lead: run,
  ask: run,
  open: run,
  fill: run,
  move: run,
}
