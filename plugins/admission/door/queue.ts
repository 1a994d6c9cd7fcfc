import type { MemberKey, Millis, Store } from '../../../src/kernel/plugin.js'

/** How the admins' queue ended for somebody. gone: he is in, or wants no more. */
export type Decision = 'approved' | 'rejected' | 'lapsed' | 'gone'

/** Somebody the admins decide about. */
export interface Entry {
  /** Empty when he had his records erased: the number stays taken. */
  member: MemberKey
  community: string
  at: Millis
  /** The message that he asked with. */
  cause: string
  state: 'open' | Decision
  /** Who decided, and when. */
  by?: MemberKey
  decidedAt?: Millis
  /** In which message or job: the same one again finds that it has decided. */
  decidedIn?: string
}

/** `queue` hash number → Entry. Numbers start at 1 in an account and are never used again, so entries are kept. */
export const queueOf = (store: Store) => store.hash<Entry>('queue')

/** Puts somebody before the admins; his number. The same message, and one who is in the queue, gets the number he has. */
export async function enqueue(store: Store, entry: Omit<Entry, 'state'>): Promise<number> {
  const queue = queueOf(store)
  const known = await queue.all()
  for (const [number, each] of known) {
    const same = each.member === entry.member && each.community === entry.community
    if (same && (each.state === 'open' || each.cause === entry.cause)) return Number(number)
  }
  for (let number = Math.max(0, ...[...known.keys()].map(Number)) + 1; ; number += 1) {
    // Of two who come at once the second finds the number taken. A connection that broke may say so of our own success.
    const mine = (await queue.setNew(String(number), { ...entry, state: 'open' })) || (await isOurs(number))
    if (mine) return number
  }

  async function isOurs(number: number): Promise<boolean> {
    const found = await queue.get(String(number))
    return found?.member === entry.member && found.cause === entry.cause
  }
}

/** What became of a decision: it counts, or somebody else's does. */
export interface Decided {
  won: boolean
  entry: Entry
}

/** Decides about a number; the first decision counts. Undefined where there is no such number. */
export async function decide(
  store: Store,
  number: number,
  decision: { state: Decision; by?: MemberKey; at: Millis; cause: string },
): Promise<Decided | undefined> {
  const { state, by, at, cause } = decision
  const entry = await queueOf(store).update(String(number), known =>
    known?.state === 'open'
      ? { ...known, state, decidedAt: at, decidedIn: cause, ...(by === undefined ? {} : { by }) }
      : known,
  )
  return entry && { won: entry.decidedIn === cause, entry }
}

/** Who waits for the admins of a community, oldest first. */
export async function openEntries(store: Store, community: string): Promise<(Entry & { number: number })[]> {
  return [...(await queueOf(store).all())]
    .map(([number, entry]) => ({ ...entry, number: Number(number) }))
    .filter(entry => entry.state === 'open' && entry.community === community)
    .sort((a, b) => a.number - b.number)
}
