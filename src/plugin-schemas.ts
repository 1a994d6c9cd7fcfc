import { z } from 'zod'
import type { PluginSchema } from './config/load.js'
import type { Plugin } from './kernel/contract.js'
import { houseTexts } from './kernel/house-plugin/texts.js'

/** What the config layer has to know of the plugins; the house's own words are edited like any plugin's. */
export function schemas(plugins: readonly Plugin[]): PluginSchema[] {
  const house = { name: 'house', schema: z.strictObject({}), textKeys: Object.keys(houseTexts['zh-CN']) }
  return [
    house,
    ...plugins.map(({ name, config, texts }) => ({ name, schema: config, textKeys: Object.keys(texts['zh-CN']) })),
  ]
}
