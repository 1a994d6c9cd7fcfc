import type { z } from 'zod'
import type { CommunityKey, RoomKey } from '../domain/keys.js'
import type { Layer } from './check.js'
import { kernelKeys } from './schema.js'
import type { Source } from './source.js'
import { isTree, treeAt } from './tree.js'

/** A plugin, as far as the config is concerned. */
export interface PluginSchema {
  name: string
  /** Strict, every key with a default and a description; without the kernel's keys, save those whose default it changes. */
  schema: z.ZodObject
  /** The lines that `texts:` may override; left out: any. */
  textKeys?: readonly string[]
}

/** Everything written, by file. Of several sources of one file the later lie over the earlier. */
export interface Documents {
  main: readonly Source[]
  plugins: Readonly<Record<string, readonly Source[]>>
  groups: Readonly<Record<CommunityKey, readonly Source[]>>
  /** By year. */
  workdays: Readonly<Record<string, readonly Source[]>>
}

const full = new WeakMap<z.ZodObject, z.ZodObject>()

/** A plugin's schema with the kernel's keys, which the plugin's own keys of the same name replace. */
export function fullSchema(schema: z.ZodObject): z.ZodObject {
  const found = full.get(schema)
  if (found !== undefined) return found
  const missing = Object.entries(kernelKeys).filter(([key]) => !(key in schema.shape))
  const extended: z.ZodObject = schema.safeExtend(Object.fromEntries(missing))
  full.set(schema, extended)
  return extended
}

export function mainLayers(documents: Documents): Layer[] {
  return documents.main.map(source => ({ name: 'qunguan.yaml', source, root: ['bot'], at: [] }))
}

/** The layers of a group's file as such. */
export function groupLayers(documents: Documents, group: CommunityKey, at: readonly string[] = []): Layer[] {
  const sources = documents.groups[group] ?? []
  return sources.map(source => ({ name: `groups/${group}.yaml`, source, root: ['groups', group], at }))
}

/**
 * What has a say in a plugin's config, least first: its file, the community's overrides, the room's. Without a room (or
 * community) that the config knows, only what stands above it.
 */
export function pluginLayers(documents: Documents, plugin: string, group?: CommunityKey, room?: RoomKey): Layer[] {
  const own = (documents.plugins[plugin] ?? []).map(
    (source): Layer => ({ name: `plugins/${plugin}.yaml`, source, root: ['plugins', plugin], at: [] }),
  )
  const ofGroup = group === undefined ? [] : groupLayers(documents, group, ['plugins', plugin])
  const ofRoom =
    group === undefined || room === undefined
      ? []
      : groupLayers(documents, group, ['rooms', room, 'plugins', plugin]).map(
          (layer): Layer => ({ ...layer, name: `rooms.${room}` }),
        )
  return [...own, ...ofGroup.filter(saysSomething), ...ofRoom.filter(saysSomething)]
}

function saysSomething({ source, at }: Layer): boolean {
  return isTree(treeAt(source.value, at))
}
