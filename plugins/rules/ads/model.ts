import { dataBeside } from '../../../src/kernel/plugin.js'
import { readSymbols, type Symbols } from './symbols.js'
import { readTraits, traitNames } from './traits.js'

/** The model as it is shipped (model.json): a weight for each trait of a text and each n-gram of one to three symbols. */
export interface Table {
  /** The log-odds of a text without traits and known n-grams. */
  bias: number
  traits: Readonly<Record<string, number>>
  /** What the n-grams of a text weigh together is divided by the power `flat` of the number of its symbols. */
  flat: number
  /** By falling weight: the n-grams that weigh so much, parted by blanks. */
  grams: readonly (readonly [weight: number, grams: string])[]
}

/** How a text reads to the model. */
export interface Wording {
  /** Log-odds: how much more likely such wording is in an ad than in chat, as a natural logarithm. */
  logit: number
  /** The stretch of the text that speaks most for an ad. */
  from: number
  to: number
}

/** Reads a text as it reads (canonical) and as it was written. */
export type WordingModel = (text: string, original: string) => Wording

/** The model of a table, ready to read texts: at most three looks into flat arrays for each symbol. */
export function wordingModel(table: Table): WordingModel {
  const { ids, singles, pairs, triples } = lookupOf(table)
  const traits = traitNames.map(name => table.traits[name] ?? 0)
  const gains = new Float64Array(LONGEST_GAINS)
  return (text, original) => {
    const symbols = readSymbols(text)
    const { units, length } = symbols
    let sum = 0
    let before = 0
    let pairBefore = -1
    for (let i = 0; i < length; i++) {
      const id = ids[units[i] ?? 0] ?? 0
      let gain = 0
      let pair = -1
      if (id !== 0) {
        gain = singles[id] ?? 0
        if (before !== 0) {
          pair = slotOf(pairs, before * IDS + id)
          if (pair >= 0) gain += pairs.weights[pair] ?? 0
          if (pairBefore >= 0) {
            const triple = slotOf(triples, pairBefore * IDS + id)
            if (triple >= 0) gain += triples.weights[triple] ?? 0
          }
        }
      }
      gains[i] = gain
      sum += gain
      before = id
      pairBefore = pair
    }
    let logit = table.bias + sum / length ** table.flat
    const seen = readTraits(original, text)
    for (let i = 0; i < traits.length; i++) logit += (traits[i] ?? 0) * (seen[i] ?? 0)
    return { logit, ...strongest(symbols, gains) }
  }
}

const LONGEST_GAINS = 2100

let shipped: WordingModel | undefined

/** The model of model.json; read at first use, which takes some ten milliseconds. */
export function shippedModel(): WordingModel {
  shipped ??= wordingModel(JSON.parse(dataBeside(import.meta.url, 'model.json')))
  return shipped
}

// ——— looking up

/** More kinds of symbols than any table has; a pair and a triple each fit into 31 bits. */
const IDS = 8192

interface Lookup {
  /** The number of each UTF-16 unit that the table knows; 0 for all others. */
  ids: Uint16Array
  singles: Float32Array
  pairs: Slots
  triples: Slots
}

/** Open addressing: `keys[slot]` is the key, -1 where there is none. */
interface Slots {
  keys: Int32Array
  weights: Float32Array
  mask: number
}

function slotOf({ keys, mask }: Slots, key: number): number {
  let slot = spread(key) & mask
  for (;;) {
    const found = keys[slot]
    if (found === key) return slot
    if (found === -1) return -1
    slot = (slot + 1) & mask
  }
}

function spread(key: number): number {
  const mixed = Math.imul(key, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

function lookupOf({ grams }: Table): Lookup {
  const all = grams.flatMap(([weight, list]) => list.split(' ').map(gram => ({ gram, weight })))
  const ids = new Uint16Array(0x10000)
  let known = 0
  for (const { gram } of all) {
    for (let i = 0; i < gram.length; i++) if (ids[gram.charCodeAt(i)] === 0) ids[gram.charCodeAt(i)] = ++known
  }
  if (known >= IDS) throw new RangeError(`the table has ${known} kinds of symbols, ${IDS - 1} at most are looked up`)
  const idAt = (gram: string, i: number) => ids[gram.charCodeAt(i)] ?? 0
  const singles = new Float32Array(known + 1)
  const pairWeights = new Map<number, number>()
  for (const { gram, weight } of all) {
    if (gram.length === 1) singles[idAt(gram, 0)] = weight
    const pair = idAt(gram, 0) * IDS + idAt(gram, 1)
    // A triple is found through its first two, so these are entries too, if only to lead on.
    if (gram.length === 2) pairWeights.set(pair, weight)
    else if (gram.length === 3 && !pairWeights.has(pair)) pairWeights.set(pair, 0)
  }
  const pairs = slotsOf(pairWeights)
  const tripleWeights = new Map<number, number>()
  for (const { gram, weight } of all) {
    if (gram.length !== 3) continue
    tripleWeights.set(slotOf(pairs, idAt(gram, 0) * IDS + idAt(gram, 1)) * IDS + idAt(gram, 2), weight)
  }
  return { ids, singles, pairs, triples: slotsOf(tripleWeights) }
}

function slotsOf(entries: ReadonlyMap<number, number>): Slots {
  let size = 16
  while (size < entries.size * 2.5) size *= 2
  const slots = { keys: new Int32Array(size).fill(-1), weights: new Float32Array(size), mask: size - 1 }
  for (const [key, weight] of entries) {
    let slot = spread(key) & slots.mask
    while (slots.keys[slot] !== -1) slot = (slot + 1) & slots.mask
    slots.keys[slot] = key
    slots.weights[slot] = weight
  }
  return slots
}

// ——— what it saw

/** What a symbol costs a stretch: without it, every symbol that weighs a little would belong to the strongest. */
const TOLL = 0.08

/** The stretch whose n-grams weigh most together. */
function strongest({ at, length }: Symbols, gains: Float64Array): { from: number; to: number } {
  let best = 0
  let from = 0
  let to = 0
  let sum = 0
  let start = 1
  // Without the signs for beginning and end: they stand for no character.
  for (let i = 1; i < length - 1; i++) {
    if (sum <= 0) {
      sum = 0
      start = i
    }
    sum += (gains[i] ?? 0) - TOLL
    if (sum > best) {
      best = sum
      // An n-gram's weight is booked where it ends.
      from = at[Math.max(start - 1, 1)] ?? 0
      to = at[i + 1] ?? 0
    }
  }
  return { from, to }
}
