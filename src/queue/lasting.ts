import type { Millis } from '../domain/events.js'
import { heldByQuiet, isUnasked, roomOf } from './choice.js'
import { type Budget, kindOf, unaskedFrom } from './pacing.js'
import type { Posting } from './posting.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** How long an action may wait to leave, in milliseconds (docs/architecture.md: replies 10m, notices 12h). */
const REPLY_LASTS = 10 * MINUTE
export const NOTICE_LASTS = 12 * HOUR

/**
 * Until when an action waits whose author does not say: an answer soon says nothing to anybody; everything else has its time
 * from the moment at which the pauses that there are, quiet hours and its room's share of the day let it go.
 */
export function lastsUntil(posting: Posting, budget: Budget, now: Millis): Millis {
  const from = Math.max(now, posting.notBefore ?? 0)
  if (isAnswer(posting)) return from + REPLY_LASTS
  const { room } = roomOf(posting.action)
  const rested = Math.max(from, budget.heldUntil, budget.resting[kindOf(posting.action.act)] ?? 0)
  if (isUnasked(posting) && room !== undefined) return unaskedFrom(budget, room, rested) + NOTICE_LASTS
  return ((heldByQuiet(posting) ? budget.quietUntil(rested) : undefined) ?? rested) + NOTICE_LASTS
}

/** What somebody waits for now. */
export function isAnswer({ action, manner }: Pick<Posting, 'action' | 'manner'>): boolean {
  return manner === 'reply' && action.act !== 'kick'
}
