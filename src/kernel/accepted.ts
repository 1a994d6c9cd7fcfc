import type { ChainableCommander, Redis } from 'ioredis'
import type { Millis } from '../domain/events.js'
import { repeated } from '../redis/transaction.js'

/** Part of a transaction. */
export type Write = (step: ChainableCommander) => void

/** What the lanes have done in this turn of the event loop, on its way to Redis together. */
interface Commit {
  ids: string[]
  writes: Write[]
  over: Promise<void>
}

const DAY: Millis = 86_400_000
/** Twice what the ids are asked for. */
const KEPT_SECONDS = (4 * DAY) / 1000

/**
 * Which messages were accepted, in this life of the process or an earlier one: WeChat hands some out again.
 * `PREFIX:seen:DAY`, a set of message ids a UTC day, 4 days. Those of today and yesterday are held in memory too, so that
 * an id is known for at least 24 h and no message waits for the answer.
 */
export class Accepted {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #now: () => Millis
  readonly #days = new Map<number, Set<string>>()
  /** The day whose expiry is set. */
  #dated: number | undefined
  #commit: Commit | undefined

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

  /**
   * Accepts messages: their ids and what was written for them enter Redis in one transaction, or none of it does. Lanes
   * that finish in the same turn of the event loop share it, for a transaction costs more than what is in it.
   */
  accept(ids: readonly string[], writes: readonly Write[]): Promise<void> {
    this.#commit ??= this.#begin()
    this.#commit.ids.push(...ids)
    this.#commit.writes.push(...writes)
    return this.#commit.over
  }

  #begin(): Commit {
    const ids: string[] = []
    const writes: Write[] = []
    const over = new Promise<void>((resolve, reject) => {
      // A tick comes after all that the lanes can still do without waiting for anybody.
      process.nextTick(() => {
        this.#commit = undefined
        this.#write(ids, writes).then(resolve, reject)
      })
    })
    return { ids, writes, over }
  }

  async #write(ids: readonly string[], writes: readonly Write[]): Promise<void> {
    const day = this.#today()
    const key = this.#key(day)
    let tried = false
    await repeated(async () => {
      // The connection broke while the answer came in, and not every write may run twice. All of them are there or none.
      if (tried && (await this.#redis.smismember(key, ...ids)).includes(1)) return
      tried = true
      const step = this.#redis.multi()
      for (const write of writes) write(step)
      step.sadd(key, ...ids)
      if (this.#dated !== day) step.expire(key, KEPT_SECONDS)
      for (const [error] of (await step.exec()) ?? []) if (error) throw error
    })
    this.#dated = day
    const known = this.#days.get(day) ?? this.#open(day)
    for (const id of ids) known.add(id)
  }

  /** A new day; what is older than the one before it need not be known any more. */
  #open(day: number): Set<string> {
    for (const old of this.#days.keys()) if (old < day - 1) this.#days.delete(old)
    const known = new Set<string>()
    this.#days.set(day, known)
    return known
  }

  #today(): number {
    return Math.floor(this.#now() / DAY)
  }

  #key(day: number): string {
    return `${this.#prefix}:seen:${day}`
  }
}
