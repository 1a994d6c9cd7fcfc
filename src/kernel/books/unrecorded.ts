import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { CommunityKey, MemberKey } from '../../domain/keys.js'
import { openKept, rowOf } from './kept.js'
import { type OfPeople, ofRows } from './people.js'

/** Who said 不收录: whatever he writes is counted at most, and none of its words are kept, by any plugin. */
export interface Unrecorded extends OfPeople {
  /** Notes his word, and has what was kept of his words dropped; said again, the first time stands. */
  set(community: CommunityKey, member: MemberKey, at: Millis): Promise<void>
  /** He takes it back. */
  clear(community: CommunityKey, member: MemberKey): Promise<void>
  has(community: CommunityKey, member: MemberKey): boolean
}

/** Drops what plugins kept of somebody's words in a community. */
export type DropWords = (community: CommunityKey, member: MemberKey) => Promise<void>

/** `PREFIX:book:unrecorded` hash `community|member` → since when, until he takes it back or is erased. */
export async function openUnrecorded(redis: Redis, prefix: string, dropWords: DropWords): Promise<Unrecorded> {
  const kept = await openKept<Millis>(redis, `${prefix}:book:unrecorded`, () => false)
  return {
    ...ofRows(kept, Math.min),
    async set(community, member, at) {
      // Noted first: what comes in meanwhile is not kept any more.
      if (kept.get(rowOf(community, member)) === undefined) await kept.set(rowOf(community, member), at)
      await dropWords(community, member)
    },
    clear: (community, member) => kept.delete(rowOf(community, member)),
    has: (community, member) => kept.get(rowOf(community, member)) !== undefined,
  }
}
