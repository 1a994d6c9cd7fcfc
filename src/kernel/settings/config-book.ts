import type { QunguanConfig } from '../../config/load.js'
import { type Resolved, resolvePlugin } from '../../config/resolve.js'
import { mergeTrees, type Tree } from '../../config/tree.js'
import type { CommunityKey, RoomKey } from '../../domain/keys.js'
import type { Plugin } from '../contract.js'
import type { Settings } from './settings.js'

/** The config of every plugin in every room, merged once and kept until a reload or an owner's command. */
export class ConfigBook {
  #config: QunguanConfig
  readonly #settings: Settings
  readonly #like: (room: RoomKey) => RoomKey | undefined
  /** By room, then by plugin: every handler of every message looks here. */
  readonly #resolved = new Map<RoomKey, Map<string, Resolved>>()
  #version = 0

  /** `like`: the room that a room came out of, where the YAML says nothing of itself. */
  constructor(
    config: QunguanConfig,
    settings: Settings,
    like: (room: RoomKey) => RoomKey | undefined = () => undefined,
  ) {
    this.#config = config
    this.#settings = settings
    this.#like = like
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
    const ofRoom = this.#resolved.get(room) ?? new Map<string, Resolved>()
    const known = ofRoom.get(plugin.name)
    if (known) return known
    const resolved = this.#resolve(plugin.name, community, room, this.#inForce(plugin.name, community, room))
    this.#resolved.set(room, ofRoom.set(plugin.name, resolved))
    return resolved
  }

  /** What it would be with these settings over the owner's own, and without what lies over those now. */
  with(plugin: Plugin, community: CommunityKey, room: RoomKey, over: Tree): Resolved {
    const own = this.#settings.of(room)[plugin.name] ?? {}
    return this.#resolve(plugin.name, community, room, mergeTrees(own, over))
  }

  /** What the owner set, and over it what he agreed to for a time, while the plugin that laid it there is not off. */
  #inForce(plugin: string, community: CommunityKey, room: RoomKey): Tree | undefined {
    const own = this.#settings.of(room)[plugin]
    const laid = this.#settings.overlay(room)
    const over = laid?.settings[plugin]
    if (!laid || over === undefined) return own
    return laid.by !== undefined && this.#isOff(laid.by, community, room) ? own : mergeTrees(own ?? {}, over)
  }

  /** Beneath what lies over it. One that there is no more is off. */
  #isOff(plugin: string, community: CommunityKey, room: RoomKey): boolean {
    if (!this.#config.plugins.some(({ name }) => name === plugin)) return true
    return this.#resolve(plugin, community, room, this.#settings.of(room)[plugin]).value.run === 'off'
  }

  #resolve(plugin: string, community: CommunityKey, room: RoomKey, owner: Tree | undefined): Resolved {
    const own = this.#config.communities[community]?.rooms[room] !== undefined
    const named = own ? room : (this.#like(room) ?? room)
    return resolvePlugin(this.#config, plugin, community, named, owner)
  }

  /** A room was given another past, or other settings than by `set`. */
  forget(room: RoomKey): void {
    this.#resolved.delete(room)
    this.#version += 1
  }

  /** Stores what an owner set by command; the next look sees it. */
  async set(room: RoomKey, plugin: string, key: string, value: unknown): Promise<void> {
    await this.#settings.set(room, plugin, key, value)
    // All of them: what one plugin laid over others goes when that one is switched off.
    this.forget(room)
  }
}
