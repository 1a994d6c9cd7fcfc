import { describe, expect, test } from 'vitest'
import { bandOf, dueRules, joined, rulesOf } from '../../../../plugins/health/stage-rules/rules.js'
import { seeded } from '../stage/series.js'

const bands = { '100': { overrides: { topics: { nudgeAfter: '5m' } } }, '50': { overrides: { care: { run: 'off' } } } }
const config = { stages: { 衰亡: { overrides: { topics: { lastCall: '10m' } } }, 成长: { overrides: {} } }, bands }

describe('bands', () => {
  test.each([
    [49, undefined, undefined],
    [50, undefined, 50],
    [99, 50, 50],
    [100, 50, 100],
    [96, 100, 100],
    [95, 100, 50],
    [94, 100, 50],
    [46, 50, 50],
    [45, 50, undefined],
    // The band is no longer in the config.
    [97, 200, 50],
  ])('%i people, who were in %s, are in %s', (people, known, band) => {
    expect(bandOf({ bands }, people, known)).toBe(band)
  })

  test('whoever comes and goes at the edge does not move it', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = seeded(seed)
      let band: number | undefined
      const seen = new Set<number | undefined>()
      for (let night = 0; night < 60; night++) {
        band = bandOf({ bands }, 98 + Math.round(4 * random()), band)
        if (night > 20) seen.add(band)
      }
      expect(seen.size).toBe(1)
    }
  })
})

describe('rules', () => {
  test('those of the stage and of the band are due, empty ones are none', () => {
    expect(rulesOf(config)).toHaveLength(3)
    expect(dueRules(config, '衰亡', 100).map(({ of }) => of)).toEqual([{ stage: '衰亡' }, { from: 100 }])
    expect(dueRules(config, '成长', undefined)).toEqual([])
  })

  test('another text is another rule', () => {
    const [one] = dueRules(config, '衰亡', undefined)
    const [other] = dueRules(
      { ...config, stages: { 衰亡: { overrides: { topics: { lastCall: '9m' } } } } },
      '衰亡',
      undefined,
    )
    expect(one?.key).not.toBe(other?.key)
  })

  test('of two that hold, both do', () => {
    expect(joined(dueRules(config, '衰亡', 100))).toEqual({ topics: { lastCall: '10m', nudgeAfter: '5m' } })
    expect(joined([])).toBeUndefined()
  })
})
