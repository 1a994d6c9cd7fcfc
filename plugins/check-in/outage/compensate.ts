import type { Millis } from '../../../src/kernel/plugin.js'
import type { ProlongedWindow } from '../digest.js'
import type { In } from '../standing.js'
import { DIGEST_DELAY, LAST_CALL } from '../windows.js'
import { changeOutage, nothing, outageOf, type Stretch } from './book.js'
import { covers, united } from './overlaps.js'
import { laterEnds, type Missed, missedOn } from './plan.js'

/** A window that was put right, and its later end, if it is still to come. */
export interface Restored extends Missed {
  until?: Millis
}

/**
 * Puts a day right: it neither counts nor breaks for whoever did not come, and its windows stay open for as long as they were
 * missed. Once: what was put right before is left out, unless `cause` itself did it.
 */
export async function compensate(
  ctx: In,
  date: string,
  stretches: readonly Stretch[],
  cause: string,
): Promise<Restored[]> {
  const missed = missedOn(date, stretches, ctx.config, ctx)
  const before = (await outageOf(ctx.store, date)) ?? nothing
  const asked = missed.flatMap(({ away }) => away)
  if (missed.length === 0 || (before.by !== cause && covers(before.away, asked))) return []

  const after = await changeOutage(ctx.store, date, known => {
    const away = united([...known.away, ...asked])
    const ends = laterEnds(missedOn(date, away, ctx.config, ctx), ctx.config, {
      zone: ctx.zone,
      now: ctx.now(),
      awakeAfter: ctx.awakeAfter,
    })
    return {
      away,
      proposed: known.proposed.filter(stretch => !covers(away, [stretch])),
      frozen: true,
      until: { ...known.until, ...ends },
      by: cause,
    }
  })
  const restored: Restored[] = []
  for (const each of missed) {
    const until = after.until[each.window]
    const isOpen = until !== undefined && until > ctx.now()
    restored.push(isOpen ? { ...each, until } : each)
    if (isOpen) await prolong(ctx, each, until, Math.max(each.end, before.until[each.window] ?? 0))
  }
  return restored
}

/** The window's digest and last call, at its later end. `end` is when it was to end so far. */
async function prolong(ctx: In, { date, window }: Missed, until: Millis, end: Millis): Promise<void> {
  const data: ProlongedWindow = { date, window, end, until, told: ctx.now() >= end + DIGEST_DELAY }
  await ctx.later('digestAgain', data, until + DIGEST_DELAY, { id: `digest|${date}|${window}` })
  const call = until - LAST_CALL
  if (call > ctx.now()) await ctx.later('callAgain', data, call, { id: `call|${date}|${window}` })
}
