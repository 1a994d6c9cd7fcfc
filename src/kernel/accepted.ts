import type { ChainableCommander, Redis } from 'ioredis'
import type { Millis } from '../domain/events.js'
import { defineScript } from '../redis/collections.js'

/** What is written together with the marks: simple commands, each with all its arguments in a row. */
export type Write = (step: ChainableCommander) => void

/** What the lanes have done in this turn of the event loop, on its way to Redis together. */
interface Commit {
  ids: string[]
  writes: Write[]
  over: Promise<void>
}

const DAY: Millis = 86_400_000
/** Twice what the ids are asked for. */
const KEPT_SECONDS = (4 * DAY) / 1000

/**
 * Which messages were accepted, in this life of the process or an earlier one: WeChat hands some out again.
 * `PREFIX:seen:DAY`, a set of message ids a UTC day, 4 days. Those of today and yesterday are held in memory too, so that
 * an id is known for at least 24 h and no message waits for the answer.
 */
export class Accepted {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #now: () => Millis
  readonly #days = new Map<number, Set<string>>()
  /** The day whose expiry is set. */
  #dated: number | undefined
  #commit: Commit | undefined

  constructor({ redis, prefix, now }: { redis: Redis; prefix: string; now: () => Millis }) {
    this.#redis = redis
    this.#prefix = prefix
    this.#now = now
  }

  async load(): Promise<void> {
    const today = this.#today()
    for (const day of [today - 1, today]) this.#days.set(day, new Set(await this.#redis.smembers(this.#key(day))))
  }

  has(id: string): boolean {
    const today = this.#today()
    return this.#days.get(today)?.has(id) === true || this.#days.get(today - 1)?.has(id) === true
  }

  /**
   * Accepts messages: their ids and what was written for them enter Redis in one step, once. Lanes that finish in the
   * same turn of the event loop share it, for the step costs more than what is in it.
   */
  accept(ids: readonly string[], writes: readonly Write[]): Promise<void> {
    this.#commit ??= this.#begin()
    this.#commit.ids.push(...ids)
    this.#commit.writes.push(...writes)
    return this.#commit.over
  }

  #begin(): Commit {
    const ids: string[] = []
    const writes: Write[] = []
    const over = new Promise<void>((resolve, reject) => {
      // A tick comes after all that the lanes can still do without waiting for anybody.
      process.nextTick(() => {
        this.#commit = undefined
        this.#write(ids, writes).then(resolve, reject)
      })
    })
    return { ids, writes, over }
  }

  async #write(ids: readonly string[], writes: readonly Write[]): Promise<void> {
    const day = this.#today()
    const key = this.#key(day)
    const notes = new Notes()
    for (const write of writes) write(notes.step)
    const keep = this.#dated === day ? 0 : KEPT_SECONDS
    await acceptOnce(this.#redis)({ seen: key }, { commands: notes.json, keep }, ...ids)
    this.#dated = day
    const known = this.#days.get(day) ?? this.#open(day)
    for (const id of ids) known.add(id)
  }

  /** A new day; what is older than the one before it need not be known any more. */
  #open(day: number): Set<string> {
    for (const old of this.#days.keys()) if (old < day - 1) this.#days.delete(old)
    const known = new Set<string>()
    this.#days.set(day, known)
    return known
  }

  #today(): number {
    return Math.floor(this.#now() / DAY)
  }

  #key(day: number): string {
    return `${this.#prefix}:seen:${day}`
  }
}

/** Notes the commands that are asked of it, for the script to run. */
class Notes {
  readonly #commands: string[][] = []
  readonly step = new Proxy({} as ChainableCommander, {
    get:
      (_, name) =>
      (...args: unknown[]) => {
        this.#commands.push([String(name), ...args.map(String)])
        return this.step
      },
  })

  get json(): string {
    return JSON.stringify(this.#commands)
  }
}

// A script and no transaction: when the connection breaks before the answer, ioredis sends both again, and here the marks
// tell that it was taken already. They come last, so that nothing is marked when a command fails.
const acceptOnce = (redis: Redis) =>
  defineScript(redis, 'acceptMessages', {
    keys: ['seen'],
    args: ['commands', 'keep'],
    lua: `
      for i = 3, #ARGV do
        if redis.call('SISMEMBER', seen, ARGV[i]) == 1 then return end
      end
      for _, command in ipairs(cjson.decode(commands)) do redis.call(unpack(command)) end
      for i = 3, #ARGV do redis.call('SADD', seen, ARGV[i]) end
      if keep ~= '0' then redis.call('EXPIRE', seen, keep) end`,
    reply: () => undefined,
  })
