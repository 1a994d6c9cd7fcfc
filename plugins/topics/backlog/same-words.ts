import { canonical } from '../../../src/kernel/plugin.js'

/**
 * Whether two short texts ask the same: the same words but for courtesies and particles, or nearly so. What differs in a
 * number or a 不 is something else, however alike it looks.
 */
export function sameWords(a: string, b: string): boolean {
  const [one, other] = [coreOf(a), coreOf(b)]
  if (one === '' || other === '') return a.trim() === b.trim()
  if (one === other) return true
  if (Math.min(one.length, other.length) < LONG || telling(one) !== telling(other)) return false
  return likeness(pairsOf(one), pairsOf(other)) >= ALIKE
}

/** In shorter texts one character makes a difference. */
const LONG = 8
/** Share of pairs of characters that both have: one word among ten may differ. */
const ALIKE = 0.85

const courtesies = /请问一下|请问|大家|我们|咱们|你们|一下子?|想问|问一下|到底|究竟/g
const particles = /[的了吗呢吧啊呀嘛么哦噢啦哈]/g
const ways = /如何|怎么样|怎样/g

/** Letters and numbers alone, without what one may leave out. */
function coreOf(text: string): string {
  const words = canonical(text).text.replace(/[^\p{L}\p{N}]/gu, '')
  return words.replace(ways, '怎么').replace(courtesies, '').replace(particles, '') || words
}

/** What turns a question into another one. */
function telling(text: string): string {
  return (text.match(/\p{N}+|[不没别无非未上下一二三四五六七八九十前后男女大小多少]/gu) ?? []).join(' ')
}

function pairsOf(text: string): string[] {
  const all = [...text]
  return all.slice(1).map((character, at) => `${all[at]}${character}`)
}

/** Twice what is common of all there is, each pair counted as often as it stands. */
function likeness(one: readonly string[], other: readonly string[]): number {
  const left = new Map<string, number>()
  for (const pair of other) left.set(pair, (left.get(pair) ?? 0) + 1)
  let common = 0
  for (const pair of one) {
    const count = left.get(pair) ?? 0
    if (count === 0) continue
    left.set(pair, count - 1)
    common += 1
  }
  return (2 * common) / (one.length + other.length)
}
