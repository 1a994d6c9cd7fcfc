import type { RoomKey } from '../../domain/keys.js'
import type { House } from '../house.js'

/**
 * The key by which a room that comes out of another will go: one that the YAML names for this community and that was never
 * seen, else the next number after the old one's (`g1`, `g2`). From now on `/绑定 KEY` takes a room for it. The same purpose
 * is given the same key again.
 * @param wanted its topic; where the YAML names one for the key, that one holds
 */
export async function awaitRoom(
  house: House,
  { from, purpose, topic: wanted }: { from: RoomKey; purpose: string; topic: string },
): Promise<{ room: RoomKey; topic: string }> {
  const { rooms, config, identity } = house
  const known = rooms.forPurpose(purpose)
  if (known !== undefined) return { room: known, topic: rooms.get(known)?.topic ?? wanted }
  const parent = rooms.get(from)
  const community = parent?.community ?? from
  const named = Object.entries(config.all.communities[community]?.rooms ?? {})
  const prepared = named.find(([key]) => rooms.get(key) === undefined && identity.room(key) === undefined)
  const taken = (key: RoomKey) =>
    rooms.get(key) !== undefined ||
    identity.room(key) !== undefined ||
    Object.values(config.all.communities).some(({ rooms }) => key in rooms)
  const room = prepared?.[0] ?? nextKey(from, taken)
  const topic = prepared?.[1].topic || wanted
  const like = parent?.like ?? from
  await rooms.put(room, { state: 'awaited', topic, community, since: house.now(), like, relieves: from, purpose })
  return { room, topic }
}

/** No room is awaited for this any more. One that has come stays kept. */
export async function awaitNoRoom(house: House, purpose: string): Promise<void> {
  const room = house.rooms.forPurpose(purpose)
  if (room !== undefined && house.rooms.get(room)?.state === 'awaited') await house.rooms.drop(room)
}

/** A room that is kept already takes people of another one that was split, as one that came out of it does. May be repeated. */
export async function relieve(house: House, from: RoomKey, by: RoomKey): Promise<void> {
  const record = house.rooms.get(by)
  if (record?.state !== 'kept' || record.relieves === from) return
  await house.rooms.put(by, { ...record, relieves: from })
}

/**
 * A room that was awaited is there: it is kept from now on, with what the owner had set by command in the room it came out
 * of. May be repeated. False when it is not there yet, or was never awaited.
 */
export async function keepAwaited(house: House, room: RoomKey): Promise<boolean> {
  const { rooms, identity, settings } = house
  const record = rooms.get(room)
  if (record?.state === 'kept' && record.purpose !== undefined) return true
  if (record?.state !== 'awaited' || identity.idOfRoom(room) === undefined) return false
  if (record.like !== undefined) await settings.copy(record.like, room)
  const topic = identity.room(room)?.topic ?? record.topic
  await rooms.put(room, { ...record, state: 'kept', topic, since: house.now() })
  house.config.forget(room)
  await house.reconcile()
  return true
}

/** `g1` → `g2`; of a key without a number, `夜跑-2`. */
function nextKey(from: RoomKey, taken: (key: RoomKey) => boolean): RoomKey {
  const [, stem = from, digits] = /^(.*?)(\d+)$/.exec(from) ?? []
  for (let number = digits === undefined ? 2 : Number(digits) + 1; ; number += 1) {
    const key = digits === undefined ? `${stem}-${number}` : `${stem}${number}`
    if (!taken(key)) return key
  }
}
