import type { z } from 'zod'
import type { CommunityKey, RoomKey } from '../domain/keys.js'
import { type Layer, type LayerName, layerTree } from './check.js'
import { fullSchema, pluginLayers } from './documents.js'
import type { QunguanConfig } from './load.js'
import { defaultsOf, outlineOf } from './outline.js'
import type { KernelKeys } from './schema.js'
import { leaves, mergeTrees, type Tree, treeAt, treeOf } from './tree.js'

/** A plugin's config for one room. */
export interface Resolved {
  /** As the plugin gets it: durations in milliseconds. */
  readonly value: KernelKeys & Record<string, unknown>
  /** The same as it is written, to be shown. */
  readonly written: Tree
  /** By path (`ads.kickAt`): which layer its value comes from. A list counts as one value. */
  readonly layers: Readonly<Record<string, LayerName>>
  /** Paths of the owner's that are left out, because the YAML has since become such that they no longer fit. */
  readonly ignored: readonly string[]
}

const cache = new WeakMap<QunguanConfig, Map<string, Resolved>>()

/**
 * A plugin's config for one room: key default → plugins/X.yaml → groups/G.yaml → rooms.KEY → what the owner set. For a
 * room or community that the YAML does not name, what stands above it. Cached as long as the owner has set nothing.
 * @param owner as written: `{ ads: { kickAt: 80 } }`
 * @throws when the config knows no such plugin
 */
export function resolvePlugin(
  config: QunguanConfig,
  plugin: string,
  community?: CommunityKey,
  room?: RoomKey,
  owner?: Tree,
): Resolved {
  const cached = cache.get(config) ?? new Map<string, Resolved>()
  cache.set(config, cached)
  const layers = pluginLayers(config.documents, plugin, community, room)
  // A thousand rooms of which the YAML says nothing of their own share one.
  const key = JSON.stringify([plugin, layers.map(({ root, at }) => [...root, ...at])])
  const hasOwner = owner !== undefined && leaves(owner).length > 0
  const found = hasOwner ? undefined : cached.get(key)
  if (found !== undefined) return found
  const schema = schemaOf(config, plugin)
  const resolved = resolve(schema, layers, hasOwner ? owner : {})
  if (!hasOwner) cached.set(key, resolved)
  return resolved
}

/** A plugin's schema with the kernel's keys. */
export function schemaOf(config: QunguanConfig, plugin: string): z.ZodObject {
  const found = config.plugins.find(({ name }) => name === plugin)
  if (found === undefined) throw new Error(`No such plugin in the config: ${plugin}`)
  return fullSchema(found.schema)
}

function resolve(schema: z.ZodObject, layers: readonly Layer[], owner: Tree): Resolved {
  const trees = layers.map(layer => ({ name: layer.name as LayerName, tree: layerTree(layer, schema) }))
  const base = trees.map(({ tree }) => tree).reduce(mergeTrees, {})
  const { kept, ignored } = fitting(schema, base, owner)
  // parse: the YAML was checked when it was loaded, and of the owner's only what fits was kept.
  const value = schema.parse(mergeTrees(base, kept)) as Resolved['value']
  // Nobody asks for the rest on the way of a message.
  const stack = once(() => [
    { name: 'default' as const, tree: defaultsOf(outlineOf(schema)) },
    ...trees,
    { name: 'owner' as const, tree: kept },
  ])
  const written = once(() =>
    stack()
      .map(({ tree }) => tree)
      .reduce(mergeTrees, {}),
  )
  const sources = once(() => origins(written(), stack()))
  return {
    value,
    ignored,
    get written() {
      return written()
    },
    get layers() {
      return sources()
    },
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** For each value, the last layer that set it. */
function origins(written: Tree, stack: readonly { name: LayerName; tree: Tree }[]): Record<string, LayerName> {
  const entries = leaves(written).map(([path]): [string, LayerName] => {
    // A map's value, or what replaced a whole map above it.
    const from = stack.findLast(({ tree }) => path.some((_, index) => isLeafAt(tree, path.slice(0, index + 1))))
    return [path.join('.'), from?.name ?? 'default']
  })
  return Object.fromEntries(entries)
}

function isLeafAt(tree: Tree, path: readonly string[]): boolean {
  const value = treeAt(tree, path)
  return value !== undefined && leaves({ value })[0]?.[0].length === 1
}

/** As much of the owner's as fits: all of it if possible, else one value after another as long as any more goes in. */
function fitting(schema: z.ZodObject, base: Tree, owner: Tree): { kept: Tree; ignored: string[] } {
  const fits = (tree: Tree) => schema.safeParse(mergeTrees(base, tree)).success
  if (fits(owner)) return { kept: owner, ignored: [] }
  let kept: Tree = {}
  let left = leaves(owner)
  for (let before = left.length + 1; left.length < before; ) {
    before = left.length
    left = left.filter(([path, value]) => {
      const more = mergeTrees(kept, treeOf(path, value))
      if (!fits(more)) return true
      kept = more
      return false
    })
  }
  return { kept, ignored: left.map(([path]) => path.join('.')) }
}

/** A value of the YAML that nobody gets, because the owner set another by command. */
export interface Hidden {
  path: string
  layer: LayerName
  yaml: unknown
  owner: unknown
}

/** What the owner's commands hide of the YAML, for `check` and reload to name; lines that only repeat the default are not worth it. */
export function hiddenByOwner(
  config: QunguanConfig,
  plugin: string,
  community: CommunityKey | undefined,
  room: RoomKey | undefined,
  owner: Tree,
): Hidden[] {
  const defaults = defaultsOf(outlineOf(schemaOf(config, plugin)))
  const without = resolvePlugin(config, plugin, community, room)
  return leaves(owner).flatMap(([path, value]) => {
    const name = path.join('.')
    const layer = without.layers[name] ?? 'default'
    const yaml = treeAt(without.written, path)
    const same = (other: unknown) => JSON.stringify(yaml) === JSON.stringify(other)
    if (layer === 'default' || same(value) || same(treeAt(defaults, path))) return []
    return [{ path: name, layer, yaml, owner: value }]
  })
}
