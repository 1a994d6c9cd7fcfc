import type { Resolved } from '../../config/resolve.js'
import type { Millis } from '../../domain/events.js'
import type { RoomKey } from '../../domain/keys.js'
import type { Plugin } from '../contract.js'
import type { RunMode } from '../given.js'
import type { House } from '../house.js'
import type { RoomRecord } from '../rooms/rooms.js'

/** How far a plugin may go in a room now: its `run`, and at most ask while the room is new to the bot or the brake is on. */
export function modeOf(house: House, plugin: Plugin, room: RoomKey): RunMode {
  const record = house.rooms.get(room)
  if (!record) return 'off'
  const set = house.config.of(plugin, record.community, room)
  const { run } = set.value
  if (run !== 'enforce') return run
  if (house.brakes.since(record.community) !== undefined) return 'ask'
  const end = endOfTrial(house, record, set)
  return end !== undefined && house.now() < end ? 'ask' : 'enforce'
}

/** Whether a plugin does nothing in a room: asked before each of its handlers. */
export function isOff({ rooms, config }: House, plugin: Plugin, room: RoomKey): boolean {
  const record = rooms.get(room)
  return !record || config.of(plugin, record.community, room).value.run === 'off'
}

/** When the trial of a plugin in a room ends, or ended; undefined where there is none, or where it does not enforce. */
export function trialEndOf(house: House, plugin: Plugin, room: RoomKey): Millis | undefined {
  const record = house.rooms.get(room)
  if (!record) return undefined
  const set = house.config.of(plugin, record.community, room)
  return set.value.run === 'enforce' ? endOfTrial(house, record, set) : undefined
}

function endOfTrial({ rooms }: House, record: RoomRecord, { value, layers }: Resolved): Millis | undefined {
  // 「先看一周」 lengthens the trial of the YAML; what an owner set by command since then ends it.
  const wish = record.trial === undefined || layers['trial'] === 'owner' ? 0 : record.trial
  const trial = Math.max(value.trial, wish)
  // A room that came out of another is no stranger: its people and their rules had their trial there.
  const parent = record.like === undefined ? undefined : rooms.get(record.like)
  const since = Math.min(record.since, parent?.since ?? record.since)
  return trial === 0 ? undefined : since + trial
}
