import type { MemberKey } from '../../domain/keys.js'
import { type Kept, rowOf, splitRow } from './kept.js'

/** What every book that stores by member key can do with one person's records. */
export interface OfPeople {
  /** Two keys turned out to be one person: everything of `from` becomes `into`'s. May be repeated. */
  merge(from: MemberKey, into: MemberKey): Promise<void>
  /** His own records, as JSON; undefined when there are none. */
  export(member: MemberKey): Promise<unknown>
  erase(member: MemberKey): Promise<void>
}

/**
 * The same for a book whose rows are `place|member`. `join` decides between two records of one person in one place; the
 * merged one is written before the old one goes, so that a crash in between is repaired by doing it again.
 */
export function ofRows<T>(kept: Kept<T>, join: (one: T, other: T) => T): OfPeople {
  const rowsOf = (member: MemberKey) => kept.all().filter(([row]) => splitRow(row).member === member)
  return {
    async merge(from, into) {
      for (const [row, value] of rowsOf(from)) {
        const target = rowOf(splitRow(row).place, into)
        const known = kept.get(target)
        await kept.set(target, known === undefined ? value : join(known, value))
        await kept.delete(row)
      }
    },
    async export(member) {
      const rows = rowsOf(member)
      return rows.length === 0
        ? undefined
        : Object.fromEntries(rows.map(([row, value]) => [splitRow(row).place, value]))
    },
    async erase(member) {
      for (const [row] of rowsOf(member)) await kept.delete(row)
    },
  }
}
