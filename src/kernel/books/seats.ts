import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { MemberKey, RoomKey } from '../../domain/keys.js'
import { openKept, rowOf, splitRow } from './kept.js'
import { type OfPeople, ofRows } from './people.js'

/** Places in a room for people who were let in and have not arrived yet, so that two are not let in for one place. */
export interface Seats extends OfPeople {
  /**
   * Keeps a place until a moment; false when `places` (what the cap leaves beside those present) are all taken by
   * others. Asking and taking are one step: of two at once for the last place one gets it. Who has one keeps it, with
   * the new time.
   */
  reserve(room: RoomKey, member: MemberKey, seat: { until: Millis; places: number; now: Millis }): Promise<boolean>
  /** He does not come, or has come and everybody knows: the kernel lets it go behind the handlers of `joined`. */
  release(room: RoomKey, member: MemberKey): Promise<void>
  /** Who is still to come, and has a place kept. */
  reserved(room: RoomKey, now: Millis): MemberKey[]
  /** Whether a place is kept for somebody, or was for who arrives just now. */
  wasKept(room: RoomKey, member: MemberKey, now: Millis): boolean
}

/** `PREFIX:book:seats` hash `room|member` → until when, until it is released or the first start after its time. */
export async function openSeats(
  redis: Redis,
  prefix: string,
  now: Millis,
  isThere: (room: RoomKey, member: MemberKey) => boolean,
): Promise<Seats> {
  const kept = await openKept<Millis>(redis, `${prefix}:book:seats`, until => until <= now)
  const reserved = (room: RoomKey, now: Millis) =>
    kept.under(rowOf(room, '')).flatMap(([row, until]) => {
      const { member } = splitRow(row)
      return until > now && !isThere(room, member) ? [member] : []
    })
  return {
    ...ofRows(kept, Math.max),
    reserved,
    async reserve(room, member, { until, places, now }) {
      const others = reserved(room, now).filter(each => each !== member)
      if (others.length >= places) return false
      await kept.set(rowOf(room, member), until)
      return true
    },
    wasKept: (room, member, now) => (kept.get(rowOf(room, member)) ?? 0) > now,
    release: (room, member) => kept.delete(rowOf(room, member)),
  }
}
