import { z } from 'zod'
import type { PluginSchema } from './config/load.js'
import type { Plugin } from './kernel/contract.js'

/** What the config layer has to know of the plugins; the house's own words are edited like any plugin's. */
export function schemas(plugins: readonly Plugin[]): PluginSchema[] {
  return [{ name: 'house', schema: z.strictObject({}) }, ...plugins.map(({ name, config }) => ({ name, schema: config }))]
}
