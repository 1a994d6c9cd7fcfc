import type { QunguanConfig } from '../config/load.js'
import { type Resolved, resolvePlugin } from '../config/resolve.js'
import type { CommunityKey, RoomKey } from '../domain/keys.js'
import type { Plugin } from './contract.js'
import type { Settings } from './settings.js'

/** The config of every plugin in every room, merged once and kept until a reload or an owner's command. */
export class ConfigBook {
  #config: QunguanConfig
  readonly #settings: Settings
  readonly #resolved = new Map<string, Resolved>()
  #version = 0

  constructor(config: QunguanConfig, settings: Settings) {
    this.#config = config
    this.#settings = settings
  }

  get all(): QunguanConfig {
    return this.#config
  }

  /** Counts changes, for those who keep something made of the config. */
  get version(): number {
    return this.#version
  }

  get main(): QunguanConfig['main'] {
    return this.#config.main
  }

  /** Operators saved another config. */
  replace(config: QunguanConfig): void {
    this.#config = config
    this.#resolved.clear()
    this.#version += 1
  }

  of(plugin: Plugin, community: CommunityKey, room: RoomKey): Resolved {
    const row = `${plugin.name}|${room}`
    const known = this.#resolved.get(row)
    if (known) return known
    const resolved = resolvePlugin(this.#config, plugin.name, community, room, this.#settings.of(room)[plugin.name])
    this.#resolved.set(row, resolved)
    return resolved
  }

  /** Stores what an owner set by command; the next look sees it. */
  async set(room: RoomKey, plugin: string, key: string, value: unknown): Promise<void> {
    await this.#settings.set(room, plugin, key, value)
    this.#resolved.delete(`${plugin}|${room}`)
    this.#version += 1
  }
}
