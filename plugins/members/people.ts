import { atLeast, BOT, type Ctx, type MemberKey, type MemberView } from '../../src/kernel/plugin.js'
import type { MembersConfig } from './config.js'

export type In = Ctx<MembersConfig>

/** Rooms of this community, in order. */
export function roomsOf(ctx: In): In[] {
  const rooms = ctx.rooms().filter(({ community }) => community === ctx.community)
  return rooms.map(({ key }) => (key === ctx.room.key ? ctx : ctx.at(key)))
}

/**
 * Who is in at least one room of this community and can be told apart, each once, as he is seen where he is first. Those who
 * run the group are left out, for they are on no way through it, unless they are asked for.
 */
export function membersOf(ctx: In, staff?: 'staff too'): Map<MemberKey, MemberView> {
  const all = new Map<MemberKey, MemberView>()
  for (const room of roomsOf(ctx)) {
    for (const member of room.members()) {
      if (member.key === BOT || all.has(member.key) || member.unsure) continue
      if (staff === undefined && atLeast(member.role, 'admin')) continue
      all.set(member.key, member)
    }
  }
  return all
}

/** When each of them last wrote in any room of this community; one round trip to Redis a room, side by side. */
export async function lastSeen(ctx: In): Promise<Map<MemberKey, number>> {
  const rooms = await Promise.all(roomsOf(ctx).map(({ room }) => ctx.books.activity.lastActive(room.key)))
  const last = new Map<MemberKey, number>()
  for (const [member, at] of rooms.flatMap(room => [...room])) last.set(member, Math.max(at, last.get(member) ?? 0))
  return last
}

/** What is the whole community's is looked after from its first room. */
export function isFirstRoom(ctx: In): boolean {
  return roomsOf(ctx)[0]?.room.key === ctx.room.key
}
