import {
  BOT,
  type CommandCtx,
  type MemberKey,
  type MemberView,
  roomsCalled,
  roomsOfCaller,
} from '../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../config.js'
import type { In } from './letting-in.js'
import { hasCorePreset, isCore, promotions } from './seats.js'
import { coreOf } from './which-room.js'

// Who is meant to come into a core group, and into which one: whoever puts somebody on its list finds him in another room.

type Asked = CommandCtx<CapacityConfig>

/** Who is to come in, and into which core group. */
export interface Meant {
  core: In
  member: MemberView
}

/** The core group that a list is asked for: this community's; in private the only one of those that the caller has a say in. */
export async function coreMeant(ctx: Asked): Promise<In | undefined> {
  const core = await coreOf(ctx)
  if (core || !ctx.private) return core
  const [only, other] = await coresOf(roomsOfCaller(ctx, 'admin'))
  return other ? undefined : only
}

/**
 * Who is meant by a name, and into which core group: what stands behind the name (`where`) is what it is called, or the rest
 * of his name. Undefined: why not was said. `off`: he is to be taken off its list.
 */
export async function whom(
  ctx: Asked,
  who: string,
  where: string | undefined,
  off: boolean,
): Promise<Meant | undefined> {
  const whole = where === undefined ? who : `${who} ${where}`
  const isOneName = ctx.rooms(ctx.community).some(({ key }) => ctx.at(key).find(whole).length > 0)
  const named = where === undefined || isOneName ? [] : roomsCalled(ownRooms(ctx), where)
  const typed = named.length === 0 ? whole : who
  const [core] = named.length > 0 ? await coresOf(named) : [await coreMeant(ctx)]
  if (!core) {
    await ctx.decline(ctx.text(named[0] ? 'rise.notCore' : 'rise.noCore', { room: named[0]?.room.name ?? '' }))
    return undefined
  }
  const member = await found(ctx, core, typed, off)
  return member && member.key !== BOT ? { core, member } : undefined
}

/** Rooms of this community; in private also those of others in which the caller has a say. */
function ownRooms(ctx: Asked): In[] {
  return roomsOfCaller(ctx, 'admin').filter(({ community }) => ctx.private || community === ctx.community)
}

async function coresOf(rooms: readonly In[]): Promise<In[]> {
  const cores: In[] = []
  for (const at of rooms) if (await isCore(at)) cores.push(at)
  const byPreset = cores.filter(hasCorePreset)
  return byPreset.length > 0 ? byPreset : cores
}

/** Somebody of this room, else of any of the core group's community: those first whom it can be about. */
async function found(ctx: Asked, core: In, typed: string, off: boolean): Promise<MemberView | undefined> {
  if (!ctx.private && ctx.find(typed).length > 0) return ctx.whichOf(typed)
  const called = new Map<MemberKey, MemberView>()
  for (const { key } of ctx.rooms(core.community)) {
    const at = ctx.at(key)
    if (at.mode === 'off') continue
    for (const view of at.find(typed)) if (view.key !== BOT) called.set(view.key, view)
  }
  const all = [...called.values()]
  const listed = await promotions(core).all()
  const fits = all.filter(({ key }) => (off ? listed.has(key) : !core.member(key).present))
  const [one, other] = fits.length > 0 ? fits : all
  if (one && !other) return one
  // Nobody, or several: where they are all here, a number tells which.
  if (!one || ctx.find(typed).length === all.length) return ctx.whichOf(typed)
  await ctx.decline(ctx.text('rise.several'))
  return undefined
}
