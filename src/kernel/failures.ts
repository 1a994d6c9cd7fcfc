import { createHash } from 'node:crypto'
import type { Millis } from '../domain/events.js'
import { setNewest } from './forgetting.js'
import type { House } from './house.js'

const HOUR: Millis = 3_600_000
/** A plugin's error is told to the operators when it comes this often within an hour. */
const REPEATS = 3

/** What plugins' code throws: it gets an id and a line in the log, and harms nobody else. */
export class Failures {
  readonly #house: House
  readonly #known = new Map<string, { count: number; since: Millis }>()

  constructor(house: House) {
    this.#house = house
  }

  /** Runs a plugin's code; `onFailure` is given the id of what it threw. */
  async guard<T>(
    plugin: string,
    cause: string,
    work: () => Promise<T>,
    onFailure?: (id: string) => Promise<void>,
  ): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      await onFailure?.(this.note(plugin, cause, error))
      return undefined
    }
  }

  /** A plugin's code threw: the log has it, the operators hear of it when it comes again and again; its id. */
  note(plugin: string, cause: string, error: unknown): string {
    const { log, now, alert } = this.#house
    const id = createHash('sha256').update(`${plugin}|${cause}`).digest('hex').slice(0, 8)
    log.error({ err: error, plugin, cause, id }, 'a handler failed')
    const text = error instanceof Error ? error.message : String(error)
    const known = this.#known.get(`${plugin}|${text}`)
    const fresh = known && now() - known.since < HOUR
    const entry = fresh ? known : { count: 0, since: now() }
    entry.count += 1
    if (!fresh) setNewest(this.#known, `${plugin}|${text}`, entry, ({ since }) => now() - since >= HOUR)
    if (entry.count === REPEATS) alert(`插件 ${plugin} 反复出错（${id}）：${text}`)
    return id
  }
}
