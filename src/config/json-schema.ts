import type { PluginSchema } from './documents.js'
import { fullSchema } from './documents.js'
import { outlineOf } from './outline.js'
import { groupConfig, mainConfig } from './schema.js'

/** The JSON schemas that editors complete keys with, by file name in config/schema/, as they are to be written. */
export function jsonSchemas(plugins: readonly PluginSchema[]): Record<string, string> {
  const files: [string, object][] = [
    ['qunguan', { title: 'config/qunguan.yaml', ...outlineOf(mainConfig) }],
    ['group', groupSchema(plugins)],
    ...plugins.map(({ name, schema }): [string, object] => [
      name,
      { title: `config/plugins/${name}.yaml`, ...outlineOf(fullSchema(schema)) },
    ]),
  ]
  return Object.fromEntries(files.map(([name, schema]) => [`${name}.json`, `${JSON.stringify(schema, null, 2)}\n`]))
}

/** A group's file, whose `plugins` (and its rooms') take the keys of the plugins' own files. */
function groupSchema(plugins: readonly PluginSchema[]): object {
  const { $schema, ...outline } = structuredClone(outlineOf(groupConfig)) as ReturnType<typeof outlineOf> & {
    $schema: string
  }
  const overrides = { $ref: '#/$defs/plugins' }
  const room = outline.properties?.rooms?.additionalProperties
  for (const properties of [outline.properties, typeof room === 'object' ? room.properties : undefined]) {
    if (properties?.plugins)
      properties.plugins = { description: properties.plugins.description, ...overrides } as object
  }
  const sections = plugins.map(({ name, schema }) => {
    const { $schema: _, ...section } = outlineOf(fullSchema(schema)) as object & { $schema?: string }
    return [name, section]
  })
  return {
    $schema,
    title: 'config/groups/NAME.yaml',
    ...outline,
    $defs: { plugins: { type: 'object', properties: Object.fromEntries(sections), additionalProperties: false } },
  }
}
