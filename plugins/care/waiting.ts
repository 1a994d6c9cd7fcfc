import { type MemberKey, type Millis, remembered, type Store } from '../../src/kernel/plugin.js'

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
  const rows = remembered<Waiting>(store, 'waiting')
  return {
    all: rows.all,
    async put(id: string, waiting: Waiting): Promise<void> {
      await rows.set(id, waiting)
      const known = await rows.all()
      const old = [...known].sort(([, a], [, b]) => a.at - b.at).slice(0, Math.max(0, known.size - MOST))
      for (const [oldest] of old) await rows.delete(oldest)
    },
    async remove(id: string): Promise<void> {
      await rows.delete(id)
    },
  }
}

/** `spoke` hash member → when a newcomer first spoke, for a month; held in memory too. */
export function firstWordsIn(store: Store) {
  const rows = remembered<Millis>(store, 'spoke')
  return {
    at: rows.get,
    async note(member: MemberKey, at: Millis): Promise<void> {
      await rows.set(member, at)
      for (const [other, then] of await rows.all()) if (then < at - KEPT) await rows.delete(other)
    },
    async forget(member: MemberKey): Promise<void> {
      await rows.delete(member)
    },
    async moved(from: MemberKey, into: MemberKey): Promise<void> {
      const at = await rows.get(from)
      if (at !== undefined) await this.note(into, at)
      await rows.delete(from)
    },
  }
}

/** Nobody is a newcomer for longer. */
const KEPT: Millis = 30 * 86_400_000
