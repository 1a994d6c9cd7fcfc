import type { Ctx } from '../../../../src/kernel/plugin.js'
import { type SplitState, splitState } from '../state.js'

/** Calls a split on with something changed in it; the same change twice comes to the same. */
export function changeSplit(
  ctx: Pick<Ctx, 'resumeSaga'>,
  saga: string,
  change: (state: SplitState) => SplitState = state => state,
): Promise<boolean> {
  return ctx.resumeSaga(saga, state => change(splitState.parse(state)))
}
