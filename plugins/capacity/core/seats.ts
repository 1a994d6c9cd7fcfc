import type { Ctx, MemberKey, Millis, Store } from '../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../config.js'

// Seats of a core group: some stay, the others are looked at every quarter. Who might take a free one stands on a list.

/** Who gave a fixed seat or put somebody on the list, and when. */
export interface Given {
  at: Millis
  by: MemberKey
}

/** `p:capacity:ROOM:seats` hash member → Given: who has a fixed seat, until it is taken back or the person is erased. */
export const fixedSeats = (ctx: { lasting: Store }) => ctx.lasting.hash<Given>('seats')

/** How many seats are taken: who has left sits on none, and has his again when he is back. */
export async function seatsTaken(ctx: Pick<Ctx, 'lasting' | 'room' | 'member'>): Promise<number> {
  const all = [...(await fixedSeats(ctx).all()).keys()]
  return ctx.room.doubted ? all.length : all.filter(member => ctx.member(member).present).length
}

/** Somebody who might come into the core group; `asked`: when the owner was last asked about him. */
export interface Waiting extends Given {
  asked?: Millis
  answered?: boolean
  /** Who was asked in: until when his place is kept. */
  invited?: Millis
}

/** `p:capacity:ROOM:promotions` hash member → Waiting, until he is in or taken off. */
export const promotions = (ctx: { lasting: Store }) => ctx.lasting.hash<Waiting>('promotions')

type In = Pick<Ctx<CapacityConfig>, 'config' | 'lasting'>

/** A core group by its preset; and any room in which somebody has a fixed seat, or is waited for. */
export async function isCore(ctx: In): Promise<boolean> {
  if (hasCorePreset(ctx)) return true
  return (await fixedSeats(ctx).all()).size > 0 || (await promotions(ctx).all()).size > 0
}

/** Also where its owner gave it a cap of its own: that says how many it is for, not what it is. */
export function hasCorePreset({ config }: Pick<In, 'config'>): boolean {
  return config.preset === 'core69'
}

export const corePeople = {
  async merge(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
    for (const name of ['seats', 'promotions']) {
      const rows = store.hash<Given>(name)
      for (const [member, given] of await rows.all()) {
        const by = given.by === from ? into : given.by
        if (member === from) {
          await rows.setNew(into, { ...given, by })
          await rows.delete(from)
        } else if (by !== given.by) await rows.update(member, now => now && { ...now, by })
      }
    }
  },
  async export(store: Store, member: MemberKey): Promise<unknown> {
    const seat = await store.hash<Given>('seats').get(member)
    const list = await store.hash<Waiting>('promotions').get(member)
    if (!seat && !list) return undefined
    return { ...(seat ? { fixedSeatSince: seat.at } : {}), ...(list ? { onCoreListSince: list.at } : {}) }
  },
  async erase(store: Store, member: MemberKey): Promise<void> {
    for (const name of ['seats', 'promotions']) {
      const rows = store.hash<Given>(name)
      await rows.delete(member)
      for (const [other, { by }] of await rows.all()) {
        if (by === member) await rows.update(other, now => now && { ...now, by: '' })
      }
    }
  },
}
