import type { Books } from '../../src/kernel/plugin.js'

// 「/积分 明细」: every line of somebody's account with its day and its reason, so that anybody can add it up himself.

/** A line of the ledger. */
export type Entry = Awaited<ReturnType<Books['points']['entries']>>[number]

/** What is printed of the ledger: one line, or a month of what comes once a day. */
export interface Line {
  /** `YYYY-MM-DD` of a line, `YYYY-MM` of a month. */
  when: string
  reason: string
  points: number
  /** Days of a month's line. */
  days?: number
}

/** So many lines are shown, the latest; what was before is one sum. */
export const SHOWN = 30

/**
 * The ledger as it is printed, oldest first: what comes once a day is one line a month, and only the last `SHOWN` lines stand
 * by themselves. `earlier` is the sum and the number of the others; all of it together is the total.
 *
 * @param dayOf the day of a line, in the zone of the community
 * @param reasonOf what to print as its reason
 */
export function statementOf(
  entries: readonly Entry[],
  { dayOf, reasonOf }: { dayOf: (entry: Entry) => string; reasonOf: (entry: Entry) => string },
): { lines: Line[]; earlier: { count: number; points: number } } {
  const months = new Map<string, Line>()
  const all: { last: string; line: Line }[] = []
  for (const entry of entries) {
    const day = entry.date ?? dayOf(entry)
    if (entry.date === undefined) {
      all.push({ last: day, line: { when: day, reason: reasonOf(entry), points: entry.points } })
      continue
    }
    const key = `${entry.reason}|${day.slice(0, 7)}`
    const month = months.get(key)
    if (month) {
      month.points += entry.points
      month.days = (month.days ?? 0) + 1
      continue
    }
    const line = { when: day.slice(0, 7), reason: reasonOf(entry), points: entry.points, days: 1 }
    months.set(key, line)
    // A month stands behind its last day.
    all.push({ last: `${line.when}-99`, line })
  }
  const lines = all.sort((a, b) => (a.last < b.last ? -1 : a.last > b.last ? 1 : 0)).map(({ line }) => line)
  const older = lines.slice(0, Math.max(0, lines.length - SHOWN))
  const earlier = { count: older.length, points: older.reduce((sum, { points }) => sum + points, 0) }
  return { lines: lines.slice(older.length), earlier }
}

/** `+3`, `-30`, `+0` */
export function signed(points: number): string {
  return points < 0 ? String(points) : `+${points}`
}
