import { type Chance, chance } from '../domain/chance.js'

/** Makes the ids of one session of Web WeChat: `@` and 32 hex digits for a person, `@@` and 64 for a room. */
export class SessionIds {
  readonly #chance: Chance

  constructor(seed: number, session: number) {
    this.#chance = chance(Math.imul(seed, 7919) + session)
  }

  contact(): string {
    return this.#id('@', 32)
  }

  room(): string {
    return this.#id('@@', 64)
  }

  #id(prefix: string, digits: number): string {
    // Through a buffer, so that the id is one piece: of its parts in a row V8 would keep every one.
    return Buffer.from(prefix + this.#chance.hex(digits), 'latin1').toString('latin1')
  }
}
