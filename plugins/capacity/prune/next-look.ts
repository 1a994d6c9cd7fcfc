import type { Millis } from '../../../src/kernel/plugin.js'
import type { In } from './facts.js'
import type { Plan } from './records.js'
import { awaitsFirst, triedToday } from './removing.js'
import { isUnheard } from './telling.js'

const MINUTE: Millis = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** When there is something to be seen or done again. */
export function nextLook(ctx: Pick<In, 'now' | 'quietUntil' | 'config'>, plan: Plan): Millis {
  const now = ctx.now()
  const today = triedToday(ctx, plan)
  // Till it is known how the first removal went nobody else's turn comes.
  const waits = awaitsFirst(ctx, plan)
  const full = today.length >= ctx.config.core.prune.perRun
  const times = Object.values(plan.people).flatMap(listed => {
    if (listed.step === 'removing') return [now + patience(now - (listed.tried ?? now))]
    // He is told with others, once it is known whom no private word reaches.
    if (listed.step === 'listed') return [now + MINUTE]
    if (listed.step !== 'warned' || listed.until === undefined) return []
    if (isUnheard(listed)) return [listed.until - DAY]
    if (listed.heard !== 'yes') return [now + HOUR]
    if (listed.until > now) return [listed.until]
    if (waits) return []
    return [full ? Math.min(...today) + DAY : (ctx.quietUntil() ?? now)]
  })
  return Math.max(now + MINUTE / 2, Math.min(...times, now + DAY))
}

/** How long to wait before looking again how a removal went that was begun so long ago: WeChat may hold it up for days. */
function patience(since: Millis): Millis {
  if (since < 10 * MINUTE) return MINUTE / 2
  return since < 2 * HOUR ? 10 * MINUTE : HOUR
}
