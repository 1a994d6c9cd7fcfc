import type { Ctx } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { planNumber } from '../../numbers.js'
import { SPLIT, sagaIdOf } from '../saga-id.js'
import { type Sketch, sketchOf } from '../sketch.js'
import { type SplitOf, type SplitState, splitsOf } from '../state.js'
import { ownerHere } from './owner.js'

type In = Ctx<CapacityConfig>

/** A plan that the owner let fall is not made again by itself for so long. */
const REST_AFTER_VETO = 7 * 86_400_000

/** What came of wanting a plan: it is begun (or was by this very cause), another one is open, he let one fall lately. */
export type Begun = { as: 'begun'; state: SplitState } | { as: 'open'; split: SplitOf } | { as: 'vetoed' }

/**
 * Begins the one split of a community with a plan for this room. Of several at once one begins it; repeated after a crash it
 * goes on where that broke off. `byOwner`: he wants it now, and is shown it by whoever asked for it.
 */
export async function beginSplit(ctx: In, { byOwner, sketch }: { byOwner: boolean; sketch?: Sketch }): Promise<Begun> {
  const splits = splitsOf(ctx)
  const before = await splits.get(ctx.community)
  if (before?.state === 'open')
    return (await broken(ctx, before)) ? start(ctx, before, sketch, byOwner) : { as: 'open', split: before }
  // Of another room he has said nothing.
  if (!byOwner && before?.vetoed && before.from === ctx.room.key && ctx.now() < (before.overAt ?? 0) + REST_AFTER_VETO)
    return { as: 'vetoed' }
  // What came before is the cause: of several who begin at once each has the same number, and one and the same saga.
  const number = await planNumber(ctx, `split|${ctx.community}|${before?.number ?? ''}`)
  const split: SplitOf = { saga: sagaIdOf(ctx.community, number), number, from: ctx.room.key, state: 'open' }
  if (await splits.compareAndSet(ctx.community, before, split)) return start(ctx, split, sketch, byOwner)
  const now = await splits.get(ctx.community)
  // A broken connection may say no to what was written by us.
  if (now && now.saga === split.saga && now.from === ctx.room.key) return start(ctx, now, sketch, byOwner)
  return now?.state === 'open' ? { as: 'open', split: now } : { as: 'vetoed' }
}

/** Whether a crash fell between taking the community's one split and beginning its saga. */
async function broken(ctx: In, { saga, from }: SplitOf): Promise<boolean> {
  return from === ctx.room.key && (await ctx.sagaOf(saga)) === undefined
}

/** A plan that a crash left without its saga is made again; called now and then. */
export async function mendSplit(ctx: In): Promise<void> {
  const split = await splitsOf(ctx).get(ctx.community)
  if (split?.state === 'open' && (await broken(ctx, split))) await start(ctx, split)
}

async function start(ctx: In, { saga, number }: SplitOf, sketch?: Sketch, shown = false): Promise<Begun> {
  const state: SplitState = {
    ...(sketch ?? (await sketchOf(ctx))),
    number,
    madeAt: ctx.now(),
    until: ctx.awakeAfter(ctx.config.veto),
    reminded: false,
    paused: false,
    few: false,
    rounds: 0,
    done: shown ? ['shown'] : [],
  }
  const asked = shown ? ownerHere(ctx) : undefined
  await ctx.startSaga(SPLIT, saga, 'decide', { ...state, ...(asked === undefined ? {} : { asked }) })
  return { as: 'begun', state }
}
