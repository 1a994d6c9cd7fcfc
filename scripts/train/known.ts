import { detect, POINTS, rulesAlone } from '../../plugins/rules/ads/detect.js'

/** Log-odds of a text by the rules alone. */
export function knownByRules(text: string): number {
  return detect({ text, who: 'newcomer', words: [], allow: [], suspectAt: 60, kickAt: 90 }, rulesAlone).score / POINTS
}
