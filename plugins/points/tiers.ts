import type { PointsConfig } from './config.js'
import type { Entry } from './statement.js'

type Tier = PointsConfig['tiers'][number]

/** What the lines of those begin with who gave points for a right. */
export const REDEEMED = 'right'

/** What somebody has in all, and what his tier goes by: what he gave for rights still counts there. */
export function standingOf(entries: readonly Entry[]): { total: number; reached: number } {
  const total = entries.reduce((sum, { points }) => sum + points, 0)
  const given = entries.filter(({ cause }) => cause.startsWith(`${REDEEMED}|`))
  return { total, reached: total - given.reduce((sum, { points }) => sum + points, 0) }
}

/** The tier that so many points reach, and the next one. Who has less than the lowest asks for is in the lowest. */
export function tierOf(tiers: readonly Tier[], points: number): { tier: Tier | undefined; next: Tier | undefined } {
  const sorted = inOrder(tiers)
  const at = Math.max(
    0,
    sorted.findLastIndex(({ from }) => from <= points),
  )
  return { tier: sorted[at], next: sorted.slice(at + 1).find(({ from }) => from > points) }
}

export function inOrder(tiers: readonly Tier[]): Tier[] {
  return [...tiers].sort((a, b) => a.from - b.from)
}
