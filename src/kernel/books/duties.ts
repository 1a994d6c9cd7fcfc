import type { Redis } from 'ioredis'
import { daysBetween } from '../../domain/calendar.js'
import type { Millis } from '../../domain/events.js'
import type { CommunityKey, MemberKey } from '../../domain/keys.js'
import { openKept, rowOf, splitRow } from './kept.js'
import { type OfPeople, ofRows } from './people.js'

/** What members have taken on themselves (迎新, 主持, 记录 …), so that the bot leaves to them what they can do. */
export interface Duties extends OfPeople {
  /** Takes a duty on; whoever has it keeps his turn. */
  take(community: CommunityKey, duty: string, member: MemberKey, at: Millis): Promise<void>
  putDown(community: CommunityKey, duty: string, member: MemberKey): Promise<void>
  /** Who has taken it on, longest first. */
  holders(community: CommunityKey, duty: string): MemberKey[]
  /** Everybody who has taken on anything, whatever the owner calls it. */
  helpers(community: CommunityKey): Set<MemberKey>
  /** Whose turn it is on a day (`YYYY-MM-DD`), those for whom `can` does not hold left out: they take turns by day. */
  onDuty(
    community: CommunityKey,
    duty: string,
    date: string,
    can: (member: MemberKey) => boolean,
  ): MemberKey | undefined
}

const EPOCH = '1970-01-01'

/** `PREFIX:book:duties` hash `community|duty|member` → since when, until it is put down. */
export async function openDuties(redis: Redis, prefix: string): Promise<Duties> {
  const kept = await openKept<Millis>(redis, `${prefix}:book:duties`, () => false)
  const place = (community: CommunityKey, duty: string) => `${community}|${duty}`
  const holders = (community: CommunityKey, duty: string) =>
    kept
      .under(rowOf(place(community, duty), ''))
      // A duty may be called as another begins: the owner of a group names them.
      .filter(([row]) => splitRow(row).place === place(community, duty))
      .sort(([, a], [, b]) => a - b)
      .map(([row]) => splitRow(row).member)
  return {
    ...ofRows(kept, Math.min),
    holders,
    async take(community, duty, member, at) {
      const row = rowOf(place(community, duty), member)
      if (kept.get(row) === undefined) await kept.set(row, at)
    },
    helpers: community => new Set(kept.under(`${community}|`).map(([row]) => splitRow(row).member)),
    putDown: (community, duty, member) => kept.delete(rowOf(place(community, duty), member)),
    onDuty(community, duty, date, can) {
      const able = holders(community, duty).filter(can)
      return able[daysBetween(EPOCH, date) % Math.max(1, able.length)]
    },
  }
}
