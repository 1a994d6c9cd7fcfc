import { leaves, treeAt } from '../../config/tree.js'
import type { RoomKey } from '../../domain/keys.js'
import type { LaidValue } from '../given.js'
import type { House } from '../house.js'

/** What settings laid over a room would change, by plugin and value; a plugin, key or value that there is none of does not fit. */
export function changesBy(
  house: Pick<House, 'plugins' | 'config' | 'rooms'>,
  room: RoomKey,
  settings: Readonly<Record<string, Record<string, unknown>>>,
): LaidValue[] {
  const community = house.rooms.get(room)?.community ?? room
  return Object.entries(settings).flatMap(([name, tree]) => {
    const plugin = house.plugins.find(each => each.name === name)
    const ignored = plugin && house.config.with(plugin, community, room, tree).ignored
    const written = plugin && house.config.of(plugin, community, room).written
    return leaves(tree).map(([path, next]) => {
      const key = path.join('.')
      return { plugin: name, key, now: written && treeAt(written, path), next, fits: ignored?.includes(key) === false }
    })
  })
}
