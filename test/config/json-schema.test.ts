import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fullSchema } from '../../src/config/documents.js'
import { jsonSchemas } from '../../src/config/json-schema.js'
import { type Outline, outlineOf } from '../../src/config/outline.js'
import { groupConfig, mainConfig } from '../../src/config/schema.js'
import { plugins } from './plugins.js'

const folder = 'config/schema'
const schemas = jsonSchemas(plugins)

describe('the JSON schemas beside the YAML', () => {
  test('are those of the code; UPDATE=1 writes them', () => {
    if (process.env.UPDATE) {
      mkdirSync(folder, { recursive: true })
      for (const [name, text] of Object.entries(schemas)) writeFileSync(join(folder, name), text)
    }
    expect(readdirSync(folder).sort()).toEqual(Object.keys(schemas).sort())
    for (const [name, text] of Object.entries(schemas)) expect(readFileSync(join(folder, name), 'utf8')).toBe(text)
  })

  test('are named in the first line of every YAML', () => {
    const files = [
      'qunguan.yaml',
      ...readdirSync('config/plugins').map(name => `plugins/${name}`),
      'groups/example.yaml.example',
    ]
    for (const file of files) {
      const [line = ''] = readFileSync(join('config', file), 'utf8').split('\n')
      const target = /^# yaml-language-server: \$schema=(.*)$/.exec(line)?.[1] ?? ''
      expect(Object.keys(schemas).map(name => join(folder, name))).toContain(join('config', dirname(file), target))
    }
  })

  test('every key has a description, and a default or good reason', () => {
    const bare: string[] = []
    const walk = (outline: Outline, path: string, inItem: boolean) => {
      for (const [key, below] of Object.entries(outline.properties ?? {})) {
        const here = `${path}.${key}`
        if (!below.description) bare.push(`${here}: description`)
        if (below.default === undefined && !inItem) bare.push(`${here}: default`)
        walk(below, here, inItem)
      }
      for (const inner of [outline.items, outline.additionalProperties])
        if (typeof inner === 'object') walk(inner, `${path}[]`, true)
      for (const branch of outline.anyOf ?? []) walk(branch, path, inItem)
    }
    for (const { name, schema } of plugins) walk(outlineOf(fullSchema(schema)), name, false)
    walk(outlineOf(mainConfig), 'qunguan', false)
    walk(outlineOf(groupConfig), 'group', false)
    expect(bare).toEqual([])
  })

  test('the example of a group is a right one', async () => {
    const { check } = await import('./plugins.js')
    expect(check({ 'groups/example.yaml': readFileSync('config/groups/example.yaml.example', 'utf8') })).toEqual([])
  })
})
