import type { Ctx } from '../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../config.js'
import { eraseFrom } from './carry/erasing.js'
import { carrySteps } from './carry/steps.js'
import { decide } from './decide/step.js'
import { type SplitState, splitState } from './state.js'

/** One step of a split: what it becomes; with `wait` it rests until an answer, a job or a settled action calls it on. */
export type SplitRun = (
  ctx: Ctx<CapacityConfig>,
  state: SplitState,
) => Promise<{ next?: string; state: SplitState; wait?: boolean }>

/** One split from the plan to the report: first what the owner decides, then what is carried out. */
export const splitSaga = { state: splitState, steps: { decide, ...carrySteps }, erase: eraseFrom }
