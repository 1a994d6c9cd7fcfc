import type { Millis } from '../domain/events.js'
import type { InHand } from '../domain/in-hand.js'

export interface RoundsOptions {
  now: () => Millis
  inHand: InHand
  /** A virtual clock moves it; shipped: the machine's own time. */
  virtual?: boolean
  /** Goes round once; when to go again. */
  go: () => Promise<Millis>
  onError: (error: Error) => void
}

/**
 * Work that comes again as long as the process lives and that a restart does anyway: looking at rooms. It is no timer:
 * nothing of it is written down, and none is missed.
 */
export class Rounds {
  readonly #o: RoundsOptions
  #due: Millis | undefined
  #waiting: NodeJS.Timeout | undefined
  #stopped = false

  constructor(options: RoundsOptions) {
    this.#o = options
  }

  /** Begins, the first time at `due`. */
  start(due: Millis): void {
    if (this.#stopped) return
    this.#due = due
    if (this.#o.virtual) return
    clearTimeout(this.#waiting)
    this.#waiting = setTimeout(() => this.#goRound(), Math.max(0, due - this.#o.now()))
    this.#waiting.unref()
  }

  stop(): void {
    this.#stopped = true
    this.#due = undefined
    clearTimeout(this.#waiting)
  }

  /** When it goes round next; undefined while it does. */
  next(): Millis | undefined {
    return this.#due
  }

  /** A virtual clock has moved to `now`. */
  moved(now: Millis): void {
    if (this.#due !== undefined && now >= this.#due) this.#goRound()
  }

  #goRound(): void {
    const { inHand, go, onError, now } = this.#o
    const due = this.#due ?? now()
    this.#due = undefined
    // The next time is set while it is still in hand: a virtual clock must not pass it by.
    void inHand.during('round', async () => {
      try {
        this.start(await go())
      } catch (error) {
        if (!this.#stopped) onError(error instanceof Error ? error : new Error(String(error)))
        this.start(Math.max(due, now()) + AFTER_A_FAILURE)
      }
    })
  }
}

const AFTER_A_FAILURE: Millis = 5 * 60_000
