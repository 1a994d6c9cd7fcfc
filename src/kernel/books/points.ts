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
  /** The day of what comes once a day, `YYYY-MM-DD`; other lines have their time alone. */
  date?: string
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
  /**
   * Adds a line that takes points away (`points` is negative), if he has so many; of two at once the second finds what the
   * first left. The same cause again is `done` and takes nothing more.
   */
  spend(entry: PointsEntry & { member: MemberKey }): Promise<'done' | 'short'>
  /** The sum of the lines; it is stored nowhere. */
  total(community: CommunityKey, member: MemberKey): Promise<number>
  /** The same of several people, in one round trip. */
  totals(community: CommunityKey, members: readonly MemberKey[]): Promise<Map<MemberKey, number>>
  /** His lines in this community, oldest first. */
  entries(community: CommunityKey, member: MemberKey): Promise<PointsEntry[]>
}

/**
 * `PREFIX:book:points:MEMBER` hash `community|cause` → PointsEntry, and `community|reason|YYYY-MM` → `07+1,08+1`, a line
 * for each day; kept until the person is erased.
 */
export function pointsBook(redis: Redis, prefix: string): Points {
  const linesOf = (member: MemberKey) => jsonHash<PointsEntry | string>(redis, `${prefix}:book:points:${member}`)

  const allOf = async (member: MemberKey) => linesIn(await linesOf(member).all())
  const entries = async (community: CommunityKey, member: MemberKey) =>
    (await allOf(member)).filter(entry => entry.community === community)
  const total = async (community: CommunityKey, member: MemberKey) => sumOf(await entries(community, member))
  const add = ({ member, ...entry }: PointsEntry & { member: MemberKey }) =>
    linesOf(member).setNew(`${entry.community}|${entry.cause}`, entry)

  // Whoever spends does so one after the other: this process is the data's only owner.
  const spending = new Map<MemberKey, Promise<unknown>>()
  function inTurn<T>(member: MemberKey, work: () => Promise<T>): Promise<T> {
    const turn = (spending.get(member) ?? Promise.resolve()).then(work)
    // What fails is told to whoever asked; the next in turn only waits for its end.
    const over = Promise.allSettled([turn]).then(() => {
      if (spending.get(member) === over) spending.delete(member)
    })
    spending.set(member, over)
    return turn
  }

  return {
    entries,
    total,
    add,
    spend: entry =>
      inTurn(entry.member, async () => {
        const lines = await entries(entry.community, entry.member)
        if (lines.some(({ cause }) => cause === entry.cause)) return 'done'
        if (sumOf(lines) + entry.points < 0) return 'short'
        await add(entry)
        return 'done'
      }),
    async totals(community, members) {
      const reads = redis.pipeline()
      for (const member of members) reads.hgetall(linesOf(member).key)
      const answers = members.length === 0 ? [] : ((await reads.exec()) ?? [])
      return new Map(
        members.map((member, index) => {
          const [error, rows] = answers[index] ?? [new Error(`no answer for ${member}`), {}]
          if (error) throw error
          const read = Object.entries(rows as Record<string, string>).map(
            ([row, value]) => [row, JSON.parse(value) as PointsEntry | string] as const,
          )
          return [member, sumOf(linesIn(read).filter(line => line.community === community))]
        }),
      )
    },
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

function sumOf(lines: readonly PointsEntry[]): number {
  return lines.reduce((sum, { points }) => sum + points, 0)
}

/** What stands in an account's rows, oldest first. */
function linesIn(rows: Iterable<readonly [row: string, value: PointsEntry | string]>): PointsEntry[] {
  const lines = [...rows].flatMap(([row, value]) => (typeof value === 'string' ? daysOf(row, value) : [value]))
  return lines.sort((a, b) => a.at - b.at || (a.cause < b.cause ? -1 : 1))
}

/** The lines of a row of days. A day's line stands at its midnight in UTC: of what came once a day the hour is not kept. */
function daysOf(row: string, value: string): PointsEntry[] {
  const [community = '', reason = '', month = ''] = row.split('|')
  return value.split(',').map(line => {
    const date = `${month}-${line.slice(0, 2)}`
    return { community, reason, points: Number(line.slice(2)), cause: `${reason}|${date}`, at: Date.parse(date), date }
  })
}

/** Both people's days, one line for each. */
function bothDays(one: string, other: string): string {
  const days = new Map([...other.split(','), ...one.split(',')].filter(Boolean).map(line => [line.slice(0, 2), line]))
  return [...days.values()].sort().join(',')
}
