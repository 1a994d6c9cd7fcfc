import type { Ctx, MemberKey } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import type { SplitState } from '../state.js'
import { moversToCome } from './moving.js'
import type { Facts } from './next.js'
import { purposeOf } from './once.js'
import { seedsToCome } from './seeds.js'

// The places in the new room that a split needs are its own until it is over: while people still answer, others wait for one.

/** Who may still come in by a split, and for how many more there is to be space who have not been asked yet. */
export function toCome(state: SplitState, facts: Facts): { members: MemberKey[]; more: number } {
  const [seeds, movers] = [seedsToCome(state, facts), moversToCome(state, facts)]
  const members = [...seeds.members, ...movers.members].filter(member => !facts.inNew(member))
  return { members, more: seeds.more + movers.more }
}

/** Sets aside what it needs by now. Whoever was asked in has a place of his own. */
export async function setPlacesAside(
  ctx: Pick<Ctx<CapacityConfig>, 'books' | 'plugin'>,
  state: SplitState,
  facts: Facts,
): Promise<void> {
  const { to } = state
  if (to === undefined) return
  const { seats } = ctx.books
  const kept = new Set(seats.reserved(to, facts.now))
  const { members, more } = toCome(state, facts)
  const places = members.filter(member => !kept.has(member)).length + more
  await seats.setAside(to, { id: purposeOf(state), by: ctx.plugin, of: state.from, places })
}
