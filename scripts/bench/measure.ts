/** A number that was measured several times: the median, and the smallest and the largest. */
export interface Measured {
  name: string
  value: number
  unit: string
  spread: readonly [number, number]
  runs: number
}

/** One line of the report. `against` is what was measured in the same run, in turn with it. */
export interface Result extends Measured {
  /** What is promised of it, such as `≤ 100`. */
  goal?: string
  against: Measured
}

/** Where benches say how far they are: the results alone go to stdout. */
export type Tell = (text: string) => void

/** How often each side runs: medians of fewer say little. */
const RUNS = 5

/**
 * Runs both sides in turn, five times each unless that takes too long. The machine's mood changes within minutes and so meets both alike. What runs
 * in this process runs once unmeasured before, until its code is compiled; what starts a process of its own is `cold`.
 */
export async function inTurn<A, B>(
  a: () => Promise<A>,
  b: () => Promise<B>,
  { tell, cold = false, runs = RUNS }: { tell: Tell; cold?: boolean; runs?: number },
): Promise<{ a: A[]; b: B[] }> {
  if (!cold) {
    await a()
    await b()
  }
  const found: { a: A[]; b: B[] } = { a: [], b: [] }
  for (let time = 1; time <= runs; time++) {
    tell(`${time} of ${runs}`)
    // Who goes first goes second the next time.
    if (time % 2 === 1) found.a.push(await a())
    found.b.push(await b())
    if (time % 2 === 0) found.a.push(await a())
  }
  return found
}

export function measured(name: string, unit: string, values: readonly number[]): Measured {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
  return {
    name,
    unit,
    value: rounded(median),
    spread: [rounded(sorted[0] ?? 0), rounded(sorted.at(-1) ?? 0)],
    runs: values.length,
  }
}

/** Three digits are all that a bench can tell. */
function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))
}

/** Runs work and returns how long it took, in milliseconds, and the processor time of this process, in microseconds. */
export async function timed(work: () => Promise<void>): Promise<{ ms: number; cpuMicros: number }> {
  const cpu = process.cpuUsage()
  const begin = performance.now()
  await work()
  const ms = performance.now() - begin
  const { user, system } = process.cpuUsage(cpu)
  return { ms, cpuMicros: user + system }
}
