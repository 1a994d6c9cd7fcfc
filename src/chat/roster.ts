import type { Redis } from 'ioredis'
import type { Millis } from '../domain/events.js'
import type { MemberKey, RoomKey } from '../domain/keys.js'
import type { PlatformRoom } from './platform.js'

/** A member's place in one room. */
export interface Seat {
  card: string
  /** His name when the roster was last looked at; the gateway turns a difference into an event. */
  name: string
  /** When he came, as we saw it; for those of the first roster, when the room was first seen. */
  joinedAt: Millis
  /** He was there before the bot: a member since before, never a newcomer. */
  before: boolean
  by?: MemberKey
}

export interface RosterChange {
  joined: MemberKey[]
  left: MemberKey[]
  cards: { member: MemberKey; from: string; to: string }[]
  names: { member: MemberKey; from: string; to: string }[]
}

/** A look that shows more than a fifth fewer people is a read error until three looks ten minutes apart agree. */
const SHRINKS = 0.2
const AGREEING_LOOKS = 3
const LOOKS_APART = 10 * 60_000

/**
 * Who is in which room: the truth about joins and leaves is the difference of two looks. In Redis, this file the only
 * owner: `PREFIX:roster:ROOM` hash member key → Seat, for as long as the bot is in the room.
 */
export class Roster {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #rooms = new Map<RoomKey, Map<MemberKey, Seat>>()
  readonly #doubts = new Map<RoomKey, { looks: number; at: Millis }>()

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis
    this.#prefix = prefix
  }

  #key(room: RoomKey): string {
    return `${this.#prefix}:roster:${room}`
  }

  async load(rooms: Iterable<RoomKey>): Promise<void> {
    await Promise.all(
      [...rooms].map(async room => {
        const seats = await this.#redis.hgetall(this.#key(room))
        if (Object.keys(seats).length === 0) return
        this.#rooms.set(
          room,
          new Map(Object.entries(seats).map(([member, text]) => [member, JSON.parse(text) as Seat])),
        )
      }),
    )
  }

  /** The members of a room, the bot included; empty when the room was never looked at. */
  seats(room: RoomKey): ReadonlyMap<MemberKey, Seat> {
    return this.#rooms.get(room) ?? new Map()
  }

  seat(room: RoomKey, member: MemberKey): Seat | undefined {
    return this.#rooms.get(room)?.get(member)
  }

  roomsOf(member: MemberKey): RoomKey[] {
    return [...this.#rooms].flatMap(([room, seats]) => (seats.has(member) ? [room] : []))
  }

  /** Rooms that were looked at. */
  get rooms(): Iterable<RoomKey> {
    return this.#rooms.keys()
  }

  /** Writes a roster down as it is: what an operator or a scenario knows of the past. */
  async record(room: RoomKey, seats: ReadonlyMap<MemberKey, Seat>): Promise<void> {
    this.#rooms.set(room, new Map(seats))
    const step = this.#redis.multi().del(this.#key(room))
    for (const [member, seat] of seats) step.hset(this.#key(room), member, JSON.stringify(seat))
    await step.exec()
  }

  /**
   * Takes a look at a room and says what changed since the last one. The first look records everybody as present
   * before. `keyOf` must know every id in `seen`.
   */
  async look(
    room: RoomKey,
    seen: PlatformRoom,
    keyOf: (id: string) => MemberKey,
    now: Millis,
    by?: MemberKey,
  ): Promise<RosterChange> {
    const change: RosterChange = { joined: [], left: [], cards: [], names: [] }
    const known = this.#rooms.get(room)
    const present = new Map(seen.members.map(member => [keyOf(member.id), member]))
    if (!known) {
      const seats = [...present].map(
        ([key, { card, name }]) => [key, { card, name, joinedAt: now, before: true }] as const,
      )
      await this.record(room, new Map(seats))
      return change
    }
    if (this.#doubtful(room, known.size, present.size, now)) return change
    const step = this.#redis.multi()
    let writes = 0
    for (const [member, { card, name }] of present) {
      const seat = known.get(member)
      if (!seat) change.joined.push(member)
      else if (seat.card === card && seat.name === name) continue
      else {
        if (seat.card !== card) change.cards.push({ member, from: seat.card, to: card })
        if (seat.name !== name) change.names.push({ member, from: seat.name, to: name })
      }
      const next: Seat = seat
        ? { ...seat, card, name }
        : { card, name, joinedAt: now, before: false, ...(by ? { by } : {}) }
      known.set(member, next)
      step.hset(this.#key(room), member, JSON.stringify(next))
      writes += 1
    }
    for (const member of [...known.keys()]) {
      if (present.has(member)) continue
      change.left.push(member)
      known.delete(member)
      step.hdel(this.#key(room), member)
      writes += 1
    }
    if (writes > 0) await step.exec()
    return change
  }

  #doubtful(room: RoomKey, before: number, after: number, now: Millis): boolean {
    if (after >= before * (1 - SHRINKS)) {
      this.#doubts.delete(room)
      return false
    }
    const doubt = this.#doubts.get(room)
    if (doubt && now - doubt.at < LOOKS_APART) return true
    const looks = (doubt?.looks ?? 0) + 1
    if (looks >= AGREEING_LOOKS) {
      this.#doubts.delete(room)
      return false
    }
    this.#doubts.set(room, { looks, at: now })
    return true
  }
}
