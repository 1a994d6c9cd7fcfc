import type { MemberKey, Store } from '../../src/kernel/plugin.js'

/** Window → the day on which a last call named him. */
type Called = Readonly<Record<string, string>>

/** `called` hash member → Called: nobody is named in public day after day. Until the person is erased. */
const calledOf = (store: Store) => store.hash<Called>('called')

/** Whom a last call of this window named last, and on which day. */
export async function namedIn(store: Store, window: string): Promise<Map<MemberKey, string>> {
  return new Map(
    [...(await calledOf(store).all())].flatMap(([member, called]) => {
      const date = called[window]
      return date === undefined ? [] : [[member, date] as const]
    }),
  )
}

/** These people are named on this day. */
export async function noteNamed(
  store: Store,
  members: readonly MemberKey[],
  { window, date }: { window: string; date: string },
): Promise<void> {
  for (const member of members) await calledOf(store).update(member, (known = {}) => ({ ...known, [window]: date }))
}

export const calledPeople = {
  async merge(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
    const his = await calledOf(store).get(from)
    if (!his) return
    await calledOf(store).update(into, (known = {}) => ({ ...his, ...known }))
    await calledOf(store).delete(from)
  },
  async export(store: Store, member: MemberKey): Promise<unknown> {
    const lastCalls = await calledOf(store).get(member)
    return lastCalls && { lastCalls }
  },
  async erase(store: Store, member: MemberKey): Promise<void> {
    await calledOf(store).delete(member)
  },
}
