import type { Accusation, MemberView, Millis, Verdict } from '../../../src/kernel/plugin.js'

/** What the ladder looks at. */
export interface Standing {
  member: Pick<MemberView, 'role' | 'before' | 'joinedAt'>
  verdict: Verdict['verdict']
  /** Cases of this person for advertising that still count, the new one not included. */
  strikes: number
  now: Millis
  /** Younger than this is a newcomer, unless he was there before the bot. */
  newcomer: Millis
  /** How many strikes there are before something is done. */
  limit: number
}

/** From this long on in the group nobody is removed for an ad without the owner's word. */
const REGULAR: Millis = 30 * 86_400_000

export function isNewcomer({ member, now, newcomer }: Pick<Standing, 'member' | 'now' | 'newcomer'>): boolean {
  return !member.before && now - member.joinedAt < newcomer
}

/**
 * What is done about a message: nothing, a word, a removal, or a question to those who decide. Staff may post what they
 * like; whoever is trusted is the owner's business; newcomers go at once; members are reminded, warned, then removed, and
 * regulars are put to the owner.
 */
export function measureFor(standing: Standing): Accusation['measure'] | undefined {
  const { member, verdict, strikes, limit, now } = standing
  if (verdict === 'clean' || member.role === 'admin' || member.role === 'owner') return undefined
  if (member.role === 'trusted' || member.role === 'kol') return verdict === 'ad' ? 'owner' : undefined
  if (isNewcomer(standing)) return verdict === 'ad' ? 'remove' : 'admins'
  if (strikes === 0) return 'remind'
  if (strikes < limit - 1) return 'warn'
  return member.before || now - member.joinedAt >= REGULAR ? 'owner' : 'remove'
}
