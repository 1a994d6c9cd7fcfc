import { randomFrom, shuffle } from './random.js'
import type { Row } from './rows.js'

/** The fold (0 to `folds` - 1) of each row: a cluster stays together, and every fold gets its share of each source. */
export function foldsOf(rows: readonly Row[], clusters: Uint32Array, folds: number): Uint8Array {
  const members = new Map<number, number[]>()
  clusters.forEach((cluster, row) => {
    members.set(cluster, [...(members.get(cluster) ?? []), row])
  })
  const order = Uint32Array.from(members.keys())
  shuffle(randomFrom(3), order)
  // The large ones first: the small ones level out what they leave uneven.
  const bySize = [...order].map(cluster => members.get(cluster) ?? []).sort((a, b) => b.length - a.length)
  const fold = new Uint8Array(rows.length)
  const loads = new Map<string, number[]>()
  for (const cluster of bySize) {
    const first = rows[cluster[0] ?? 0]
    const kind = `${first?.source} ${first?.ad}`
    const load = loads.get(kind) ?? Array.from({ length: folds }, () => 0)
    loads.set(kind, load)
    const least = load.indexOf(Math.min(...load))
    for (const row of cluster) fold[row] = least
    load[least] = (load[least] ?? 0) + cluster.length
  }
  return fold
}
