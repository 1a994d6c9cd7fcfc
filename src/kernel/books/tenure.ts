import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { CommunityKey, MemberKey } from '../../domain/keys.js'
import { openKept, rowOf } from './kept.js'
import { type OfPeople, ofRows } from './people.js'

/** How long somebody had been a member of a community when he left one of its rooms. */
interface Tenure {
  /** 0: before the bot. */
  since: Millis
  /** He was in no other room of it: whoever is in one again by then keeps what he was. */
  until?: Millis
}

export interface Tenures extends OfPeople {
  /** He left a room of a community of which he was a member since then; `until` where it was the last one he was in. */
  note(community: CommunityKey, member: MemberKey, tenure: Tenure): Promise<void>
  forget(community: CommunityKey, member: MemberKey): Promise<void>
  /** Since when somebody was a member who came into the first of the rooms that he is in at `joinedAt`; undefined: since then. */
  before(community: CommunityKey, member: MemberKey, joinedAt: Millis): Millis | undefined
}

/** `PREFIX:book:tenure` hash `community|member` → Tenure, until he is put out, or the first start after `until`. */
export async function openTenures(redis: Redis, prefix: string, now: Millis): Promise<Tenures> {
  const kept = await openKept<Tenure>(
    redis,
    `${prefix}:book:tenure`,
    ({ until }) => until !== undefined && until <= now,
  )
  return {
    ...ofRows(kept, longer),
    note: (community, member, tenure) => kept.set(rowOf(community, member), tenure),
    forget: (community, member) => kept.delete(rowOf(community, member)),
    before(community, member, joinedAt) {
      const known = kept.get(rowOf(community, member))
      if (!known || known.since >= joinedAt) return undefined
      return known.until === undefined || joinedAt <= known.until ? known.since : undefined
    },
  }
}

function longer(one: Tenure, other: Tenure): Tenure {
  const since = Math.min(one.since, other.since)
  if (one.until === undefined || other.until === undefined) return { since }
  return { since, until: Math.max(one.until, other.until) }
}
