import type { Redis } from 'ioredis'
import { jsonHash } from '../../redis/collections.js'

/**
 * A hash that is held in memory too: reads need no waiting, writes are awaited. Memory is written first, so that of two
 * handlers who look and then set without waiting in between, the second sees the first; Redis takes commands in order, so
 * whatever is decided on such a look is written behind it.
 */
export interface Kept<T> {
  get(row: string): T | undefined
  /** Rows and values whose row begins with `prefix`. */
  under(prefix: string): [row: string, value: T][]
  all(): [row: string, value: T][]
  set(row: string, value: T): Promise<void>
  delete(row: string): Promise<void>
}

/** Loads the hash at `key`; rows that are `over` are removed from it, now, for they mean nothing any more. */
export async function openKept<T>(redis: Redis, key: string, over: (value: T) => boolean): Promise<Kept<T>> {
  const hash = jsonHash<T>(redis, key)
  const rows = await hash.all()
  for (const [row, value] of rows) {
    if (!over(value)) continue
    rows.delete(row)
    await hash.delete(row)
  }
  return {
    get: row => rows.get(row),
    under(prefix) {
      const found: [string, T][] = []
      for (const entry of rows) if (entry[0].startsWith(prefix)) found.push(entry)
      return found
    },
    all: () => [...rows],
    async set(row, value) {
      rows.set(row, value)
      await hash.set(row, value)
    },
    async delete(row) {
      if (rows.delete(row)) await hash.delete(row)
    },
  }
}

/** Rows are called `place|member`; member keys are ours and hold no `|`. */
export function rowOf(place: string, member: string): string {
  return `${place}|${member}`
}

export function splitRow(row: string): { place: string; member: string } {
  const at = row.lastIndexOf('|')
  return { place: row.slice(0, at), member: row.slice(at + 1) }
}
