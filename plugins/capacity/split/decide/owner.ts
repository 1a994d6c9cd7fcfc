import type { Ctx, MemberKey, RoomKey } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'

type In = Pick<Ctx<CapacityConfig>, 'staff' | 'rooms' | 'community' | 'at'>

/** The owner of the community, if he is in one of its rooms and nobody else could be he. */
export function ownerHere(ctx: In): MemberKey | undefined {
  const rooms = roomsOf(ctx)
  return ctx.staff('owner').find(owner => rooms.some(room => ctx.at(room).member(owner).present))
}

/** The rooms of this community. */
export function roomsOf(ctx: Pick<In, 'rooms' | 'community'>): RoomKey[] {
  return ctx.rooms().flatMap(({ key, community }) => (community === ctx.community ? [key] : []))
}
