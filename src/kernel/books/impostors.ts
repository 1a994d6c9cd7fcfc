import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { CommunityKey, MemberKey } from '../../domain/keys.js'
import { openKept, rowOf, splitRow } from './kept.js'
import { type OfPeople, ofRows } from './people.js'

/** Somebody goes by the name of one who runs the community. */
interface Impostor {
  /** Whose name it is. */
  of: MemberKey
  /** Since when we know. */
  at: Millis
}

export interface Impostors extends OfPeople {
  note(community: CommunityKey, member: MemberKey, impostor: Impostor): Promise<void>
  /** He is called something else, is gone, or the owner let him pass. */
  forget(community: CommunityKey, member: MemberKey): Promise<void>
  /** Who goes by whose name there now: after a login that gives all new ids, neither can be told from the other. */
  in(community: CommunityKey): ({ member: MemberKey } & Impostor)[]
}

/** `PREFIX:book:impostors` hash `community|member` → Impostor, while he has that name and the owner has not let him pass. */
export async function openImpostors(redis: Redis, prefix: string): Promise<Impostors> {
  const kept = await openKept<Impostor>(redis, `${prefix}:book:impostors`, () => false)
  const people = ofRows(kept, (one, other) => (one.at <= other.at ? one : other))
  const victimsRows = (member: MemberKey) => kept.all().filter(([, { of }]) => of === member)
  return {
    note: (community, member, impostor) => kept.set(rowOf(community, member), impostor),
    forget: (community, member) => kept.delete(rowOf(community, member)),
    in: community =>
      kept.under(`${community}|`).map(([row, impostor]) => ({ member: splitRow(row).member, ...impostor })),
    async merge(from, into) {
      await people.merge(from, into)
      for (const [row, impostor] of victimsRows(from)) await kept.set(row, { ...impostor, of: into })
      // Two keys of one person are no impostor of each other.
      for (const [row] of victimsRows(into)) if (splitRow(row).member === into) await kept.delete(row)
    },
    export: people.export,
    async erase(member) {
      await people.erase(member)
      for (const [row] of victimsRows(member)) await kept.delete(row)
    },
  }
}
