import type { Store } from '../../src/kernel/plugin.js'

/** A hash of the account's corner that is held in memory too; this process is the data's only owner. */
export interface Remembered<T> {
  all(): Promise<ReadonlyMap<string, T>>
  /** Changes one entry, in Redis and in memory; undefined removes it. `change` may run several times. */
  update(field: string, change: (now: T | undefined) => T | undefined): Promise<T | undefined>
}

/** What the process that has this connection has read: each life of the bot begins with nothing. */
const memories = new WeakMap<Store['redis'], Map<string, Promise<Map<string, never>>>>()

/** The hash `name` of a whole account: read once, then every look at it is one into memory. */
export function remembered<T>(store: Store, name: string): Remembered<T> {
  const hash = store.at('account').hash<T>(name)
  const rows = () => {
    const ofRedis = memories.get(store.redis) ?? new Map<string, Promise<Map<string, never>>>()
    memories.set(store.redis, ofRedis)
    const known = ofRedis.get(hash.key) as Promise<Map<string, T>> | undefined
    if (known) return known
    const reading = hash.all()
    ofRedis.set(hash.key, reading as Promise<Map<string, never>>)
    // What could not be read is read again by the next who asks; this one is told.
    reading.catch(() => ofRedis.delete(hash.key))
    return reading
  }
  return {
    all: rows,
    async update(field, change) {
      const memory = await rows()
      const next = await hash.update(field, change)
      if (next === undefined) memory.delete(field)
      else memory.set(field, next)
      return next
    },
  }
}

/** Rows are of one person in one community. */
export const rowOf = (community: string, member: string) => `${community}|${member}`

/** Whose row it is, and of which community. */
export function splitRow(row: string): { community: string; member: string } {
  const at = row.lastIndexOf('|')
  return { community: row.slice(0, at), member: row.slice(at + 1) }
}
