import type { Redis } from 'ioredis'
import { mergeTrees, type Tree, treeOf } from '../config/tree.js'
import type { RoomKey } from '../domain/keys.js'
import { jsonHash } from '../redis/collections.js'

/** What an owner set by command, by plugin, as the YAML would write it. The last layer over the YAML. */
export type OwnerSettings = Readonly<Record<string, Tree>>

/** `PREFIX:settings` hash room key → OwnerSettings, as long as the room is kept; held in memory too. */
export class Settings {
  readonly #redis: Redis
  readonly #key: string
  readonly #rooms = new Map<RoomKey, OwnerSettings>()

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis
    this.#key = `${prefix}:settings`
  }

  async load(): Promise<void> {
    for (const [room, settings] of await jsonHash<OwnerSettings>(this.#redis, this.#key).all())
      this.#rooms.set(room, settings)
  }

  of(room: RoomKey): OwnerSettings {
    return this.#rooms.get(room) ?? {}
  }

  /** Sets one value; `path` is dotted (`ads.kickAt`). */
  async set(room: RoomKey, plugin: string, path: string, value: unknown): Promise<void> {
    const known = this.of(room)
    const next: OwnerSettings = { ...known, [plugin]: mergeTrees(known[plugin] ?? {}, treeOf(path.split('.'), value)) }
    this.#rooms.set(room, next)
    await jsonHash<OwnerSettings>(this.#redis, this.#key).set(room, next)
  }
}
