import { alternativesOf, possible } from '../../../src/kernel/plugin.js'

/** The first place in a text where a pattern matches. */
export interface Found {
  /** The pattern's place in the list. */
  pattern: number
  from: number
  to: number
}

/**
 * Finds the first match of each of many patterns, as `exec` would, and in their order. A pattern is taken apart into its
 * alternatives; of those, a text is searched only for the ones whose indispensable characters it holds, which in most texts
 * are none. Flags other than none and `u` are not for cues.
 */
export function cueFinder(patterns: readonly RegExp[]): (text: string) => Found[] {
  const alternatives = patterns.flatMap((pattern, at) =>
    (alternativesOf(pattern) ?? [pattern]).map(alternative => ({ pattern: at, search: searchOf(alternative) })),
  )
  const candidates = possible(patterns.flatMap(pattern => alternativesOf(pattern) ?? [pattern]))
  return text => {
    const found: Found[] = []
    const order = [...candidates(text)]
    if (order.length > 1) order.sort((a, b) => a - b)
    for (const at of order) {
      const alternative = alternatives[at]
      const hit = alternative?.search(text)
      if (!alternative || !hit) continue
      const last = found.at(-1)
      // Of a pattern's alternatives the one that matches first in the text counts, and in one place the one named first.
      if (last?.pattern !== alternative.pattern) found.push({ pattern: alternative.pattern, ...hit })
      else if (hit.from < last.from) Object.assign(last, hit)
    }
    return found
  }
}

type Search = (text: string) => { from: number; to: number } | undefined

function searchOf(pattern: RegExp): Search {
  const { source } = pattern
  if (!/[\\^$.*+?()[\]{}|]/.test(source)) {
    return text => {
      const from = text.indexOf(source)
      return from < 0 ? undefined : { from, to: from + source.length }
    }
  }
  return text => {
    const match = pattern.exec(text)
    return match ? { from: match.index, to: match.index + match[0].length } : undefined
  }
}
