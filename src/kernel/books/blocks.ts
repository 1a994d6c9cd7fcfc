import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { CommunityKey, MemberKey } from '../../domain/keys.js'
import { openKept, rowOf, splitRow } from './kept.js'
import { type OfPeople, ofRows } from './people.js'

/** Who may not be in a community, and until when. */
interface Block {
  until: Millis
  /** Since when; gone, as the case is, when he had his records erased. */
  since?: Millis
  /** The case that barred him; gone when he had his records erased. */
  case?: string
}

export interface Blocks extends OfPeople {
  /** Bars somebody; a longer bar that is already there stays. */
  block(community: CommunityKey, member: MemberKey, block: Block): Promise<void>
  lift(community: CommunityKey, member: MemberKey): Promise<void>
  /** Until when he is barred, or undefined when he is not. */
  blockedUntil(community: CommunityKey, member: MemberKey, now: Millis): Millis | undefined
  get(community: CommunityKey, member: MemberKey): Block | undefined
  /** Everybody who is barred from a community now, the longest barred last. */
  of(community: CommunityKey, now: Millis): { member: MemberKey; block: Block }[]
}

/** `PREFIX:book:blocks` hash `community|member` → Block, until it is lifted or the first start after it is over. */
export async function openBlocks(redis: Redis, prefix: string, now: Millis): Promise<Blocks> {
  const kept = await openKept<Block>(redis, `${prefix}:book:blocks`, block => block.until <= now)
  const people = ofRows(kept, longer)
  return {
    ...people,
    async block(community, member, block) {
      const known = kept.get(rowOf(community, member))
      await kept.set(rowOf(community, member), known ? longer(known, block) : block)
    },
    lift: (community, member) => kept.delete(rowOf(community, member)),
    blockedUntil(community, member, now) {
      const until = kept.get(rowOf(community, member))?.until
      return until !== undefined && until > now ? until : undefined
    },
    get: (community, member) => kept.get(rowOf(community, member)),
    of: (community, now) =>
      kept
        .under(`${community}|`)
        .map(([row, block]) => ({ ...splitRow(row), block }))
        .filter(({ place, block }) => place === community && block.until > now)
        .sort((a, b) => a.block.until - b.block.until)
        .map(({ member, block }) => ({ member, block })),
    /** A bar outlives an erasure, as a key and a time and nothing else (L1): erasing is no way back in. */
    async erase(member) {
      for (const [row, { until }] of kept.all()) if (row.endsWith(`|${member}`)) await kept.set(row, { until })
    },
  }
}

function longer(one: Block, other: Block): Block {
  return other.until > one.until ? other : one
}
