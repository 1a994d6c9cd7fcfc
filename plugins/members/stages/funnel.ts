import type { MemberKey, Millis } from '../../../src/kernel/plugin.js'
import type { Stage } from '../config.js'
import { type Move, standsAt } from './way.js'

/** Somebody on his way, and when he was last seen. */
export interface Walker {
  key: MemberKey
  way: readonly Move[]
  /** His last word or step, or since when it is known that he said none. */
  seen: Millis
  /** He said that he is away: he is not missed. */
  away: boolean
}

export interface Funnel {
  /** How many stand at each stage. */
  standing: number[]
  /** How many came to each stage within the week; to the first one by joining. */
  moved: number[]
  /** How many people went on within the week, each once; to have joined is no going on. */
  movers: number
  /** How many at each stage are not seen any more. */
  stalled: number[]
  /** Whom to look for first: the furthest on, of those the last to go quiet. */
  missed: { key: MemberKey; stage: number; seen: Millis }[]
}

const WEEK: Millis = 7 * 86_400_000
const DAY: Millis = 86_400_000

/** How many stand where, moved on lately, and stopped. Pure. */
export function funnelOf(
  walkers: readonly Walker[],
  { stages, now, stalledDays }: { stages: readonly Stage[]; now: Millis; stalledDays: number },
): Funnel {
  const none = () => stages.map(() => 0)
  const funnel: Funnel = { standing: none(), moved: none(), movers: 0, stalled: none(), missed: [] }
  const count = (row: number[], place: number) => {
    row[place] = (row[place] ?? 0) + 1
  }
  for (const { key, way, seen, away } of walkers) {
    const stage = standsAt(way)
    count(funnel.standing, stage)
    const forward = way.filter(({ from = -1, to, at }) => to > from && at > now - WEEK)
    for (const to of new Set(forward.map(move => move.to))) count(funnel.moved, to)
    if (forward.some(({ from }) => from !== undefined)) funnel.movers += 1
    if (away || now - seen < stalledDays * DAY) continue
    count(funnel.stalled, stage)
    funnel.missed.push({ key, stage, seen })
  }
  funnel.missed.sort((a, b) => b.stage - a.stage || b.seen - a.seen || (a.key < b.key ? -1 : 1))
  return funnel
}
