import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Counted,
  countCases,
  countUndone,
  isAutomatic,
  isDoubtful,
} from '../../../../plugins/rules/statistics/counts.js'

const one = (more: Partial<Counted> = {}): Counted => ({
  kind: 'ad',
  reason: '发广告',
  status: 'done',
  measure: 'remove',
  member: 'm1',
  openedAt: 10,
  ...more,
})

const cases = fc.array(
  fc.record({
    kind: fc.constantFrom('ad', 'flood'),
    reason: fc.constantFrom('发广告', '刷屏', '拉人'),
    status: fc.constantFrom('observed', 'open', 'acting', 'done', 'failed', 'undone', 'dismissed'),
    measure: fc.constantFrom('remove', 'remind', 'warn', 'admins', 'owner'),
    member: fc.constantFrom('m1', 'm2', 'm3'),
    openedAt: fc.integer({ min: 0, max: 100 }),
  }) as fc.Arbitrary<Counted>,
)

describe('the count', () => {
  it('is the sum of the cases, and of its lines', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (all, from, to) => {
        const { count, lines } = countCases(all, from, to)
        expect(count).toBe(all.filter(({ openedAt }) => openedAt >= from && openedAt < to).length)
        expect(lines.reduce((sum, line) => sum + line.count, 0)).toBe(count)
        expect(lines.every((line, i) => i === 0 || line.count <= (lines[i - 1]?.count ?? 0))).toBe(true)
        const { automatic, undone } = countUndone(all, from, to)
        expect(undone).toBeLessThanOrEqual(automatic)
        expect(automatic).toBeLessThanOrEqual(count)
      }),
    )
  })

  it('keeps what admins ordered apart, and counts people once', () => {
    const all = [one(), one({ openedAt: 11 }), one({ member: 'm2' }), one({ ordered: true, reason: '骂人' })]
    expect(countCases(all, 0, 100).lines).toEqual([
      { reason: '发广告', count: 3, people: 2 },
      { reason: undefined, count: 1, people: 1 },
    ])
  })
})

describe('the bot’s own judgement', () => {
  it.each([
    ['a removal', {}, true],
    ['a reminder', { measure: 'remind' }, true],
    ['what was taken back', { status: 'undone' }, true],
    ['what an admin ordered', { ordered: true }, false],
    ['what an admin agreed to', { by: 'm9' }, false],
    ['what is put to people', { measure: 'admins', status: 'open' }, false],
    ['what was only looked at', { status: 'observed' }, false],
  ] as const)('%s', (_, more, automatic) => {
    expect(isAutomatic(one(more))).toBe(automatic)
  })

  it('is doubted when of ten or more over a tenth was taken back', () => {
    expect(isDoubtful({ automatic: 9, undone: 9 })).toBe(false)
    expect(isDoubtful({ automatic: 10, undone: 1 })).toBe(false)
    expect(isDoubtful({ automatic: 10, undone: 2 })).toBe(true)
    expect(isDoubtful({ automatic: 100, undone: 11 })).toBe(true)
  })
})
