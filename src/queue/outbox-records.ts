import type { Redis } from 'ioredis'
import type { Millis } from '../domain/events.js'
import type { OutboxRecord } from './outbox.js'
import type { Kind, Sent } from './pacing.js'

/** What the outbox keeps beside its actions: pauses by WeChat, and the stop button. */
export interface OutboxState {
  resting: Partial<Record<Kind, Millis>>
  refusals: Partial<Record<Kind, number>>
  heldUntil: Millis
}

const DAY = 86_400_000
/** Done ids are remembered this long, so that a cause that comes again does not act again (docs/architecture.md). */
const REMEMBER = 7 * DAY

/**
 * The outbox in Redis, this file its only owner:
 * `PREFIX:outbox:actions` hash id → record, until settled · `:done` zset id → time, 7 days · `:sent` zset of sends, 24 h ·
 * `:state` JSON · `:unknown`, `:dead` hashes id → record, until an operator clears them.
 */
export class OutboxRecords {
  readonly #redis: Redis
  readonly #key: (name: string) => string
  #seq = 0

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis
    this.#key = name => `${prefix}:outbox:${name}`
  }

  /** Orders actions; restarts above everything stored. */
  nextSeq(): number {
    this.#seq += 1
    return this.#seq
  }

  async load(now: Millis): Promise<OutboxState & { actions: OutboxRecord[]; sent: Sent[] }> {
    const [actions, sent, state] = await Promise.all([
      this.#redis.hvals(this.#key('actions')),
      this.#redis.zrangebyscore(this.#key('sent'), now - DAY, '+inf'),
      this.#redis.get(this.#key('state')),
      this.#redis.zremrangebyscore(this.#key('done'), '-inf', now - REMEMBER),
      this.#redis.zremrangebyscore(this.#key('sent'), '-inf', now - DAY),
    ])
    const records = actions.map(text => JSON.parse(text) as OutboxRecord).sort((a, b) => a.seq - b.seq)
    this.#seq = records.at(-1)?.seq ?? 0
    return {
      actions: records,
      sent: sent.map(text => (JSON.parse(text) as { s: Sent }).s),
      ...(state ? (JSON.parse(state) as OutboxState) : { resting: {}, refusals: {}, heldUntil: 0 }),
    }
  }

  /** Stores a new action, unless this id waits or was done in the last 7 days. */
  async add(record: OutboxRecord): Promise<boolean> {
    const added = await this.#redis.eval(
      `if redis.call('zscore', KEYS[2], ARGV[1]) then return 0 end
       return redis.call('hsetnx', KEYS[1], ARGV[1], ARGV[2])`,
      2,
      this.#key('actions'),
      this.#key('done'),
      record.id,
      JSON.stringify(record),
    )
    return added === 1
  }

  async save(record: OutboxRecord): Promise<void> {
    await this.#redis.hset(this.#key('actions'), record.id, JSON.stringify(record))
  }

  async settling(record: OutboxRecord): Promise<void> {
    await this.save(record)
  }

  /** One step: the action is in `sending`, its send counts, and what was merged into it is done. */
  async sending(record: OutboxRecord, sent: Sent, merged: readonly string[], now: Millis): Promise<void> {
    const step = this.#redis
      .multi()
      .hset(this.#key('actions'), record.id, JSON.stringify(record))
      .zadd(this.#key('sent'), sent.at, JSON.stringify({ s: sent, id: record.id, n: record.tries }))
    if (merged.length > 0) {
      step.hdel(this.#key('actions'), ...merged)
      step.zadd(this.#key('done'), ...merged.flatMap(id => [now, id]))
    }
    await step.exec()
  }

  /** One step: the action is over and its id remembered; what nobody could see, or failed for good, is listed. */
  async settled(record: OutboxRecord, now: Millis): Promise<void> {
    const step = this.#redis.multi().hdel(this.#key('actions'), record.id).zadd(this.#key('done'), now, record.id)
    if (record.outcome === 'unknown') step.hset(this.#key('unknown'), record.id, JSON.stringify(record))
    if (record.outcome === 'failed') step.hset(this.#key('dead'), record.id, JSON.stringify(record))
    await step.exec()
  }

  async drop(ids: readonly string[], now: Millis): Promise<void> {
    if (ids.length === 0) return
    await this.#redis
      .multi()
      .hdel(this.#key('actions'), ...ids)
      .zadd(this.#key('done'), ...ids.flatMap(id => [now, id]))
      .exec()
  }

  async saveState(state: OutboxState): Promise<void> {
    await this.#redis.set(this.#key('state'), JSON.stringify(state))
  }

  async listed(): Promise<{ unknown: OutboxRecord[]; dead: OutboxRecord[] }> {
    const [unknown, dead] = await Promise.all([this.#redis.hvals(this.#key('unknown')), this.#redis.hvals(this.#key('dead'))])
    const read = (texts: string[]) => texts.map(text => JSON.parse(text) as OutboxRecord)
    return { unknown: read(unknown), dead: read(dead) }
  }
}
