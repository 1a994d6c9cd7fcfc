import type { Redis } from 'ioredis'
import type { Millis } from '../domain/events.js'
import { defineScript } from '../redis/collections.js'
import { transaction } from '../redis/transaction.js'
import type { Kind, Sent } from './pacing.js'
import type { OutboxRecord } from './posting.js'

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
 * `:state` JSON · `:unknown`, `:dead` hashes id → record, until an operator clears them. Every write may run twice.
 */
export class OutboxRecords {
  readonly #redis: Redis
  readonly #key: (name: string) => string
  #seq = 0

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis
    this.#key = name => `${prefix}:outbox:${name}`
  }

  /** Orders actions; after `load` above everything stored. */
  nextSeq(): number {
    this.#seq += 1
    return this.#seq
  }

  async load(now: Millis): Promise<OutboxState & { actions: OutboxRecord[]; sent: Sent[] }> {
    const [actions, sent, state] = await Promise.all([
      this.#redis.hvals(this.#key('actions')),
      this.#redis.zrangebyscore(this.#key('sent'), now - DAY, '+inf'),
      this.#redis.get(this.#key('state')),
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
  add(record: OutboxRecord, now: Millis): Promise<boolean> {
    return addAction(this.#redis)(
      { actions: this.#key('actions'), done: this.#key('done') },
      { id: record.id, record: JSON.stringify(record), since: now - REMEMBER },
    )
  }

  async save(...records: readonly OutboxRecord[]): Promise<void> {
    if (records.length === 0) return
    await this.#redis.hset(this.#key('actions'), ...records.flatMap(record => [record.id, JSON.stringify(record)]))
  }

  /** One step: the action is in `sending`, its send counts (if any does), and what was merged into it is done. */
  sending(record: OutboxRecord, sent: Sent | undefined, merged: readonly string[], now: Millis): Promise<void> {
    return transaction(this.#redis, step => {
      step.hset(this.#key('actions'), record.id, JSON.stringify(record))
      if (sent) {
        step.zadd(this.#key('sent'), sent.at, JSON.stringify({ s: sent, id: record.id, n: record.tries }))
        step.zremrangebyscore(this.#key('sent'), '-inf', now - DAY)
      }
      if (merged.length > 0) {
        step.hdel(this.#key('actions'), ...merged)
        step.zadd(this.#key('done'), ...merged.flatMap(id => [now, id]))
      }
    })
  }

  /** What was sent at that time was not taken by WeChat. */
  async refused(id: string, sent: Sent): Promise<void> {
    const key = this.#key('sent')
    for (const member of await this.#redis.zrangebyscore(key, sent.at, sent.at)) {
      const entry = JSON.parse(member) as { s: Sent; id: string; n: number }
      if (entry.id !== id || entry.s.refused) continue
      const marked = JSON.stringify({ ...entry, s: { ...entry.s, refused: true } })
      await transaction(this.#redis, step => step.zrem(key, member).zadd(key, sent.at, marked))
    }
  }

  /** One step: the action is over and its id remembered; what nobody could see, or failed for good, is listed. */
  settled(record: OutboxRecord, now: Millis): Promise<void> {
    return transaction(this.#redis, step => {
      step.hdel(this.#key('actions'), record.id)
      step.zadd(this.#key('done'), now, record.id)
      step.zremrangebyscore(this.#key('done'), '-inf', now - REMEMBER)
      if (record.outcome === 'unknown') step.hset(this.#key('unknown'), record.id, JSON.stringify(record))
      if (record.outcome === 'failed') step.hset(this.#key('dead'), record.id, JSON.stringify(record))
    })
  }

  /** One step: a message goes on as what is left of it, or is gone; texts that were taken out of it are told how they ended. */
  async loosen(id: string, rest: OutboxRecord | undefined, over: readonly OutboxRecord[], now: Millis): Promise<void> {
    await transaction(this.#redis, step => {
      if (rest) step.hset(this.#key('actions'), id, JSON.stringify(rest))
      else step.hdel(this.#key('actions'), id).zadd(this.#key('done'), now, id)
      for (const record of over) step.hset(this.#key('actions'), record.id, JSON.stringify(record))
    })
  }

  async drop(ids: readonly string[], now: Millis): Promise<void> {
    if (ids.length === 0) return
    await transaction(this.#redis, step => {
      step.hdel(this.#key('actions'), ...ids)
      step.zadd(this.#key('done'), ...ids.flatMap(id => [now, id]))
    })
  }

  async saveState(state: OutboxState): Promise<void> {
    await this.#redis.set(this.#key('state'), JSON.stringify(state))
  }

  async listed(): Promise<{ unknown: OutboxRecord[]; dead: OutboxRecord[] }> {
    const [unknown, dead] = await Promise.all([
      this.#redis.hvals(this.#key('unknown')),
      this.#redis.hvals(this.#key('dead')),
    ])
    const read = (texts: string[]) => texts.map(text => JSON.parse(text) as OutboxRecord).sort((a, b) => a.seq - b.seq)
    return { unknown: read(unknown), dead: read(dead) }
  }
}

// A command that is sent again over a new connection finds its own record there: that is a yes.
const addAction = (redis: Redis) =>
  defineScript(redis, 'outboxAdd', {
    keys: ['actions', 'done'],
    args: ['id', 'record', 'since'],
    lua: `
      local at = redis.call('ZSCORE', done, id)
      if at and tonumber(at) > tonumber(since) then return 0 end
      local known = redis.call('HGET', actions, id)
      if known then return known == record and 1 or 0 end
      redis.call('HSET', actions, id, record)
      return 1`,
    reply: raw => raw === 1,
  })
