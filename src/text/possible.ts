import { needsOf } from './must-hold.js'
import { readRegex } from './regex-parts.js'

/**
 * Of many expressions, those that may match in a text: all others cannot. Which is told by one walk over the text, for what
 * each of them cannot do without; so most texts cost one walk instead of hundreds of searches.
 */
export type Possible = (text: string) => readonly number[]

/** Makes the walk for these expressions; the places it returns are those in the list, in no order, each once. */
export function possible(patterns: readonly RegExp[]): Possible {
  const always: number[] = []
  const singles = new Map<number, number[]>()
  const pairs = new Map<number, number[]>()
  patterns.forEach((pattern, at) => {
    const read = readRegex(pattern)
    const needs = read && needsOf({ kind: 'either', options: read.map(({ part }) => part) })
    if (!needs) {
      always.push(at)
      return
    }
    for (const unit of needs.singles) add(singles, unit, at)
    for (const pair of needs.pairs) add(pairs, pair, at)
  })
  const lists: (readonly number[])[] = [[]]
  const bySingle = new Uint16Array(0x10000)
  for (const [unit, list] of singles) bySingle[unit] = lists.push(list) - 1
  const byPair = pairTable(pairs, lists)
  const met = new Uint8Array(patterns.length)

  return text => {
    const found: number[] = [...always]
    let before = 0
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i)
      const single = bySingle[unit] ?? 0
      if (single !== 0) note(lists[single] ?? [], met, found)
      if (i > 0) {
        const pair = byPair(before, unit)
        if (pair !== 0) note(lists[pair] ?? [], met, found)
      }
      before = unit
    }
    for (const at of found) met[at] = 0
    return found
  }
}

function note(list: readonly number[], met: Uint8Array, found: number[]): void {
  for (const at of list) {
    if (met[at] === 1) continue
    met[at] = 1
    found.push(at)
  }
}

function add(lists: Map<number, number[]>, key: number, at: number): void {
  const list = lists.get(key)
  if (!list) lists.set(key, [at])
  else if (list.at(-1) !== at) list.push(at)
}

/** A look-up from two units to a list's place, 0 for none: open addressing, at most a quarter full. */
function pairTable(
  pairs: ReadonlyMap<number, number[]>,
  lists: (readonly number[])[],
): (first: number, second: number) => number {
  let size = 1024
  while (size < pairs.size * 4) size *= 2
  const mask = size - 1
  const keys = new Uint32Array(size)
  const places = new Uint16Array(size)
  // Many pairs lead to the same list: one copy of each is enough.
  const known = new Map<string, number>()
  for (const [pair, list] of pairs) {
    const name = list.join()
    const place = known.get(name) ?? lists.push(list) - 1
    known.set(name, place)
    let slot = slotOf(pair >>> 0, mask)
    while (keys[slot] !== 0) slot = (slot + 1) & mask
    keys[slot] = pair >>> 0
    places[slot] = place
  }
  return (first, second) => {
    const key = ((first << 16) | second) >>> 0
    if (key === 0) return 0
    for (let slot = slotOf(key, mask); ; slot = (slot + 1) & mask) {
      const there = keys[slot]
      if (there === key) return places[slot] ?? 0
      if (there === 0) return 0
    }
  }
}

function slotOf(key: number, mask: number): number {
  return (Math.imul(key ^ (key >>> 15), 0x2c1b3c6d) >>> 7) & mask
}

/**
 * The alternatives of an expression as expressions of their own: together they match where it does. Undefined where they
 * cannot be told apart, or refer to each other's groups.
 */
export function alternativesOf(pattern: RegExp): RegExp[] | undefined {
  return readRegex(pattern)?.map(({ source }) => new RegExp(source, pattern.flags.replace('g', '')))
}
