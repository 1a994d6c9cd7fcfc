import { addDays } from '../../../src/kernel/plugin.js'

/** From one date to another, both included. */
export interface Range {
  from: string
  to: string
}

/** Whether a date lies in one of them. */
export function holds(ranges: readonly Range[], date: string): boolean {
  return ranges.some(({ from, to }) => from <= date && date <= to)
}

/** These in order; those that touch are one. */
export function joinRanges(ranges: readonly Range[]): Range[] {
  const joined: Range[] = []
  for (const range of [...ranges].filter(({ from, to }) => from <= to).sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = joined.at(-1)
    if (!last || range.from > addDays(last.to, 1)) joined.push(range)
    else if (range.to > last.to) joined[joined.length - 1] = { from: last.from, to: range.to }
  }
  return joined
}

/** A new leave takes the place of what it overlaps, from today on; days that are over stay as they were. */
export function takeLeave(ranges: readonly Range[], leave: Range, today: string): Range[] {
  const kept = ranges.map(range =>
    range.to < leave.from || range.from > leave.to ? range : { from: range.from, to: addDays(today, -1) },
  )
  return joinRanges([...kept, leave])
}

/** Back today: today is still free, what was to come is not. */
export function comeBack(ranges: readonly Range[], today: string): Range[] {
  return joinRanges(ranges.flatMap(({ from, to }) => (from > today ? [] : [{ from, to: to > today ? today : to }])))
}

/** The leave of a date, or the next one after it. */
export function leaveFrom(ranges: readonly Range[], date: string): Range | undefined {
  return joinRanges(ranges).find(({ to }) => to >= date)
}
