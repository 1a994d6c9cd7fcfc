import { readOperation, type Stage } from './operations.js'
import type { RawContact } from './raw.js'
import type { Town } from './town.js'
import { BOT } from './world.js'

/** The stand-in's own world, as a client's requests meet it. */
export function townOf(stage: Stage): Town {
  const { world } = stage
  const rooms = (listed: 'recent' | 'saved', record: (key: string) => RawContact): RawContact[] =>
    [...world.rooms].flatMap(([key, room]) => (room.members.has(BOT) && room.listed === listed ? [record(key)] : []))
  return {
    newSession: () => world.newSession(),
    self: () => world.self(),
    recent: () => rooms('recent', key => world.roomContact(key)),
    addressBook: () => [
      ...[...world.people].flatMap(([key, { friend }]) => (friend ? [world.contact(key)] : [])),
      ...rooms('saved', key => world.savedRoom(key)),
    ],
    record(id) {
      const found = world.find(id)
      if (!found) return undefined
      return 'room' in found ? world.roomContact(found.room) : world.contact(found.person)
    },
    picture: (page, query) => (page === 'webwxgetmsgimg' ? world.pictures.get(query.get('MsgID') ?? '') : undefined),
    operation: (name, query, body) => readOperation(name, query, body, stage),
  }
}
