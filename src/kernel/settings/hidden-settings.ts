import type { QunguanConfig } from '../../config/load.js'
import { hiddenByOwner } from '../../config/resolve.js'
import type { Plugin } from '../contract.js'
import type { Rooms } from '../rooms/rooms.js'
import type { Settings } from './settings.js'

/** What owners set by command and thereby hide of the YAML, a line each (law 9). */
export function hiddenSettings(
  config: QunguanConfig,
  plugins: readonly Plugin[],
  rooms: Rooms,
  settings: Settings,
): string[] {
  return rooms.kept.flatMap(room =>
    plugins.flatMap(({ name }) => {
      const owner = settings.of(room)[name]
      const hidden = owner ? hiddenByOwner(config, name, rooms.get(room)?.community, room, owner) : []
      return hidden.map(({ path, layer, yaml, owner: set }) => {
        return `${room}: ${name}.${path} = ${JSON.stringify(set)}（${layer} 里是 ${JSON.stringify(yaml)}）`
      })
    }),
  )
}
