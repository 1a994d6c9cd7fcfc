import type { MemberKey, Millis, RoomKey, Store } from '../../../src/kernel/plugin.js'
import { type Candidate, candidatesOf, doorStore } from '../candidates.js'
import { type Door, type DoorCtx, doorsOf } from './doors.js'
import { findPlace } from './steps.js'
import { move } from './talk.js'

/** How long a place is kept for somebody who has a card, in milliseconds: as long as invitations live (docs/config.md, capacity). */
export const CARD_LASTS = 72 * 3_600_000

/** While somebody waits, places are looked for this often too: nothing else may tell of one that has come. */
const LOOK_AGAIN = 3_600_000

type Waiting = readonly [member: MemberKey, candidate: Candidate]

/** Who waits for a place in a community, in the order in which they came. */
export async function waitingFor(store: Store, community: string): Promise<Waiting[]> {
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

/** True when others wait for a room that he wants: whoever comes now stands behind them. */
export async function isCrowded(store: Store, door: Door, { rooms }: Pick<Candidate, 'rooms'>): Promise<boolean> {
  const wanted = new Set(roomsFor(door, rooms).map(({ room }) => room.key))
  const row = await waitingFor(store, door.community)
  return row.some(([, other]) => roomsFor(door, other.rooms).some(({ room }) => wanted.has(room.key)))
}

/**
 * Keeps a place for somebody in the first of his rooms that has one (see `bySpace`): the room, or undefined where all are
 * full. Who has a place already keeps that one.
 */
export async function takePlace(
  door: Door,
  member: MemberKey,
  { rooms }: Pick<Candidate, 'rooms'>,
  until: number,
): Promise<DoorCtx | undefined> {
  const now = door.ctx.now()
  const wanted = bySpace(roomsFor(door, rooms), now)
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

/**
 * Which room is tried first: that with the lowest key, and the next when it is full. Where a room was split, the parts of it
 * and those of their size by how empty they are: people were asked to move so that the old one has space, and it would be
 * full again the same day.
 */
function bySpace(rooms: readonly DoorCtx[], now: Millis): readonly DoorCtx[] {
  const parts = new Set(rooms.flatMap(({ room: { key, relieves } }) => (relieves === undefined ? [] : [key, relieves])))
  const split = new Set(rooms.flatMap(({ room, capOf }) => (parts.has(room.key) ? [capOf(room.key)] : [])))
  if (split.size === 0) return rooms
  const share = ({ room: { key, size }, capOf, books }: DoorCtx) =>
    (size + books.seats.taken(key, now)) / Math.max(1, capOf(key))
  const alike = rooms.filter(({ room, capOf }) => split.has(capOf(room.key)))
  const others = rooms.filter(room => !alike.includes(room))
  return [
    ...alike
      .map(room => ({ room, at: share(room) }))
      .sort((a, b) => a.at - b.at)
      .map(({ room }) => room),
    ...others,
  ]
}

/** Whether the bot can let somebody into this room now. */
export function hasSpace({ room, capOf, books, now }: DoorCtx): boolean {
  return room.size + books.seats.taken(room.key, now()) < capOf(room.key)
}

/**
 * The rooms that somebody's phrase is for and that are still kept, with those that came out of them since: they have the
 * same phrases. Of none, all of the community.
 */
export function roomsFor({ rooms }: Door, wanted: readonly RoomKey[] | undefined): readonly DoorCtx[] {
  if (!wanted) return rooms
  const named = rooms.filter(({ room }) => wanted.includes(room.key))
  const phrases = new Set(named.map(phrasesOf))
  const found = rooms.filter(
    room => wanted.includes(room.room.key) || (room.room.relieves !== undefined && phrases.has(phrasesOf(room))),
  )
  return found.length === 0 ? rooms : found
}

function phrasesOf({ config }: DoorCtx): string {
  return JSON.stringify(config.passphrases)
}

/**
 * There may be places: those who wait longest get them. Called when somebody leaves, when a place that was kept is free
 * again, when the config or the rooms are others, before anybody is told to wait behind others, and now and then while
 * anybody waits.
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
    else await giveBack(ctx, member, place.room.key)
  }
  if (left > 0) await door.ctx.later('places', null, ctx.now() + LOOK_AGAIN, { id: 'places' })
}

/** Somebody does not wait any more. Who was let in meanwhile, by another event, has the place by that. */
async function giveBack(ctx: DoorCtx, member: MemberKey, room: RoomKey): Promise<void> {
  const known = await candidatesOf(doorStore(ctx)).get(member)
  if (known?.standing === 'admitted' || known?.standing === 'invited') return
  await ctx.books.seats.release(room, member)
}

/** Somebody begins to wait: from now on places are looked for. */
export function lookForPlaces(ctx: DoorCtx): Promise<void> {
  return ctx.later('places', null, ctx.now() + LOOK_AGAIN, { id: 'places' })
}
