import type { ChainableCommander, Redis } from 'ioredis'
import type { Millis } from '../domain/events.js'

const DAY: Millis = 86_400_000
/** Twice what the ids are asked for. */
const KEPT_SECONDS = (4 * DAY) / 1000

/**
 * Which messages were accepted, in this life of the process or an earlier one: WeChat hands some out again.
 * `PREFIX:seen:DAY`, a set of message ids a UTC day, 4 days. Those of today and yesterday are held in memory too, so that
 * an id is known for at least 24 h and a message need not wait for the answer.
 */
export class Seen {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #now: () => Millis
  readonly #days = new Map<number, Set<string>>()
  /** The day whose expiry is set. */
  #dated: number | undefined

  constructor({ redis, prefix, now }: { redis: Redis; prefix: string; now: () => Millis }) {
    this.#redis = redis
    this.#prefix = prefix
    this.#now = now
  }

  async load(): Promise<void> {
    const today = this.#today()
    for (const day of [today - 1, today]) this.#days.set(day, new Set(await this.#redis.smembers(this.#key(day))))
  }

  has(id: string): boolean {
    const today = this.#today()
    return this.#days.get(today)?.has(id) === true || this.#days.get(today - 1)?.has(id) === true
  }

  /** Adds ids to a transaction. Call the result when it succeeded: from then on they are known. */
  mark(step: ChainableCommander, ids: readonly string[]): () => void {
    const day = this.#today()
    step.sadd(this.#key(day), ...ids)
    if (this.#dated !== day) step.expire(this.#key(day), KEPT_SECONDS)
    return () => {
      this.#dated = day
      const known = this.#days.get(day) ?? new Set()
      for (const id of ids) known.add(id)
      this.#days.set(day, known)
      this.#days.delete(day - 2)
    }
  }

  #today(): number {
    return Math.floor(this.#now() / DAY)
  }

  #key(day: number): string {
    return `${this.#prefix}:seen:${day}`
  }
}
