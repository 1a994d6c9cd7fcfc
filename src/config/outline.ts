import { z } from 'zod'
import { isTree, mergeTrees, type Tree } from './tree.js'

/** What a schema expects, as JSON Schema: the one public form in which zod tells its keys, defaults and descriptions. */
export interface Outline {
  type?: string
  properties?: Record<string, Outline>
  additionalProperties?: Outline | boolean
  items?: Outline | boolean
  prefixItems?: Outline[]
  anyOf?: Outline[]
  enum?: unknown[]
  const?: unknown
  default?: unknown
  description?: string
}

const known = new WeakMap<z.ZodType, Outline>()

/** The outline of what may be written for `schema` (not of what it is parsed to). */
export function outlineOf(schema: z.ZodType): Outline {
  const found = known.get(schema)
  if (found !== undefined) return found
  const outline = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // zod states the bounds of safe integers everywhere; nobody has to read them in an editor.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    },
  }) as Outline
  known.set(schema, outline)
  return outline
}

/** The outline of what stands at a path; undefined when nothing may stand there. */
export function outlineAt(outline: Outline, path: readonly PropertyKey[]): Outline | undefined {
  const [key, ...rest] = path
  if (key === undefined) return outline
  for (const branch of branches(outline)) {
    const index = Number(key)
    const next =
      branch.properties?.[String(key)] ?? branch.prefixItems?.[index] ?? branch.items ?? branch.additionalProperties
    const found = isOutline(next) ? outlineAt(next, rest) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

function branches(outline: Outline): Outline[] {
  return [outline, ...(outline.anyOf ?? [])]
}

function isOutline(next: Outline | boolean | undefined): next is Outline {
  return typeof next === 'object'
}

/** The keys that may stand directly in a map. */
export function keysOf(outline: Outline): string[] {
  return branches(outline).flatMap(branch => Object.keys(branch.properties ?? {}))
}

/** Where else, deeper down, a key of this name may stand. */
export function pathsTo(outline: Outline, key: string, path: readonly string[] = []): string[][] {
  return branches(outline).flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([name, below]) => {
      const here = [...path, name]
      return [...(name === key ? [here] : []), ...pathsTo(below, key, here)]
    }),
  )
}

/** All defaults, as one would write them. Keys without a default are left out. */
export function defaultsOf(outline: Outline): Tree {
  const entries = Object.entries(outline.properties ?? {}).flatMap(([key, below]) => {
    if (below.default === undefined) return []
    const shape = branches(below).find(({ properties }) => properties !== undefined)
    const whole = isTree(below.default) && shape !== undefined
    return [[key, whole ? mergeTrees(defaultsOf(shape), below.default as Tree) : below.default]]
  })
  return Object.fromEntries(entries)
}

/** The tree without maps and lists of which only the key was written (`ads:` and nothing below it): that means the default. */
export function withoutEmpty(tree: Tree, schema: z.ZodType): Tree {
  // Outlines are slow to make, and most files need none.
  return hasNull(tree) ? dropEmpty(tree, outlineOf(schema)) : tree
}

function hasNull(tree: Tree): boolean {
  return Object.values(tree).some(value => value === null || (isTree(value) && hasNull(value)))
}

function dropEmpty(tree: Tree, outline: Outline): Tree {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) => {
      const below = outlineAt(outline, [key])
      if (value === null && below !== undefined && isContainer(below)) return []
      return [[key, isTree(value) && below !== undefined ? dropEmpty(value, below) : value]]
    }),
  )
}

function isContainer(outline: Outline): boolean {
  const types = branches(outline).map(({ type }) => type)
  return !types.includes('null') && types.some(type => type === 'object' || type === 'array')
}
