import type { Case, MemberKey, Millis } from '../../../src/kernel/plugin.js'

/** What is counted of a case. */
export type Counted = Pick<Case, 'kind' | 'reason' | 'status' | 'measure' | 'member' | 'openedAt' | 'ordered' | 'by'>

/** Cases of one rule. */
export interface Line {
  /** As it stands in the cases; undefined for what admins ordered themselves. */
  reason: string | undefined
  count: number
  people: number
}

/** Cases of a stretch of time: the lines sum to `count`. */
export interface Count {
  count: number
  lines: readonly Line[]
}

/** Counts cases opened within [from, to), the rule broken most first. */
export function countCases(cases: readonly Counted[], from: Millis, to: Millis): Count {
  const lines = new Map<string | undefined, { count: number; people: Set<MemberKey> }>()
  let count = 0
  for (const { openedAt, ordered, reason, member } of cases) {
    if (openedAt < from || openedAt >= to) continue
    count += 1
    const rule = ordered ? undefined : reason
    const line = lines.get(rule) ?? { count: 0, people: new Set() }
    line.count += 1
    line.people.add(member)
    lines.set(rule, line)
  }
  return {
    count,
    lines: [...lines]
      .map(([reason, { count: number, people }]) => ({ reason, count: number, people: people.size }))
      .sort((a, b) => b.count - a.count),
  }
}

/** What the bot did by itself, and how much of it was taken back. */
export interface Undone {
  automatic: number
  undone: number
}

/** True of what nobody ordered and nobody agreed to: the bot's own judgement, acted on. */
export function isAutomatic({ ordered, by, measure, status }: Counted): boolean {
  const acted = measure === 'remove' || measure === 'remind' || measure === 'warn'
  return acted && !ordered && by === undefined && status !== 'observed' && status !== 'open' && status !== 'dismissed'
}

export function countUndone(cases: readonly Counted[], from: Millis, to: Millis): Undone {
  const own = cases.filter(each => each.openedAt >= from && each.openedAt < to && isAutomatic(each))
  return { automatic: own.length, undone: own.filter(({ status }) => status === 'undone').length }
}

/** A rule is doubted from so many automatic cases on, of which more than this share was taken back. */
const ENOUGH = 10
const SHARE = 0.1

export function isDoubtful({ automatic, undone }: Undone): boolean {
  return automatic >= ENOUGH && undone / automatic > SHARE
}
