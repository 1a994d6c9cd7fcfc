import type { Accusation, Case, Ctx, MemberView, Millis, Verdict } from '../../../src/kernel/plugin.js'

/** What the ladder looks at. */
export interface Standing {
  member: Pick<MemberView, 'role' | 'before' | 'joinedAt' | 'memberSince'>
  verdict: Verdict['verdict']
  /** Cases of this person for advertising that still count, the new one not included. */
  strikes: number
  now: Millis
  /** Younger than this is a newcomer, unless he was there before the bot. */
  newcomer: Millis
  /** With how many strikes something is done. */
  limit: number
}

/** From this long on in the group nobody is removed for an ad without the owner's word. */
const REGULAR: Millis = 30 * 86_400_000

/** Whoever was granted something is known to the owner and no newcomer, however lately he came. */
export function isNewcomer({ member, now, newcomer }: Pick<Standing, 'member' | 'now' | 'newcomer'>): boolean {
  const young = member.role === 'member' && !member.before && now - member.joinedAt < newcomer
  // New in this room he may have been long in the one next door.
  return young && now - member.memberSince < newcomer
}

/** Long in the group, there before the bot, or trusted: the owner decides about him. */
export function isRegular({ member, now }: Pick<Standing, 'member' | 'now'>): boolean {
  if (member.role !== 'member' || member.before || now - member.joinedAt >= REGULAR) return true
  return now - member.memberSince >= REGULAR
}

/**
 * What is done about a message: nothing, a word, a removal, or a question to those who decide. Staff may post what they
 * like, and an opinion leader's promotion is the owner's business, without a word in the room. Newcomers go at once, and a
 * newcomer who is only suspect is put to the admins. Members are reminded, warned, then removed; regulars and the trusted
 * are put to the owner instead.
 *
 * A suspect of a member climbs the same steps: a reminder is the smallest thing there is, and his standing has been taken
 * off his score already. But at their end people decide, never the score.
 */
export function measureFor(standing: Standing): Accusation['measure'] | undefined {
  const { member, verdict, strikes, limit } = standing
  if (verdict === 'clean' || member.role === 'admin' || member.role === 'owner') return undefined
  if (member.role === 'kol') return verdict === 'ad' ? 'owner' : undefined
  if (isNewcomer(standing)) return verdict === 'ad' ? 'remove' : 'admins'
  if (strikes + 1 < limit) return strikes === 0 ? 'remind' : 'warn'
  if (isRegular(standing)) return 'owner'
  return verdict === 'ad' ? 'remove' : 'admins'
}

/** Cases of this kind are the strikes of this ladder. */
export const AD = 'ad'

/** True of a case that he has to bear: it was not taken back or let go, and it was more than looked at. */
function counts({ kind, status }: Pick<Case, 'kind' | 'status'>, mode: Ctx['mode']): boolean {
  if (kind !== AD || status === 'undone' || status === 'dismissed') return false
  // Whoever is only looked at was never told, so that nothing of it is held against him later.
  return mode === 'observe' || status !== 'observed'
}

/** How many strikes he has at a time. Each lives for `window` and not a moment longer; nothing else wears it off. */
export function strikesOf(
  cases: readonly Pick<Case, 'kind' | 'status' | 'openedAt'>[],
  { now, window, mode }: { now: Millis; window: Millis; mode: Ctx['mode'] },
): number {
  return cases.filter(known => counts(known, mode) && known.openedAt > now - window).length
}

const HOUR: Millis = 3_600_000
/** Who was spoken to needs a moment to read it: what else he posts meanwhile belongs to it. */
const READING: Millis = 60_000
/** While the bot only looks on nothing ends an incident but time. */
const LOOKED_AT: Millis = 10 * 60_000

/**
 * True when what he writes now in the case's room is the same incident: he is being removed, somebody was asked about him,
 * or he was spoken to a moment ago. One offender, one punishment, however many messages were queued. A removal that WeChat
 * refused is tried again when he goes on after an hour.
 */
export function isInHand({ kind, status, measure, code, openedAt }: Case, now: Millis): boolean {
  if (status === 'acting') return true
  if (kind !== AD) return false
  if (status === 'open') return code === undefined || now - openedAt < HOUR
  if (status === 'observed') return now - openedAt < LOOKED_AT
  return status === 'done' && (measure === 'remind' || measure === 'warn') && now - openedAt < READING
}
