// How full a room is, and in which band of size. Pure; both keep what they said while a room only swings about a number.

/** How far below a threshold a room has to fall before coming to it again is news. */
export const SLACK = 5

/** roomy: there is space. draft: the owner has seen a first draft. full: at its cap. */
export type Level = 'roomy' | 'draft' | 'full'

const ranks: Readonly<Record<Level, number>> = { roomy: 0, draft: 1, full: 2 }

/** From how many people on a room is at which level, the bot included. */
export interface Thresholds {
  draft: number
  full: number
}

/** @param shares of the cap: 0.9 of 200 is 180 people */
export function thresholdsOf(cap: number, { draftAt, splitAt }: { draftAt: number; splitAt: number }): Thresholds {
  // 0.9 × 70 is 63.00000000000001 to a machine.
  const people = (share: number) => Math.ceil(Math.round(share * cap * 1000) / 1000)
  return { draft: people(draftAt), full: people(splitAt) }
}

/** The level after a change of size. */
export function levelAt(before: Level, size: number, { draft, full }: Thresholds): Level {
  if (size >= full || (before === 'full' && size > full - SLACK)) return 'full'
  if (size >= draft || (before !== 'roomy' && size > draft - SLACK)) return 'draft'
  return 'roomy'
}

export function isHigher(level: Level, before: Level): boolean {
  return ranks[level] > ranks[before]
}

/**
 * The band of size: 0 up to the first number, 1 above it, and so on. Coming down it changes only well below the number.
 * @param bands numbers of people in any order
 */
export function bandAt(before: number | undefined, size: number, bands: readonly number[]): number {
  const sorted = [...new Set(bands)].sort((a, b) => a - b)
  const plain = sorted.filter(bound => size > bound).length
  if (before === undefined || plain >= before) return plain
  // Going down: the band before holds while its lower bound is less than the slack away.
  return sorted.filter((bound, at) => size > (at < before ? bound - SLACK : bound)).length
}

/** The people at which the next band begins; undefined in the last one. */
export function nextBound(band: number, bands: readonly number[]): number | undefined {
  return [...new Set(bands)].sort((a, b) => a - b)[band]
}
