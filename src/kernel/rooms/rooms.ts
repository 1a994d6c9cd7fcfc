import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { CommunityKey, MemberKey, RoomKey } from '../../domain/keys.js'
import { type JsonHash, jsonHash } from '../../redis/collections.js'

/**
 * What the bot is to a room. asked: somebody pulled it in and is asked whether it should stay. pending: he said yes and
 * an operator has to agree (`/收群 n`). kept: it looks after the room. left alone: it does nothing there. awaited: there is
 * no such room yet; one that is made, or bound with `/绑定`, will go by this key.
 */
export interface RoomRecord {
  state: 'asked' | 'pending' | 'kept' | 'alone' | 'awaited'
  topic: string
  community: CommunityKey
  /** Since when it is kept, or since when it is in the present state. */
  since: Millis
  /** Who pulled the bot in. */
  by?: MemberKey
  /** Candidate number for the operators, never used again. */
  number?: number
  /** The puller wanted to see it at work for this long first. */
  trial?: Millis
  /** The room it came out of: what the YAML says of that one alone holds here too, and so does its trial. */
  like?: RoomKey
  /**
   * The room that was split into it: it came out of that one, or was kept before and took people of it. Who comes now goes
   * where there is space.
   */
  relieves?: RoomKey
  /** What it is awaited for: who asks again under this name is given the same room. */
  purpose?: string
}

/** The rooms the bot keeps. `PREFIX:rooms` hash room key → RoomRecord, as long as the room is known. */
export class Rooms {
  readonly #hash: JsonHash<RoomRecord>
  readonly #records = new Map<RoomKey, RoomRecord>()
  /** The rooms kept, by community; made anew when a record changed, which is rare, and asked for often. */
  #byCommunity: ReadonlyMap<CommunityKey, readonly RoomKey[]> | undefined

  constructor(redis: Redis, prefix: string) {
    this.#hash = jsonHash(redis, `${prefix}:rooms`)
  }

  async load(): Promise<void> {
    // Redis gives them in no order, and what is said of several names the first.
    const inOrder = [...(await this.#hash.all())].sort(([one], [other]) => one.localeCompare(other, 'en', numerically))
    for (const [room, record] of inOrder) this.#records.set(room, record)
    this.#byCommunity = undefined
  }

  get(room: RoomKey): RoomRecord | undefined {
    return this.#records.get(room)
  }

  isKept(room: RoomKey): boolean {
    return this.#records.get(room)?.state === 'kept'
  }

  get kept(): RoomKey[] {
    return [...this.#records].flatMap(([room, record]) => (record.state === 'kept' ? [room] : []))
  }

  ofCommunity(community: CommunityKey): readonly RoomKey[] {
    return this.#grouped().get(community) ?? []
  }

  get communities(): CommunityKey[] {
    return [...this.#grouped().keys()]
  }

  /** The room that is awaited, or has come, for a purpose. */
  forPurpose(purpose: string): RoomKey | undefined {
    for (const [room, record] of this.#records) if (record.purpose === purpose) return room
    return undefined
  }

  /** The room waiting for operators under this number. */
  pending(number: number): RoomKey | undefined {
    for (const [room, record] of this.#records) if (record.state === 'pending' && record.number === number) return room
    return undefined
  }

  /** The next candidate number; numbers are never used again. */
  nextNumber(): number {
    return Math.max(0, ...[...this.#records.values()].map(record => record.number ?? 0)) + 1
  }

  async put(room: RoomKey, record: RoomRecord): Promise<void> {
    this.#records.set(room, record)
    this.#byCommunity = undefined
    await this.#hash.set(room, record)
  }

  /** Forgets a room: it goes by another key. */
  async drop(room: RoomKey): Promise<void> {
    this.#records.delete(room)
    this.#byCommunity = undefined
    await this.#hash.delete(room)
  }

  #grouped(): ReadonlyMap<CommunityKey, readonly RoomKey[]> {
    if (this.#byCommunity) return this.#byCommunity
    const grouped = new Map<CommunityKey, RoomKey[]>()
    for (const [room, { state, community }] of this.#records) {
      if (state !== 'kept') continue
      const known = grouped.get(community)
      if (known) known.push(room)
      else grouped.set(community, [room])
    }
    this.#byCommunity = grouped
    return grouped
  }
}

/** g2 before g10. */
const numerically = { numeric: true }
