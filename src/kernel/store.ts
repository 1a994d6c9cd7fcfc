import type { Redis } from 'ioredis'
import { type JsonHash, jsonHash } from '../redis/collections.js'

/**
 * A corner of Redis: one plugin's, in one room (or one community). Keys are `PREFIX:p:PLUGIN:PLACE:name`. Every write
 * is one that may come twice for the same cause: set by key, never a bare increment.
 */
export interface Store {
  readonly redis: Redis
  /** The full key of one of this corner's collections. */
  key(name: string): string
  /** A hash of JSON values. */
  hash<T>(name: string): JsonHash<T>
  /** The same plugin's corner in another place. */
  at(place: string): Store
}

export function storeAt(redis: Redis, prefix: string, plugin: string, place: string): Store {
  return new Corner(redis, `${prefix}:p:${plugin}`, place)
}

/** A class, for several are made with every message. */
class Corner implements Store {
  readonly redis: Redis
  readonly #root: string
  readonly #place: string

  constructor(redis: Redis, root: string, place: string) {
    this.redis = redis
    this.#root = root
    this.#place = place
  }

  key(name: string): string {
    return `${this.#root}:${this.#place}:${name}`
  }

  hash<T>(name: string): JsonHash<T> {
    return jsonHash(this.redis, this.key(name))
  }

  at(place: string): Store {
    return new Corner(this.redis, this.#root, place)
  }
}

/** Where a plugin's records go while it only observes. */
export function shadowOf(plugin: string): string {
  return `${plugin}~shadow`
}
