import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { plugins } from '../../plugins/index.js'

const root = fileURLToPath(new URL('../../plugins', import.meta.url))

/** Law 4: merging and erasing a person reaches every plugin; so whoever stores anything says what becomes of it. */
describe.each(plugins.map(plugin => [plugin.name, plugin] as const))('%s', (name, plugin) => {
  const source = readdirSync(join(root, name))
    .filter(file => file.endsWith('.ts'))
    .map(file => readFileSync(join(root, name, file), 'utf8'))
    .join('\n')

  it('says how to merge, hand out and erase what it stores of a person, if it stores anything', () => {
    if (/\bstore\b/.test(source)) expect(plugin.people).toBeDefined()
  })

  it('has every line in both languages', () => {
    expect(Object.keys(plugin.texts.en).sort()).toEqual(Object.keys(plugin.texts['zh-CN']).sort())
  })
})
