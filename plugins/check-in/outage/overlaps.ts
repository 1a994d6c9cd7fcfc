import type { Millis } from '../../../src/kernel/plugin.js'
import type { Stretch } from './book.js'

const MINUTE = 60_000

/** These stretches in order, with no moment twice. */
export function united(stretches: readonly Stretch[]): Stretch[] {
  const all: Stretch[] = []
  for (const [from, to] of [...stretches].sort(([a], [b]) => a - b)) {
    if (from >= to) continue
    const last = all.at(-1)
    if (last && from <= last[1]) all[all.length - 1] = [last[0], Math.max(last[1], to)]
    else all.push([from, to])
  }
  return all
}

/** What lies in both. */
export function common(some: readonly Stretch[], others: readonly Stretch[]): Stretch[] {
  return united(
    some.flatMap(([from, to]) =>
      others.flatMap(([begin, end]): Stretch[] =>
        Math.max(from, begin) < Math.min(to, end) ? [[Math.max(from, begin), Math.min(to, end)]] : [],
      ),
    ),
  )
}

/** How long they are together, in whole minutes; seconds are rounded. */
export function minutesOf(stretches: readonly Stretch[]): number {
  return Math.round(lengthOf(stretches) / MINUTE)
}

export function lengthOf(stretches: readonly Stretch[]): Millis {
  return united(stretches).reduce((sum, [from, to]) => sum + to - from, 0)
}

/** Whether the second holds nothing that the first does not. */
export function covers(some: readonly Stretch[], others: readonly Stretch[]): boolean {
  return lengthOf([...some, ...others]) === lengthOf(some)
}

/**
 * The later end of a window: by as many minutes as were missed, but not past the end of its day, nor into quiet hours.
 * @param awakeAfter when so much waking time has passed since a moment
 */
export function prolonged(
  end: Millis,
  minutes: number,
  dayEnd: Millis,
  awakeAfter: (span: Millis, from: Millis) => Millis,
): Millis {
  let [low, high] = [0, Math.max(0, Math.min(minutes, Math.floor((dayEnd - end) / MINUTE)))]
  // The most minutes that pass without quiet hours in between.
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (awakeAfter(middle * MINUTE, end) === end + middle * MINUTE) low = middle
    else high = middle - 1
  }
  return end + low * MINUTE
}
