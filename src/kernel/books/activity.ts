import type { ChainableCommander, Redis } from 'ioredis'
import { addDays } from '../../domain/calendar.js'
import type { Millis } from '../../domain/events.js'
import type { MemberKey, RoomKey } from '../../domain/keys.js'
import { defineScript } from '../../redis/collections.js'
import type { OfPeople } from './people.js'

/** One message of one person. `date` is that of the message's own time in the community's zone. */
export interface Spoken {
  room: RoomKey
  member: MemberKey
  date: string
  at: Millis
}

/** How many messages each person wrote on which day, and when he last did: numbers only, never text. */
export interface Activity extends OfPeople {
  /**
   * Counts a message, within a transaction of the host's that also marks the message's id as handled. That is why this
   * one write may be a bare increment: a message that is known is never counted again, and one that is not was not counted.
   */
  record(step: ChainableCommander, spoken: Spoken): void
  /** Somebody wrote to the bot in private; within the same transaction. */
  recordPrivate(step: ChainableCommander, member: MemberKey, at: Millis): void
  /** When he last wrote to the bot in private. */
  lastPrivate(member: MemberKey): Promise<Millis | undefined>
  /** Messages by member from one date to another, both included. */
  countsOf(room: RoomKey, fromDate: string, toDate: string): Promise<Map<MemberKey, number>>
  /** When each person last wrote here; whoever is missing never did since `since`. */
  lastActive(room: RoomKey): Promise<Map<MemberKey, Millis>>
  /** When one person last wrote in any of these rooms; in one round trip, whatever the size of the rooms. */
  lastOf(member: MemberKey, rooms: readonly RoomKey[]): Promise<Millis | undefined>
  /** Who wrote at least once on any of these dates. */
  speakers(room: RoomKey, dates: readonly string[]): Promise<Set<MemberKey>>
  /** When counting began in this room, to the day; undefined before the first message. */
  since(room: RoomKey): Promise<Millis | undefined>
}

/** Reports look back 400 days; Redis forgets a day's counts after twice that, in its own time. */
const KEPT_SECONDS = 2 * 400 * 86_400

/**
 * `PREFIX:book:activity:day:ROOM:DATE` hash member → messages, 800 days · `:last:ROOM` zset member → time, and `:since`
 * hash room → time, as long as the room is known; `:private` zset member → time, until the person is erased.
 */
export function activityBook(redis: Redis, prefix: string): Activity {
  const root = `${prefix}:book:activity`
  const dayKey = (room: RoomKey, date: string) => `${root}:day:${room}:${date}`
  const lastKey = (room: RoomKey) => `${root}:last:${room}`
  const privateKey = `${root}:private`
  // The date of each room whose expiry this process set last. Should that transaction fail, that day's counts only
  // stay longer than they need to.
  const dated = new Map<RoomKey, string>()

  async function days(room: RoomKey, dates: readonly string[]): Promise<Record<string, string>[]> {
    const reads = redis.pipeline()
    for (const date of dates) reads.hgetall(dayKey(room, date))
    return ((await reads.exec()) ?? []).map(([error, counts]) => {
      if (error) throw error
      return counts as Record<string, string>
    })
  }

  /** Every key that may hold something of a person: rare work, so that nothing need be written for it daily. */
  async function keysOf(kind: 'day' | 'last'): Promise<string[]> {
    const keys = new Set<string>()
    for (let cursor = '0'; ; ) {
      const [next, found] = await redis.scan(cursor, 'MATCH', `${escapeGlob(root)}:${kind}:*`, 'COUNT', 1000)
      for (const key of found) keys.add(key)
      if (next === '0') return [...keys].sort()
      cursor = next
    }
  }

  return {
    record(step, { room, member, date, at }) {
      step.hincrby(dayKey(room, date), member, 1)
      // GT: a message that is handled late does not turn the time back.
      step.zadd(lastKey(room), 'GT', at, member)
      if (dated.get(room) === date) return
      dated.set(room, date)
      step.expire(dayKey(room, date), KEPT_SECONDS)
      step.hsetnx(`${root}:since`, room, at)
    },
    recordPrivate(step, member, at) {
      step.zadd(privateKey, 'GT', at, member)
    },
    async lastPrivate(member) {
      const at = await redis.zscore(privateKey, member)
      return at === null ? undefined : Number(at)
    },
    async countsOf(room, fromDate, toDate) {
      const sums = new Map<MemberKey, number>()
      for (const counts of await days(room, datesFrom(fromDate, toDate))) {
        for (const [member, count] of Object.entries(counts)) sums.set(member, (sums.get(member) ?? 0) + Number(count))
      }
      return sums
    },
    async lastActive(room) {
      const flat = await redis.zrange(lastKey(room), '0', '-1', 'WITHSCORES')
      const times = new Map<MemberKey, Millis>()
      for (let i = 0; i < flat.length; i += 2) times.set(flat[i] ?? '', Number(flat[i + 1]))
      return times
    },
    async lastOf(member, rooms) {
      const reads = redis.pipeline()
      for (const room of rooms) reads.zscore(lastKey(room), member)
      const times = ((await reads.exec()) ?? []).flatMap(([error, at]) => {
        if (error) throw error
        return at === null ? [] : [Number(at)]
      })
      return times.length === 0 ? undefined : Math.max(...times)
    },
    async speakers(room, dates) {
      return new Set((await days(room, dates)).flatMap(counts => Object.keys(counts)))
    },
    async since(room) {
      const at = await redis.hget(`${root}:since`, room)
      return at === null ? undefined : Number(at)
    },
    async merge(from, into) {
      for (const key of await keysOf('day')) await moveCount(redis)({ key }, { from, into })
      for (const key of [...(await keysOf('last')), privateKey]) await moveTime(redis)({ key }, { from, into })
    },
    async export(member) {
      const found: Record<string, { days: Record<string, number>; last?: Millis }> = {}
      const roomIn = (room: string) => (found[room] ??= { days: {} })
      for (const key of await keysOf('day')) {
        const count = await redis.hget(key, member)
        const [, room = '', date = ''] = /:day:(.*):([\d-]+)$/.exec(key) ?? []
        if (count !== null) roomIn(room).days[date] = Number(count)
      }
      for (const key of await keysOf('last')) {
        const at = await redis.zscore(key, member)
        if (at !== null) roomIn(key.slice(lastKey('').length)).last = Number(at)
      }
      const at = await redis.zscore(privateKey, member)
      const all = at === null ? found : { ...found, private: { days: {}, last: Number(at) } }
      return Object.keys(all).length === 0 ? undefined : all
    },
    async erase(member) {
      for (const key of await keysOf('day')) await redis.hdel(key, member)
      for (const key of [...(await keysOf('last')), privateKey]) await redis.zrem(key, member)
    },
  }
}

const moveCount = (redis: Redis) =>
  defineScript(redis, 'activityMoveCount', {
    keys: ['key'],
    args: ['from', 'into'],
    lua: `
      local count = redis.call('HGET', key, from)
      if count then redis.call('HINCRBY', key, into, count) redis.call('HDEL', key, from) end`,
    reply: () => undefined,
  })

const moveTime = (redis: Redis) =>
  defineScript(redis, 'activityMoveTime', {
    keys: ['key'],
    args: ['from', 'into'],
    lua: `
      local at = redis.call('ZSCORE', key, from)
      if at then redis.call('ZADD', key, 'GT', at, into) redis.call('ZREM', key, from) end`,
    reply: () => undefined,
  })

function datesFrom(from: string, to: string): string[] {
  const dates: string[] = []
  for (let date = from; date <= to; date = addDays(date, 1)) dates.push(date)
  return dates
}

function escapeGlob(text: string): string {
  return text.replace(/[*?[\]\\]/g, '\\$&')
}
