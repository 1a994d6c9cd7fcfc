import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pointsConfig } from '../../../plugins/points/config.js'
import { type Entry, SHOWN, signed, statementOf } from '../../../plugins/points/statement.js'
import { standingOf, tierOf } from '../../../plugins/points/tiers.js'

const how = {
  dayOf: ({ at }: Entry) => new Date(at).toISOString().slice(0, 10),
  reasonOf: ({ reason }: Entry) => reason,
}
const at = (day: string) => Date.parse(`${day}T04:00:00Z`)
const once = (reason: string, day: string, points: number): Entry => ({
  community: 'main',
  reason,
  points,
  cause: `${reason}|${day}|${points}`,
  at: at(day),
})
const daily = (day: string, points = 1, reason = '签到'): Entry => ({
  ...once(reason, day, points),
  at: Date.parse(day),
  date: day,
})

describe('the statement', () => {
  it('has one line for a month of check-ins, and every other line by itself', () => {
    const entries = [
      daily('2030-01-07'),
      once('主持', '2030-01-08', 5),
      daily('2030-01-09'),
      daily('2030-02-01'),
      once('换赠书', '2030-02-03', -6),
    ]
    expect(statementOf(entries, how).lines).toEqual([
      { when: '2030-01-08', reason: '主持', points: 5 },
      { when: '2030-01', reason: '签到', points: 2, days: 2 },
      { when: '2030-02-03', reason: '换赠书', points: -6 },
      { when: '2030-02', reason: '签到', points: 1, days: 1 },
    ])
  })

  it('shows the last lines, and what was before as one sum', () => {
    const entries = [...Array(SHOWN + 5).keys()].map(number => once(`第${number}`, `2030-01-${10 + (number % 20)}`, 2))
    const { lines, earlier } = statementOf(entries, how)
    expect([lines.length, earlier]).toEqual([SHOWN, { count: 5, points: 10 }])
  })

  const anyEntry = fc
    .record({
      day: fc.integer({ min: 0, max: 700 }).map(day => new Date(at('2029-06-01') + day * 86_400_000)),
      points: fc.integer({ min: -100, max: 100 }),
      reason: fc.constantFrom('签到', '答谢', '主持'),
      isDaily: fc.boolean(),
    })
    .map(({ day, points, reason, isDaily }) => {
      const date = day.toISOString().slice(0, 10)
      return isDaily ? daily(date, points, reason) : once(reason, date, points)
    })

  it('sums to the total, whatever is in the ledger', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 120 }), entries => {
        const { lines, earlier } = statementOf(entries, how)
        const shown = lines.reduce((sum, { points }) => sum + points, 0)
        expect(shown + earlier.points).toBe(standingOf(entries).total)
        expect(lines.length).toBeLessThanOrEqual(SHOWN)
      }),
    )
  })

  it.each([
    [3, '+3'],
    [0, '+0'],
    [-30, '-30'],
  ])('writes %d as %s', (points, text) => expect(signed(points)).toBe(text))
})

describe('tiers', () => {
  const { tiers } = pointsConfig.parse({})

  it.each([
    [0, '成员', '活跃'],
    [49, '成员', '活跃'],
    [50, '活跃', '核心'],
    [200, '核心', undefined],
    [-3, '成员', '活跃'],
  ])('%d points are %s, next is %s', (points, tier, next) => {
    const found = tierOf(tiers, points)
    expect([found.tier?.name, found.next?.name]).toEqual([tier, next])
  })

  it('take no notice of the order in which they are written, and what was given for a right still counts', () => {
    expect(tierOf([...tiers].reverse(), 60).tier?.name).toBe('活跃')
    const entries = [once('主持', '2030-01-08', 60), { ...once('换赠书', '2030-01-09', -50), cause: 'right|m' }]
    expect(standingOf(entries)).toEqual({ total: 10, reached: 60 })
  })
})

describe('the YAML', () => {
  it('has 0 for talk, and says kindly why there is nothing else', () => {
    expect(pointsConfig.parse({}).points.speak).toBe(0)
    const wrong = pointsConfig.safeParse({ points: { speak: 1 } })
    expect(wrong.error?.issues.map(({ message, path }) => [path.join('.'), message])).toEqual([
      ['points.speak', expect.stringContaining('聊天不计分')],
    ])
  })
})
