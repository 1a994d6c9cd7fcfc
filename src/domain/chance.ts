/** A seeded source of chance: the same seed gives the same ids, jitters and pictures. */
export interface Chance {
  /** An integer in [0, below). */
  below(below: number): number
  /** `length` hex digits; length a multiple of 8. */
  hex(length: number): string
}

/** mulberry32: small, fast and even enough for ids and pixels; nothing here is a secret. */
export function chance(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return {
    below: below => (below === 2 ** 32 ? next() : next() % below),
    hex: length => {
      let digits = ''
      while (digits.length < length) digits += next().toString(16).padStart(8, '0')
      return digits
    },
  }
}

/** A seed from a word (FNV-1a), so that what belongs to a person depends on his key alone. */
export function seedOf(word: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** A number in [0, 1) from a text, the same every time. */
export function chanceOf(text: string): number {
  return chance(seedOf(text)).below(2 ** 32) / 2 ** 32
}
