import type { Redis } from 'ioredis'
import { mergeTrees, type Tree, treeOf } from '../../config/tree.js'
import type { RoomKey } from '../../domain/keys.js'
import { type JsonHash, jsonHash } from '../../redis/collections.js'

/** What an owner set by command, by plugin, as the YAML would write it. The last layer over the YAML. */
export type OwnerSettings = Readonly<Record<string, Tree>>

/** What holds over an owner's settings for a time. It counts for nothing while the plugin that laid it is off. */
export interface Overlay {
  /** Not known of what was laid before this was kept. */
  by?: string
  settings: OwnerSettings
}

/**
 * `PREFIX:settings` hash room key → OwnerSettings, as long as the room is kept; `PREFIX:overlays` hash room key → what holds
 * over them for a time, by an owner's word (a stage of the group). Held in memory too.
 */
export class Settings {
  readonly #hash: JsonHash<OwnerSettings>
  readonly #overlays: JsonHash<Overlay | OwnerSettings>
  readonly #rooms = new Map<RoomKey, OwnerSettings>()
  readonly #over = new Map<RoomKey, Overlay>()

  constructor(redis: Redis, prefix: string) {
    this.#hash = jsonHash(redis, `${prefix}:settings`)
    this.#overlays = jsonHash(redis, `${prefix}:overlays`)
  }

  async load(): Promise<void> {
    for (const [room, settings] of await this.#hash.all()) this.#rooms.set(room, settings)
    for (const [room, laid] of await this.#overlays.all())
      this.#over.set(room, isOverlay(laid) ? laid : { settings: laid })
  }

  /** What the owner set, without what holds over it. */
  of(room: RoomKey): OwnerSettings {
    return this.#rooms.get(room) ?? {}
  }

  overlay(room: RoomKey): Overlay | undefined {
    return this.#over.get(room)
  }

  /** Lays settings over the owner's own, in place of those that lay there; undefined takes them away. */
  async lay(room: RoomKey, overlay: Overlay | undefined): Promise<void> {
    if (overlay === undefined) {
      this.#over.delete(room)
      await this.#overlays.delete(room)
    } else {
      this.#over.set(room, overlay)
      await this.#overlays.set(room, overlay)
    }
  }

  /** A room that came out of another begins with the owner's settings of that one; its own stay. */
  async copy(from: RoomKey, to: RoomKey): Promise<void> {
    const known = this.#rooms.get(from)
    if (known === undefined) return
    const own = this.of(to)
    const all = Object.keys({ ...known, ...own }).map(plugin => [
      plugin,
      mergeTrees(known[plugin] ?? {}, own[plugin] ?? {}),
    ])
    const next = Object.fromEntries(all) as OwnerSettings
    this.#rooms.set(to, next)
    await this.#hash.set(to, next)
  }

  /** Sets one value; `path` is dotted (`ads.kickAt`). */
  async set(room: RoomKey, plugin: string, path: string, value: unknown): Promise<void> {
    const known = this.of(room)
    const said = treeOf(path.split('.'), value)
    const next: OwnerSettings = { ...known, [plugin]: mergeTrees(known[plugin] ?? {}, said) }
    this.#rooms.set(room, next)
    await this.#hash.set(room, next)
    // His last word holds: what lay over this plugin's settings gets the value too.
    const over = this.#over.get(room)
    const laid = over?.settings[plugin]
    if (over && laid)
      await this.lay(room, { ...over, settings: { ...over.settings, [plugin]: mergeTrees(laid, said) } })
  }
}

function isOverlay(laid: Overlay | OwnerSettings): laid is Overlay {
  return typeof laid['by'] === 'string'
}
