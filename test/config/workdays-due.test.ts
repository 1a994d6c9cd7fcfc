import { describe, expect, it } from 'vitest'
import { plugins } from '../../plugins/index.js'
import { loadConfigFrom } from '../../src/config/load.js'
import { printProblem } from '../../src/config/problems.js'
import { workdaysDue } from '../../src/config/workdays-due.js'
import { schemas } from '../../src/plugin-schemas.js'

const load = (texts: Record<string, string>) => {
  const { config } = loadConfigFrom(texts, schemas(plugins), { dir: 'config' })
  if (!config) throw new Error('the config is wrong')
  return config
}
const at = (date: string, texts: Record<string, string>) => {
  const due = workdaysDue(load(texts), Date.parse(`${date}T00:00:00+08:00`))
  return due && printProblem(due)
}
const uses = { 'plugins/check-in.yaml': 'days: workdays\n' }

describe('a missing table of workdays', () => {
  it('is warned of from 1 December on, by the clocks of the community', () => {
    expect(at('2026-11-30', uses)).toBeUndefined()
    expect(at('2026-12-01', uses)).toMatch(/^warning: config\/workdays\/2027\.yaml:1:1: 还没有 2027 年的放假安排/)
    expect(at('2027-03-01', uses)).toContain('2027')
  })

  it('is none where somebody wrote it', () => {
    expect(at('2026-12-01', { ...uses, 'workdays/2027.yaml': 'holidays: { 元旦: 01-01..01-03 }\n' })).toBeUndefined()
  })

  it('matters to nobody who does not count workdays', () => {
    expect(at('2026-12-01', {})).toBeUndefined()
    expect(at('2026-12-01', { 'plugins/check-in.yaml': 'days: weekdays\n' })).toBeUndefined()
    const group = 'name: 甲\nplugins: { check-in: { days: holidays } }\nrooms: { a1: { topic: 甲群 } }\n'
    expect(at('2026-12-02', { 'groups/a.yaml': group })).toContain('2027')
  })
})
