import type { Ctx, Millis } from '../../src/kernel/plugin.js'
import { account } from './split/state.js'

/** The last number given out, and what for. */
const LAST = 'last'

interface Given {
  number: number
  cause: string
  at: Millis
}

/** A cause comes again within minutes, a split's until the next one is begun; one that comes later still has another number. */
const KEPT: Millis = 60 * 86_400_000

/**
 * The number of a plan (`P1`, `P2` …), one row for the whole account, plans of splits and of prunings alike. `about` (shipped:
 * the cause of what is being handled) asked about again has the number that it had; no number is given twice.
 * `p:capacity:account:numbers` hash what for → Given, 60 days; and `last`, which is kept: no number is used again.
 */
export async function planNumber(
  ctx: Pick<Ctx, 'lasting' | 'cause' | 'now'>,
  about: string = ctx.cause,
): Promise<string> {
  const numbers = account(ctx).hash<Given>('numbers')
  const row = `for|${about}`
  const at = ctx.now()
  const had = await numbers.get(row)
  if (had) return `P${had.number}`
  // Of two at once the later one counts on; a crash between the two writes only skips a number.
  const given = await numbers.update(LAST, last =>
    last?.cause === about ? last : { number: (last?.number ?? 0) + 1, cause: about, at },
  )
  const number = given?.number ?? 1
  for (const [old, then] of await numbers.all()) if (old !== LAST && then.at + KEPT < at) await numbers.delete(old)
  await numbers.setNew(row, { number, cause: about, at })
  return `P${(await numbers.get(row))?.number ?? number}`
}
