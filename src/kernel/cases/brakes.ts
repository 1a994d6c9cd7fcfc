import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { CommunityKey } from '../../domain/keys.js'
import { type JsonHash, jsonHash } from '../../redis/collections.js'
import type { Case } from './cases.js'

/** When too much was done by itself: at most so many removals of people who are no newcomers, within so long. */
export interface BrakeLimits {
  /** 0: no limit. */
  kicks: number
  window: Millis
  /** Younger than this in the room is a newcomer; who was there before the bot never is. */
  newcomer: Millis
}

/** Since when it is on, or when it was last let go: what was before that counts no more. */
type Brake = { since: Millis } | { released: Millis }

/**
 * The brake: in a community where it is on, nothing is done to a person but by somebody's word, until an owner or an
 * operator says `/恢复`. `PREFIX:brakes` hash community → Brake, kept; held in memory too.
 */
export class Brakes {
  readonly #hash: JsonHash<Brake>
  readonly #known = new Map<CommunityKey, Brake>()

  constructor(redis: Redis, prefix: string) {
    this.#hash = jsonHash(redis, `${prefix}:brakes`)
  }

  async load(): Promise<void> {
    for (const [community, brake] of await this.#hash.all()) this.#known.set(community, brake)
  }

  /** Since when it is on, if it is. */
  since(community: CommunityKey): Millis | undefined {
    const brake = this.#known.get(community)
    return brake && 'since' in brake ? brake.since : undefined
  }

  async pull(community: CommunityKey, at: Millis): Promise<void> {
    await this.#put(community, { since: at })
  }

  /** True when it was on. */
  async release(community: CommunityKey, at: Millis): Promise<boolean> {
    if (this.since(community) === undefined) return false
    await this.#put(community, { released: at })
    return true
  }

  /** How many of these cases count: automatic removals of people who are no newcomers, within the window. */
  count(community: CommunityKey, cases: readonly Case[], window: Millis, now: Millis): number {
    const brake = this.#known.get(community)
    const from = Math.max(now - window, brake && 'released' in brake ? brake.released : 0)
    return cases.filter(known => known.automatic === true && known.openedAt > from && known.status !== 'undone').length
  }

  async #put(community: CommunityKey, brake: Brake): Promise<void> {
    this.#known.set(community, brake)
    await this.#hash.set(community, brake)
  }
}
