import type { Redis } from 'ioredis'
import { type Month, readMonth } from '../../plugins/check-in/ledger.js'
import { Identity } from '../../src/chat/identity.js'
import { BOT } from '../../src/domain/keys.js'
import type { World } from '../../src/sandbox/world.js'

/** Somebody could not be told apart when he was met: his provisional key, and whom it might be. */
export interface Doubt {
  key: string
  who: string
  candidates: readonly string[]
  /** His keys from before. */
  own: readonly string[]
}

/** Whose each key of the bot's is, by truth, as long as its ids say so; and what the bot has in Redis to hold against it. */
export class FaultTruth {
  readonly doubts: Doubt[] = []
  /** Who was met before, and taken for somebody new. */
  readonly renewed: { key: string; who: string; own: readonly string[] }[] = []
  /** Key of ours → the person he is. */
  readonly ownerOf = new Map<string, string>()
  /** Keys that went to somebody else: what must never happen. */
  readonly stolen: string[] = []
  readonly #redis: Redis
  readonly #world: World

  constructor(redis: Redis, world: World) {
    this.#redis = redis
    this.#world = world
  }

  /** The whole present truth about keys, before what it says is void. */
  async learn(): Promise<void> {
    const identity = await this.identity()
    for (const key of identity.members) {
      const contact = key === BOT || identity.person(key)?.is !== undefined ? undefined : identity.contactOf(key)
      const who = contact === undefined ? undefined : this.#world.keyOfContact(contact)
      if (who === undefined) continue
      const owner = this.ownerOf.get(key)
      if (owner !== undefined && owner !== who) this.stolen.push(`${key} was ${owner}'s and is ${who}'s`)
      if (owner !== undefined) continue
      const candidates = identity.unsure.get(key)
      const own = [...this.ownerOf].flatMap(([each, whose]) => (whose === who ? [each] : []))
      if (candidates) this.doubts.push({ key, who, candidates, own })
      else if (own.length > 0) this.renewed.push({ key, who, own })
      this.ownerOf.set(key, who)
    }
  }

  /** What is in Redis about who is who. */
  async identity(): Promise<Identity> {
    const identity = new Identity(this.#redis, 'qg:main')
    await identity.load()
    return identity
  }

  /** Every line of every check-in ledger. */
  async ledger(): Promise<{ room: string; key: string; date: string }[]> {
    const lines: { room: string; key: string; date: string }[] = []
    for (const place of await this.#redis.keys('qg:main:p:check-in:*:days:*')) {
      const [, room = '', key = ''] = /check-in:(.*):days:(.*)$/.exec(place) ?? []
      for (const [month, text] of Object.entries(await this.#redis.hgetall(place))) {
        for (const [date, all] of readMonth(month, JSON.parse(text) as Month))
          for (const _ of all) lines.push({ room, key, date })
      }
    }
    return lines
  }

  /** Ids of the messages that were accepted: their marks are in Redis. */
  async accepted(): Promise<Set<string>> {
    const days = await this.#redis.keys('qg:main:seen:*')
    return new Set((await Promise.all(days.map(day => this.#redis.smembers(day)))).flat())
  }

  /** Ids of the outbox's list of a kind. */
  listed(kind: 'unknown' | 'dead'): Promise<string[]> {
    return this.#redis.hkeys(`qg:main:outbox:${kind}`)
  }

  /** Whom a book has something about: the members of its rows `community|member`. */
  async rows(book: string): Promise<string[]> {
    return (await this.#redis.hkeys(`qg:main:${book}`)).map(row => row.slice(row.indexOf('|') + 1))
  }
}
