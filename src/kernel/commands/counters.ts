import type { RoomKey } from '../../domain/keys.js'
import type { CommandSpec, Plugin } from '../contract.js'
import type { House } from '../house.js'
import { modeOf } from '../settings/modes.js'
import { compileVocabulary, type Vocabulary } from './vocabulary.js'

/** A command and the plugin it belongs to. */
export interface Offered {
  plugin: Plugin
  command: CommandSpec<unknown, unknown>
}

interface Counter {
  vocabulary: Vocabulary
  byName: ReadonlyMap<string, Offered>
}

/** Which commands there are where: made of the plugins that are on there, once until the config changes. */
export class Counters {
  readonly #house: House
  readonly #counters = new Map<string, Counter>()
  #version = -1

  constructor(house: House) {
    this.#house = house
  }

  /** Everything that counts as a command there: in a kept room, in private, in the terminal, in a room that is not kept. */
  of(room: RoomKey, inPrivate: boolean, only?: 'operator' | 'unkept'): Counter {
    const house = this.#house
    if (house.config.version !== this.#version) {
      this.#counters.clear()
      this.#version = house.config.version
    }
    const key = `${room}|${inPrivate}|${only ?? ''}`
    const known = this.#counters.get(key)
    if (known) return known
    const offered = house.plugins.flatMap(plugin =>
      (plugin.commands as unknown as readonly CommandSpec<unknown, unknown>[])
        .filter(command =>
          only === 'unkept'
            ? command.evenUnkept === true
            : only === 'operator'
              ? command.who === 'operator' || command.in === 'anywhere'
              : command.in === 'anywhere' || command.in === (inPrivate ? 'private' : 'room'),
        )
        .filter(() => plugin.name === 'house' || modeOf(house, plugin, room) !== 'off')
        .map(command => ({ plugin, command })),
    )
    const words = offered.map(({ plugin, command }) => {
      const extra = command.words?.(house.config.of(plugin, house.rooms.get(room)?.community ?? room, room).value) ?? []
      return {
        names: command.names,
        bare: command.bare ?? false,
        words: extra,
        owner: plugin.name,
        ...(command.bareRest ? { bareRest: command.bareRest } : {}),
      }
    })
    const counter = {
      vocabulary: compileVocabulary(words),
      byName: new Map(offered.map(each => [each.command.names[0], each])),
    }
    this.#counters.set(key, counter)
    return counter
  }
}
