import { describe, expect, test } from 'vitest'
import { hiddenByOwner, resolvePlugin } from '../../src/config/resolve.js'
import { configOf } from './plugins.js'

const config = configOf({
  'plugins/rules.yaml': 'ads: { kickAt: 95, words: [a, b] }\nflood: { perMinute: 30 }\n',
  'groups/run.yaml': [
    'charter: { goal: 跑步 }',
    'plugins: { rules: { ads: { kickAt: 97, newcomer: 48h } } }',
    'rooms:',
    '  g1: { topic: 一, plugins: { rules: { ads: { words: [c] }, run: observe } } }',
    '  g2: { topic: 二 }',
  ].join('\n'),
})

describe('a plugin’s config for a room', () => {
  test('the last layer wins, and each value says which that was', () => {
    const { value, layers, written } = resolvePlugin(config, 'rules', 'run', 'g1', { ads: { strikes: 5 } })
    expect(value).toMatchObject({
      run: 'observe',
      trial: 604_800_000,
      ads: { kickAt: 97, newcomer: 172_800_000, words: ['c'], strikes: 5, suspectAt: 60 },
      flood: { perMinute: 30, per10s: 6 },
    })
    expect(layers).toMatchObject({
      run: 'rooms.g1',
      trial: 'default',
      'ads.kickAt': 'groups/run.yaml',
      'ads.newcomer': 'groups/run.yaml',
      'ads.words': 'rooms.g1',
      'ads.strikes': 'owner',
      'ads.suspectAt': 'default',
      'flood.perMinute': 'plugins/rules.yaml',
      'nameCard.pattern': 'default',
    })
    expect(written).toMatchObject({ trial: '7d', ads: { newcomer: '48h' } })
  })

  test('another room, another community and none', () => {
    expect(resolvePlugin(config, 'rules', 'run', 'g2').value).toMatchObject({
      run: 'enforce',
      ads: { words: ['a', 'b'] },
    })
    expect(resolvePlugin(config, 'rules', 'run', 'adopted').value).toMatchObject({ ads: { kickAt: 97 } })
    expect(resolvePlugin(config, 'rules', 'other', 'g1').value).toMatchObject({ ads: { kickAt: 95 } })
    expect(resolvePlugin(config, 'rules').value).toMatchObject({ ads: { kickAt: 95 } })
  })

  test('shipped trials: a week for the door and the rules, none elsewhere', () => {
    const trials = ['admission', 'rules', 'check-in', 'topics', 'capacity'].map(
      name => resolvePlugin(configOf({}), name).value.trial,
    )
    expect(trials).toEqual([604_800_000, 604_800_000, 0, 0, 0])
  })

  test('is made once for a room, as long as the owner has set nothing', () => {
    expect(resolvePlugin(config, 'rules', 'run', 'g1')).toBe(resolvePlugin(config, 'rules', 'run', 'g1', {}))
    expect(resolvePlugin(config, 'rules', 'run', 'g1')).not.toBe(resolvePlugin(config, 'rules', 'run', 'g2'))
  })

  test('what the owner set and fits no more is left out, and only that', () => {
    const owner = { ads: { suspectAt: 96, strikes: 4, gone: 1 }, flood: { perMinute: 10 } }
    const { value, ignored, layers } = resolvePlugin(config, 'rules', undefined, undefined, owner)
    expect(ignored.toSorted()).toEqual(['ads.gone', 'ads.suspectAt'])
    expect(value).toMatchObject({ ads: { suspectAt: 60, strikes: 4 }, flood: { perMinute: 10 } })
    expect(layers).toMatchObject({ 'ads.suspectAt': 'default', 'ads.strikes': 'owner' })
    // Two that only fit together are taken together.
    expect(
      resolvePlugin(config, 'rules', undefined, undefined, { ads: { suspectAt: 98, kickAt: 99 } }).ignored,
    ).toEqual([])
  })

  test('what the owner hides of the YAML is named, unless the YAML only repeats a default', () => {
    const owner = { ads: { kickAt: 99, suspectAt: 50, words: ['a', 'b'] }, flood: { perMinute: 10 } }
    expect(hiddenByOwner(config, 'rules', 'run', 'g2', owner)).toEqual([
      { path: 'ads.kickAt', layer: 'groups/run.yaml', yaml: 97, owner: 99 },
      { path: 'flood.perMinute', layer: 'plugins/rules.yaml', yaml: 30, owner: 10 },
    ])
    const repeated = configOf({ 'plugins/capacity.yaml': 'preset: standard200\n' })
    expect(hiddenByOwner(repeated, 'capacity', undefined, undefined, { preset: 'small100' })).toEqual([])
  })
})
