import { addDays, type Store } from '../../../src/kernel/plugin.js'

/** How many came into a room or left it by one event. */
interface Move {
  date: string
  joins: number
  leaves: number
}

/**
 * `moves` hash event id → Move, a week: counted under the event's id, so that one that is told again after a crash counts
 * once, on the day on which it was heard of first. Nobody's key stands in it.
 */
const movesOf = (store: Store) => store.hash<Move>('moves')

export async function noteMove(store: Store, event: string, move: Move): Promise<void> {
  await movesOf(store).setNew(event, move)
}

/** Who came and who went by day. */
export type Moves = ReadonlyMap<string, { joins: number; leaves: number }>

export async function allMoves(store: Store): Promise<Moves> {
  const days = new Map<string, { joins: number; leaves: number }>()
  for (const { date, joins, leaves } of (await movesOf(store).all()).values()) {
    const day = days.get(date) ?? { joins: 0, leaves: 0 }
    days.set(date, { joins: day.joins + joins, leaves: day.leaves + leaves })
  }
  return days
}

/** Drops those of days that are made and will not be made again. */
export async function dropMoves(store: Store, before: string): Promise<void> {
  const moves = movesOf(store)
  const old = [...(await moves.all())].filter(([, { date }]) => date < before).map(([id]) => id)
  if (old.length > 0) await store.redis.hdel(moves.key, ...old)
}

/** How many people there were at the end of a day, from how many there are now: whoever moved since is taken back. */
export function membersAt(date: string, today: string, now: number, moves: Moves): number {
  let members = now
  for (let later = addDays(date, 1); later <= today; later = addDays(later, 1)) {
    const { joins, leaves } = moves.get(later) ?? { joins: 0, leaves: 0 }
    members += leaves - joins
  }
  return Math.max(0, members)
}
