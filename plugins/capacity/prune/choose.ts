import { atLeast, type MemberKey, type Millis, type Role } from '../../../src/kernel/plugin.js'

// Who has not written for so long that the owner may want to look at the list, and why others who have not are left out.
// Nothing here knows of Redis or WeChat.

/** What is known of one person in one room. */
export interface Known {
  key: MemberKey
  role: Role
  /** There before the bot: never new. */
  before: boolean
  joinedAt: Millis
  /** Since a login he could be somebody else. */
  unsure: boolean
  /** When he last wrote here; undefined: never since counting began. */
  last?: Millis | undefined
  onLeave: boolean
  /** He has a fixed seat. */
  fixed: boolean
  /** He has a part in a split that goes on: he stays here meanwhile, as he was told. */
  splitting: boolean
  /** The owner said 放过 not long ago. */
  spared: boolean
}

/** Why somebody who is silent is not listed. */
export const excuses = [
  'owner',
  'admin',
  'kol',
  'trusted',
  'onLeave',
  'newcomer',
  'fixed',
  'split',
  'unsure',
  'spared',
] as const
export type Excuse = (typeof excuses)[number]

/** A time in which the bot was away: what was written then it never saw. */
export interface Gap {
  from: Millis
  to: Millis
}

export interface Choice {
  /** The longest silent first. */
  idle: { key: MemberKey; last?: Millis | undefined }[]
  /** Who is as silent and has an excuse, counted by the first that holds. */
  excused: ReadonlyMap<Excuse, number>
}

/**
 * Lists who wrote nothing since `since` (see `silentSince`). `exempt` are roles, and `onLeave`, that are never listed;
 * owner and admins never are, whatever it says.
 */
export function choose(people: readonly Known[], since: Millis, exempt: readonly string[]): Choice {
  const idle: { key: MemberKey; last?: Millis | undefined }[] = []
  const excused = new Map<Excuse, number>()
  for (const person of people) {
    if (person.last !== undefined && person.last >= since) continue
    const excuse = excuseOf(person, since, exempt)
    if (excuse === undefined) idle.push({ key: person.key, last: person.last })
    else excused.set(excuse, (excused.get(excuse) ?? 0) + 1)
  }
  idle.sort((a, b) => (a.last ?? 0) - (b.last ?? 0) || inOrder.compare(a.key, b.key))
  return { idle, excused }
}

/** Why somebody is not listed, however silent he is; undefined: he may be. */
export function excuseOf(person: Known, since: Millis, exempt: readonly string[]): Excuse | undefined {
  if (person.unsure) return 'unsure'
  if (atLeast(person.role, 'owner')) return 'owner'
  if (atLeast(person.role, 'admin')) return 'admin'
  if ((person.role === 'kol' || person.role === 'trusted') && exempt.includes(person.role)) return person.role
  if (person.fixed) return 'fixed'
  if (person.onLeave && exempt.includes('onLeave')) return 'onLeave'
  if (person.splitting) return 'split'
  if (!person.before && person.joinedAt > since) return 'newcomer'
  return person.spared ? 'spared' : undefined
}

/**
 * The moment since which somebody has to have been silent: so long ago that `idle` of it was really watched. Times in
 * which the bot was away do not count as silence.
 */
export function silentSince(now: Millis, idle: Millis, gaps: readonly Gap[]): Millis {
  let at = now
  let left = idle
  for (const gap of [...gaps].sort((a, b) => b.to - a.to)) {
    const to = Math.min(gap.to, at)
    if (gap.from >= at) continue
    if (at - to >= left) break
    left -= at - to
    at = gap.from
  }
  return at - left
}

/** Share of these people who wrote within the last week, 0 to 1. */
export function activeShare(people: readonly Pick<Known, 'last'>[], now: Millis): { active: number; of: number } {
  return { active: people.filter(({ last }) => last !== undefined && last > now - WEEK).length, of: people.length }
}

/** How long somebody who wrote counts as active. */
const WEEK: Millis = 7 * 86_400_000

const inOrder = new Intl.Collator('en', { numeric: true })
