import { describe, expect, it } from 'vitest'
import { spreadOf } from '../../../../plugins/health/pareto/share.js'

const counts = (...all: number[]) => new Map(all.map((count, at) => [`m${at + 1}`, count]))

describe('how the talk is spread', () => {
  it.each([
    ['two of ten write eight of ten', counts(50, 30, 5, 5, 5, 5), 10, 'few', 0.8],
    ['a tenth alone writes', counts(40, 60), 20, 'few', 1],
    ['all write as much', counts(10, 10, 10, 10, 10), 5, 'all', 0.2],
    ['some lead', counts(35, 35, 10, 10, 10), 10, 'some', 0.7],
  ] as const)('%s: %s', (_, of, members, verdict, share) => {
    expect(spreadOf(of, members)).toMatchObject({ verdict, share })
  })

  it('names at most ten, and of a small room no more than its fifth', () => {
    const all = counts(...Array.from({ length: 40 }, (_, at) => at + 1))
    expect(spreadOf(all, 200)?.top).toHaveLength(10)
    expect(spreadOf(all, 200)?.top[0]).toEqual({ member: 'm40', messages: 40 })
    expect(spreadOf(counts(3, 2, 1), 10)?.top.map(({ member }) => member)).toEqual(['m1', 'm2'])
  })

  it('of silence is none', () => {
    expect(spreadOf(counts(), 10)).toBeUndefined()
  })
})
