import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bandAt,
  isHigher,
  type Level,
  levelAt,
  nextBound,
  SLACK,
  thresholdsOf,
} from '../../../plugins/capacity/levels.js'

const BANDS = [100, 148, 200, 300]
const shares = { draftAt: 0.9, splitAt: 1 }

/** The levels that a room comes up to while its size goes along. */
function rises(sizes: readonly number[], cap = 200): Level[] {
  let level: Level = 'roomy'
  return sizes.flatMap(size => {
    const before = level
    level = levelAt(level, size, thresholdsOf(cap, shares))
    return isHigher(level, before) ? [level] : []
  })
}

describe('how full a room is', () => {
  it.each([
    [200, { draft: 180, full: 200 }],
    [70, { draft: 63, full: 70 }],
    [69, { draft: 63, full: 69 }],
    [148, { draft: 134, full: 148 }],
  ])('of %d people', (cap, thresholds) => {
    expect(thresholdsOf(cap, shares)).toEqual(thresholds)
  })

  it('is news once a crossing, and again only when it had fallen by five', () => {
    expect(rises([179, 180, 179, 180, 176, 180, 175, 180])).toEqual(['draft', 'draft'])
    expect(rises([199, 200, 202, 196, 200, 195, 200])).toEqual(['draft', 'full', 'full'])
    expect(rises([100, 240])).toEqual(['full'])
  })

  it('is never news while it goes down', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 30 }), sizes => {
        const down = [300, ...sizes.sort((a, b) => b - a)]
        expect(rises(down)).toEqual(['full'])
      }),
    )
  })
})

describe('bands of size', () => {
  it.each([
    [100, 0],
    [101, 1],
    [148, 1],
    [149, 2],
    [301, 4],
  ])('%d people are in band %d', (size, band) => {
    expect(bandAt(undefined, size, BANDS)).toBe(band)
  })

  it('hold while the size swings about the number', () => {
    expect(bandAt(1, 99, BANDS)).toBe(1)
    expect(bandAt(1, 96, BANDS)).toBe(1)
    expect(bandAt(1, 95, BANDS)).toBe(0)
    expect(bandAt(0, 100, BANDS)).toBe(0)
    expect(bandAt(4, 50, BANDS)).toBe(0)
  })

  it('change at once when the size does by more than the slack', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 500 }), (before, size) => {
        const plain = bandAt(undefined, size, BANDS)
        const held = bandAt(before, size, BANDS)
        expect(held).toBeGreaterThanOrEqual(plain)
        expect(bandAt(undefined, size + SLACK, BANDS)).toBeGreaterThanOrEqual(held)
        expect(bandAt(held, size, BANDS)).toBe(held)
      }),
    )
  })

  it('know where the next begins', () => {
    expect([0, 1, 4].map(band => nextBound(band, BANDS))).toEqual([100, 148, undefined])
  })
})
