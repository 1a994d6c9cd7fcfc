import { z } from 'zod'
import type { RoomKey } from '../../domain/keys.js'
import type { Incidents } from '../cases/incidents.js'
import type { Desk } from '../commands/desk.js'
import type { Inquiries } from '../conversation/inquiries.js'
import type { Ctx } from '../given.js'
import type { House } from '../house.js'
import type { Namesakes } from '../people/namesakes.js'
import type { People } from '../people/people.js'
import type { Recognition } from '../people/recognition.js'
import { definePlugin, type Plugin } from '../plugin.js'
import { abilityCommands } from './abilities.js'
import { Adoption, adoptionCommands } from './adoption.js'
import { Appeals, appealCommands } from './appeals.js'
import { auditCommands } from './audit-commands.js'
import { bindCommands } from './bind-commands.js'
import { Impostors } from './impostors.js'
import { peopleCommands } from './people-commands.js'
import { settingsCommands } from './settings-commands.js'
import { Setup, setupCommands, setupPeople } from './setup.js'
import { statusCommands } from './status-commands.js'
import { Tenure } from './tenure.js'
import { houseTexts } from './texts.js'

/** What the house's own commands work with, beyond what a plugin gets. */
export interface Works {
  house: House
  people: People
  incidents: Incidents
  inquiries: Inquiries
  recognition: Recognition
  namesakes: Namesakes
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
  const impostors = new Impostors(works)
  const tenure = new Tenure(works)
  const appeals = new Appeals(works)
  const setup = new Setup(works)
  return definePlugin({
    name: 'house',
    config: z.strictObject({}),
    texts: houseTexts,
    commands: [
      ...statusCommands(works),
      ...abilityCommands(works),
      ...settingsCommands(works),
      ...peopleCommands(works),
      ...bindCommands(works),
      ...auditCommands(works),
      ...adoptionCommands(works, adoption),
      ...appealCommands(appeals),
      ...setupCommands(setup),
    ],
    on: {
      async pulled(ctx, event) {
        await adoption.pulled(ctx, event)
        await impostors.pulled(ctx, event)
      },
      async joined(ctx, event) {
        await tenure.joined(event)
        await impostors.joined(ctx, event)
      },
      async left(ctx, event) {
        await tenure.left(event)
        await impostors.left(ctx, event)
      },
      renamed: (ctx, event) => impostors.renamed(ctx, event),
      cardChanged: (ctx, event) => impostors.cardChanged(ctx, event),
      answered: (ctx, event) =>
        event.about === 'appeal' ? appeals.answered(ctx, event) : adoption.answered(ctx, event),
      private: async (ctx, message) => (await setup.heard(ctx, message)) ?? (await appeals.heard(ctx, message)),
    },
    jobs: {
      setupReminder: {
        data: z.object({ member: z.string() }),
        run: (ctx, { member }) => setup.remind(ctx, member),
      },
    },
    people: setupPeople,
  })
}
