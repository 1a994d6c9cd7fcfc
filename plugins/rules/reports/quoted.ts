import type { MemberKey, Millis, RoomKey, Store } from '../../../src/kernel/plugin.js'

/** So much of a quote, and so many quotes, are evidence. */
const LONGEST = 200
const KEPT = 3

interface Quote {
  text: string
  at: Millis
}

/**
 * What those who reported somebody quoted of his, until there is a case that keeps it: in memory alone, for message text
 * is stored as the evidence of cases and not before.
 */
class Quoted {
  readonly #quotes = new Map<string, Quote[]>()

  note(room: RoomKey, accused: MemberKey, quote: Quote, window: Millis): void {
    for (const [row, quotes] of this.#quotes) {
      if (quotes.every(({ at }) => at <= quote.at - window)) this.#quotes.delete(row)
    }
    const row = `${room}|${accused}`
    const text = quote.text.slice(0, LONGEST)
    const known = (this.#quotes.get(row) ?? []).filter(each => each.text !== text && each.at > quote.at - window)
    this.#quotes.set(row, [...known, { text, at: quote.at }].slice(-KEPT))
  }

  /** What was quoted of his, a line each; from now on the case has it. */
  take(room: RoomKey, accused: MemberKey): string {
    const row = `${room}|${accused}`
    const quotes = this.#quotes.get(row) ?? []
    this.#quotes.delete(row)
    return quotes.map(({ text }) => text).join('\n')
  }
}

/** The memory of the process that has this connection: each life of the bot begins with an empty one. */
export function quotedOf({ redis }: Pick<Store, 'redis'>): Quoted {
  const known = memories.get(redis)
  if (known) return known
  const quoted = new Quoted()
  memories.set(redis, quoted)
  return quoted
}

const memories = new WeakMap<Store['redis'], Quoted>()
