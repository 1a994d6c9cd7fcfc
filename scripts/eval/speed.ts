import { detect } from '../../plugins/rules/ads/detect.js'
import { shippedModel } from '../../plugins/rules/ads/model.js'
import { pick, randomFrom } from '../train/random.js'

/** Microseconds, on one core. */
export interface Speed {
  /** A whole verdict, the mean over all texts. */
  verdict: number
  /** A whole verdict of 600 characters. */
  long: number
  /** What the model takes of it. */
  model: number
  words: number
}

const WORDS = 10_000

/** How long a verdict takes with the model and ten thousand of the owner's words loaded. */
export function speed(texts: readonly string[]): Speed {
  const random = randomFrom(5)
  const words = Array.from({ length: WORDS }, () => wordFrom(texts, random))
  const long: string[] = []
  for (let at = 0; long.length < 300; ) {
    let text = ''
    while (text.length < 600) text += texts[at++ % texts.length] ?? ''
    long.push(text.slice(0, 600))
  }
  const judge = (text: string) => detect({ text, who: 'newcomer', words, allow: [], suspectAt: 60, kickAt: 90 }).score
  const model = shippedModel()
  return {
    verdict: timed(texts, judge),
    long: timed(long, judge),
    model: timed(texts, text => model(text, text).logit),
    words: WORDS,
  }
}

/** A word of six characters from the middle of two texts: its beginning stands in some texts, the whole in hardly any. */
function wordFrom(texts: readonly string[], random: () => number): string {
  let word = ''
  while (word.length < 6) word += (pick(random, texts).match(/[\u4e00-\u9fff]{6,}/)?.[0] ?? '').slice(2, 5)
  return word
}

/**
 * Microseconds of processor time a text: the least of five rounds, after one to warm up. Processor time, since the machine
 * may be busy with other things.
 */
function timed(texts: readonly string[], work: (text: string) => number): number {
  let sum = 0
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 6; round++) {
    const before = process.cpuUsage()
    for (const text of texts) sum += work(text)
    const { user, system } = process.cpuUsage(before)
    if (round > 0) best = Math.min(best, (user + system) / texts.length)
  }
  return Number.isNaN(sum) ? Number.NaN : best
}
