import { randomFrom, shuffle } from './random.js'

/** A text as the fit sees it. */
export interface Sample {
  /** The numbers of its n-grams, each as often as it stands there. */
  grams: Uint32Array
  /** What the sum of their weights is multiplied by: the text's length to the power of minus `flat`. */
  share: number
  traits: Float64Array
  /** What is known before any wording is looked at: the log-odds that the rules give. */
  known: number
  ad: boolean
  /** How much it counts. */
  weight: number
}

export interface Weights {
  bias: number
  traits: Float64Array
  grams: Float64Array
}

/** How often everything is gone through, how large the steps are, how strongly weights are pulled to nothing. */
const ROUNDS = 10
const PACE = 0.3
const TRAIT_PACE = 0.1
const DECAY = 2e-4
/**
 * So many of a text's n-grams are left out each time it is looked at, others every time: what is told apart by one n-gram
 * alone is not told apart where that one is written in another way.
 */
const LEFT_OUT = 0.3

/**
 * Logistic regression by stochastic descent with a step for each weight of its own (Adagrad). `scale` says how freely the
 * weight of each n-gram moves, 0 for one that is left out. The samples are gone through in the same order at every run, so
 * the same samples give the same weights.
 */
export function learn(samples: readonly Sample[], scale: Float64Array): Weights {
  const grams = new Float64Array(scale.length)
  const gramSteps = new Float64Array(scale.length).fill(1e-2)
  const traits = new Float64Array(samples[0]?.traits.length ?? 0)
  const traitSteps = new Float64Array(traits.length).fill(1e-1)
  let bias = 0
  let biasSteps = 1
  const order = Uint32Array.from(samples, (_, i) => i)
  const random = randomFrom(7)
  const chance = randomFrom(71)
  let longest = 0
  for (const sample of samples) longest = Math.max(longest, sample.grams.length)
  const kept = new Uint32Array(longest)
  for (let round = 0; round < ROUNDS; round++) {
    shuffle(random, order)
    const slowing = 1 - (0.9 * round) / ROUNDS
    for (const n of order) {
      const sample = samples[n]
      if (!sample) continue
      let count = 0
      for (const gram of sample.grams) if (chance() >= LEFT_OUT) kept[count++] = gram
      const looked = { ...sample, grams: kept.subarray(0, count), share: sample.share / (1 - LEFT_OUT) }
      const odds = oddsOf(looked, { bias, traits, grams }, scale)
      const error = (1 / (1 + Math.exp(-odds)) - (sample.ad ? 1 : 0)) * sample.weight
      biasSteps += error * error
      bias -= (PACE * slowing * error) / Math.sqrt(biasSteps)
      const slope = error * looked.share
      for (const gram of looked.grams) {
        const free = scale[gram] ?? 0
        if (free === 0) continue
        const now = grams[gram] ?? 0
        const step = slope * free + DECAY * sample.weight * now
        const steps = (gramSteps[gram] ?? 0) + step * step
        gramSteps[gram] = steps
        grams[gram] = now - (PACE * slowing * step) / Math.sqrt(steps)
      }
      for (let i = 0; i < traits.length; i++) {
        const seen = sample.traits[i] ?? 0
        if (seen === 0) continue
        const step = error * seen
        const steps = (traitSteps[i] ?? 0) + step * step
        traitSteps[i] = steps
        traits[i] = (traits[i] ?? 0) - (TRAIT_PACE * slowing * step) / Math.sqrt(steps)
      }
    }
  }
  return { bias, traits, grams: grams.map((weight, gram) => weight * (scale[gram] ?? 0)) }
}

function oddsOf(sample: Sample, { bias, traits, grams }: Weights, scale: Float64Array): number {
  let sum = 0
  for (const gram of sample.grams) sum += (grams[gram] ?? 0) * (scale[gram] ?? 0)
  let odds = sample.known + bias + sum * sample.share
  for (let i = 0; i < traits.length; i++) odds += (traits[i] ?? 0) * (sample.traits[i] ?? 0)
  return odds
}
