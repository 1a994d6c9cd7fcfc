import {
  atLeast,
  BOT,
  type CommandCtx,
  type Ctx,
  type MemberKey,
  type MemberView,
  type Millis,
  safeExcerpt,
} from '../../src/kernel/plugin.js'
import type { MembersConfig } from './config.js'

export type In = Ctx<MembersConfig>

/** Rooms of this community, in order. */
export function roomsOf(ctx: In): In[] {
  const rooms = ctx.rooms(ctx.community)
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

/** Where each of these people is: the first room of this community that he is in, where it has several. */
export function roomNames(ctx: In): (member: MemberKey) => string | undefined {
  const names = new Map(ctx.rooms(ctx.community).map(({ key, name }) => [key, name]))
  return member => (names.size > 1 ? names.get(ctx.roomsOf(member)[0] ?? '') : undefined)
}

/** What figures of the whole community stand under: its own name where it has several rooms, else the room's. */
export function placeName(ctx: In): string {
  // Where nobody gave it a name it goes by its file's, which means nothing to people.
  const called = ctx.communityName === ctx.community ? '' : ctx.communityName
  const name = roomsOf(ctx).length > 1 ? safeExcerpt(called, LONGEST) : ctx.room.name
  return name === undefined || name === '' ? ctx.text('place.community') : ctx.text('place.named', { name })
}

/** Characters of a community's name. */
const LONGEST = 20

/** The one whom a typed name means: somebody of this room, else of another of this community; undefined: that was said. */
export async function whichIn(ctx: CommandCtx<MembersConfig>, typed: string): Promise<MemberView | undefined> {
  if (ctx.find(typed).length > 0) return ctx.whichOf(typed)
  const elsewhere = new Map<MemberKey, MemberView>()
  for (const room of roomsOf(ctx)) for (const view of room.find(typed)) elsewhere.set(view.key, view)
  elsewhere.delete(BOT)
  const [only] = elsewhere.values()
  if (only === undefined) return ctx.whichOf(typed)
  if (elsewhere.size === 1) return only
  await ctx.decline(ctx.text('place.several'))
  return undefined
}

/**
 * Since when it is known that somebody wrote nothing: since he came, or since words are counted in a room that he is in. One
 * round trip to Redis a room, side by side.
 */
export async function silentSince(ctx: In): Promise<(member: MemberView) => Millis> {
  const now = ctx.now()
  const rooms = ctx.rooms(ctx.community).map(({ key }) => key)
  const since = new Map(
    await Promise.all(rooms.map(async room => [room, (await ctx.books.activity.since(room)) ?? now] as const)),
  )
  return ({ key, memberSince }) => {
    const counted = ctx.roomsOf(key).map(room => since.get(room) ?? now)
    return Math.max(memberSince, Math.min(now, ...counted))
  }
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
