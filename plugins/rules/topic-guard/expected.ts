import type { MemberKey, Millis, Store } from '../../../src/kernel/plugin.js'

/** What a room is to be called, and what it was called when that was last looked at. */
export interface Expected {
  accepted: string
  now: string
  /** When the owner was last told that somebody renamed it. */
  told?: Millis
  /** Whoever ordered the accepted name by command, until it is seen or refused. */
  by?: MemberKey
}

/** `PREFIX:p:rules:ROOM:topic` hash `is` → Expected; nothing before the first change, then as long as the room is kept. */
const topic = (store: Store) => store.hash<Expected>('topic')

export async function expected(store: Store): Promise<Expected | undefined> {
  return topic(store).get('is')
}

export async function expect(store: Store, next: Expected): Promise<void> {
  await topic(store).set('is', next)
}

/** Whoever renamed the room in someone's name is part of it. */
export const topicPeople = {
  async merge(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
    await topic(store).update('is', is => (is?.by === from ? { ...is, by: into } : is))
  },
  async export(): Promise<unknown> {
    return undefined
  },
  async erase(store: Store, member: MemberKey): Promise<void> {
    await topic(store).update('is', is => {
      if (is?.by !== member) return is
      const { by: _, ...rest } = is
      return rest
    })
  },
}
