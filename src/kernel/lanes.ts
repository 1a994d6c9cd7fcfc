import type { InHand } from '../domain/in-hand.js'

/** How many waiting items of one lane are handed over together at most: they share one commit. */
const BATCH = 64

/**
 * Things about one room (or one person's private chat) happen in order; rooms go side by side. What waits in a lane is
 * handed over together, so that a burst costs one commit and not one a message.
 */
export class Lanes<Item> {
  readonly #handle: (lane: string, items: readonly Item[]) => Promise<void>
  readonly #inHand: InHand
  readonly #waiting = new Map<string, { item: Item; done: () => void }[]>()

  /** `handle` must not throw: a lane that stops would hold its room for ever. */
  constructor(handle: (lane: string, items: readonly Item[]) => Promise<void>, inHand: InHand) {
    this.#handle = handle
    this.#inHand = inHand
  }

  /** Queues an item; resolves when it was handled. */
  push(lane: string, item: Item): Promise<void> {
    return new Promise(resolve => {
      const over = this.#inHand.take(lane)
      const entry = {
        item,
        done: () => {
          over()
          resolve()
        },
      }
      const waiting = this.#waiting.get(lane)
      if (waiting) {
        waiting.push(entry)
        return
      }
      this.#waiting.set(lane, [entry])
      void this.#drain(lane)
    })
  }

  /** How many items wait in all lanes. */
  get depth(): number {
    let sum = 0
    for (const waiting of this.#waiting.values()) sum += waiting.length
    return sum
  }

  async #drain(lane: string): Promise<void> {
    for (;;) {
      // Items that arrive in the same turn of the event loop join the batch.
      await Promise.resolve()
      const waiting = this.#waiting.get(lane)
      if (!waiting || waiting.length === 0) {
        this.#waiting.delete(lane)
        return
      }
      const batch = waiting.slice(0, BATCH)
      await this.#handle(
        lane,
        batch.map(entry => entry.item),
      )
      waiting.splice(0, batch.length)
      for (const entry of batch) entry.done()
    }
  }
}
