/** What a sweep of the score finds: the share of ads at or above the threshold, and the threshold. */
export interface Sweep {
  recall: number
  threshold: number
}

/** The largest share of ads that can be found while at least `precision` of what is found are ads. */
export function atPrecision(ads: readonly number[], chat: readonly number[], precision: number): Sweep {
  const falling = [...ads].sort((a, b) => b - a)
  const others = [...chat].sort((a, b) => b - a)
  let best: Sweep = { recall: 0, threshold: Number.POSITIVE_INFINITY }
  let wrong = 0
  falling.forEach((score, i) => {
    while ((others[wrong] ?? Number.NEGATIVE_INFINITY) >= score) wrong++
    if ((i + 1) / (i + 1 + wrong) >= precision) best = { recall: (i + 1) / ads.length, threshold: score }
  })
  return best
}

/** The share of ads found when no more than `share` of the chat is called one. */
export function atFalseShare(ads: readonly number[], chat: readonly number[], share: number): Sweep {
  const allowed = Math.floor(chat.length * share)
  const highest = [...chat].sort((a, b) => b - a)[allowed] ?? Number.NEGATIVE_INFINITY
  const found = ads.filter(score => score > highest)
  return { recall: found.length / ads.length, threshold: found.length > 0 ? Math.min(...found) : highest }
}

export function shareFrom(scores: readonly number[], threshold: number): number {
  return scores.length === 0 ? 0 : scores.filter(score => score >= threshold).length / scores.length
}
