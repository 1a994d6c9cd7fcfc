import type { Redis } from 'ioredis'
import type { Millis } from '../domain/events.js'
import type { CommunityKey, MemberKey, RoomKey } from '../domain/keys.js'
import type { Verdict } from '../domain/verdict.js'
import { defineScript, type JsonHash, jsonHash } from '../redis/collections.js'

/**
 * observed: recorded only. open: waits for a person. acting: its action is queued or not yet seen. done: seen. failed:
 * refused or impossible. undone: taken back. dismissed: a person let it go.
 */
export type CaseStatus = 'observed' | 'open' | 'acting' | 'done' | 'failed' | 'undone' | 'dismissed'

/** One incident: what was seen, what was done about it, how it ended, who took it back. */
export interface Case {
  /** `K12` */
  number: string
  plugin: string
  community: CommunityKey
  room: RoomKey
  member: MemberKey
  /** His printable name at the time. */
  name: string
  reason: string
  measure: 'remove' | 'remind' | 'warn' | 'admins' | 'owner'
  status: CaseStatus
  openedAt: Millis
  /** The message, command or run that it follows from. */
  cause: string
  verdict?: Verdict
  /** Original text, dropped after 7 days (law 8). */
  evidence?: string
  blockFor?: Millis
  /** Who ordered or agreed to it. */
  by?: MemberKey
  undoneBy?: MemberKey
  /** WeChat's answer when it failed. */
  code?: string
}

const EVIDENCE_LIFE = 7 * 86_400_000

/**
 * The case book. `PREFIX:cases` hash number → Case, kept · `PREFIX:case-causes` hash `cause|member` → number, so that a
 * cause handled twice opens one case.
 */
export class Cases {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #cases: JsonHash<Case>
  readonly #undone = new Set<string>()

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis
    this.#prefix = prefix
    this.#cases = jsonHash(redis, `${prefix}:cases`)
  }

  async load(): Promise<void> {
    for (const { number, status } of await this.all()) if (status === 'undone') this.#undone.add(number)
  }

  /** Known without a look at Redis: the outbox asks just before an action leaves. */
  isUndone(number: string): boolean {
    return this.#undone.has(number)
  }

  /** Opens a case, or returns the one that this cause opened before. `fresh` tells which. */
  async open(facts: Omit<Case, 'number'>): Promise<{ case: Case; fresh: boolean }> {
    const script = defineScript(this.#redis, 'openCase', {
      keys: ['cases', 'causes'],
      args: ['cause', 'facts'],
      lua: `
        local known = redis.call('HGET', causes, cause)
        if known then return {known, 0} end
        local number = 'K' .. (redis.call('HLEN', causes) + 1)
        redis.call('HSET', causes, cause, number)
        redis.call('HSET', cases, number, (string.gsub(facts, '"number":"%?"', '"number":"' .. number .. '"', 1)))
        return {number, 1}`,
      reply: raw => raw as [string, number],
    })
    // `number` stands first and is filled in by the script, before any text of an attacker's.
    const [number, fresh] = await script(
      { cases: this.#cases.key, causes: `${this.#prefix}:case-causes` },
      { cause: `${facts.cause}|${facts.member}`, facts: JSON.stringify({ number: '?', ...facts }) },
    )
    const opened = await this.#cases.get(number)
    if (!opened) throw new Error(`case ${number} is missing from the case book`)
    return { case: opened, fresh: fresh === 1 }
  }

  get(number: string): Promise<Case | undefined> {
    return this.#cases.get(number)
  }

  async all(): Promise<Case[]> {
    return [...(await this.#cases.all()).values()].sort((a, b) => Number(a.number.slice(1)) - Number(b.number.slice(1)))
  }

  /** Moves a case on, if it is still in one of `from`; of two who try at once one wins. Undefined when it was not. */
  async move(number: string, from: readonly CaseStatus[], change: Partial<Case>): Promise<Case | undefined> {
    for (;;) {
      const known = await this.#cases.get(number)
      if (!known || !from.includes(known.status)) return undefined
      const next: Case = { ...known, ...change }
      if (!(await this.#cases.compareAndSet(number, known, next))) continue
      if (next.status === 'undone') this.#undone.add(number)
      return next
    }
  }

  /** Forgets the texts of old cases; the verdict's checks keep their names and scores. */
  async dropOldEvidence(now: Millis): Promise<void> {
    for (const known of await this.all()) {
      if (
        known.openedAt + EVIDENCE_LIFE > now ||
        (!known.evidence && !known.verdict?.checks.some(check => check.evidence))
      )
        continue
      const { evidence: _, ...rest } = known
      const checks = known.verdict?.checks.map(({ name, hit, score }) => ({ name, hit, score }))
      await this.#cases.compareAndSet(known.number, known, {
        ...rest,
        ...(known.verdict && checks ? { verdict: { ...known.verdict, checks } } : {}),
      })
    }
  }
}
