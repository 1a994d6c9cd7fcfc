import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { plugins } from '../config/plugins.js'
import { configReference } from './config-reference.js'

const documents = [
  'README.md',
  'README.zh-CN.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs')
    .filter(name => name.endsWith('.md'))
    .map(name => join('docs', name)),
]
const textOf = (file: string) => readFileSync(file, 'utf8')

describe('docs/config.md', () => {
  test('lists the keys of the schemas; UPDATE=1 writes them', () => {
    const file = 'docs/config.md'
    const mark = '<!-- From here on written by test/docs: UPDATE=1 npx vitest run test/docs -->\n'
    const [byHand = ''] = textOf(file).split(mark)
    const whole = `${byHand}${mark}${configReference(plugins)}`
    if (process.env.UPDATE) writeFileSync(file, whole)
    expect(textOf(file)).toBe(whole)
  })
})

describe('docs/architecture.md', () => {
  test('has the pictures that its script draws', () => {
    execFileSync(process.execPath, ['scripts/draw-architecture.mjs', '--check'], { stdio: 'inherit' })
  })

  test('names every file that owns a collection in Redis', () => {
    const sources = ['src', 'plugins'].flatMap(dir =>
      readdirSync(dir, { recursive: true, encoding: 'utf8' }).map(name => join(dir, name)),
    )
    // An owner says in a comment where its entries are: `PREFIX:rooms` hash room key → RoomRecord.
    const owners = sources.filter(name => name.endsWith('.ts') && /`PREFIX:(?!p:)/.test(textOf(name)))
    expect(owners.length).toBeGreaterThan(10)
    const architecture = textOf('docs/architecture.md')
    expect(owners.filter(name => !architecture.includes(`\`${name}\``))).toEqual([])
  })
})

describe.each(documents)('%s', file => {
  const text = textOf(file)

  test('points at files that are there', () => {
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target = '']) =>
      join(dirname(file), target),
    )
    expect(targets.filter(target => !existsSync(target))).toEqual([])
  })

  test('names commands that exist', () => {
    const ours = new Set(
      [...textOf('src/cli.ts').matchAll(/(?:\.command\(|^ {2}\[)'(\w+)'/gm)].map(([, name = '']) => name),
    )
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
    const named = [...text.matchAll(/(?:npx qunguan|bin\/qunguan\.mjs|`qunguan) ([a-z]+)/g)].map(
      ([, name = '']) => name,
    )
    const run = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)
    expect(named.filter(name => !ours.has(name))).toEqual([])
    expect(run.filter(name => !(name in scripts))).toEqual([])
  })
})
