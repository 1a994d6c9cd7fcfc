import type { z } from 'zod'
import type { Tree } from './tree.js'

// What a schema cannot say by itself: which file broke a rule between keys, and doubts that are no errors.

/** A doubt about a valid config: the key it is about, and one sentence. */
export interface Advice {
  path: readonly string[]
  message: string
}

/** What is kept beside a plugin's schema. */
interface FileRules {
  either: readonly (readonly [string, string])[]
  advise: (value: unknown) => readonly Advice[]
  /** Where it holds settings of other plugins: paths of maps from a plugin's name to what its own file might say. */
  others: (written: Tree) => readonly (readonly string[])[]
}

const none: FileRules = { either: [], advise: () => [], others: () => [] }
const known = new WeakMap<z.ZodType, FileRules>()

/** The rules kept beside `schema`. */
export function fileRules(schema: z.ZodType): FileRules {
  return known.get(schema) ?? none
}

/** Setting both keys in one and the same file is an error; in different files the plugin says which of them wins. */
export function eitherOr<Schema extends z.ZodObject>(schema: Schema, one: string, other: string): Schema {
  const rules = fileRules(schema)
  known.set(schema, { ...rules, either: [...rules.either, [one, other]] })
  return schema
}

/**
 * Within a plugin schema's `superRefine`: keys that do not go together. Told at whichever of them was written last, so
 * that the one who wrote it sees it; `paths` from the schema's root, the likeliest culprit first.
 */
export function conflict(
  context: z.RefinementCtx,
  paths: readonly [readonly string[], ...(readonly string[])[]],
  message: string,
): void {
  context.addIssue({ code: 'custom', path: [...paths[0]], message, params: { paths } })
}

/** Warnings of `check` about a config that is valid but hardly meant so. */
export function withAdvice<Schema extends z.ZodObject>(
  schema: Schema,
  advise: (value: z.output<Schema>) => readonly Advice[],
): Schema {
  known.set(schema, { ...fileRules(schema), advise: value => advise(value as z.output<Schema>) })
  return schema
}

/**
 * Settings of other plugins within this one's: each is checked as if it lay over that plugin's own file.
 * @param others from what is written, paths of the maps from a plugin's name to its settings
 */
export function holdsSettings<Schema extends z.ZodObject>(
  schema: Schema,
  others: (written: Tree) => readonly (readonly string[])[],
): Schema {
  known.set(schema, { ...fileRules(schema), others })
  return schema
}
