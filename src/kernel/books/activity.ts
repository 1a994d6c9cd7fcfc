import type { ChainableCommander, Redis } from 'ioredis'
import { addDays } from '../../domain/calendar.js'
import type { Millis } from '../../domain/events.js'
import type { MemberKey, RoomKey } from '../../domain/keys.js'
import { defineScript } from '../../redis/collections.js'
import { dayKeys, doEach, moveCount, readEach } from './day-keys.js'
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
  /** Somebody gave the bot a command in a room: he is there, but that is no talk. Within the same transaction. */
  recordCommand(step: ChainableCommander, spoken: Spoken): void
  /** Somebody wrote to the bot in private; within the same transaction. */
  recordPrivate(step: ChainableCommander, member: MemberKey, at: Millis): void
  /** When he last wrote to the bot in private. */
  lastPrivate(member: MemberKey): Promise<Millis | undefined>
  /** Messages by member from one date to another, both included. */
  countsOf(room: RoomKey, fromDate: string, toDate: string): Promise<Map<MemberKey, number>>
  /** When each person last wrote here; whoever is missing never did since `since`. */
  lastActive(room: RoomKey): Promise<Map<MemberKey, Millis>>
  /** When each person was last heard of here, be it by a command. */
  lastSeen(room: RoomKey): Promise<Map<MemberKey, Millis>>
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
 * `PREFIX:book:activity:day:ROOM:DATE` hash member → messages, 800 days · `:last:ROOM` zset member → time he wrote,
 * `:called:ROOM` the same of commands, and `:since` hash room → time, as long as the room is known; `:private` zset member → time, until the person is erased.
 */
export function activityBook(redis: Redis, prefix: string): Activity {
  const root = `${prefix}:book:activity`
  const dayKey = (room: RoomKey, date: string) => `${root}:day:${room}:${date}`
  const lastKey = (room: RoomKey) => `${root}:last:${room}`
  const calledKey = (room: RoomKey) => `${root}:called:${room}`
  const privateKey = `${root}:private`
  // The date of each room whose expiry this process set last. Should that transaction fail, that day's counts only
  // stay longer than they need to.
  const dated = new Map<RoomKey, string>()
  const keys = dayKeys(redis, `${root}:day:`)

  async function days(room: RoomKey, dates: readonly string[]): Promise<Record<string, string>[]> {
    return readEach(
      redis,
      dates.map(date => dayKey(room, date)),
      (step, key) => step.hgetall(key),
    )
  }

  /** When somebody last wrote or gave a command, by room. Written and moved with or after his counts: where he has none, he has no counts. */
  async function lastIn(member: MemberKey): Promise<{ room: RoomKey; key: string; at: Millis }[]> {
    const rooms = await redis.hkeys(`${root}:since`)
    const places = rooms.flatMap(room => [lastKey(room), calledKey(room)].map(key => ({ room, key })))
    const ofPlaces = places.map(({ key }) => key)
    const times = await readEach<string | null>(redis, ofPlaces, (step, key) => step.zscore(key, member))
    return places.flatMap((place, index) => {
      const at = times[index] ?? null
      return at === null ? [] : [{ ...place, at: Number(at) }]
    })
  }

  /** The days on which somebody wrote in these rooms, in order. */
  async function countsIn(rooms: readonly RoomKey[], member: MemberKey): Promise<{ key: string; count: number }[]> {
    if (rooms.length === 0) return []
    const theirs = (await keys.all()).filter(key => rooms.some(room => key.startsWith(dayKey(room, ''))))
    const counts = await readEach<string | null>(redis, theirs.sort(), (step, key) => step.hget(key, member))
    return theirs.flatMap((key, index) => {
      const count = counts[index] ?? null
      return count === null ? [] : [{ key, count: Number(count) }]
    })
  }

  async function timesIn(key: string): Promise<Map<MemberKey, Millis>> {
    const flat = await redis.zrange(key, '0', '-1', 'WITHSCORES')
    const times = new Map<MemberKey, Millis>()
    for (let i = 0; i < flat.length; i += 2) times.set(flat[i] ?? '', Number(flat[i + 1]))
    return times
  }

  return {
    record(step, { room, member, date, at }) {
      step.hincrby(dayKey(room, date), member, 1)
      // GT: a message that is handled late does not turn the time back.
      step.zadd(lastKey(room), 'GT', at, member)
      if (dated.get(room) === date) return
      dated.set(room, date)
      keys.begun(dayKey(room, date))
      step.expire(dayKey(room, date), KEPT_SECONDS)
      step.hsetnx(`${root}:since`, room, at)
    },
    recordCommand(step, { room, member, at }) {
      step.zadd(calledKey(room), 'GT', at, member)
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
    lastActive: room => timesIn(lastKey(room)),
    async lastSeen(room) {
      const [times, called] = await Promise.all([timesIn(lastKey(room)), timesIn(calledKey(room))])
      for (const [member, at] of called) times.set(member, Math.max(at, times.get(member) ?? 0))
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
      const last = await lastIn(from)
      const counts = await countsIn(roomsOf(last), from)
      await doEach(counts, ({ key }) => moveCount(redis)({ key }, { from, into }))
      // Only then: by these a merge that is done again finds the counts that are still to be moved.
      await doEach([...last, { key: privateKey }], ({ key }) => moveTime(redis)({ key }, { from, into }))
    },
    async export(member) {
      const found: Record<string, { days: Record<string, number>; last?: Millis }> = {}
      const last = await lastIn(member)
      for (const { room, at } of last) found[room] = { days: {}, last: Math.max(at, found[room]?.last ?? 0) }
      for (const { key, count } of await countsIn(roomsOf(last), member)) {
        const [, room = '', date = ''] = /^(.*):([\d-]+)$/.exec(key.slice(`${root}:day:`.length)) ?? []
        const days = found[room]?.days
        if (days) days[date] = count
      }
      const at = await redis.zscore(privateKey, member)
      const all = at === null ? found : { ...found, private: { days: {}, last: Number(at) } }
      return Object.keys(all).length === 0 ? undefined : all
    },
    async erase(member) {
      const last = await lastIn(member)
      await doEach(await countsIn(roomsOf(last), member), ({ key }) => redis.hdel(key, member))
      await doEach([...last, { key: privateKey }], ({ key }) => redis.zrem(key, member))
    },
  }
}

const roomsOf = (last: readonly { room: RoomKey }[]) => last.map(({ room }) => room)

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
