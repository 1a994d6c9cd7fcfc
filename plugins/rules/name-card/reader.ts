import { type CardPattern, readPattern } from './pattern.js'
import { type CardReading, readCard } from './read-card.js'

/** Reads cards of one pattern. The same card is read once, however often a room is looked through. */
export interface CardReader {
  pattern: CardPattern
  read(card: string): CardReading
}

const REMEMBERED = 5_000
const readers = new Map<string, CardReader>()

/** The reader of a pattern as the YAML writes it; undefined where there is no rule. */
export function readerOf(text: string): CardReader | undefined {
  const known = readers.get(text)
  if (known) return known
  const pattern = readPattern(text)
  if (!pattern) return undefined
  const cards = new Map<string, CardReading>()
  const reader: CardReader = {
    pattern,
    read(card) {
      const before = cards.get(card)
      if (before) return before
      const reading = readCard(card, pattern)
      if (cards.size >= REMEMBERED) cards.clear()
      cards.set(card, reading)
      return reading
    },
  }
  // A handful of patterns at most are in use; those of long-gone configs are not kept.
  if (readers.size >= 50) readers.clear()
  readers.set(text, reader)
  return reader
}
