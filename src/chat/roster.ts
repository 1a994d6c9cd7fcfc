import type { Redis } from 'ioredis'
import type { Millis, QunguanEvent } from '../domain/events.js'
import type { MemberKey, RoomKey } from '../domain/keys.js'
import { PackedRows } from '../redis/packed.js'
import { transaction } from '../redis/transaction.js'
import { asSeen } from '../text/as-seen.js'
import type { Called } from './likeness.js'
import { type Difference, difference } from './roster-difference.js'

/** A member's place in one room. `name` is his as it was last looked at; the gateway turns a difference into an event. */
export interface Seat extends Called {
  /** When he came, as we saw it; for those of the first roster, when the room was first seen. */
  joinedAt: Millis
  /** He was there before the bot: a member since before, never a newcomer. */
  before: boolean
  by?: MemberKey
}

/** What a look found to be other than before. `doubted`: it shows so few people that it is not believed yet. */
export type RosterChange = Pick<Difference, 'joined' | 'left' | 'cards' | 'names'> & { doubted: boolean }

const nothing = { joined: [], left: [], cards: [], names: [] }

/** A look that shows more than a fifth fewer people is a read error until three looks ten minutes apart agree. */
const SHRINKS = 0.2
const AGREEING_LOOKS = 3
const LOOKS_APART = 10 * 60_000

/**
 * Who is in which room: the truth about joins and leaves is the difference of two looks. In Redis, this file the only
 * owner: `PREFIX:roster:ROOM` packed rows member key → Seat, for as long as the bot is in the room · `:frozen:ROOM` the
 * same of those who may be somebody there whom a login made unrecognisable: kept as it was, and not counted · `:untold`
 * hash id → event: what a look found and nobody has handled yet, until somebody has.
 */
export class Roster {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #rooms = new Map<RoomKey, PackedRows<Seat>>()
  readonly #frozen = new Map<RoomKey, PackedRows<Seat>>()
  /** Who is called what in a room, made when it is asked for. */
  readonly #called = new Map<RoomKey, Map<string, MemberKey[]>>()
  readonly #doubts = new Map<RoomKey, { looks: number; at: Millis }>()

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis
    this.#prefix = prefix
  }

  #key(room: RoomKey, of: 'roster' | 'frozen' = 'roster'): string {
    return `${this.#prefix}:${of}:${room}`
  }

  #rows(room: RoomKey, of?: 'frozen'): PackedRows<Seat> {
    return new PackedRows(this.#redis, this.#key(room, of), { encode, decode })
  }

  async load(rooms: Iterable<RoomKey>): Promise<void> {
    await Promise.all(
      [...rooms].map(async room => {
        const seats = this.#rows(room)
        const frozen = this.#rows(room, 'frozen')
        await Promise.all([seats.load(), frozen.load()])
        if (seats.rows.size > 0) this.#rooms.set(room, seats)
        if (frozen.rows.size > 0) this.#frozen.set(room, frozen)
      }),
    )
  }

  /** The members of a room, the bot included; empty when the room was never looked at. */
  seats(room: RoomKey): ReadonlyMap<MemberKey, Seat> {
    return this.#rooms.get(room)?.rows ?? new Map()
  }

  seat(room: RoomKey, member: MemberKey): Seat | undefined {
    return this.#rooms.get(room)?.get(member)
  }

  /** Places of those who may be there and cannot be told apart. */
  frozen(room: RoomKey): ReadonlyMap<MemberKey, Seat> {
    return this.#frozen.get(room)?.rows ?? new Map()
  }

  /** Who goes by this name in a room: card or nickname, as they look. */
  called(room: RoomKey, name: string): readonly MemberKey[] {
    const known = this.#called.get(room)
    if (known) return known.get(asSeen(name)) ?? []
    const names = new Map<string, MemberKey[]>()
    for (const [member, seat] of this.seats(room)) {
      for (const one of new Set([asSeen(seat.card), asSeen(seat.name)])) {
        const bearers = names.get(one)
        if (bearers) bearers.push(member)
        else names.set(one, [member])
      }
    }
    names.delete('')
    this.#called.set(room, names)
    return names.get(asSeen(name)) ?? []
  }

  roomsOf(member: MemberKey): RoomKey[] {
    return [...this.#rooms].flatMap(([room, seats]) => (seats.get(member) ? [room] : []))
  }

  /** Rooms that were looked at. */
  get rooms(): Iterable<RoomKey> {
    return this.#rooms.keys()
  }

  /** Writes a roster down as it is: what an operator or a scenario knows of the past. */
  async record(room: RoomKey, seats: ReadonlyMap<MemberKey, Seat>): Promise<void> {
    const rows = this.#rows(room)
    for (const [member, seat] of seats) rows.put(member, seat)
    this.#rooms.set(room, rows)
    this.#called.delete(room)
    await transaction(this.#redis, step => {
      step.del(this.#key(room))
      rows.save(step, seats.keys())
    })
  }

  /**
   * A person says that this is the room of before: whoever sits there and has no place in it yet did not come just now.
   * Of a room that was never looked at the first look says as much.
   */
  async seatAll(room: RoomKey, present: ReadonlyMap<MemberKey, Called>, now: Millis): Promise<void> {
    const known = this.#rooms.get(room)
    if (!known) return
    const unseated = [...present].filter(([member]) => !known.get(member))
    for (const [member, here] of unseated) known.put(member, { ...calledIn(here), joinedAt: now, before: true })
    this.#called.delete(room)
    await transaction(this.#redis, step => {
      known.save(
        step,
        unseated.map(([member]) => member),
      )
    })
  }

  /** The bot is no longer there, or the room goes by another key. */
  async forget(room: RoomKey): Promise<void> {
    this.#rooms.delete(room)
    this.#called.delete(room)
    this.#frozen.delete(room)
    this.#doubts.delete(room)
    await this.#redis.del(this.#key(room), this.#key(room, 'frozen'))
  }

  /**
   * Takes a look at a room and says what changed since the last one. The first look records everybody as present
   * before. `unsure` says of a member whom he might be: he is nobody who came, and they are nobody who went.
   */
  async look(
    room: RoomKey,
    present: ReadonlyMap<MemberKey, Called>,
    now: Millis,
    {
      by = () => undefined,
      unsure = () => undefined,
      events = () => [],
      certain = false,
    }: {
      /** Who brought somebody in, if that is known. */
      by?: (member: MemberKey) => MemberKey | undefined
      unsure?: (member: MemberKey) => readonly MemberKey[] | undefined
      /** What is to be told of the change; written down with it, so that a crash tells it again. */
      events?: (change: RosterChange) => readonly QunguanEvent[]
      /** However few are there, it is no read error. */
      certain?: boolean
    } = {},
  ): Promise<RosterChange> {
    const known = this.#rooms.get(room)
    if (!known) {
      const seats = [...present].map(
        ([member, { card, name }]) => [member, { card, name, joinedAt: now, before: true }] as const,
      )
      await this.record(room, new Map(seats))
      return { ...nothing, doubted: false }
    }
    if (!certain && this.#doubtful(room, known.rows.size, present.size, now)) return { ...nothing, doubted: true }
    const asleep = this.#frozen.get(room)
    const before = asleep && asleep.rows.size > 0 ? new Map([...known.rows, ...asleep.rows]) : known.rows
    const { joined, left, cards, names, frozen, provisional } = difference(before, present, unsure)
    const woken = asleep ? [...asleep.rows.keys()].filter(member => !frozen.has(member)) : []
    for (const member of joined) {
      const here = present.get(member)
      const who = by(member)
      if (here) known.put(member, { ...calledIn(here), joinedAt: now, before: false, ...(who ? { by: who } : {}) })
    }
    for (const [member, since] of provisional) {
      const here = present.get(member)
      if (here) known.put(member, { ...calledIn(here), ...since })
    }
    const renamed = [...cards, ...names].map(({ member }) => member)
    for (const member of [...renamed, ...woken]) {
      const seat = before.get(member)
      const here = present.get(member)
      if (seat && here) known.put(member, { ...seat, ...calledIn(here) })
    }
    for (const member of woken) asleep?.drop(member)
    for (const [member, seat] of frozen) this.#freeze(room, member, seat)
    for (const member of [...left, ...frozen.keys()]) known.drop(member)
    const changed = [...joined, ...provisional.keys(), ...left, ...frozen.keys(), ...renamed, ...woken]
    const change = { joined, left, cards, names, doubted: false }
    if (changed.length > 0) {
      this.#called.delete(room)
      const untold = events(change)
      await transaction(this.#redis, step => {
        known.save(step, changed)
        this.#frozen.get(room)?.save(step, [...frozen.keys(), ...woken])
        for (const event of untold) step.hset(this.#untold, event.id, JSON.stringify(event))
      })
    }
    return change
  }

  /** What a dead process found and had not told to its end. */
  async untold(): Promise<QunguanEvent[]> {
    return Object.values(await this.#redis.hgetall(this.#untold)).map(text => JSON.parse(text) as QunguanEvent)
  }

  /** An event was handled. */
  async told(id: string): Promise<void> {
    await this.#redis.hdel(this.#untold, id)
  }

  get #untold(): string {
    return `${this.#prefix}:untold`
  }

  /**
   * It is settled who somebody is, or that he is none of those we knew: his place is that of `into` from before, in every
   * room. Frozen places that `still` nobody waits for are given up.
   */
  async settle(unsure: MemberKey, into: MemberKey | undefined, still: (member: MemberKey) => boolean): Promise<void> {
    for (const [room, seats] of this.#rooms) {
      const seat = seats.get(unsure)
      const frozen = this.#frozen.get(room)
      const kept = into === undefined ? undefined : frozen?.get(into)
      const touched = [unsure]
      this.#called.delete(room)
      if (seat && into !== undefined) {
        seats.drop(unsure)
        seats.put(into, { ...(kept ?? seat), card: seat.card, name: seat.name })
        touched.push(into)
      }
      const given = [...(frozen?.rows.keys() ?? [])].filter(member => member === into || !still(member))
      for (const member of given) frozen?.drop(member)
      if (!seat && given.length === 0) continue
      await transaction(this.#redis, step => {
        seats.save(step, touched)
        frozen?.save(step, given)
      })
    }
  }

  #freeze(room: RoomKey, member: MemberKey, seat: Seat): void {
    const frozen = this.#frozen.get(room) ?? this.#rows(room, 'frozen')
    this.#frozen.set(room, frozen)
    frozen.put(member, seat)
  }

  /** True while fewer people are shown than is believed: who is not listed may be there all the same. */
  isDoubted(room: RoomKey): boolean {
    return this.#doubts.has(room)
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

/** What is kept of a sighting; whoever hands one in may know more. */
function calledIn({ name, card }: Called): Called {
  return { name, card }
}

// A seat is a list, its empty end left out. Times are base 36.

function encode({ card, name, joinedAt, before, by }: Seat): unknown {
  const row = [card, name, joinedAt.toString(36), before ? 1 : 0, by ?? '']
  while (row.length > 3 && (row.at(-1) === '' || row.at(-1) === 0)) row.pop()
  return row
}

function decode(stored: unknown): Seat {
  const [card, name, joinedAt, before = 0, by = ''] = stored as [string, string, string, number?, string?]
  return {
    card,
    name,
    joinedAt: Number.parseInt(joinedAt, 36),
    before: before === 1,
    ...(by === '' ? {} : { by }),
  }
}
