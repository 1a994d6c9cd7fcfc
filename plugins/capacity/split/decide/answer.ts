import type { Ctx, MemberKey } from '../../../../src/kernel/plugin.js'
import { sha256, z } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { sagaIdOf } from '../saga-id.js'
import type { SplitState } from '../state.js'
import { openSplit } from '../state.js'
import { changeSplit } from './change.js'
import { confirmLines } from './confirm.js'
import { ownerHere } from './owner.js'

type In = Ctx<CapacityConfig>

/** What the owner's number decides. */
export const answered = z.object({ number: z.string() })

/** A plan lies there until he decides; his number counts for so long. */
const LIES: number = 30 * 86_400_000

/** What the ids of a plan's questions begin with. */
export function questionsOf({ community, number }: Pick<SplitState, 'community' | 'number'>): string {
  return `${sagaIdOf(community, number)}|decide|`
}

/** Whoever was shown the plan may decide by a number: 1 leaves it, 2 does it, 3 drops it; for as long as it is open. */
export async function awaitAnswer(ctx: In, owner: MemberKey, state: SplitState): Promise<void> {
  // Shown again, it may be answered again.
  const id = `${questionsOf(state)}${sha256(ctx.cause).slice(0, 16)}`
  await ctx.unask(questionsOf(state), { but: id })
  await ctx.ask({
    id,
    to: [owner],
    label: state.number,
    text: ctx.text('plan.head', { number: state.number, room: ctx.room.name }),
    options: [ctx.text('plan.leave'), ctx.text('plan.yes'), ctx.text('plan.no')],
    about: 'plan',
    data: { number: state.number },
    expires: ctx.now() + LIES,
    quietly: true,
    ownReply: true,
  })
}

/** The owner decided by a number; without one the time of the question was over, and the plan still waits for him. */
export async function decided(
  ctx: In,
  { number }: z.output<typeof answered>,
  choice: number | undefined,
  by: MemberKey | undefined,
): Promise<void> {
  const split = await openSplit(ctx)
  const mine = split?.state.number === number ? split : undefined
  const open = mine?.step === 'decide' && mine.state.decided === undefined ? mine : undefined
  if (choice === undefined || by === undefined) {
    const owner = ownerHere(ctx)
    if (open && owner !== undefined) await awaitAnswer(ctx, owner, open.state)
    return
  }
  if (!mine || !ctx.staff('owner').includes(by)) return
  if (ownerHere(ctx) === undefined) return answer(ctx, by, [ctx.text('plan.notHere')])
  const from = ctx.at(mine.state.from)
  if (choice === 1 && open) {
    await changeSplit(ctx, mine.saga, now => ({ ...now, left: true }))
    await awaitAnswer(from, by, mine.state)
    await answer(ctx, by, [ctx.text('plan.leftAlone', { number })])
  }
  if (choice === 3 && open) {
    await changeSplit(ctx, mine.saga, now => ({ ...now, decided: now.decided ?? 'no' }))
    await answer(ctx, by, [ctx.text('plan.vetoed', { number })])
  }
  // A crash may fall between the decision and the word about it.
  if (choice !== 2 || (!open && mine.state.decided !== 'yes')) return
  const lines = await confirmLines(from, mine.state)
  await changeSplit(ctx, mine.saga, now => ({ ...now, decided: now.decided ?? 'yes' }))
  await answer(ctx, by, lines)
}

/** He has just written: what he is answered does not wait for the morning. */
function answer(ctx: In, by: MemberKey, lines: readonly string[]): Promise<void> {
  return ctx.dm(by, lines.join('\n'), { manner: 'reply', id: 'decided' })
}
