import { plugins as shipped } from '../../plugins/index.js'
import { type Loaded, loadConfigFrom, type PluginSchema, type QunguanConfig } from '../../src/config/load.js'
import { printProblem } from '../../src/config/problems.js'
import { schemas } from '../../src/plugin-schemas.js'

/** The shipped plugins, as the config sees them. */
export const plugins: readonly PluginSchema[] = schemas(shipped)

/** A config of these files, which must be right. */
export function configOf(texts: Record<string, string>): QunguanConfig {
  return valid(loadConfigFrom(texts, plugins))
}

export function valid({ config, problems }: Loaded): QunguanConfig {
  if (config === undefined) throw new Error(problems.map(printProblem).join('\n'))
  return config
}

/** What `check` would print about these files. */
export function check(texts: Record<string, string>): string[] {
  return loadConfigFrom(texts, plugins).problems.map(printProblem)
}
