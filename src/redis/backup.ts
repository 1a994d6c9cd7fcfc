import { open, readFile, rename, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { ChainableCommander, Redis } from 'ioredis'
import { currentVersion, NewerData, stampedVersion } from './schema.js'

/** Which keys are the bot's: all that begin with one of these and a colon. */
export interface Extent {
  /** Ours, of one account (`qg:main`); the schema's version stands there. */
  prefix: string
  /** Others that belong to it, such as BullMQ's (`bull:main`). */
  also?: readonly string[]
}

/** Why a backup cannot be made or played back. Whatever the code, the data is as it was. */
class BackupError extends Error {
  constructor(
    readonly code: 'NO_DATA' | 'NOT_A_BACKUP' | 'OTHER_ACCOUNT' | 'NOT_EMPTY' | 'OTHER_REDIS',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'BackupError'
  }
}

/** First line of a backup. */
interface Header {
  format: 'qunguan-backup'
  schema: number
  /** When it was made, ISO 8601. */
  at: string
  prefix: string
  keys: number
}

/** Every other line: one key. `ttl` in milliseconds, 0 for none; `dump` is Redis' own form of the value, in base64. */
interface Entry {
  key: string
  ttl: number
  dump: string
}

/**
 * Writes all of the bot's keys to one file (gzip of JSON lines, readable by its owner alone), as they are at one moment:
 * the bot may go on meanwhile. Returns how many keys. The file appears when it is whole. Throws `NO_DATA`.
 */
export async function backup(redis: Redis, extent: Extent, file: string, at: Date): Promise<number> {
  const schema = Number(await stampedVersion(redis, extent.prefix))
  if (schema === 0) throw new BackupError('NO_DATA', `There is no data of ${extent.prefix} in this Redis`)
  const entries = await snapshot(redis, extent)
  const header: Header = {
    format: 'qunguan-backup',
    schema,
    at: at.toISOString(),
    prefix: extent.prefix,
    keys: entries.length,
  }
  const lines = [header, ...entries].map(line => `${JSON.stringify(line)}\n`)
  await writeWhole(file, await promisify(gzip)(lines.join('')))
  return entries.length
}

/**
 * Puts a backup back in one step: until that step nothing of the present data is touched. Returns how many keys.
 * No bot may run on the data. Throws `NOT_EMPTY` when there is data, unless `force` says to replace it; `NewerData`,
 * `NOT_A_BACKUP`, `OTHER_ACCOUNT`, and `OTHER_REDIS` when the file comes from a newer Redis.
 */
export async function restore(redis: Redis, extent: Extent, file: string, { force = false } = {}): Promise<number> {
  const { header, entries } = await readBackup(file)
  if (header.schema > currentVersion()) throw new NewerData(file, String(header.schema), currentVersion())
  const foreign = entries.find(entry => !prefixesOf(extent).some(prefix => entry.key.startsWith(`${prefix}:`)))
  if (header.prefix !== extent.prefix || foreign !== undefined) {
    const holder = foreign === undefined ? header.prefix : foreign.key
    throw new BackupError('OTHER_ACCOUNT', `${file} holds ${holder}, which is not of ${extent.prefix}`)
  }
  const present = await keysUnder(redis, prefixesOf(extent))
  if (present.length > 0 && !force) {
    throw new BackupError(
      'NOT_EMPTY',
      `There is data of ${extent.prefix} already (${present.length} keys); --force replaces it`,
    )
  }
  await clear(redis, await keysUnder(redis, [staging])) // of a restore that was killed
  try {
    await stage(redis, entries)
    await swap(redis, present, entries)
  } finally {
    await clear(redis, await keysUnder(redis, [staging]))
  }
  return entries.length
}

/** Where entries wait until all are there; no account is called this. */
const staging = 'qg-restoring'
const batch = 500

async function stage(redis: Redis, entries: readonly Entry[]): Promise<void> {
  for (let start = 0; start < entries.length; start += batch) {
    const pipeline = redis.pipeline()
    for (const { key, ttl, dump } of entries.slice(start, start + batch)) {
      pipeline.restore(`${staging}:${key}`, ttl, Buffer.from(dump, 'base64'))
    }
    await run(pipeline, error => {
      if (!error.message.includes('payload version')) throw error
      throw new BackupError('OTHER_REDIS', 'The backup was made with a newer Redis than this one: update Redis', {
        cause: error,
      })
    })
  }
}

async function swap(redis: Redis, present: readonly string[], entries: readonly Entry[]): Promise<void> {
  const transaction = redis.multi()
  for (const key of present) transaction.unlink(key)
  for (const { key } of entries) transaction.rename(`${staging}:${key}`, key)
  await run(transaction, error => {
    if (!error.message.includes('no such key')) throw error // that one's time ran out while it waited
  })
}

async function clear(redis: Redis, keys: readonly string[]): Promise<void> {
  const pipeline = redis.pipeline()
  for (const key of keys) pipeline.unlink(key)
  await run(pipeline, error => {
    throw error
  })
}

async function run(commands: ChainableCommander, onError: (error: Error) => void): Promise<void> {
  for (const [error] of (await commands.exec()) ?? []) if (error !== null) onError(error)
}

/** All entries at one moment: the script is one step for Redis (about 0.2 s for 50,000 keys). */
async function snapshot(redis: Redis, extent: Extent): Promise<Entry[]> {
  const lua = `
    local found, seen = {}, {}
    for _, pattern in ipairs(ARGV) do
      local cursor = '0'
      repeat
        local page = redis.call('SCAN', cursor, 'MATCH', pattern, 'COUNT', 5000)
        cursor = page[1]
        for _, key in ipairs(page[2]) do
          local dump = not seen[key] and redis.call('DUMP', key)
          seen[key] = true
          if dump then found[#found + 1] = { key, redis.call('PTTL', key), dump } end
        end
      until cursor == '0'
    end
    return found`
  const found = await redis.callBuffer('EVAL', lua, 0, ...prefixesOf(extent).map(patternOf))
  if (!Array.isArray(found)) throw new TypeError('Redis answered a snapshot with something else than a list')
  return found.map(([key, ttl, dump]: [Buffer, number, Buffer]) => ({
    key: key.toString(),
    ttl: Math.max(ttl, 0),
    dump: dump.toString('base64'),
  }))
}

async function keysUnder(redis: Redis, prefixes: readonly string[]): Promise<string[]> {
  const keys = new Set<string>()
  for (const prefix of prefixes) {
    for await (const page of redis.scanStream({ match: patternOf(prefix), count: 1000 })) {
      for (const key of page) keys.add(key)
    }
  }
  return [...keys]
}

const prefixesOf = ({ prefix, also = [] }: Extent) => [prefix, ...also]

/** SCAN's pattern for a prefix taken literally. */
const patternOf = (prefix: string) => `${prefix.replace(/[\\*?[\]^]/g, '\\$&')}:*`

async function readBackup(file: string): Promise<{ header: Header; entries: Entry[] }> {
  const packed = await readFile(file)
  try {
    const text = (await promisify(gunzip)(packed)).toString()
    const [header, ...entries] = text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    if (header?.format === 'qunguan-backup' && header.keys === entries.length) return { header, entries }
  } catch (cause) {
    throw notABackup(file, cause)
  }
  throw notABackup(file)
}

function notABackup(file: string, cause?: unknown): BackupError {
  return new BackupError('NOT_A_BACKUP', `${file} is not a whole backup of Qunguan`, { cause })
}

async function writeWhole(file: string, content: Buffer): Promise<void> {
  const draft = `${file}.part`
  try {
    const handle = await open(draft, 'w', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
}
