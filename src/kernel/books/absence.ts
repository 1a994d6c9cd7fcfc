import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { CommunityKey, MemberKey } from '../../domain/keys.js'
import { openKept, rowOf } from './kept.js'
import { type OfPeople, ofRows } from './people.js'

/** Who said that he is away (请假), and until when; for whoever prunes, reminds or misses people. */
export interface Absences extends OfPeople {
  /** Away until a moment, the end of his last day; saying it again replaces it. */
  leave(community: CommunityKey, member: MemberKey, until: Millis): Promise<void>
  /** Back before that. */
  back(community: CommunityKey, member: MemberKey): Promise<void>
  awayUntil(community: CommunityKey, member: MemberKey, now: Millis): Millis | undefined
}

/** `PREFIX:book:absence` hash `community|member` → time, until he is back or the first start after it is over. */
export async function openAbsences(redis: Redis, prefix: string, now: Millis): Promise<Absences> {
  const kept = await openKept<Millis>(redis, `${prefix}:book:absence`, until => until <= now)
  return {
    ...ofRows(kept, Math.max),
    leave: (community, member, until) => kept.set(rowOf(community, member), until),
    back: (community, member) => kept.delete(rowOf(community, member)),
    awayUntil(community, member, now) {
      const until = kept.get(rowOf(community, member))
      return until !== undefined && until > now ? until : undefined
    },
  }
}
