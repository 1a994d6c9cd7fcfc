import type { MemberKey, RoomKey, Store } from '../../../src/kernel/plugin.js'
import { type Candidate, candidatesOf, doorStore } from '../candidates.js'
import { type Door, type DoorCtx, doorsOf } from './doors.js'
import { findPlace } from './steps.js'
import { move } from './talk.js'

/** How long a place is kept for somebody who has a card, in milliseconds: as long as invitations live (docs/config.md, capacity). */
export const CARD_LASTS = 72 * 3_600_000

/** While somebody waits, places are looked for this often besides whenever somebody leaves: a cap may have been raised. */
const LOOK_AGAIN = 3_600_000

type Waiting = readonly [member: MemberKey, candidate: Candidate]

/** Who waits for a place in a community, in the order in which they came. */
async function waitingFor(store: Store, community: string): Promise<Waiting[]> {
  const all = [...(await candidatesOf(store).all())]
  return all
    .filter(([, { standing, community: wanted }]) => standing === 'waiting' && wanted === community)
    .sort(([a, one], [b, other]) => one.since - other.since || (a < b ? -1 : 1))
}

/** His place in the row, from 1. */
export async function positionOf(store: Store, member: MemberKey): Promise<number | undefined> {
  const candidate = await candidatesOf(store).get(member)
  const row = candidate ? await waitingFor(store, candidate.community) : []
  const index = row.findIndex(([each]) => each === member)
  return index < 0 ? undefined : index + 1
}

/** True when others wait for the same rooms already: whoever comes now stands behind them. */
export async function isCrowded(store: Store, { community }: Candidate): Promise<boolean> {
  return (await waitingFor(store, community)).length > 0
}

/**
 * Keeps a place for somebody in the first of his rooms that has one: the room, or undefined where all are full. Who has a
 * place already keeps that one.
 */
export async function takePlace(
  door: Door,
  member: MemberKey,
  { rooms }: Pick<Candidate, 'rooms'>,
  until: number,
): Promise<DoorCtx | undefined> {
  const wanted = roomsFor(door, rooms)
  const now = door.ctx.now()
  const { seats } = door.ctx.books
  const inOrder = [
    ...wanted.filter(({ room }) => seats.reserved(room.key, now).includes(member)),
    ...wanted.filter(({ room }) => !seats.reserved(room.key, now).includes(member)),
  ]
  for (const ctx of inOrder) {
    const { key, size } = ctx.room
    if (await seats.reserve(key, member, { until, now, places: ctx.capOf(key) - size })) return ctx
  }
  return undefined
}

/** The rooms that somebody's phrase is for and that are still kept; of none, all of the community. */
export function roomsFor({ rooms }: Door, wanted: readonly RoomKey[] | undefined): readonly DoorCtx[] {
  const found = wanted ? rooms.filter(({ room }) => wanted.includes(room.key)) : rooms
  return found.length === 0 ? rooms : found
}

/**
 * There may be places: those who wait longest get them. Called when somebody leaves, when a place that was kept is free
 * again, and now and then while anybody waits.
 */
export async function serve(ctx: DoorCtx, community = ctx.community): Promise<void> {
  const door = doorsOf(ctx).find(each => each.community === community)
  if (!door) return
  const store = doorStore(ctx)
  const row = await waitingFor(store, community)
  let left = row.length
  for (const [member, candidate] of row) {
    const until = (ctx.quietUntil() ?? ctx.now()) + CARD_LASTS
    const place = await takePlace(door, member, candidate, until)
    if (!place) continue
    const { asking: _, placedBy: __, ...waited } = candidate
    left -= 1
    if (await move(store, member, candidate, { ...waited, standing: 'admitted', since: ctx.now() }))
      await findPlace(door.ctx, member)
    else await ctx.books.seats.release(place.room.key, member)
  }
  if (left > 0) await door.ctx.later('places', null, ctx.now() + LOOK_AGAIN, { id: 'places' })
}

/** Somebody begins to wait: from now on places are looked for. */
export function lookForPlaces(ctx: DoorCtx): Promise<void> {
  return ctx.later('places', null, ctx.now() + LOOK_AGAIN, { id: 'places' })
}
