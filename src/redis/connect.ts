import { Redis } from 'ioredis'
import { type Log, silent } from './log.js'

/** Where a Redis is: a server by URL (`redis://`, `rediss://`), or a unix socket. */
export type Address = { url: string } | { socket: string }

/** Why the bot will not work with a Redis, in words that say what to do. */
class UnusableRedis extends Error {
  constructor(
    readonly code: 'BAD_URL' | 'TOO_OLD' | 'EVICTS' | 'CLUSTER',
    message: string,
  ) {
    super(message)
    this.name = 'UnusableRedis'
  }
}

/**
 * The Redis to use: `QUNGUAN_REDIS_URL` when it is set, else what the config says: `embedded`, `redis://…`, `rediss://…`
 * or `unix:/path/to.sock`. Throws `BAD_URL` for anything else, without printing a password in it.
 */
export function redisTarget(configured: string, env: NodeJS.ProcessEnv): 'embedded' | Address {
  const fromEnv = env['QUNGUAN_REDIS_URL']?.trim()
  const value = fromEnv || configured
  if (value === 'embedded') return value
  const socket = /^unix:(?:\/\/)?(\/.+)$/.exec(value)?.[1]
  if (socket !== undefined) return { socket }
  if (/^rediss?:\/\//.test(value) && URL.canParse(value)) return { url: value }
  const shown = value.replace(/\/\/.*@/, '//…@')
  const place = fromEnv ? 'QUNGUAN_REDIS_URL' : 'redis:'
  throw new UnusableRedis(
    'BAD_URL',
    `${place} is "${shown}"; it takes embedded, redis://host:6379 or unix:/path/to.sock`,
  )
}

export interface ConnectOptions {
  /** Shown in the server's client list. */
  name?: string
  log?: Log
  /** Told when the connection is lost (once, however many attempts follow) and when it is back; the first `up` too. */
  onState?: (state: 'down' | 'up') => void
}

/**
 * A connection that never gives up: while Redis is gone, commands wait and go out, in order, when it is back; those sent
 * but unanswered are sent again (so every write must be one that may run twice). Returns at once, before it is connected.
 * The one exception is a pipeline or MULTI of which only part was answered: it is rejected, and the caller repeats it.
 */
export function connect(address: Address, { name = 'qunguan', log = silent, onState }: ConnectOptions = {}): Redis {
  const redis = new Redis('url' in address ? address.url : address.socket, {
    connectionName: name,
    maxRetriesPerRequest: null, // wait for ever; BullMQ's blocking connections insist on it too
    retryStrategy: attempt => Math.min(25 * 2 ** Math.min(attempt, 10), 2000),
    // After a fail-over the old primary answers READONLY until one connects anew; 2: and send the command again.
    reconnectOnError: error => (error.message.startsWith('READONLY') ? 2 : false),
    maxLoadingRetryTime: 200,
  })
  let up: boolean | undefined
  let lastError: Error | undefined
  redis.on('error', (error: Error) => {
    lastError = error
  })
  redis.on('ready', () => {
    if (up === false) log.info({ redis: name }, 'Redis is back')
    up = true
    lastError = undefined
    onState?.('up')
  })
  redis.on('reconnecting', () => {
    if (up === false) return
    up = false
    log.warn({ redis: name, reason: reasonOf(lastError) }, 'Redis is gone: holding everything and trying again')
    onState?.('down')
  })
  return redis
}

/**
 * Refuses a server that would lose what the bot keeps in it (`EVICTS`), that is older than 6.2 (`TOO_OLD`), or a cluster
 * (`CLUSTER`: the scripts touch several keys). What a server keeps to itself is only warned of. Waits until Redis is there.
 */
export async function assertUsable(redis: Redis, log: Log = silent): Promise<void> {
  const facts = await serverFacts(redis, log)
  const version = facts.get('redis_version')
  if (version !== undefined && isBefore62(version)) {
    throw new UnusableRedis('TOO_OLD', `This Redis is ${version}; 6.2 or newer is needed (any Valkey will do)`)
  }
  if (facts.get('redis_mode') === 'cluster') {
    throw new UnusableRedis(
      'CLUSTER',
      'This Redis is a cluster; the bot needs a single server (a replica beside it is fine)',
    )
  }
  const policy = facts.get('maxmemory_policy') ?? (await configuredPolicy(redis))
  if (policy === undefined) {
    log.warn({}, 'This Redis does not tell its maxmemory-policy; make sure that it is noeviction')
  } else if (policy !== 'noeviction') {
    throw new UnusableRedis(
      'EVICTS',
      `This Redis throws keys away when its memory is full (maxmemory-policy ${policy}), and with them members, cases and timers.\n` +
        'Set "maxmemory-policy noeviction" in its redis.conf, or now: redis-cli CONFIG SET maxmemory-policy noeviction',
    )
  }
  if (facts.get('aof_enabled') === '0') {
    log.warn({}, 'This Redis keeps no append-only file: its end loses what was accepted. Set "appendonly yes"')
  }
}

/** An error in words. Not the error itself: ioredis hangs the command on it, and that of a refused login is the password. */
function reasonOf(error: Error | undefined): string | undefined {
  return error?.message || (error && 'code' in error ? String(error.code) : undefined)
}

/** The lines of INFO, by name; none when the server forbids it. */
async function serverFacts(redis: Redis, log: Log): Promise<Map<string, string>> {
  const info = await redis.info().catch((error: Error) => {
    if (!isForbidden(error)) throw error
    log.warn({ reason: reasonOf(error) }, 'This Redis forbids INFO, so its version cannot be checked')
    return ''
  })
  return new Map(Array.from(info.matchAll(/^(\w+):(.*)\r$/gm), ([, name = '', value = '']) => [name, value]))
}

async function configuredPolicy(redis: Redis): Promise<string | undefined> {
  const reply = await redis.config('GET', 'maxmemory-policy').catch((error: Error) => {
    if (!isForbidden(error)) throw error
    return undefined
  })
  return Array.isArray(reply) && typeof reply[1] === 'string' ? reply[1] : undefined
}

/** Hosted servers forbid a command by ACL (NOPERM) or take it away altogether. */
function isForbidden(error: Error): boolean {
  return /^NOPERM|unknown command/i.test(error.message)
}

function isBefore62(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < 6 || (major === 6 && minor < 2)
}
