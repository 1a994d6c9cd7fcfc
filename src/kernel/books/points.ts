import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { CommunityKey, MemberKey } from '../../domain/keys.js'
import { jsonHash } from '../../redis/collections.js'
import type { OfPeople } from './people.js'

/** One line of somebody's account. What was given wrongly is taken back by a second line, never by changing the first. */
interface PointsEntry {
  community: CommunityKey
  /** Negative when they are spent or taken back. */
  points: number
  /** In a few words, as it stands in `/积分 明细`. */
  reason: string
  /** What they follow from: a message, a day's check-in, a topic. One cause gives a person points once. */
  cause: string
  at: Millis
}

export interface Points extends OfPeople {
  /** Adds a line, unless this cause already gave this person one; true when it is new. */
  add(entry: PointsEntry & { member: MemberKey }): Promise<boolean>
  /** The sum of the lines; it is stored nowhere. */
  total(community: CommunityKey, member: MemberKey): Promise<number>
  /** His lines in this community, oldest first. */
  entries(community: CommunityKey, member: MemberKey): Promise<PointsEntry[]>
}

/** `PREFIX:book:points:MEMBER` hash `community|cause` → PointsEntry, kept until the person is erased. */
export function pointsBook(redis: Redis, prefix: string): Points {
  const linesOf = (member: MemberKey) => jsonHash<PointsEntry>(redis, `${prefix}:book:points:${member}`)

  async function entries(community: CommunityKey, member: MemberKey): Promise<PointsEntry[]> {
    const all = [...(await linesOf(member).all()).values()]
    return all
      .filter(entry => entry.community === community)
      .sort((a, b) => a.at - b.at || (a.cause < b.cause ? -1 : 1))
  }

  return {
    entries,
    add: ({ member, ...entry }) => linesOf(member).setNew(`${entry.community}|${entry.cause}`, entry),
    async total(community, member) {
      return (await entries(community, member)).reduce((sum, entry) => sum + entry.points, 0)
    },
    async merge(from, into) {
      for (const [row, entry] of await linesOf(from).all()) await linesOf(into).setNew(row, entry)
      await redis.del(linesOf(from).key)
    },
    async export(member) {
      const all = [...(await linesOf(member).all()).values()]
      return all.length === 0 ? undefined : all.sort((a, b) => a.at - b.at)
    },
    async erase(member) {
      await redis.del(linesOf(member).key)
    },
  }
}
