import { type Ctx, dateOf, type MemberKey, type Millis, type Store, timeOn } from '../../../src/kernel/plugin.js'

/** Somebody who left a room: when, and since when he had been a member. */
interface Left {
  at: Millis
  /** 0: before the bot. */
  since: Millis
  /** The event that told it: told again after a crash it is the same leaving. */
  by: string
}

type In = Pick<Ctx, 'lasting' | 'now' | 'member' | 'members' | 'zone'>

/**
 * `left` hash member → Left, sixteen days: a report holds two weeks against each other, and what somebody wrote before he
 * left stays what he was when he wrote it.
 */
const leftIn = (store: Store) => store.hash<Left>('left')

/** @param since when he had come into this room; left out where that is not known */
export async function noteLeft(
  ctx: In,
  member: MemberKey,
  { by, since }: { by: string; since: Millis | undefined },
): Promise<void> {
  const at = ctx.now()
  const fresh = { at, since: Math.min(since ?? at, ctx.member(member).memberSince), by }
  await leftIn(ctx.lasting).update(member, row => (row?.by === by ? row : fresh))
}

export async function dropLeft(store: Store, before: Millis): Promise<void> {
  const left = leftIn(store)
  for (const [member, { at }] of await left.all()) if (at < before) await left.delete(member)
}

/** Since when somebody who wrote here on a day was a member then, also if he has left since. */
export async function sinceOf(ctx: In, date: string): Promise<(member: MemberKey) => Millis> {
  const [left, begin] = [await leftIn(ctx.lasting).all(), timeOn(date, '00:00', ctx.zone)]
  return member => {
    const { memberSince } = ctx.member(member)
    const row = left.get(member)
    return row && row.at >= begin ? Math.min(memberSince, row.since) : memberSince
  }
}

/** `unsure`: since a login nobody can say which of those who are here he is, or whether he is. */
export type Whereabouts = 'here' | 'left' | 'unsure'

/** Where somebody who wrote by then was at the end of a day: in the room, if he is in it now or left later. */
export async function whereaboutsAt(ctx: In, date: string): Promise<(member: MemberKey) => Whereabouts> {
  const [left, end] = [await leftIn(ctx.lasting).all(), timeOn(date, '24:00', ctx.zone)]
  const here = new Set(ctx.members().map(({ key }) => key))
  const over = dateOf(ctx.now(), ctx.zone) > date
  return member => {
    const row = left.get(member)
    if (here.has(member) || (over && row !== undefined && row.at >= end)) return 'here'
    return row === undefined && ctx.member(member).unsure ? 'unsure' : 'left'
  }
}

/** Rows of people who left follow a person, and go with him. */
export const peopleWhoLeft = {
  async merge(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
    const row = await leftIn(store).get(from)
    if (!row) return
    await leftIn(store).setNew(into, row)
    await leftIn(store).delete(from)
  },
  async export(store: Store, member: MemberKey): Promise<unknown> {
    const row = await leftIn(store).get(member)
    return row && { leftAt: row.at, memberSince: row.since }
  },
  async erase(store: Store, member: MemberKey): Promise<void> {
    await leftIn(store).delete(member)
  },
}
