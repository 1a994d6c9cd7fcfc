import type { Redis } from 'ioredis'
import { type Log, silent } from './log.js'

/**
 * One step from a version of the stored data to the next. It may be killed anywhere and run again from its beginning,
 * so it has to bear finding its own work half done.
 */
export type Migration = (redis: Redis, prefix: string) => Promise<void>

/** The step at index i leads from version i + 1 to i + 2. Steps are added at the end and never changed. */
const migrations: readonly Migration[] = []

/** The version of the data that `steps` lead to; without steps it is 1. */
export function currentVersion(steps: readonly Migration[] = migrations): number {
  return steps.length + 1
}

/** The data was written by a newer Qunguan, whose meaning this one cannot know. */
export class NewerData extends Error {
  readonly code = 'NEWER_DATA'
  constructor(what: string, found: string, known: number) {
    super(
      `${what} was written by a newer Qunguan (data version ${found}; this one knows ${known}).\n` +
        'Update Qunguan, or restore a backup made before that update: qunguan restore FILE --force',
    )
    this.name = 'NewerData'
  }
}

/** The version stamped on the data under `prefix` (`qg:main`), as it stands there; null when there is no data. Kept for ever. */
export function stampedVersion(redis: Redis, prefix: string): Promise<string | null> {
  return redis.get(stampKey(prefix))
}

/**
 * Makes the data under `prefix` fit this program: new data is stamped with the current version, older data is migrated,
 * step by step, each stamped when it is done. To be called by the data's sole owner, before anything reads it.
 * Returns the version found (the current one for new data). Throws `NewerData`; what a migration throws passes through,
 * and the next start tries that step again.
 */
export async function openData(
  redis: Redis,
  prefix: string,
  { steps = migrations, log = silent }: { steps?: readonly Migration[]; log?: Log } = {},
): Promise<number> {
  const current = currentVersion(steps)
  await redis.set(stampKey(prefix), current, 'NX')
  const stamp = await stampedVersion(redis, prefix)
  const found = Number(stamp)
  if (!Number.isInteger(found) || found < 1 || found > current) throw new NewerData('The data', String(stamp), current)
  for (const [index, migrate] of steps.entries()) {
    const target = index + 2
    if (target <= found) continue
    log.info({ from: target - 1, to: target }, 'Migrating the data')
    await migrate(redis, prefix)
    await redis.set(stampKey(prefix), target)
  }
  return found
}

const stampKey = (prefix: string) => `${prefix}:schema`
