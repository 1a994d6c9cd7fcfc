import type { MemberKey, Millis, Plugin, Store } from '../../../src/kernel/plugin.js'

// What is kept about name cards: since when the rule holds, and whom it waits for. Whether a card is right is never kept:
// it is read from the list of members.

/** The rule of a room. */
export interface Rule {
  pattern: string
  /** Since when it holds: a grace is never older. */
  since: Millis
  /** The room was looked through once since the rule was first seen. */
  begun?: true
  /** When the room was last looked at on purpose, before somebody was judged. */
  looked?: Millis
  /** Reminders of the last day, by the run that said them. */
  said?: Readonly<Record<string, Millis>>
}

/** Somebody whose card is out of shape, or was when he was last reminded. */
export interface Tended {
  /** From when on his grace runs. */
  since: Millis
  /** When his card was first read as out of shape: nobody is reminded after one reading. */
  seen: Millis
  reminders: readonly Reminder[]
  /** The grace is over, and what follows was done. */
  over?: Millis
  /** He set it right after a reminder, and is to be thanked. */
  thanks?: Millis
}

export interface Reminder {
  /** Which of `remindAt`, in their order. */
  step: number
  at: Millis
  /** The id of the message it is part of. */
  message: string
  /** It was seen to leave. */
  out?: true
}

/** `card-rule` hash `rule` → Rule, while the room is kept. */
const rules = (store: Store) => store.hash<Rule>('card-rule')
/** `cards` hash member → Tended, until his card is right, he is gone or exempt. */
export const tended = (store: Store) => store.hash<Tended>('cards')
/** `cards-listed` hash member → when the owner was given his name, while his card is out of shape. */
export const listed = (store: Store) => store.hash<Millis>('cards-listed')

export function readRule(store: Store): Promise<Rule | undefined> {
  return rules(store).get('rule')
}

export async function changeRule(store: Store, change: (now: Rule | undefined) => Rule): Promise<Rule> {
  const rule = await rules(store).update('rule', change)
  if (!rule) throw new Error('a rule was taken away while it was written')
  return rule
}

export const cardPeople: NonNullable<Plugin['people']> = {
  async merge(store, from, into) {
    const moved = await tended(store).get(from)
    // Who he was counts: his own grace and reminders stay where he has them.
    if (moved) await tended(store).update(into, known => known ?? moved)
    const told = await listed(store).get(from)
    if (told !== undefined) await listed(store).update(into, known => known ?? told)
    await cardPeople.erase(store, from)
  },
  async export(store, member) {
    const known = await tended(store).get(member)
    return known ? { nameCard: { since: known.since, reminded: known.reminders.map(({ at }) => at) } } : undefined
  },
  async erase(store, member: MemberKey) {
    await tended(store).delete(member)
    await listed(store).delete(member)
  },
}
