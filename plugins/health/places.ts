import { type CommandCtx, type Ctx, type Role, rest, roomsCalled, roomsOfCaller } from '../../src/kernel/plugin.js'
import type { HealthConfig } from './config.js'

// One rule for what is asked in private by who has several rooms: what only shows something shows it of all of them, what
// changes something asks which. A room's name behind the command means that room alone.

type In = Ctx<HealthConfig>
type Asked = CommandCtx<HealthConfig>

/** Rooms told of in one answer. */
const ROOMS = 5

/** A room's name, as the last argument of a command; names have blanks in them. */
export const roomNamed = () => rest({ name: '群名', optional: true, max: 60 })

/** What is shown: the rooms, and how many more there are than one answer tells of. */
export interface Places {
  places: In[]
  more: number
}

/**
 * The rooms that a command shows something of; undefined where what was typed is no room of the caller's: that was said.
 * @param typed a room's name; without one it is the room around, in private all that are the caller's
 */
export async function placesShown(
  ctx: Asked,
  { typed, who, command }: { typed: string | undefined; who: Role; command: string },
): Promise<Places | undefined> {
  if (typed !== undefined) {
    const one = await placeNamed(ctx, { typed, who, command })
    return one && { places: [one], more: 0 }
  }
  if (!ctx.private) return { places: [ctx], more: 0 }
  const all = roomsOfCaller(ctx, who)
  return { places: all.slice(0, ROOMS), more: Math.max(0, all.length - ROOMS) }
}

/**
 * The room that a command changes something of; in private with several of them, one has to be named.
 * @param guess which of several it can only be, where that is known
 */
export async function placeMeant(
  ctx: Asked,
  { typed, who, command }: { typed: string | undefined; who: Role; command: string },
  guess: (rooms: readonly In[]) => Promise<In | undefined> = async () => undefined,
): Promise<In | undefined> {
  if (typed !== undefined) return placeNamed(ctx, { typed, who, command })
  if (!ctx.private) return ctx
  const rooms = roomsOfCaller(ctx, who)
  const [first, second] = rooms
  if (first && second === undefined) return first
  const meant = await guess(rooms)
  if (meant || !first) return meant ?? ctx
  await ctx.decline(ctx.text('places.which', { command, list: listOf(ctx, rooms), room: first.room.name }))
  return undefined
}

async function placeNamed(
  ctx: Asked,
  { typed, who, command }: { typed: string; who: Role; command: string },
): Promise<In | undefined> {
  const rooms = roomsOfCaller(ctx, who)
  const [one, other] = roomsCalled(rooms, typed)
  if (one && !other) return one
  const some = one ? roomsCalled(rooms, typed) : rooms
  const list = listOf(ctx, some)
  await ctx.decline(ctx.text(one ? 'places.several' : 'places.none', { command, list, room: some[0]?.room.name ?? '' }))
  return undefined
}

function listOf(ctx: Asked, rooms: readonly In[]): string {
  const names = rooms.slice(0, ROOMS).map(({ room }) => `「${room.name}」`)
  return names.join('') + (rooms.length > ROOMS ? ctx.text('places.andMore') : '')
}

/** A last line of an answer that tells of some rooms only; none where it told of all. */
export function moreText(ctx: Asked, { more }: Places, command: string): string[] {
  return more === 0 ? [] : [ctx.text('places.more', { more, command })]
}
