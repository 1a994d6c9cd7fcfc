import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadConfigFrom } from '../../src/config/load.js'
import { plugins } from '../config/plugins.js'

const text = readFileSync('docs/threat-model.md', 'utf8')
/** threat, what it meets, where, shown by */
const rows = text
  .split('\n')
  .filter(line => line.startsWith('| ') && !line.startsWith('| threat'))
  .map(line => line.slice(2, -2).split(' | '))
const filesIn = (cell: string): string[] =>
  [...cell.matchAll(/`((?:src|plugins|test|docs)\/[^`]+)`/g)].map(([, file = '']) => file)

describe('docs/threat-model.md', () => {
  it('names only files that are there', () => {
    const files = filesIn(text)
    expect(files.length).toBeGreaterThan(60)
    expect(files.filter(file => !existsSync(file))).toEqual([])
  })

  it.each(rows.map(row => [row[0] ?? '', row] as const))('%s: where it is met, and a test that shows it', (_, row) => {
    const [, meets = '', where = '', shown = ''] = row
    expect(row).toHaveLength(4)
    expect(filesIn(where)).not.toEqual([])
    expect(filesIn(shown).filter(file => !file.startsWith('test/'))).toEqual([])
    if (filesIn(shown).length === 0) expect([meets, shown].join()).toContain('(later')
  })

  it('names every scenario of a threat', () => {
    const scenarios = readdirSync('test/scenarios/threats').map(name => `test/scenarios/threats/${name}`)
    expect(scenarios.filter(file => !text.includes(`\`${file}\``))).toEqual([])
  })

  it('is right about aliases that multiply', () => {
    const bomb = ['x0: &x0 [x, x, x, x, x, x, x, x, x, x]']
    for (let level = 1; level < 9; level += 1) {
      bomb.push(
        `x${level}: &x${level} [${Array(10)
          .fill(`*x${level - 1}`)
          .join(', ')}]`,
      )
    }
    const { config, problems } = loadConfigFrom({ 'qunguan.yaml': `${bomb.join('\n')}\n` }, plugins)
    expect(config).toBeUndefined()
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('引用读不了')])
  })
})
