import type { ChainableCommander, Redis } from 'ioredis'
import { defineScript } from '../../redis/collections.js'

/** Commands that go to Redis together: so many that their way costs little, so few that others get their turn. */
const AT_ONCE = 300

/** The keys of a book that has one for each room and day. */
export interface DayKeys {
  /** A key is about to be written for the first time by this process. */
  begun(key: string): void
  all(): Promise<readonly string[]>
}

/**
 * Every key that begins with `start`. They are asked for when two turn out to be one person, hundreds of times in a row after
 * a login: Redis is looked through once, and what is begun after that is known, as this process alone writes books. Some
 * may have expired since.
 */
export function dayKeys(redis: Redis, start: string): DayKeys {
  const known = new Set<string>()
  let looked: Promise<void> | undefined

  async function look(): Promise<void> {
    for (let cursor = '0'; ; ) {
      const [next, found] = await redis.scan(cursor, 'MATCH', `${escapeGlob(start)}*`, 'COUNT', 1000)
      for (const key of found) known.add(key)
      if (next === '0') return
      cursor = next
    }
  }

  return {
    begun(key) {
      known.add(key)
    },
    async all() {
      looked ??= look()
      try {
        await looked
      } catch (error) {
        looked = undefined
        throw error
      }
      return [...known]
    },
  }
}

/** The same read for each key, some hundreds together; answers in the order of the keys. */
export async function readEach<T>(
  redis: Redis,
  keys: readonly string[],
  read: (step: ChainableCommander, key: string) => void,
): Promise<T[]> {
  const answers: T[] = []
  for (let from = 0; from < keys.length; from += AT_ONCE) {
    const step = redis.pipeline()
    for (const key of keys.slice(from, from + AT_ONCE)) read(step, key)
    for (const [error, answer] of (await step.exec()) ?? []) {
      if (error) throw error
      answers.push(answer as T)
    }
  }
  return answers
}

/** The same work for each, some hundreds at a time. Commands of their own, so that a lost connection sends each again. */
export async function doEach<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < all.length; from += AT_ONCE) await Promise.all(all.slice(from, from + AT_ONCE).map(work))
}

/** Adds what one field of a hash counts to another field, or to none (`''`), in one step: done twice, it is done once. */
export const moveCount = (redis: Redis) =>
  defineScript(redis, 'bookMoveCount', {
    keys: ['key'],
    args: ['from', 'into'],
    lua: `
      local count = redis.call('HGET', key, from)
      if not count then return end
      redis.call('HDEL', key, from)
      if into ~= '' then redis.call('HINCRBY', key, into, count) end`,
    reply: () => undefined,
  })

function escapeGlob(text: string): string {
  return text.replace(/[*?[\]\\]/g, '\\$&')
}
