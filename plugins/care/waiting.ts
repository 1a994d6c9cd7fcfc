import type { MemberKey, Millis, Store } from '../../src/kernel/plugin.js'

/** Something said that waits for somebody to take it up. Of what was said nothing is kept but whose it is and when. */
export interface Waiting {
  member: MemberKey
  /** When it was said. */
  at: Millis
  /** question: it read like one · asked: by /求助 · first: a newcomer's first word. */
  kind: 'question' | 'asked' | 'first'
  /** A first word that is a question too: with nobody to greet, whoever knows is called. */
  isQuestion?: boolean
  /** Messages of others since, as far as they are counted. */
  others: number
  /** When it is looked at next. */
  due: Millis
}

/** More than this waits in no room but in one that is flooded: the oldest go. */
const MOST = 20

/**
 * `waiting` hash message id → Waiting, until somebody took it up or was called. Held in memory too, for every message of a
 * room looks into it; this process is the data's only owner.
 */
export function waitingIn(store: Store) {
  const hash = store.hash<Waiting>('waiting')
  const rows = () => memoryOf(store, hash.key, () => hash.all())
  return {
    async all(): Promise<ReadonlyMap<string, Waiting>> {
      return rows()
    },
    async put(id: string, waiting: Waiting): Promise<void> {
      const known = await rows()
      known.set(id, waiting)
      await hash.set(id, waiting)
      const old = [...known].sort(([, a], [, b]) => a.at - b.at).slice(0, Math.max(0, known.size - MOST))
      for (const [oldest] of old) await this.remove(oldest)
    },
    async remove(id: string): Promise<void> {
      ;(await rows()).delete(id)
      await hash.delete(id)
    },
  }
}

/** `spoke` hash member → when a newcomer first spoke, for a month; held in memory too. */
export function firstWordsIn(store: Store) {
  const hash = store.hash<Millis>('spoke')
  const rows = () => memoryOf(store, hash.key, () => hash.all())
  return {
    async at(member: MemberKey): Promise<Millis | undefined> {
      return (await rows()).get(member)
    },
    async note(member: MemberKey, at: Millis): Promise<void> {
      const known = await rows()
      known.set(member, at)
      await hash.set(member, at)
      for (const [other, then] of known) if (then < at - KEPT) await this.forget(other)
    },
    async forget(member: MemberKey): Promise<void> {
      ;(await rows()).delete(member)
      await hash.delete(member)
    },
    async moved(from: MemberKey, into: MemberKey): Promise<void> {
      const at = (await rows()).get(from)
      if (at !== undefined) await this.note(into, at)
      await this.forget(from)
    },
  }
}

/** Nobody is a newcomer for longer. */
const KEPT: Millis = 30 * 86_400_000

/** What the process that has this connection has read: each life of the bot begins with nothing. */
const memories = new WeakMap<Store['redis'], Map<string, Promise<Map<string, never>>>>()

function memoryOf<T>({ redis }: Store, key: string, read: () => Promise<Map<string, T>>): Promise<Map<string, T>> {
  const ofRedis = memories.get(redis) ?? new Map<string, Promise<Map<string, never>>>()
  memories.set(redis, ofRedis)
  const known = ofRedis.get(key) as Promise<Map<string, T>> | undefined
  if (known) return known
  const reading = read()
  ofRedis.set(key, reading as Promise<Map<string, never>>)
  // What could not be read is read again by the next who asks; this one is told.
  reading.catch(() => ofRedis.delete(key))
  return reading
}
