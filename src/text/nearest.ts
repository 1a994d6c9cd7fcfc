import { distance } from 'fastest-levenshtein'

/**
 * The candidate that somebody most likely meant by `word`, or undefined when none is near: `上线` → `上限`, `chekc-in` → `check-in`.
 *
 * @param max how many slips are forgiven (added, left out, wrong; characters in the wrong order are one). By default one up to
 *   four characters, two up to eight, three beyond, and never every character of the word. Of equally near candidates
 *   one as long as `word` wins, then the one that begins most like it, then the first.
 */
export function nearest(
  word: string,
  candidates: readonly string[],
  { max }: { max?: number } = {},
): string | undefined {
  const most = Math.min(max ?? (word.length <= 4 ? 1 : word.length <= 8 ? 2 : 3), word.length - 1)
  let best: { candidate: string; slips: number; likeness: number } | undefined
  for (const candidate of candidates) {
    const slips = isShuffled(word, candidate) ? Math.min(1, distance(word, candidate)) : distance(word, candidate)
    if (slips > most) continue
    const likeness = commonHead(word, candidate) + (candidate.length === word.length ? word.length : 0)
    if (!best || slips < best.slips || (slips === best.slips && likeness > best.likeness))
      best = { candidate, slips, likeness }
  }
  return best?.candidate
}

/** 到签 for 签到: as many of every character, in another order. */
function isShuffled(a: string, b: string): boolean {
  return a.length === b.length && a.length <= 4 && [...a].sort().join('') === [...b].sort().join('')
}

function commonHead(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}
