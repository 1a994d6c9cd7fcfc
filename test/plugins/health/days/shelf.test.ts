import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Day } from '../../../../plugins/health/days/day.js'
import { readDay, writeDay } from '../../../../plugins/health/days/packed.js'
import { datesFrom, dropBefore, shelve, shelved } from '../../../../plugins/health/days/shelf.js'
import { addDays } from '../../../../src/domain/calendar.js'
import { type Store, storeAt } from '../../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../../support/redis.js'

let server: TestRedis
let store: Store

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(async () => {
  await server.redis.flushall()
  store = storeAt(server.redis, 'qg:test', 'health', 'g1')
})
afterAll(() => server.stop())

const none = readDay('2030-01-07', '')
const figures = Object.keys(none).filter(key => key !== 'date') as Exclude<keyof Day, 'date'>[]
const anyDay = fc.array(fc.nat(1_000_000), { minLength: figures.length, maxLength: figures.length }).map(values => {
  const day = { ...none }
  figures.forEach((figure, at) => {
    day[figure] = values[at] ?? 0
  })
  return day
})

const of = (date: string, messages: number): Day => ({ ...none, date, messages })

describe('a day as it is written', () => {
  it('is read as it was', () => {
    fc.assert(
      fc.property(anyDay, day => {
        expect(readDay(day.date, writeDay(day))).toEqual(day)
      }),
    )
  })

  it('takes little: nothing for a day without anything, and Redis holds a busy one in one piece', () => {
    expect(writeDay(none)).toBe('')
    const busy = Object.fromEntries(figures.map(figure => [figure, 480])) as Omit<Day, 'date'>
    expect(
      writeDay({ ...busy, date: '2030-01-07', messages: 9999, top: 8000, links: 3000, cases: 9, topics: 2 }).length,
    ).toBeLessThan(65)
  })

  it('of an older version, with fewer figures, has nothing in the others', () => {
    expect(readDay('2030-01-07', '6o,1')).toEqual({ ...none, members: 240, joins: 1 })
  })
})

describe('the shelf', () => {
  const dates = datesFrom('2029-11-20', '2030-02-10')

  it.each([
    ['a few days', '2029-12-30', '2030-01-03'],
    ['many days over a new year', '2029-11-25', '2030-02-01'],
    ['one day', '2030-01-07', '2030-01-07'],
    ['none', '2030-01-08', '2030-01-07'],
  ])('hands out %s, oldest first', async (_, from, to) => {
    await shelve(
      store,
      dates.filter(date => !date.endsWith('5')).map((date, at) => of(date, at + 1)),
    )
    const wanted = dates.filter(date => !date.endsWith('5') && date >= from && date <= to)
    expect((await shelved(store, from, to)).map(({ date }) => date)).toEqual(wanted)
  })

  it('keeps what is newer, and drops the rest of three years', async () => {
    const old = ['2028-06-01', '2029-01-01', '2030-01-06', '2030-01-07', '2030-05-01']
    await shelve(
      store,
      old.map(date => of(date, 1)),
    )
    await dropBefore(store, '2030-01-07')
    expect(await server.redis.keys('*')).toEqual([store.key('days:2030')])
    expect((await shelved(store, '2028-01-01', '2030-12-31')).map(({ date }) => date)).toEqual(old.slice(3))
    await dropBefore(store, addDays('2030-05-01', 1))
    expect(await server.redis.keys('*')).toEqual([])
  })
})
