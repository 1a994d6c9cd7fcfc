import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Points, pointsBook } from '../../../src/kernel/books/points.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
let points: Points

const at = Date.parse('2030-01-07T10:00:00+08:00')
const line = { community: 'main', member: 'm1', reason: '主持', at }
const daily = { community: 'main', member: 'm1', reason: '签到', points: 1 }

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(async () => {
  await server.redis.flushall()
  points = pointsBook(server.redis, 'qg:test')
})
afterAll(() => server.stop())

describe('what comes once a day', () => {
  it('counts once a day, in one row a month, and stands with its day in the ledger', async () => {
    expect(await points.addDaily({ ...daily, date: '2030-01-31' })).toBe(true)
    expect(await points.addDaily({ ...daily, date: '2030-01-07' })).toBe(true)
    expect(await points.addDaily({ ...daily, date: '2030-01-07', points: 9 })).toBe(false)
    expect(await points.addDaily({ ...daily, date: '2030-02-01', points: 2 })).toBe(true)
    expect(await points.addDaily({ ...daily, date: '2030-01-07', community: 'other' })).toBe(true)
    expect(await points.addDaily({ ...daily, date: '2030-01-07', reason: '退签', points: -1 })).toBe(true)
    expect(await server.redis.hkeys('qg:test:book:points:m1')).toHaveLength(4)
    const entries = await points.entries('main', 'm1')
    expect(entries.map(({ date, reason, points }) => [date, reason, points])).toEqual([
      ['2030-01-07', '签到', 1],
      ['2030-01-07', '退签', -1],
      ['2030-01-31', '签到', 1],
      ['2030-02-01', '签到', 2],
    ])
    expect(await points.total('main', 'm1')).toBe(3)
  })

  it('of two at once for one day one counts', async () => {
    const two = [points.addDaily({ ...daily, date: '2030-01-07' }), points.addDaily({ ...daily, date: '2030-01-07' })]
    await Promise.all(two)
    expect(await points.total('main', 'm1')).toBe(1)
  })

  it('takes few bytes: a year of check-ins under 12 a day', async () => {
    for (let day = 0; day < 365; day += 1) {
      const date = new Date(Date.parse('2030-01-01') + day * 86_400_000).toISOString().slice(0, 10)
      await points.addDaily({ ...daily, date })
    }
    expect(await points.total('main', 'm1')).toBe(365)
    expect(await server.redis.memory('USAGE', 'qg:test:book:points:m1', 'SAMPLES', 0)).toBeLessThan(12 * 365)
  })

  it('joins two people, one line a day', async () => {
    await points.addDaily({ ...daily, date: '2030-01-07' })
    await points.addDaily({ ...daily, member: 'm2', date: '2030-01-07' })
    await points.addDaily({ ...daily, member: 'm2', date: '2030-01-09' })
    await points.add({ ...line, member: 'm2', points: 5, cause: 'x' })
    await points.merge('m2', 'm1')
    await points.merge('m2', 'm1')
    expect(await points.total('main', 'm1')).toBe(7)
    expect(await points.export('m2')).toBeUndefined()
    await points.erase('m1')
    expect(await points.entries('main', 'm1')).toEqual([])
  })
})

describe('spending', () => {
  it('takes what is there, once a cause, and nothing that is not', async () => {
    await points.add({ ...line, points: 10, cause: 'a' })
    expect(await points.spend({ ...line, points: -6, cause: 'right|1' })).toBe('done')
    expect(await points.spend({ ...line, points: -6, cause: 'right|1' })).toBe('done')
    expect(await points.total('main', 'm1')).toBe(4)
    expect(await points.spend({ ...line, points: -6, cause: 'right|2' })).toBe('short')
    expect(await points.spend({ ...line, points: -4, cause: 'right|3' })).toBe('done')
    expect(await points.spend({ ...line, community: 'other', points: -1, cause: 'right|4' })).toBe('short')
    expect(await points.total('main', 'm1')).toBe(0)
  })

  it('of several at once takes what there is and no more', async () => {
    await points.add({ ...line, points: 10, cause: 'a' })
    const all = await Promise.all(
      [1, 2, 3, 4].map(number => points.spend({ ...line, points: -4, cause: `right|${number}` })),
    )
    expect(all).toEqual(['done', 'done', 'short', 'short'])
    expect(await points.total('main', 'm1')).toBe(2)
  })
})

describe('the total', () => {
  const some = fc.array(
    fc.record({
      kind: fc.constantFrom('add', 'daily', 'spend'),
      member: fc.constantFrom('m1', 'm2'),
      points: fc.integer({ min: 0, max: 20 }),
      number: fc.integer({ min: 0, max: 12 }),
    }),
    { maxLength: 25 },
  )

  it('is the sum of the lines whatever was written, for one person and for several', async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(some, async writes => {
        const community = `c${++run}`
        for (const { kind, member, points: count, number } of writes) {
          const entry = { community, member, reason: '主持', cause: `${kind}|${number}`, at: at + number }
          if (kind === 'add') await points.add({ ...entry, points: count })
          if (kind === 'spend') await points.spend({ ...entry, points: -count })
          const date = `2030-0${1 + (number % 3)}-${10 + number}`
          if (kind === 'daily') await points.addDaily({ community, member, reason: '签到', date, points: count })
        }
        const totals = await points.totals(community, ['m1', 'm2', 'm3'])
        for (const member of ['m1', 'm2', 'm3']) {
          const lines = await points.entries(community, member)
          const sum = lines.reduce((all, { points }) => all + points, 0)
          expect(await points.total(community, member)).toBe(sum)
          expect(totals.get(member)).toBe(sum)
          expect(sum).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('of nobody is nothing', async () => {
    expect(await points.totals('main', [])).toEqual(new Map())
  })
})
