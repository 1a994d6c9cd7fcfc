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
  const key = (name: string) => `${prefix}:p:${plugin}:${place}:${name}`
  return {
    redis,
    key,
    hash: name => jsonHash(redis, key(name)),
    at: other => storeAt(redis, prefix, plugin, other),
  }
}

/** Where a plugin's records go while it only observes. */
export function shadowOf(plugin: string): string {
  return `${plugin}~shadow`
}
