import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { MemberKey } from '../../domain/keys.js'
import { type JsonHash, jsonHash } from '../../redis/collections.js'

/** So many answers in one place within ten minutes are no conversation any more: two bots have found each other. */
const TURNS = 30
const WITHIN: Millis = 10 * 60_000
/** Whoever had so many of them is one of those two. A room in which each of fifty signs in once is only busy. */
const MANY = 10
/** Answers of a place that are looked at: a busy morning's. */
const KEPT = 120
/** How long such a one is not answered there; for who runs the group and types a lot today, less. */
const IGNORED: Millis = 60 * 60_000
const BRIEFLY: Millis = 10 * 60_000

/** A room's key, or `@` and the key of whom we talk to in private. */
export type Place = string

/** One answer of ours, and whom it was given to. */
export interface Turn {
  at: Millis
  to?: MemberKey
}

/** What the breaker did: whom it does not answer in a place, and for how long. */
export interface Trip {
  place: Place
  to: readonly MemberKey[]
  turns: number
  span: Millis
}

/** What is known of a place. `off`: until when somebody is not answered there. */
interface Row {
  turns: Turn[]
  off: Record<string, Millis>
}

/**
 * Breaks loops with other bots: after 30 answers in one place within ten minutes, whoever caused many of them is not answered
 * there for an hour. The others are.
 * It counts answers alone; what nobody asked for is paced elsewhere. `PREFIX:breaker` hash room or `@member` → the answers
 * of the last ten minutes and who is not answered, an hour; held in memory too.
 */
export class Breaker {
  readonly #hash: JsonHash<Row>
  readonly #rows = new Map<Place, Row>()
  #swept: Millis = Number.NEGATIVE_INFINITY

  constructor(redis: Redis, prefix: string) {
    this.#hash = jsonHash(redis, `${prefix}:breaker`)
  }

  async load(): Promise<void> {
    for (const [place, row] of await this.#hash.all()) this.#rows.set(place, row)
  }

  /** Whether somebody gets an answer in a place now. */
  answers(place: Place, to: MemberKey | undefined, now: Millis): boolean {
    return to === undefined || (this.#rows.get(place)?.off[to] ?? 0) <= now
  }

  /**
   * Counts an answer that was given; the thirtieth within ten minutes trips. `brief` is asked of whoever stands out: he
   * runs the group and types a lot today, so he is not answered for ten minutes only.
   */
  async count(place: Place, turn: Turn, brief: (member: MemberKey) => boolean): Promise<Trip | undefined> {
    const now = turn.at
    await this.#sweep(now)
    const known = this.#rows.get(place) ?? { turns: [], off: {} }
    const turns = [...known.turns.filter(({ at }) => at > now - WITHIN), turn].slice(-KEPT)
    const off = Object.fromEntries(Object.entries(known.off).filter(([, until]) => until > now))
    const to = turns.length < TURNS ? [] : thoseWithMany(turns)
    if (to.length === 0) {
      await this.#put(place, { turns, off })
      return undefined
    }
    const span = to.some(brief) ? BRIEFLY : IGNORED
    for (const member of to) off[member] = now + span
    // What the others were answered is theirs and goes on counting.
    await this.#put(place, { turns: turns.filter(each => !to.includes(each.to ?? '')), off })
    return { place, to, turns: turns.length, span }
  }

  async #put(place: Place, row: Row): Promise<void> {
    this.#rows.set(place, row)
    await this.#hash.set(place, row)
  }

  /** Forgets places where nothing counts any more. */
  async #sweep(now: Millis): Promise<void> {
    if (now - this.#swept < WITHIN) return
    this.#swept = now
    for (const [place, { turns, off }] of this.#rows) {
      if (turns.some(({ at }) => at > now - WITHIN) || Object.values(off).some(until => until > now)) continue
      this.#rows.delete(place)
      await this.#hash.delete(place)
    }
  }
}

/** Whoever had many of these answers, most talkative first. */
export function thoseWithMany(turns: readonly Turn[]): MemberKey[] {
  const counts = new Map<MemberKey, number>()
  for (const { to } of turns) if (to !== undefined) counts.set(to, (counts.get(to) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count >= MANY)
    .sort((a, b) => b[1] - a[1])
    .map(([member]) => member)
}
