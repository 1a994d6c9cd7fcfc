import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activeRateOf, fifthOf, topOf } from '../../../../plugins/health/days/counting.js'
import { membersAt } from '../../../../plugins/health/days/moves.js'

describe('the fifth who wrote most', () => {
  it.each([
    ['of 240 the first 48', Array.from({ length: 60 }, () => 1), 240, 48],
    ['of ten the first two', [1, 70, 9, 10, 10], 10, 80],
    ['of three the first', [1, 2, 3], 3, 3],
    ['of nobody', [], 0, 0],
    ['of fewer who wrote than a fifth all', [5, 5], 100, 10],
  ])('%s', (_, counts, members, top) => {
    expect(topOf(counts, members)).toBe(top)
  })

  it('never wrote less than a fifth of it all, and never more than all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 200 }),
        fc.nat(500),
        (counts, more) => {
          const all = counts.reduce((sum, count) => sum + count, 0)
          const members = counts.length + more
          const top = topOf(counts, members)
          expect(top).toBeLessThanOrEqual(all)
          expect(top / all).toBeGreaterThanOrEqual(Math.min(1, fifthOf(members) / counts.length) - 1e-9)
        },
      ),
    )
  })
})

describe('the active rate', () => {
  it('is of the people whom WeChat counts: 14 of 240 are 5.8 %', () => {
    expect(activeRateOf(14, 239)).toBeCloseTo(0.0583, 4)
    expect(activeRateOf(14, 240)).toBeCloseTo(0.0581, 4)
  })

  it('hides nothing: who counts more speakers than people sees it', () => {
    expect(activeRateOf(30, 20)).toBeGreaterThan(1)
    expect(activeRateOf(20, 20)).toBeLessThan(1)
  })
})

describe('how many there were at the end of a day', () => {
  const moves = new Map([
    ['2030-01-07', { joins: 5, leaves: 0 }],
    ['2030-01-08', { joins: 1, leaves: 3 }],
    ['2030-01-09', { joins: 2, leaves: 0 }],
  ])

  it.each([
    ['2030-01-09', 100],
    ['2030-01-08', 98],
    ['2030-01-07', 100],
    ['2030-01-06', 95],
  ])('%s: %d', (date, members) => {
    expect(membersAt(date, '2030-01-09', 100, moves)).toBe(members)
  })
})
