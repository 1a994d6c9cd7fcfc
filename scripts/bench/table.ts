import { cpus, loadavg } from 'node:os'
import type { Measured, Result } from './measure.js'

/** The results for people: what was measured, what it was measured against, and how far the runs lie apart. */
export function table(results: readonly Result[]): string {
  const rows = results.flatMap(({ goal = '', against, ...result }) => [
    row(result, goal),
    row({ ...against, name: `  against ${against.name}` }, ''),
  ])
  const head = ['', 'median', 'unit', 'from – to', 'runs', 'goal']
  const lines = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...lines.map(line => line[column]?.length ?? 0)))
  const printed = lines.map(line =>
    line
      .map((cell, column) => (column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  const machine = `${cpus().length} processors, load ${loadavg()[0]?.toFixed(1)}, Node ${process.versions.node}`
  return `${[...printed, '', machine].join('\n')}\n`
}

function row({ name, value, unit, spread, runs }: Measured, goal: string): string[] {
  return [name, String(value), unit, spread.join(' – '), String(runs), goal]
}
