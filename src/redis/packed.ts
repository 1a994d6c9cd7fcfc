import type { ChainableCommander, Redis } from 'ioredis'

/** Rows to a field: large enough that Redis' own bytes hardly count, small enough that one change writes a few kilobytes. */
const ROWS = 32

/** Fields read in one go. */
const AT_ONCE = 200

/**
 * Many small rows, held in memory and written to a hash at `key` several to a field: a field of its own costs Redis about
 * 80 bytes beside what is in it, whatever is in it. Keys that are a letter and a number (`m17`) share a field with their
 * neighbours, all others with whoever falls into the same of 1021 fields. Whoever changes a row writes its field anew, so the
 * process must be the data's only owner.
 *
 *     const people = new PackedRows<Person>(redis, 'qg:main:people', { encode: ({ name }) => [name], decode: ([name]) => … })
 */
export class PackedRows<T> {
  readonly #redis: Redis
  readonly #key: string
  readonly #encode: (row: T) => unknown
  readonly #decode: (stored: unknown) => T
  readonly #rows = new Map<string, T>()
  /** Which rows a field holds, for keys that are not numbered. */
  readonly #others = new Map<string, Set<string>>()

  constructor(
    redis: Redis,
    key: string,
    { encode, decode }: { encode: (row: T) => unknown; decode: (stored: unknown) => T },
  ) {
    this.#redis = redis
    this.#key = key
    this.#encode = encode
    this.#decode = decode
  }

  /** Reads what is there, some fields at a time: a large account is never in memory twice. */
  async load(): Promise<void> {
    for (let cursor = '0'; ; ) {
      const [next, found] = await this.#redis.hscan(this.#key, cursor, 'COUNT', AT_ONCE)
      for (let at = 1; at < found.length; at += 2) {
        const rows = JSON.parse(found[at] ?? '{}') as Record<string, unknown>
        for (const key in rows) this.put(key, this.#decode(rows[key]))
      }
      if (next === '0') return
      cursor = next
    }
  }

  get rows(): ReadonlyMap<string, T> {
    return this.#rows
  }

  get(key: string): T | undefined {
    return this.#rows.get(key)
  }

  /** Changes memory alone; `save` writes it. */
  put(key: string, row: T): void {
    this.#rows.set(key, row)
    const field = fieldOf(key)
    if (isNumbered(field)) return
    const known = this.#others.get(field)
    if (known) known.add(key)
    else this.#others.set(field, new Set([key]))
  }

  /** Changes memory alone; `save` writes it. */
  drop(key: string): boolean {
    this.#others.get(fieldOf(key))?.delete(key)
    return this.#rows.delete(key)
  }

  /** Adds to `step` what makes Redis hold these rows as they are in memory. */
  save(step: ChainableCommander, keys: Iterable<string>): void {
    const fields = new Set<string>()
    for (const key of keys) fields.add(fieldOf(key))
    const written: string[] = []
    for (const field of fields) {
      const text = this.#textOf(field)
      if (text === undefined) step.hdel(this.#key, field)
      else written.push(field, text)
    }
    if (written.length > 0) step.hset(this.#key, ...written)
  }

  /** Forgets everything, here; adds to `step` what forgets it in Redis. */
  clear(step: ChainableCommander): void {
    this.#rows.clear()
    this.#others.clear()
    step.del(this.#key)
  }

  #textOf(field: string): string | undefined {
    const parts: string[] = []
    for (const key of this.#keysIn(field)) {
      const row = this.#rows.get(key)
      if (row !== undefined) parts.push(`${JSON.stringify(key)}:${JSON.stringify(this.#encode(row))}`)
    }
    return parts.length === 0 ? undefined : `{${parts.join(',')}}`
  }

  *#keysIn(field: string): Iterable<string> {
    if (!isNumbered(field)) {
      yield* this.#others.get(field) ?? []
      return
    }
    const first = Number(field.slice(1)) * ROWS
    for (let number = first; number < first + ROWS; number += 1) yield `${field[0]}${number}`
  }
}

/** `m70` is in field `m2`; `lin` in `~` and a number. */
function fieldOf(key: string): string {
  const number = key.length < 16 ? numberOf(key) : -1
  if (number >= 0) return `${key[0]}${Math.floor(number / ROWS)}`
  let sum = 0
  for (let at = 0; at < key.length; at += 1) sum = (sum * 31 + key.charCodeAt(at)) % 1021
  return `~${sum}`
}

/** The number behind the letter of a key like `m17`, as we would write it; else -1. */
function numberOf(key: string): number {
  if (!/^[a-z](?:0|[1-9]\d*)$/.test(key)) return -1
  return Number(key.slice(1))
}

function isNumbered(field: string): boolean {
  return !field.startsWith('~')
}
