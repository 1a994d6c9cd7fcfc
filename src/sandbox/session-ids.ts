import { type Chance, chance } from '../domain/chance.js'

/**
 * The ids of one session of Web WeChat: `@` and 32 hex digits for a person, `@@` and 64 for a room. Given out on first
 * use; of an older session none is known.
 */
export class SessionIds {
  readonly #chance: Chance
  readonly #idOf = new Map<string, string>()
  readonly #keyOf = new Map<string, string>()

  constructor(seed: number, session: number) {
    this.#chance = chance(Math.imul(seed, 7919) + session)
  }

  contact(key: string): string {
    return this.#id(`person ${key}`, key, '@', 32)
  }

  room(key: string): string {
    return this.#id(`room ${key}`, key, '@@', 64)
  }

  /** Key of a person or room by an id of this session. */
  key(id: string): string | undefined {
    return this.#keyOf.get(id)
  }

  #id(slot: string, key: string, prefix: string, digits: number): string {
    const known = this.#idOf.get(slot)
    if (known !== undefined) return known
    const id = prefix + this.#chance.hex(digits)
    this.#idOf.set(slot, id)
    this.#keyOf.set(id, key)
    return id
  }
}
