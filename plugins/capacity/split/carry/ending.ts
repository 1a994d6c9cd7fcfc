import type { Ctx, MemberKey } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { offersOf, type Person, type SplitState, splitsOf } from '../state.js'
import { cardOf, jobOf, leadersGone, offOf, once, purposeOf } from './once.js'
import { tellOwner } from './telling.js'
import { report } from './words.js'

/** Everybody has come to an end: the owner is given the figures. */
export async function finish(ctx: Ctx<CapacityConfig>, state: SplitState): Promise<SplitState> {
  await tellOwner(ctx, state, report(ctx, state), 'report')
  return { ...state, end: 'done' }
}

/** What is left to do when it is over or was stopped: what waits does not leave, and the community may have another. */
export async function close(ctx: Ctx<CapacityConfig>, state: SplitState): Promise<void> {
  const what = [
    `create|${state.founding?.try ?? 0}`,
    ...(state.end === 'cancelled' ? Object.keys(state.people).flatMap(member => withdrawn(state, member)) : []),
  ]
  for (const each of what) await ctx.withdraw(once(state, each))
  // What nobody waits for is no open question: his number is for the next one.
  await ctx.unask(`capacity|${once(state, '')}`)
  if (state.to !== undefined) {
    const fresh = ctx.at(state.to)
    // Whoever has just come is still to be known as one who was expected.
    for (const member of Object.keys(state.people))
      if (!fresh.member(member).present) await ctx.books.seats.release(state.to, member)
    await ctx.books.seats.setAside(state.to, { id: purposeOf(state), by: ctx.plugin, of: state.from, places: 0 })
    await ctx.awaitNoRoom(purposeOf(state))
  }
  await ctx.cancel(jobOf(state))
  // Whoever offered himself has been taken up on it, or said no; of one that was stopped the others may come back to it.
  for (const [member, { step }] of Object.entries(state.people)) {
    if (step !== 'planned' && !(state.end === 'cancelled' && willing.has(step)))
      await offersOf(ctx.lasting).delete(`${state.community}|${member}`)
  }
  await splitsOf(ctx).update(state.community, known =>
    known?.number === state.number && known.state === 'open'
      ? { ...known, state: 'over', overAt: ctx.now(), ...(state.end === 'cancelled' ? { stopped: true } : {}) }
      : known,
  )
}

const willing = new Set<Person['step']>(['asked', 'unreachable', 'yes', 'both'])

/** Whatever may be on its way to somebody: his card, the word that he should leave by himself. */
function withdrawn(state: SplitState, member: MemberKey): string[] {
  return [`lead|${leadersGone(state)}|${member}`, cardOf(state, member), offOf(state, member), `bye|${member}`]
}
