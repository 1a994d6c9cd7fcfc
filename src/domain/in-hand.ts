/**
 * Counts work in hand. Host, gateway, outbox and timers each hold one tracker together, so that a virtual clock (and an
 * orderly stop) can wait until nothing is in hand, told by events and not by polling.
 */
export class InHand {
  #count = 0
  #waiting: (() => void)[] = []
  readonly #what = new Map<string, number>()

  get count(): number {
    return this.#count
  }

  /** What is in hand, each with how often: for whoever asks why it does not come to rest. */
  get what(): ReadonlyMap<string, number> {
    return this.#what
  }

  /** Takes one piece of work in hand; call the result exactly once when it is over. `what` says which. */
  take(what: string): () => void {
    this.#count += 1
    this.#what.set(what, (this.#what.get(what) ?? 0) + 1)
    let over = false
    return () => {
      if (over) return
      over = true
      this.#count -= 1
      const left = (this.#what.get(what) ?? 1) - 1
      if (left === 0) this.#what.delete(what)
      else this.#what.set(what, left)
      if (this.#count === 0) for (const wake of this.#waiting.splice(0)) wake()
    }
  }

  /** Runs `work` in hand and hands its result on. */
  async during<T>(what: string, work: () => Promise<T>): Promise<T> {
    const over = this.take(what)
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
