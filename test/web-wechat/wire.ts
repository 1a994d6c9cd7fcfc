/** Polls that the server holds until there is something to say: they are always open. */
const held = new Set(['synccheck', 'login'])

/** What one client asks: counted, and lost from the moment on when its process is gone. */
export class Wire {
  /** Resolves when it is cut. */
  readonly gone: Promise<void>
  #open = 0
  #cut = false
  #end = (): void => {}
  readonly #waiting = new Set<() => void>()

  constructor() {
    this.gone = new Promise(resolve => {
      this.#end = resolve
    })
  }

  get isCut(): boolean {
    return this.#cut
  }

  /** No request but the held polls is on its way, nor any that follows from the last answer. */
  get isStill(): boolean {
    return this.#open === 0
  }

  async carry<Answer>(name: string, send: () => Promise<Answer>): Promise<Answer> {
    if (this.#cut) return await never()
    if (held.has(name)) return await this.#answered(send)
    this.#open += 1
    try {
      return await this.#answered(send)
    } finally {
      // What follows from the answer is asked before this.
      setImmediate(() => {
        this.#open -= 1
        this.#stir()
      })
    }
  }

  /** From here on nothing is answered. */
  cut(): void {
    this.#cut = true
    this.#end()
    this.#stir()
  }

  /** Resolves when no request is on its way, or the wire is cut. */
  async still(): Promise<void> {
    while (!this.#cut && this.#open > 0) await new Promise<void>(resolve => this.#waiting.add(resolve))
  }

  async #answered<Answer>(send: () => Promise<Answer>): Promise<Answer> {
    try {
      const answer = await send()
      return this.#cut ? await never() : answer
    } catch (error) {
      if (this.#cut) return await never()
      throw error
    }
  }

  #stir(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const wake of waiting) wake()
  }
}

function never(): Promise<never> {
  return new Promise(() => {})
}
