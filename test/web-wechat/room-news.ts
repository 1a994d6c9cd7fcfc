import { BOT } from '../../src/domain/keys.js'
import type { World } from '../../src/sandbox/world.js'
import type { RawContact } from './raw.js'
import type { SandboxTown } from './sandbox-town.js'

/**
 * What has changed of rooms and friends since the client was last told: who is in a room and what it is called, who is a
 * friend and by what name. A member's own name or card alone is no news on WeChat.
 */
export class RoomNews {
  readonly #rooms: Told
  readonly #friends: Told

  constructor(world: World, town: SandboxTown) {
    const { truth } = world
    this.#rooms = new Told(
      () =>
        world.rooms.flatMap(key => {
          const { members, topic } = truth.room(key)
          return members.has(BOT) ? [[key, `${topic} ${[...members.keys()].join()}`]] : []
        }),
      key => town.changedRoom(key),
    )
    this.#friends = new Told(
      () =>
        world.people.flatMap(key => {
          const { name, remark, friend } = truth.person(key)
          return friend && key !== BOT ? [[key, `${name} ${remark}`]] : []
        }),
      key => town.changedPerson(key),
    )
  }

  /** A session begins: the client asks for everything anew. */
  forget(): void {
    this.#rooms.forget()
    this.#friends.forget()
  }

  /** Rooms that changed, as webwxsync's ModContactList has them; from here on the client knows. */
  rooms(): { changed: RawContact }[] {
    return this.#rooms.changes()
  }

  friends(): { changed: RawContact }[] {
    return this.#friends.changes()
  }
}

/** What was told of several things, each by its key with what is to be known of it. */
class Told {
  readonly #now: () => [key: string, state: string][]
  readonly #record: (key: string) => RawContact
  #told = new Map<string, string>()

  constructor(now: () => [key: string, state: string][], record: (key: string) => RawContact) {
    this.#now = now
    this.#record = record
  }

  forget(): void {
    this.#told = new Map(this.#now())
  }

  changes(): { changed: RawContact }[] {
    const now = this.#now()
    const changed = now.filter(([key, state]) => this.#told.get(key) !== state)
    this.#told = new Map(now)
    return changed.map(([key]) => ({ changed: this.#record(key) }))
  }
}
