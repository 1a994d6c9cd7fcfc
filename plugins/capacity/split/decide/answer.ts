import type { Ctx, MemberKey } from '../../../../src/kernel/plugin.js'
import { z } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { sagaIdOf } from '../saga-id.js'
import type { SplitState } from '../state.js'
import { openSplit } from '../state.js'
import { changeSplit } from './change.js'
import { confirmLines } from './confirm.js'

type In = Ctx<CapacityConfig>

/** What the owner's number decides. */
export const answered = z.object({ number: z.string() })

/** A plan lies there until he decides; his number counts for so long. */
const LIES: number = 30 * 86_400_000

/** What the ids of a plan's questions begin with. */
export function questionsOf({ community, number }: Pick<SplitState, 'community' | 'number'>): string {
  return `${sagaIdOf(community, number)}|decide|`
}

/** Whoever was just shown the plan may decide by a number: 1 leaves it, 2 does it, 3 drops it. */
export async function awaitAnswer(ctx: In, owner: MemberKey, state: SplitState): Promise<void> {
  // Shown again, it may be answered again.
  const id = `${questionsOf(state)}${ctx.cause}`
  await ctx.unask(questionsOf(state), { but: id })
  await ctx.ask({
    id,
    to: [owner],
    label: state.number,
    text: ctx.text('plan.head', { number: state.number, room: ctx.room.topic }),
    options: [ctx.text('plan.leave'), ctx.text('plan.yes'), ctx.text('plan.no')],
    about: 'plan',
    data: { number: state.number },
    expires: ctx.now() + LIES,
    quietly: true,
  })
}

/** The owner decided by a number. */
export async function decided(
  ctx: In,
  { number }: z.output<typeof answered>,
  choice: number,
  by: MemberKey,
): Promise<void> {
  const split = await openSplit(ctx)
  if (split?.step !== 'decide' || split.state.number !== number || !ctx.staff('owner').includes(by)) return
  if (choice === 1) await changeSplit(ctx, split.saga, now => ({ ...now, left: true }))
  if (choice === 3) await changeSplit(ctx, split.saga, now => ({ ...now, decided: now.decided ?? 'no' }))
  if (choice !== 2) return
  const lines = await confirmLines(ctx.at(split.state.from), split.state)
  await changeSplit(ctx, split.saga, now => ({ ...now, decided: now.decided ?? 'yes' }))
  await ctx.tell(by, lines.join('\n'), { id: 'decided' })
}
