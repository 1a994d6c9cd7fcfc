import type { Redis } from 'ioredis'

/**
 * A hash of JSON values. Answers are those of the last attempt: when the connection broke, a command is sent again, and
 * `setNew` or `compareAndSet` may say false of one's own success; whoever acts on a yes reads again before acting on a no.
 *
 * The file that owns a collection builds its key and says how long its entries live:
 *
 *     // open questions, by id; an entry goes when it is answered or has lapsed
 *     const questions = (redis: Redis, account: string) => jsonHash<Question>(redis, `qg:${account}:questions`)
 */
export interface JsonHash<T> {
  readonly key: string
  get(field: string): Promise<T | undefined>
  /** Every entry, in no particular order. */
  all(): Promise<Map<string, T>>
  set(field: string, value: T): Promise<void>
  /** Sets only what is not there; false when it is. */
  setNew(field: string, value: T): Promise<boolean>
  /** True when the field was there. */
  delete(field: string): Promise<boolean>
  /**
   * Puts `next` in the place of `expected`, in one step; undefined stands for "not there" on either side. False, and
   * nothing is changed, when somebody was faster. `expected` is what `get` returned, unchanged: texts are compared.
   */
  compareAndSet(field: string, expected: T | undefined, next: T | undefined): Promise<boolean>
  /**
   * Reads, changes and writes until nobody came between, and returns what was written; undefined removes the entry.
   * `change` may run several times, even on its own result: it has no other effect, and adds nothing twice for one cause.
   */
  update(field: string, change: (now: T | undefined) => T | undefined): Promise<T | undefined>
}

/** A hash of JSON values at `key`. Cheap to make: do so wherever it is used. */
export function jsonHash<T>(redis: Redis, key: string): JsonHash<T> {
  const decode = (text: string): T => JSON.parse(text)
  const encode = (value: T | undefined): string => (value === undefined ? '' : JSON.stringify(value))
  const swap = (field: string, expected: string, next: string) =>
    compareAndSet(redis)({ hash: key }, { field, expected, next })

  return {
    key,
    async get(field) {
      const text = await redis.hget(key, field)
      return text === null ? undefined : decode(text)
    },
    async all() {
      const texts = await redis.hgetall(key)
      return new Map(Object.entries(texts).map(([field, text]) => [field, decode(text)]))
    },
    async set(field, value) {
      await redis.hset(key, field, encode(value))
    },
    async setNew(field, value) {
      return (await redis.hsetnx(key, field, encode(value))) === 1
    },
    async delete(field) {
      return (await redis.hdel(key, field)) === 1
    },
    compareAndSet: (field, expected, next) => swap(field, encode(expected), encode(next)),
    async update(field, change) {
      for (;;) {
        const text = (await redis.hget(key, field)) ?? ''
        const next = change(text === '' ? undefined : decode(text))
        if (await swap(field, text, encode(next))) return next
      }
    },
  }
}

// JSON is never the empty text, so that stands for "not there".
const compareAndSet = (redis: Redis) =>
  defineScript(redis, 'hashCompareAndSet', {
    keys: ['hash'],
    args: ['field', 'expected', 'next'],
    lua: `
      if (redis.call('HGET', hash, field) or '') ~= expected then return 0 end
      if next == '' then redis.call('HDEL', hash, field) else redis.call('HSET', hash, field, next) end
      return 1`,
    reply: raw => raw === 1,
  })

interface ScriptDefinition<Key extends string, Arg extends string, Reply> {
  /** Names of the keys, and of the arguments: each is a local variable in the script. Further arguments are in ARGV. */
  keys: readonly Key[]
  args?: readonly Arg[]
  lua: string
  /** Makes of Redis' reply what the caller gets. Lua's true arrives as 1, its false and nil as null. */
  reply: (raw: unknown) => Reply
}

type Argument = string | number | Buffer
type Script<Key extends string, Arg extends string, Reply> = (
  keys: Record<Key, string>,
  args: Record<Arg, Argument>,
  ...rest: Argument[]
) => Promise<Reply>

/**
 * A Lua script as a function: several steps that Redis takes as one. Sent whole once a connection, by its hash after that.
 * Defining the same script again is free; another one of the same name throws.
 *
 *     const take = defineScript(redis, 'takeTicket', {
 *       keys: ['tickets'], args: ['max'], reply: raw => Number(raw),
 *       lua: `local n = redis.call('INCR', tickets)  if n > tonumber(max) then return 0 end  return n`,
 *     })
 *     await take({ tickets: 'qg:main:tickets' }, { max: 20 })
 */
export function defineScript<const Key extends string, const Arg extends string, Reply>(
  redis: Redis,
  name: string,
  { keys, args = [], lua, reply }: ScriptDefinition<Key, Arg, Reply>,
): Script<Key, Arg, Reply> {
  const run = commandOf(redis, name, keys.length, prelude(keys, args) + lua)
  return async (keyOf, argOf, ...rest) =>
    reply(await run(...keys.map(key => keyOf[key]), ...args.map(arg => argOf[arg]), ...rest))
}

/** Names in place of KEYS[1], ARGV[2] …, on one line, so that line numbers in Redis' errors stay those of the script. */
function prelude(keys: readonly string[], args: readonly string[]): string {
  const bind = (names: readonly string[], table: string) =>
    names.map((name, index) => `local ${name}=${table}[${index + 1}] `).join('')
  return bind(keys, 'KEYS') + bind(args, 'ARGV')
}

type Command = (...args: Argument[]) => Promise<unknown>
const defined = new WeakMap<Redis, Map<string, { lua: string; command: Command }>>()

function commandOf(redis: Redis, name: string, numberOfKeys: number, lua: string): Command {
  const ofRedis = defined.get(redis) ?? new Map<string, { lua: string; command: Command }>()
  defined.set(redis, ofRedis)
  const known = ofRedis.get(name)
  if (known !== undefined) {
    if (known.lua !== lua) throw new Error(`Two different scripts are called ${name}`)
    return known.command
  }
  // A prefix, because ioredis makes the script a method of the connection, where `set` and `eval` already are.
  const method = `qg_${name}`
  redis.defineCommand(method, { numberOfKeys, lua })
  const command: Command = Reflect.get(redis, method).bind(redis)
  ofRedis.set(name, { lua, command })
  return command
}
