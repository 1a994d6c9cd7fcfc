import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CheckIn, inSeconds, readMonth, writeMonth } from '../../../plugins/check-in/ledger.js'
import { messagesOf } from '../../../plugins/check-in/received.js'
import { checkIn, historyOf } from '../../../plugins/check-in/store.js'
import { addDays } from '../../../src/domain/calendar.js'
import { pointsBook } from '../../../src/kernel/books/points.js'
import { storeAt } from '../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis

beforeAll(async () => {
  server = await testRedis()
})
afterAll(() => server.stop())

const anyDay = fc.integer({ min: 1, max: 31 }).map(day => `2028-01-${String(day).padStart(2, '0')}`)
const anyLine: fc.Arbitrary<CheckIn> = fc.record(
  {
    at: fc.integer({ min: Date.UTC(2027, 11, 31), max: Date.UTC(2028, 5, 1) }).map(inSeconds),
    window: fc.oneof(fc.constantFrom('早起', '夜跑', 'a,b', 'a:1', '-'), fc.string({ minLength: 1 })),
  },
  { requiredKeys: ['at'] },
)

describe('a month', () => {
  it('reads as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyDay, fc.array(anyLine, { minLength: 1, maxLength: 3 }))), days => {
        const lines = new Map(days)
        expect(readMonth('2028-01', JSON.parse(JSON.stringify(writeMonth(lines))))).toEqual(lines)
      }),
    )
  })

  it('of nothing is nothing', () => {
    expect(readMonth('2030-01', []).size).toBe(0)
    expect(readMonth('2030-01', writeMonth(new Map())).size).toBe(0)
  })
})

describe('in Redis', () => {
  // Of 500 members it is the same: nothing is shared but the ids of two days, which are as many as there are members.
  const MEMBERS = 50
  const DAYS = 90

  it('a day of a member takes less than 40 bytes, points and all, and no message is remembered for longer than two days', async () => {
    const store = storeAt(server.redis, 'qg:main', 'check-in', 'g1')
    const points = pointsBook(server.redis, 'qg:main')
    const before = await memory()
    for (let index = 0; index < DAYS; index++) {
      const date = addDays('2030-01-01', index)
      const at = Date.parse(`${date}T05:00:00+08:00`)
      await Promise.all(
        Array.from({ length: MEMBERS }, async (_, number) => {
          const member = `m${number}`
          const message = `${at}${String(number).padStart(6, '0')}`
          await checkIn(store, member, { date, window: '早起', at: at + number * 28_000, message })
          await points.addDaily({ community: 'main', member, reason: '签到', date, points: 1 })
        }),
      )
    }
    const bytes = ((await memory()) - before) / (MEMBERS * DAYS)
    process.stdout.write(`check-in ledger: ${bytes.toFixed(1)} bytes per member-day\n`)
    expect(bytes).toBeLessThan(40)

    expect((await historyOf(store, 'm7')).dates.size).toBe(DAYS)
    expect((await server.redis.keys('*received:*')).sort().map(key => key.slice(-10))).toEqual([
      addDays('2030-01-01', DAYS - 2),
      addDays('2030-01-01', DAYS - 1),
    ])
    const last = await messagesOf(store, { date: addDays('2030-01-01', DAYS - 1), window: '早起' }, ['m7'])
    expect(last.get('m7')).toMatch(/000007$/)
  }, 60_000)

  /** What every key takes, by Redis' own count; the ids of two days are part of it. */
  async function memory(): Promise<number> {
    const keys = await server.redis.keys('qg:main:*')
    const sizes = server.redis.pipeline()
    for (const key of keys) sizes.memory('USAGE', key, 'SAMPLES', 0)
    const found = (await sizes.exec()) ?? []
    return found.reduce((sum, [, size]) => sum + Number(size), 0)
  }
})
