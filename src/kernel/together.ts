import type { RoomKey } from '../domain/keys.js'
import type { Plugin } from './contract.js'
import type { Ctx } from './given.js'
import type { House } from './house.js'
import { modeOf } from './settings/modes.js'

// What several plugins answer together about one room.

/** A context of another plugin, for the same cause and room. */
type CtxOf = (plugin: Plugin) => Ctx

/** WeChat lets no more people into a group (docs/platform.md). */
const MOST = 500

/** How many people a room is for: the smallest that a plugin names which is on there. */
export function capOf(house: House, room: RoomKey): number {
  const community = house.rooms.get(room)?.community ?? room
  const caps = house.plugins.flatMap(plugin =>
    plugin.capacity && modeOf(house, plugin, room) !== 'off'
      ? [plugin.capacity(house.config.of(plugin, community, room).value as never)]
      : [],
  )
  return Math.min(MOST, ...caps)
}

/** What the plugins that are on in a room tell those who are the first in it, in their order. */
export function openingOf(house: House, room: RoomKey, ctxOf: CtxOf): string[] {
  return house.plugins.flatMap(plugin => {
    if (!plugin.opening || modeOf(house, plugin, room) === 'off') return []
    const said = plugin.opening(ctxOf(plugin) as never)
    return said === undefined || said === '' ? [] : [said]
  })
}

/** What the plugins that are on in a room counted on a day, by name. */
export async function figuresOf(
  house: House,
  room: RoomKey,
  date: string,
  ctxOf: CtxOf,
): Promise<Record<string, number>> {
  const all: Record<string, number> = {}
  for (const plugin of house.plugins) {
    if (!plugin.figures || modeOf(house, plugin, room) === 'off') continue
    Object.assign(all, await plugin.figures(ctxOf(plugin) as never, date))
  }
  return all
}

/** How many points something is worth in a room: what the first plugin says that names it and is on there. */
export function worthOf(house: House, room: RoomKey, what: string): number {
  const community = house.rooms.get(room)?.community ?? room
  for (const plugin of house.plugins) {
    if (!plugin.worth || modeOf(house, plugin, room) === 'off') continue
    const worth = plugin.worth(house.config.of(plugin, community, room).value as never)[what]
    if (worth !== undefined) return worth
  }
  return 0
}
