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

/** What somebody earned by something that comes once a day at most. */
interface DailyPoints {
  community: CommunityKey
  /** What for, as it stands in `/积分 明细`; without a bar. */
  reason: string
  /** `YYYY-MM-DD` */
  date: string
  points: number
}

export interface Points extends OfPeople {
  /** Adds a line, unless this cause already gave this person one; true when it is new. */
  add(entry: PointsEntry & { member: MemberKey }): Promise<boolean>
  /** The same for what comes once a day (a check-in), in a few bytes: a month of one reason is one row. */
  addDaily(entry: DailyPoints & { member: MemberKey }): Promise<boolean>
  /** The sum of the lines; it is stored nowhere. */
  total(community: CommunityKey, member: MemberKey): Promise<number>
  /** His lines in this community, oldest first. */
  entries(community: CommunityKey, member: MemberKey): Promise<PointsEntry[]>
}

/**
 * `PREFIX:book:points:MEMBER` hash `community|cause` → PointsEntry, and `community|reason|YYYY-MM` → `07+1,08+1`, a line
 * for each day; kept until the person is erased.
 */
export function pointsBook(redis: Redis, prefix: string): Points {
  const linesOf = (member: MemberKey) => jsonHash<PointsEntry | string>(redis, `${prefix}:book:points:${member}`)

  async function allOf(member: MemberKey): Promise<PointsEntry[]> {
    const rows = await linesOf(member).all()
    const lines = [...rows].flatMap(([row, value]) => (typeof value === 'string' ? daysOf(row, value) : [value]))
    return lines.sort((a, b) => a.at - b.at || (a.cause < b.cause ? -1 : 1))
  }
  const entries = async (community: CommunityKey, member: MemberKey) =>
    (await allOf(member)).filter(entry => entry.community === community)

  return {
    entries,
    add: ({ member, ...entry }) => linesOf(member).setNew(`${entry.community}|${entry.cause}`, entry),
    async addDaily({ member, community, reason, date, points }) {
      const [month, day] = [date.slice(0, 7), date.slice(8)]
      let isNew = false
      await linesOf(member).update(`${community}|${reason}|${month}`, (known = '') => {
        const days = typeof known === 'string' && known !== '' ? known.split(',') : []
        isNew = !days.some(each => each.startsWith(day))
        return isNew ? [...days, `${day}${points < 0 ? '' : '+'}${points}`].sort().join(',') : known
      })
      return isNew
    },
    async total(community, member) {
      return (await entries(community, member)).reduce((sum, entry) => sum + entry.points, 0)
    },
    async merge(from, into) {
      for (const [row, entry] of await linesOf(from).all()) {
        if (typeof entry !== 'string') await linesOf(into).setNew(row, entry)
        else await linesOf(into).update(row, known => bothDays(typeof known === 'string' ? known : '', entry))
      }
      await redis.del(linesOf(from).key)
    },
    async export(member) {
      const all = await allOf(member)
      return all.length === 0 ? undefined : all
    },
    async erase(member) {
      await redis.del(linesOf(member).key)
    },
  }
}

/** The lines of a row of days. A day's line stands at its midnight in UTC: of what came once a day the hour is not kept. */
function daysOf(row: string, value: string): PointsEntry[] {
  const [community = '', reason = '', month = ''] = row.split('|')
  return value.split(',').map(line => {
    const date = `${month}-${line.slice(0, 2)}`
    return { community, reason, points: Number(line.slice(2)), cause: `${reason}|${date}`, at: Date.parse(date) }
  })
}

/** Both people's days, one line for each. */
function bothDays(one: string, other: string): string {
  const days = new Map([...other.split(','), ...one.split(',')].filter(Boolean).map(line => [line.slice(0, 2), line]))
  return [...days.values()].sort().join(',')
}
