import { setTimeout as wait } from 'node:timers/promises'
import type { Millis } from '../../domain/events.js'
import type { Out } from '../simulate.js'
import type { PageLine } from './page.js'

/** What a line costs besides its words, and what a column of it does: some 25 columns, a dozen characters, a second. */
const PER_LINE: Millis = 150
const PER_COLUMN: Millis = 40

export interface Pace {
  /** All lines together never take longer than this. */
  most: Millis
  /** From then on nothing waits any more. */
  skip?: AbortSignal
}

/** How long to stand at each line before the next, in real milliseconds; in proportion to what there is to read. */
export function pauses(lines: readonly PageLine[], most: Millis): Millis[] {
  const wanted = lines.map(({ reading }) => (reading === 0 ? 0 : PER_LINE + reading * PER_COLUMN))
  const sum = wanted.reduce((all, each) => all + each, 0)
  const share = Math.min(1, most / Math.max(1, sum))
  return wanted.map(each => each * share)
}

/** Writes lines; with a pace so that somebody can read along. */
export async function present(lines: readonly PageLine[], out: Out, pace?: Pace): Promise<void> {
  const standing = pace ? pauses(lines, pace.most) : []
  for (const [index, { text }] of lines.entries()) {
    out.write(`${text}\n`)
    const pause = standing[index] ?? 0
    if (pause > 0) await waitUnless(pause, pace?.skip)
  }
}

async function waitUnless(ms: Millis, skip: AbortSignal | undefined): Promise<void> {
  if (skip?.aborted) return
  try {
    await wait(ms, undefined, skip ? { signal: skip } : {})
  } catch (error) {
    if (!skip?.aborted) throw error
  }
}
