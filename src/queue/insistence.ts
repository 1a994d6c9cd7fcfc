import type { Millis } from '../domain/events.js'

/** When Redis itself refuses to write (a full disk, no memory), it is asked again after this long, by the machine's clock. */
export const REFUSED_BY_REDIS: Millis = 5_000

/**
 * What must be done, however long Redis refuses it; each try may run twice. After every failure of one work the pause is
 * twice as long, up to `most`; shipped: always the same.
 */
export class Insistence {
  readonly #after: Millis
  readonly #most: Millis
  readonly #onError: (error: Error) => void
  readonly #waiting = new Map<NodeJS.Timeout, () => void>()
  #over = false

  constructor(
    onError: (error: Error) => void,
    { after = REFUSED_BY_REDIS, most = after }: { after?: Millis; most?: Millis } = {},
  ) {
    this.#onError = onError
    this.#after = after
    this.#most = most
  }

  /** Resolves when `write` has; throws its error only after `giveUp`. */
  async on<T>(write: () => Promise<T>): Promise<T> {
    for (let pause = this.#after; ; pause = Math.min(2 * pause, this.#most)) {
      try {
        return await write()
      } catch (error) {
        if (this.#over) throw error
        this.#onError(error instanceof Error ? error : new Error(String(error)))
        await this.#pause(pause)
      }
    }
  }

  /** The process is about to end: what is not written by now is left as it is. */
  giveUp(): void {
    this.#over = true
    for (const [timeout, wake] of this.#waiting) {
      clearTimeout(timeout)
      wake()
    }
    this.#waiting.clear()
  }

  #pause(span: Millis): Promise<void> {
    return new Promise(resolve => {
      const timeout = setTimeout(() => {
        this.#waiting.delete(timeout)
        resolve()
      }, span)
      this.#waiting.set(timeout, resolve)
    })
  }
}
