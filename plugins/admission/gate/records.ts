import type { MemberKey, Millis, Store } from '../../../src/kernel/plugin.js'

/** Somebody who came in without having been let in; the record goes when he passed, left, or is let be. */
export interface Gate {
  /** The event he came with. */
  cause: string
  since: Millis
  by?: MemberKey
  /** When he is to be told what to do, unless he was. */
  tellAt: Millis
  /** Nothing is due before this: he cannot be seen, or something else about him is being decided. */
  notBefore?: Millis
  /** When the notice that names him was handed to the outbox. */
  posted?: Millis
  /** When that notice was really sent: the grace runs from here. */
  told?: Millis
  /** The grace he was told, in milliseconds of waking time; a shorter one set later does not hold for him. */
  grace?: Millis
  /** How many of the reminders he had. */
  reminded: number
  /** Nobody knows whether the notice arrived, or the bot was away when his time was over: he was told a second time. */
  again?: true
  /** He has done what the mode asks and only has to agree to the rules; and where the phrase he said was given out. */
  keyed?: { source?: string }
  /** The message in which he asked how to pass; he is answered once. */
  answered?: string
  /** The case that his removal is. */
  case?: string
}

/** `gates` hash member → Gate. */
export const gatesOf = (store: Store) => store.hash<Gate>('gates')

/** One person's gate under another key, or without what names others; see `people` in index.ts. */
export const gatePeople = {
  /** Whoever turns out to be somebody we knew is no stranger at the gate. */
  async merge(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
    const gates = gatesOf(store)
    await gates.delete(from)
    for (const [member, gate] of await gates.all()) {
      if (gate.by === from) await gates.update(member, known => known && { ...known, by: into })
    }
  },
  async export(store: Store, member: MemberKey): Promise<unknown> {
    const gate = await gatesOf(store).get(member)
    return gate && { gate: { since: gate.since, told: gate.told, reminded: gate.reminded } }
  },
  /** Having one's records erased is no way through: the gate stays, as a key and times. */
  async erase(store: Store, member: MemberKey): Promise<void> {
    const gates = gatesOf(store)
    await gates.update(member, known => {
      if (!known) return undefined
      const { by: _, keyed: __, ...rest } = known
      return rest
    })
    for (const [other, gate] of await gates.all()) {
      if (gate.by !== member) continue
      await gates.update(other, known => {
        if (!known) return undefined
        const { by: _, ...rest } = known
        return rest
      })
    }
  },
}
