/**
 * Counts work in hand. Host, gateway, outbox and timers each hold one tracker together, so that a virtual clock (and an
 * orderly stop) can wait until nothing is in hand, told by events and not by polling.
 */
export class InHand {
  #count = 0
  #waiting: (() => void)[] = []

  get count(): number {
    return this.#count
  }

  /** Takes one piece of work in hand; call the result exactly once when it is over. */
  take(): () => void {
    this.#count += 1
    let over = false
    return () => {
      if (over) return
      over = true
      this.#count -= 1
      if (this.#count === 0) for (const wake of this.#waiting.splice(0)) wake()
    }
  }

  /** Runs `work` in hand and hands its result on. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const over = this.take()
    try {
      return await work()
    } finally {
      over()
    }
  }

  /** Resolves when the count is zero. */
  async empty(): Promise<void> {
    while (this.#count > 0) await new Promise<void>(resolve => this.#waiting.push(resolve))
  }
}
