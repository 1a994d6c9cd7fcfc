import { z } from 'zod'
import type { RoomKey } from '../../domain/keys.js'
import type { Ctx } from '../contract.js'
import type { Desk } from '../desk.js'
import type { House } from '../house.js'
import type { Incidents } from '../incidents.js'
import type { People } from '../people.js'
import { definePlugin, type Plugin } from '../plugin.js'
import { Adoption, adoptionCommands } from './adoption.js'
import { peopleCommands } from './people-commands.js'
import { settingsCommands } from './settings-commands.js'
import { statusCommands } from './status-commands.js'
import { houseTexts } from './texts.js'

/** What the house's own commands work with, beyond what a plugin gets. */
export interface Works {
  house: House
  people: People
  incidents: Incidents
  desk: Desk
  /** A context of a plugin in a room, outside of any event. */
  contextOf(plugin: string, room: RoomKey, cause: string): Ctx
}

/**
 * The house's own commands and events, in the form of a plugin: help, status, settings, roles, undoing, adoption. It is
 * never off. `works` is asked when something runs, since the host that runs it is made later.
 */
export function housePlugin(works: () => Works): Plugin {
  const adoption = new Adoption(works)
  return definePlugin({
    name: 'house',
    config: z.strictObject({}),
    texts: houseTexts,
    commands: [
      ...statusCommands(works),
      ...settingsCommands(works),
      ...peopleCommands(works),
      ...adoptionCommands(works, adoption),
    ],
    on: {
      pulled: (ctx, event) => adoption.pulled(ctx, event),
      answered: (ctx, event) => adoption.answered(ctx, event),
    },
  })
}
