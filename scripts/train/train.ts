import { asWorded } from '../../plugins/rules/ads/detect.js'
import type { Table } from '../../plugins/rules/ads/model.js'
import { readTraits, traitNames } from '../../plugins/rules/ads/traits.js'
import { evade } from './evasion.js'
import { learn, type Sample, type Weights } from './fit.js'
import { Grams } from './grams.js'
import { randomFrom } from './random.js'
import type { Row } from './rows.js'
import { WRITTEN, writtenRows } from './written.js'

/** An n-gram must stand in so many texts: what stands in fewer would tell of one text rather than of ads. */
const TEXTS = 5
/** So many n-grams are shipped. */
const KEPT = 38_500
/** The weights of a text of n symbols are divided by n to this power: a long text is no ad for being long. */
const FLAT = 0.5
/** How much a rewritten text counts beside the one it was made of, and how many are made. */
const REWRITTEN = 0.5
const COPIES = 2
/** Weights are told in steps of this size. */
const STEP = 0.05

/**
 * How much a line written for the training counts, and how much of what the rules say of such an ad is taken as known:
 * some of the rules were written after these, and will say less of others.
 */
const WRITTEN_COUNTS = 2
const WRITTEN_KNOWN = 0.3

/** The texts of all folds as the fit sees them: read once, used by every training. */
export interface Material {
  rows: readonly Row[]
  /** By row: as it is, and rewritten. */
  samples: readonly (readonly Sample[])[]
  grams: Grams
}

/** `known` gives the log-odds of a text by the rules alone; the model learns what is still to be said. */
export function prepare(given: readonly Row[], known: (text: string) => number): Material {
  const rows = [...given, ...writtenRows()]
  const grams = new Grams()
  const random = randomFrom(11)
  const sampleOf = (text: string, { ad, source }: Row, counts: number): Sample => {
    const [plain, original] = asWorded(text)
    const { grams: found, length } = grams.read(plain)
    const traits = Float64Array.from(readTraits(original, plain))
    const own = source === WRITTEN
    return {
      grams: found,
      share: length ** -FLAT,
      traits,
      known: known(text) * (own && ad ? WRITTEN_KNOWN : 1),
      ad,
      weight: counts * (own ? WRITTEN_COUNTS : 1),
    }
  }
  const samples = rows.map(row => [
    sampleOf(row.text, row, 1),
    ...Array.from({ length: COPIES }, () => sampleOf(evade(row.text, random), row, REWRITTEN)),
  ])
  return { rows, samples, grams }
}

/** Learns from the rows that are to be used; twice, the second time with the n-grams alone that are worth shipping. */
export function train({ rows, samples, grams }: Material, use: (row: number) => boolean): Table {
  const used = rows.flatMap((_, i) => (use(i) ? [i] : []))
  const all = used.flatMap(i => samples[i] ?? [])
  const scale = new Float64Array(grams.size)
  const { texts, lean } = leaning(used, rows, samples, grams.size)
  texts.forEach((count, gram) => {
    if (count >= TEXTS) scale[gram] = 0.5 + 0.5 * Math.abs(lean[gram] ?? 0)
  })
  const first = learn(all, scale)
  const worth = (gram: number) => Math.abs(first.grams[gram] ?? 0) * (texts[gram] ?? 0) ** 0.3
  const best = [...scale.keys()].filter(gram => scale[gram] !== 0).sort((a, b) => worth(b) - worth(a) || a - b)
  for (const gram of best.slice(KEPT)) scale[gram] = 0
  return tableOf(learn(all, scale), grams)
}

/** In how many texts each n-gram stands, and how much more often in ads than in chat (log of the ratio). */
function leaning(used: readonly number[], rows: readonly Row[], samples: Material['samples'], size: number) {
  const inAds = new Float64Array(size)
  const inChat = new Float64Array(size)
  let ads = 0
  for (const i of used) {
    const counts = rows[i]?.ad ? inAds : inChat
    if (rows[i]?.ad) ads++
    for (const gram of new Set(samples[i]?.[0]?.grams)) counts[gram] = (counts[gram] ?? 0) + 1
  }
  const lean = inAds.map((count, gram) =>
    Math.log((count + 1) / (ads + 1) / (((inChat[gram] ?? 0) + 1) / (used.length - ads + 1))),
  )
  return { texts: inAds.map((count, gram) => count + (inChat[gram] ?? 0)), lean }
}

function tableOf({ bias, traits, grams: weights }: Weights, grams: Grams): Table {
  const steps = new Map<number, string[]>()
  weights.forEach((weight, gram) => {
    const step = Math.round(weight / STEP)
    if (step === 0) return
    const list = steps.get(step) ?? []
    steps.set(step, list)
    list.push(grams.spelling(gram))
  })
  return {
    bias: round(bias),
    traits: Object.fromEntries(traitNames.map((name, i) => [name, round(traits[i] ?? 0)])),
    flat: FLAT,
    grams: [...steps]
      .sort(([a], [b]) => b - a)
      .map(([step, list]) => [round(step * STEP), list.sort().join(' ')] as const),
  }
}

function round(weight: number): number {
  return Math.round(weight * 100) / 100
}
