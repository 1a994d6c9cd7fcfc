import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { MemberKey, RoomKey } from '../../domain/keys.js'
import { openKept, rowOf, splitRow } from './kept.js'
import { type OfPeople, ofRows } from './people.js'

/**
 * Places in a room for people who were let in and have not arrived yet, so that two are not let in for one place; and places
 * set aside for a plan whose people are still being asked.
 */
export interface Seats extends OfPeople {
  /**
   * Keeps a place until a moment; false when `places` (what the cap leaves beside those present) are all taken by
   * others, or set aside for another plan than his. Asking and taking are one step: of two at once for the last place one
   * gets it. Who has one keeps it, with the new time.
   */
  reserve(
    room: RoomKey,
    member: MemberKey,
    seat: { until: Millis; places: number; now: Millis; plan?: string },
  ): Promise<boolean>
  /** He does not come, or has come and everybody knows: the kernel lets it go behind the handlers of `joined`. */
  release(room: RoomKey, member: MemberKey): Promise<void>
  /** Who is still to come, and has a place kept. */
  reserved(room: RoomKey, now: Millis): MemberKey[]
  /**
   * Sets so many places aside for a plan, in place of what it had, whoever they will be for: nobody else is given one of
   * them. 0: it needs none any more. What a plugin set aside `by` its name counts for nothing while that is off in the room, or in the one
   * that the plan is `of`: nobody carries it out there.
   */
  setAside(room: RoomKey, plan: { id: string; by: string; of: RoomKey; places: number }): Promise<void>
  /** Places that nobody new can have: kept for those who are still to come, or set aside. */
  taken(room: RoomKey, now: Millis): number
  /** Whether a place is kept for somebody, or was for who arrives just now. */
  wasKept(room: RoomKey, member: MemberKey, now: Millis): boolean
}

interface Aside {
  /** The plugin whose plan it is, and the room that the plan is about. */
  by: string
  of: RoomKey
  places: number
}

/**
 * `PREFIX:book:seats` hash `room|member` → until when, until it is released or the first start after its time.
 * `PREFIX:book:seats-aside` hash `room|plan` → Aside, until the plan needs none any more.
 */
export async function openSeats(
  redis: Redis,
  prefix: string,
  now: Millis,
  isThere: (room: RoomKey, member: MemberKey) => boolean,
  isOff: (plugin: string, room: RoomKey) => boolean = () => false,
): Promise<Seats> {
  const [kept, plans] = await Promise.all([
    openKept<Millis>(redis, `${prefix}:book:seats`, until => until <= now),
    openKept<Aside>(redis, `${prefix}:book:seats-aside`, () => false),
  ])
  const reserved = (room: RoomKey, now: Millis) =>
    kept.under(rowOf(room, '')).flatMap(([row, until]) => {
      const { member } = splitRow(row)
      return until > now && !isThere(room, member) ? [member] : []
    })
  const asideIn = (room: RoomKey, but?: string) =>
    plans
      .under(rowOf(room, ''))
      .filter(([row, { by, of }]) => row !== rowOf(room, but ?? '') && !isOff(by, room) && !isOff(by, of))
      .reduce((sum, [, { places }]) => sum + places, 0)
  return {
    ...ofRows(kept, Math.max),
    reserved,
    async setAside(room, { id, by, of, places }) {
      const row = rowOf(room, id)
      const known = plans.get(row)
      if (places <= 0) await plans.delete(row)
      else if (known?.places !== places || known.by !== by) await plans.set(row, { by, of, places })
    },
    taken: (room, now) => reserved(room, now).length + asideIn(room),
    async reserve(room, member, { until, places, now, plan }) {
      const all = reserved(room, now)
      const others = all.filter(each => each !== member)
      const aside = others.length < all.length ? 0 : asideIn(room, plan)
      if (others.length + aside >= places) return false
      await kept.set(rowOf(room, member), until)
      return true
    },
    wasKept: (room, member, now) => (kept.get(rowOf(room, member)) ?? 0) > now,
    release: (room, member) => kept.delete(rowOf(room, member)),
  }
}
