import { join } from 'node:path'
import type { z } from 'zod'
import { explain, parseOptions } from './explain.js'
import { outlineOf, withoutEmpty } from './outline.js'
import type { Problem } from './problems.js'
import type { Path, Source } from './source.js'
import { isTree, mergeTrees, subtree, type Tree } from './tree.js'

/** Where a value comes from, as `/配置` names it. */
export type LayerName = 'default' | `plugins/${string}.yaml` | `groups/${string}.yaml` | `rooms.${string}` | 'owner'

/** A part of one source that has a say in a value; of several, the last one wins. */
export interface Layer {
  name: LayerName | 'qunguan.yaml'
  source: Source
  /** Where the source hangs in the config: `bot` | `plugins`, NAME | `groups`, NAME. */
  root: readonly string[]
  /** Where in the source the part stands. */
  at: readonly string[]
}

/** What a layer says by itself. */
export function layerTree(layer: Layer, schema: z.ZodType): Tree {
  return withoutEmpty(subtree(layer.source.value, layer.at), schema)
}

/** A cross-check can only run on what has the right types: so what is wrong is taken out and the rest is checked again. */
const rounds = 4

/**
 * Validates what layers say together. Each mistake is placed in the last layer that has it; `value` is there only
 * without any. `dir` goes in front of the file names.
 */
export function checkLayers<Schema extends z.ZodType>(
  schema: Schema,
  layers: readonly Layer[],
  dir: string,
): { value?: z.output<Schema>; problems: Problem[] } {
  const written = layers.map(layer => subtree(layer.source.value, layer.at)).reduce(mergeTrees, {})
  // Most files say nothing that has to be left out, so this is tried first: an outline is slow to make.
  const quick = schema.safeParse(written, parseOptions)
  if (quick.success) return { value: quick.data, problems: [] }
  let tree = layers.map(layer => layerTree(layer, schema)).reduce(mergeTrees, {})
  const problems: Problem[] = []
  for (let round = 0; round < rounds; round += 1) {
    const parsed = schema.safeParse(tree, parseOptions)
    if (parsed.success) return problems.length > 0 ? { problems } : { value: parsed.data, problems }
    // What is missing in later rounds was taken out in an earlier one.
    const findings = explain(parsed.error, outlineOf(schema)).filter(({ missing }) => !missing || round === 0)
    for (const { path, paths = [path], part, message } of findings) {
      problems.push(place(layers, lastWritten(layers, paths) ?? path, part, message, 'error', dir))
    }
    tree = findings.reduce((rest, { path }) => takeOut(rest, path), tree)
  }
  return { problems }
}

/** Of several paths, the one that the last layer with any of them has. */
function lastWritten(layers: readonly Layer[], paths: readonly Path[]): Path | undefined {
  for (const { source, at } of layers.toReversed()) {
    const found = paths.find(path => source.locate([...at, ...path], 'value') !== undefined)
    if (found !== undefined) return found
  }
  return undefined
}

/** The tree without what stands at a path. In a list that is a key of an item, or the whole list: its items count on each other. */
function takeOut(tree: Tree, path: Path): Tree {
  const out = (node: unknown, [key, ...rest]: Path): unknown => {
    if (Array.isArray(node)) {
      if (rest.length === 0) return undefined
      return node.map((item, index) => (index === Number(key) ? out(item, rest) : item))
    }
    if (!isTree(node)) return undefined
    return Object.fromEntries(
      Object.entries(node).flatMap(([name, value]) => {
        if (name !== String(key)) return [[name, value]]
        const left = rest.length === 0 ? undefined : out(value, rest)
        return left === undefined ? [] : [[name, left]]
      }),
    )
  }
  const left = out(tree, path)
  return isTree(left) ? left : {}
}

/** A problem at a path of the layers' common value: where the last layer has it, or the nearest thing around it. */
export function place(
  layers: readonly Layer[],
  path: Path,
  part: 'key' | 'value',
  message: string,
  severity: Problem['severity'],
  dir: string,
): Problem {
  for (let length = path.length; length >= 0; length -= 1) {
    const near = path.slice(0, length)
    for (const { source, root, at } of layers.toReversed()) {
      // Around something missing, it is the key of the map that one looks for.
      const found = source.locate([...at, ...near], length === path.length ? part : 'key')
      if (found !== undefined) {
        const file = join(dir, source.file)
        return { file, ...found, path: [...root, ...at, ...path], message, severity }
      }
    }
  }
  const top = layers.at(-1)
  const file = top === undefined ? dir : join(dir, top.source.file)
  return { file, line: 1, column: 1, path: [...(top?.root ?? []), ...path], message, severity }
}
