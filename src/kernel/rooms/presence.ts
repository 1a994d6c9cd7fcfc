import type { Redis } from 'ioredis'
import type { AwayEvent, Millis } from '../../domain/events.js'
import type { RoomKey } from '../../domain/keys.js'
import { type JsonHash, jsonHash } from '../../redis/collections.js'
import { transaction } from '../../redis/transaction.js'

/** A shorter absence is a restart: what falls into it is a matter of seconds, and nobody is told. */
const SHORTEST: Millis = 60_000

interface Gap {
  from: Millis
  to: Millis
}

/**
 * Until when everything that people wrote has reached us. Web WeChat hands out nothing that was written while nobody was
 * logged in: after such a time each room kept is told of it once, as an `away` event. `PREFIX:presence:heard` time ·
 * `PREFIX:presence:gaps` hash room → the time away, until the room was told.
 */
export class Presence {
  readonly #redis: Redis
  readonly #heard: string
  readonly #gaps: JsonHash<Gap>
  #last: Millis = 0

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis
    this.#heard = `${prefix}:presence:heard`
    this.#gaps = jsonHash(redis, `${prefix}:presence:gaps`)
  }

  /** Everything up to this moment has reached us. Never goes back. */
  async heard(at: Millis): Promise<void> {
    if (at <= this.#last) return
    this.#last = at
    await this.#redis.set(this.#heard, at)
  }

  /** Logged in: what lies between the last sign of life and now is noted for these rooms, in one step. */
  async back(now: Millis, rooms: readonly RoomKey[]): Promise<void> {
    const heard = await this.#redis.get(this.#heard)
    const from = heard === null ? now : Number(heard)
    this.#last = now
    const known = now - from < SHORTEST ? new Map<RoomKey, Gap>() : await this.#gaps.all()
    await transaction(this.#redis, step => {
      step.set(this.#heard, now)
      if (now - from < SHORTEST) return
      for (const room of rooms) {
        const gap = { from: Math.min(known.get(room)?.from ?? from, from), to: now }
        step.hset(this.#gaps.key, room, JSON.stringify(gap))
      }
    })
  }

  /** Tells every room that has not been told yet; after a crash in between it is told again, under the same id. */
  async tell(receive: (event: AwayEvent) => Promise<void>): Promise<void> {
    for (const [room, { from, to }] of await this.#gaps.all()) {
      await receive({ kind: 'away', id: `away|${room}|${from}|${to}`, room, from, to })
      await this.#gaps.delete(room)
    }
  }
}
