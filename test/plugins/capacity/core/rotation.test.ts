import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NAMED, rotate, type Seated } from '../../../../plugins/capacity/core/rotation.js'

const seat = (key: string, count: number, stays = false): Seated => ({ key, count, stays })

describe('a quarter’s proposal', () => {
  it('names who said least of those who may rotate, and the list before the most active', () => {
    const seated = [seat('a', 40), seat('b', 30), seat('c', 2), seat('d', 0), seat('e', 0, true), seat('f', 35)]
    const { out, into, rotating } = rotate(seated, [
      { key: 'x', count: 90 },
      { key: 'y', count: 0, listed: 2 },
      { key: 'z', count: 5, listed: 1 },
      { key: 'w', count: 0 },
    ])
    expect(out.map(({ key }) => key)).toEqual(['d', 'c'])
    expect(into.map(({ key }) => key)).toEqual(['z', 'y', 'x'])
    expect(rotating).toBe(5)
  })

  it('names nobody where all talk alike', () => {
    expect(rotate([seat('a', 10), seat('b', 12), seat('c', 11)], []).out).toEqual([])
    expect(rotate([], [])).toEqual({ out: [], into: [], rotating: 0 })
  })

  it('never names a seat that stays, nor more than a few', () => {
    const seats = fc.array(
      fc.record({ key: fc.string({ minLength: 1 }), count: fc.nat({ max: 50 }), stays: fc.boolean() }),
    )
    fc.assert(
      fc.property(seats, seated => {
        const { out } = rotate(seated, [])
        expect(out.length).toBeLessThanOrEqual(NAMED)
        expect(out.every(({ stays }) => !stays)).toBe(true)
      }),
    )
  })
})
