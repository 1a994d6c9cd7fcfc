import type { JsonHash } from '../redis/collections.js'
import type { Store } from './store.js'

// What a plugin looks at with every message is read from Redis once and held in memory from then on. That holds because one
// process is the only owner of its data; each life of the bot begins with nothing, for it has a connection of its own.

const memories = new WeakMap<Store['redis'], Map<string, Promise<unknown>>>()

/**
 * What `read` says of `key` (full, as `store.key` gives it), read once in the life of the process; what could not be read is
 * read again by the next who asks. Whoever changes what is stored says so with `noteRead`, or changes the value in place.
 */
export function readOnce<T>(store: Pick<Store, 'redis'>, key: string, read: () => Promise<T>): Promise<T> {
  const known = memoryOf(store)
  const had = known.get(key) as Promise<T> | undefined
  if (had) return had
  const reading = read()
  known.set(key, reading)
  reading.catch(() => {
    if (known.get(key) === reading) known.delete(key)
  })
  return reading
}

/** What is stored under `key` is this now; without a value it is read again by the next who asks. */
export function noteRead<T>(store: Pick<Store, 'redis'>, key: string, value?: T): void {
  if (value === undefined) memoryOf(store).delete(key)
  else memoryOf(store).set(key, Promise.resolve(value))
}

function memoryOf({ redis }: Pick<Store, 'redis'>): Map<string, Promise<unknown>> {
  const known = memories.get(redis) ?? new Map<string, Promise<unknown>>()
  memories.set(redis, known)
  return known
}

/** A hash of which every entry is in memory, too. All that changes it goes through here. */
export interface Remembered<T> extends Pick<JsonHash<T>, 'get' | 'set' | 'delete' | 'update' | 'compareAndSet'> {
  all(): Promise<ReadonlyMap<string, T>>
}

/** The hash `name` of a corner: every look at it is one into memory, every change is in Redis first. For what stays small. */
export function remembered<T>(store: Store, name: string): Remembered<T> {
  const ofRedis = tables.get(store.redis) ?? new Map<string, unknown>()
  tables.set(store.redis, ofRedis)
  const key = store.key(name)
  const made = ofRedis.get(key) as Remembered<T> | undefined
  const table = made ?? tableOf(store, store.hash<T>(name))
  if (!made) ofRedis.set(key, table)
  return table
}

// Each made once: several are looked at with every message.
const tables = new WeakMap<Store['redis'], Map<string, unknown>>()

function tableOf<T>(store: Store, hash: JsonHash<T>): Remembered<T> {
  const rows = () => readOnce(store, hash.key, () => hash.all())
  return {
    all: rows,
    async get(field) {
      return (await rows()).get(field)
    },
    async set(field, value) {
      const memory = await rows()
      await hash.set(field, value)
      memory.set(field, value)
    },
    async delete(field) {
      const memory = await rows()
      const had = await hash.delete(field)
      memory.delete(field)
      return had
    },
    async compareAndSet(field, expected, next) {
      const memory = await rows()
      const done = await hash.compareAndSet(field, expected, next)
      // A no may be of our own success: what is there now is looked up either way.
      const now = await hash.get(field)
      if (now === undefined) memory.delete(field)
      else memory.set(field, now)
      return done
    },
    async update(field, change) {
      const memory = await rows()
      const next = await hash.update(field, change)
      if (next === undefined) memory.delete(field)
      else memory.set(field, next)
      return next
    },
  }
}
