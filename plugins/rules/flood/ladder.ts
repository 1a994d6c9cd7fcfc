import type { Accusation, Case, Ctx, MemberView, Millis } from '../../../src/kernel/plugin.js'
import { isRegular } from '../ads/ladder.js'

/** Cases of this kind are the strikes of this ladder. */
export const FLOOD = 'flood'

/** People are asked about somebody's talk once in this time, and nothing more is said to him meanwhile. */
const ASKED: Millis = 3_600_000

/** What the ladder looks at. */
export interface Standing {
  member: Pick<MemberView, 'role' | 'before' | 'joinedAt' | 'memberSince'>
  /** His cases, of whatever kind. */
  cases: readonly Pick<Case, 'kind' | 'status' | 'measure' | 'openedAt'>[]
  now: Millis
  /** How long a strike lives. */
  window: Millis
  mode: Ctx['mode']
}

/**
 * What is done about too much talk: a gentle word, a second one, then people decide. Nobody is removed for talking: the
 * admins are asked about a newcomer or a younger member, and of a regular the owner is asked whether he shall be reminded
 * again. Undefined where nothing is to be done: for staff, and while others have been asked.
 */
export function measureForFlood({ member, cases, now, window, mode }: Standing): Accusation['measure'] | undefined {
  if (member.role === 'admin' || member.role === 'owner') return undefined
  const floods = cases.filter(each => each.kind === FLOOD && each.openedAt > now - window)
  const asked = floods.some(
    ({ measure, openedAt, status }) =>
      (measure === 'admins' || measure === 'owner') && (status === 'open' || openedAt > now - ASKED),
  )
  if (asked) return undefined
  const strikes = floods.filter(
    // Whoever is only looked at was never told.
    ({ status }) => status !== 'undone' && status !== 'dismissed' && (status !== 'observed' || mode === 'observe'),
  ).length
  if (strikes === 0) return 'remind'
  if (strikes === 1) return 'warn'
  return isRegular({ member, now }) ? 'owner' : 'admins'
}
