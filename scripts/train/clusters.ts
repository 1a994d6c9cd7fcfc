import { canonical } from '../../src/text/canonical.js'
import { randomFrom } from './random.js'

const HASHES = 48
const BAND = 4
/** From this share of common pairs of characters two texts are one text in two wordings. */
const ALIKE = 0.55

/**
 * The number of the cluster of each text. Texts are in one cluster when they are nearly the same (Jaccard similarity of
 * their pairs of characters, candidates found by minhash) or hold the same number or name to be reached by. What is learnt
 * from one of them and tried on the other would only be remembered.
 */
export function clustersOf(texts: readonly string[]): Uint32Array {
  const parent = Uint32Array.from(texts, (_, i) => i)
  const root = (i: number): number => {
    let at = i
    while (parent[at] !== at) {
      const above = parent[at] ?? at
      parent[at] = parent[above] ?? above
      at = above
    }
    return at
  }
  const unite = (a: number, b: number) => {
    const [low, high] = [root(a), root(b)].sort((x, y) => x - y) as [number, number]
    parent[high] = low
  }
  const plain = texts.map(text => canonical(text).text)
  const shingles = plain.map(shinglesOf)
  const firstWith = new Map<string, number>()
  const meet = (key: string, i: number, same: (a: number, b: number) => boolean) => {
    const other = firstWith.get(key)
    if (other === undefined) firstWith.set(key, i)
    else if (same(other, i)) unite(other, i)
  }
  plain.forEach((text, i) => {
    for (const token of contactTokens(text)) meet(`contact ${token}`, i, () => true)
    const own = shingles[i] ?? []
    if (own.length < 3) meet(`short ${text}`, i, () => true)
    else
      for (const band of bandsOf(own)) meet(band, i, (a, b) => jaccard(shingles[a] ?? [], shingles[b] ?? []) >= ALIKE)
  })
  return parent.map((_, i) => root(i))
}

/** Pairs of characters as sorted distinct numbers; digits are all alike, blanks and marks are left out. */
function shinglesOf(text: string): number[] {
  const letters = text.replace(/[^a-z0-9\u3400-\u9fff]/g, '').replace(/\d/g, '0')
  const found = new Set<number>()
  for (let i = 0; i + 1 < letters.length; i++) found.add(letters.charCodeAt(i) * 65536 + letters.charCodeAt(i + 1))
  return [...found].sort((a, b) => a - b)
}

function contactTokens(text: string): Set<string> {
  return new Set(text.match(/\d{7,}|(?=[a-z_]*\d)[a-z][a-z0-9_]{5,}/g) ?? [])
}

const salts = (() => {
  const random = randomFrom(20)
  return Uint32Array.from({ length: HASHES }, () => Math.floor(random() * 4294967296) | 1)
})()

function bandsOf(shingles: readonly number[]): string[] {
  const least = new Uint32Array(HASHES).fill(0xffffffff)
  for (const shingle of shingles) {
    const mixed = Math.imul((shingle / 65536) | 0, 0x9e3779b1) ^ Math.imul(shingle % 65536, 0x85ebca6b)
    for (let h = 0; h < HASHES; h++) {
      let hash = Math.imul(mixed ^ (salts[h] ?? 0), 0xc2b2ae35)
      hash = (hash ^ (hash >>> 15)) >>> 0
      if (hash < (least[h] ?? 0)) least[h] = hash
    }
  }
  const bands: string[] = []
  for (let band = 0; band < HASHES; band += BAND) bands.push(`${band} ${least.subarray(band, band + BAND).join(' ')}`)
  return bands
}

function jaccard(a: readonly number[], b: readonly number[]): number {
  let common = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i] ?? 0
    const right = b[j] ?? 0
    if (left === right) common++
    if (left <= right) i++
    if (right <= left) j++
  }
  return common / (a.length + b.length - common || 1)
}
