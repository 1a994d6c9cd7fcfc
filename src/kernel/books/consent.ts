import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { CommunityKey, MemberKey } from '../../domain/keys.js'
import { openKept, rowOf } from './kept.js'
import { type OfPeople, ofRows } from './people.js'

/** Which version of the rules somebody agreed to, and when. */
interface Consent {
  version: number
  at: Millis
}

export interface Consents extends OfPeople {
  /** Notes that he agreed; the first time of each version counts, and an older version changes nothing. */
  agree(community: CommunityKey, member: MemberKey, consent: Consent): Promise<void>
  agreedTo(community: CommunityKey, member: MemberKey): Consent | undefined
}

/** `PREFIX:book:consent` hash `community|member` → Consent, kept until the person is erased. */
export async function openConsents(redis: Redis, prefix: string): Promise<Consents> {
  const kept = await openKept<Consent>(redis, `${prefix}:book:consent`, () => false)
  return {
    ...ofRows(kept, newer),
    async agree(community, member, consent) {
      const row = rowOf(community, member)
      const known = kept.get(row)
      await kept.set(row, known ? newer(known, consent) : consent)
    },
    agreedTo: (community, member) => kept.get(rowOf(community, member)),
  }
}

function newer(one: Consent, other: Consent): Consent {
  if (one.version !== other.version) return one.version > other.version ? one : other
  return one.at <= other.at ? one : other
}
