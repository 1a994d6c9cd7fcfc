import type { Millis } from '../domain/events.js'

const RealDate = Date

/**
 * A clock that stands still until it is moved. While installed, `Date` tells its time in the whole process, so that
 * BullMQ, whose delays are computed from `Date.now()`, lives in it too; timers of Node keep running in real time.
 */
export class VirtualClock {
  #now: Millis
  #installed = false

  constructor(start: Millis) {
    this.#now = start
  }

  now = (): Millis => this.#now

  /** Moves forward; a clock never goes back. */
  set(to: Millis): void {
    if (to < this.#now) throw new Error(`a clock does not go back: ${to} < ${this.#now}`)
    this.#now = to
  }

  install(): void {
    if (this.#installed) return
    this.#installed = true
    const now = this.now
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, args: unknown[], newTarget) =>
        Reflect.construct(
          target,
          args.length === 0 ? [now()] : args,
          newTarget === globalThis.Date ? target : newTarget,
        ),
      apply: () => new RealDate(now()).toString(),
      get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
    })
  }

  uninstall(): void {
    if (!this.#installed) return
    this.#installed = false
    globalThis.Date = RealDate
  }
}
