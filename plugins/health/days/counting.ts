import type { MemberKey, MemberView, Millis } from '../../../src/kernel/plugin.js'

// What is made of a day's counts. Pure: the books' numbers go in, figures come out.

/** Of how many people the fifth is looked at. */
const FIFTH = 5

/**
 * Messages of the fifth of the members who wrote most; where there are fewer than five, of the first of them.
 * @param members how many people there are as WeChat shows them, those who wrote nothing too
 */
export function topOf(counts: Iterable<number>, members: number): number {
  return [...counts]
    .sort((a, b) => b - a)
    .slice(0, fifthOf(members))
    .reduce((sum, count) => sum + count, 0)
}

/** A fifth of so many people, at least one. */
export function fifthOf(members: number): number {
  return Math.max(1, Math.floor(members / FIFTH))
}

/** Who has been a member for so long by the end of a day. */
export function isVeteran({ memberSince }: Pick<MemberView, 'memberSince'>, end: Millis, least: Millis): boolean {
  return end - memberSince >= least
}

/** Messages of these people together. */
export function sumOf(counts: ReadonlyMap<MemberKey, number>, members?: ReadonlySet<MemberKey>): number {
  let sum = 0
  for (const [member, count] of counts) if (!members || members.has(member)) sum += count
  return sum
}

/**
 * Share of those who wrote and are there; the room is counted as WeChat shows it, the bot included.
 * @param speakers of the `members`, so that it is no more than all
 */
export function activeRateOf(speakers: number, members: number): number {
  return speakers / sizeOf(members)
}

/** How many WeChat says are in the room, where so many people are beside the bot. */
export function sizeOf(members: number): number {
  return members + 1
}
