import { expect, test } from 'vitest'
import { plugins } from '../../../plugins/index.js'
import { loadConfigFrom } from '../../../src/config/load.js'

const schemas = plugins.map(({ name, config }) => ({ name, schema: config }))
const problemsOf = (texts: Record<string, string>) =>
  loadConfigFrom(texts, schemas)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ file, line, message }) => `${file}:${line} ${message}`)

test('settings that a stage or a size proposes are checked as those of their plugins', () => {
  const health = `stages:
  衰亡:
    overrides:
      topics: { nudgeAftr: 5m }
      capcity: { cap: 3 }
  沉迷: { overrides: {} }
bands:
  "100": { overrides: { capacity: { cap: 600 } } }
`
  const [key, plugin, stage, cap, ...rest] = problemsOf({ 'plugins/health.yaml': health })
  expect(key).toMatch(/^plugins\/health.yaml:4 .*nudgeAfter/)
  expect(plugin).toMatch(/health.yaml:5 .*capacity/)
  expect(stage).toMatch(/health.yaml:6 .*沉迷/)
  expect(cap).toMatch(/health.yaml:8 .*500/)
  expect(rest).toEqual([])
})

test('in a group’s file too, and together with what the group has', () => {
  const group = `rooms: {}
plugins:
  capacity: { hard: 150, preset: small100 }
  health:
    stages:
      成长: { overrides: { capacity: { cap: 160 } } }
`
  expect(problemsOf({ 'groups/a.yaml': group })).toEqual([expect.stringMatching(/groups\/a.yaml:6 .*150/)])
  expect(problemsOf({ 'groups/a.yaml': group.replace('160', '140') })).toEqual([])
})

test('a floor above its upper end is wrong', () => {
  const [only] = problemsOf({ 'plugins/health.yaml': 'activeRate: { standard: [0.2, 0.1] }' })
  expect(only).toMatch(/health.yaml:1 .*下限/)
})
