import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Not ours, or made from what is. */
const notOurs = new Set(['.git', 'node_modules', 'dist', 'data', 'coverage', 'package-lock.json', 'tree.test.ts'])

/** What must not be left behind in a file, and what it is. */
const leftovers: [what: string, found: RegExp][] = [
  ['a note of unfinished work', /\b(?:TODO|FIXME|XXX|HACK)\b/],
  ['a merge conflict', /^(?:<{7}|>{7})(?: |$)/],
  ['a lint or type rule silenced', /biome-ignore lint|@ts-(?:ignore|nocheck|expect-error)|eslint-disable/],
  ['a test run alone or left out', /\b(?:it|test|describe)\.(?:only|skip|todo)\b/],
  // In sources these are written as escapes, so that a reader sees them; U+200D is part of many an emoji.
  ['a control, direction or invisible character', /[\p{Cc}\u200B\u200C\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/u],
]

const files = filesBelow('.')

describe('the tree', () => {
  it.each(leftovers)('holds nowhere %s', (_, found) => {
    const places = files.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, at) => (found.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
    )
    expect(places).toEqual([])
  })
})

/** Every text of ours. What is not text holds a NUL. */
function filesBelow(dir: string): { path: string; text: string }[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter(entry => !notOurs.has(entry.name))
    .flatMap(entry => {
      const path = join(dir, entry.name)
      if (entry.isDirectory()) return filesBelow(path)
      if (!entry.isFile()) return []
      const text = readFileSync(path, 'utf8')
      return text.includes('\0') ? [] : [{ path, text }]
    })
}
