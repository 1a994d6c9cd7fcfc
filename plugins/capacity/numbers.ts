import type { Ctx } from '../../src/kernel/plugin.js'
import { account } from './split/state.js'

/** The last number given out, and what for. */
const LAST = 'last'

interface Given {
  number: number
  cause: string
}

/**
 * The number of a plan (`P1`, `P2` …), one row for the whole account, plans of splits and of prunings alike. `about` (shipped:
 * the cause of what is being handled) asked about again has the number that it had; no number is given twice.
 * `p:capacity:account:numbers` hash what for → Given, and `last`; kept, for numbers are never used again.
 */
export async function planNumber(ctx: Pick<Ctx, 'lasting' | 'cause'>, about: string = ctx.cause): Promise<string> {
  const numbers = account(ctx).hash<Given>('numbers')
  const row = `for|${about}`
  const had = await numbers.get(row)
  if (had) return `P${had.number}`
  // Of two at once the later one counts on; a crash between the two writes only skips a number.
  const given = await numbers.update(LAST, last =>
    last?.cause === about ? last : { number: (last?.number ?? 0) + 1, cause: about },
  )
  const number = given?.number ?? 1
  await numbers.setNew(row, { number, cause: about })
  return `P${(await numbers.get(row))?.number ?? number}`
}
