import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  checkIn,
  erasePerson,
  exportPerson,
  historiesOf,
  historyOf,
  makeUp,
  mergePeople,
  monthsBack,
  tellOnce,
} from '../../../plugins/check-in/store.js'
import { type Store, storeAt } from '../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
let store: Store

beforeAll(async () => {
  server = await testRedis()
  store = storeAt(server.redis, 'qg:test', 'check-in', 'g1')
})
beforeEach(() => server.redis.flushall())
afterAll(() => server.stop())

let messages = 0
const come = (member: string, date: string, message = `m${++messages}`, window = '早起') =>
  checkIn(store, member, { date, window, at: Date.parse(`${date}T06:00:00+08:00`), message })
const missed = (member: string, date: string, message = `m${++messages}`, perMonth = 2) =>
  makeUp(store, member, { date, today: '2030-01-20', at: Date.parse('2030-01-20T06:00:00+08:00'), message, perMonth })
const dates = async (member: string) => [...(await historyOf(store, member)).dates]

describe('a check-in', () => {
  it('counts once a person, day and window', async () => {
    expect(await come('wang', '2030-01-07')).toBe(true)
    expect(await come('wang', '2030-01-07')).toBe(false)
    expect(await come('zhao', '2030-01-07')).toBe(true)
    expect(await come('wang', '2030-01-08')).toBe(true)
    expect(await come('wang', '2030-01-08', 'evening', '夜跑')).toBe(true)
    expect(await dates('wang')).toEqual(['2030-01-07', '2030-01-08'])
  })

  it('of the same message, handled twice, is the same one', async () => {
    expect(await come('wang', '2030-01-07', 'a')).toBe(true)
    expect(await come('wang', '2030-01-07', 'a')).toBe(true)
    expect(await exportPerson(store, 'wang')).toEqual({
      checkIns: { '2030-01-07': [{ at: expect.any(Number), window: '早起' }] },
    })
  })

  it('of two devices at once counts once', async () => {
    const both = await Promise.all([come('wang', '2030-01-07'), come('wang', '2030-01-07')])
    expect(both.filter(Boolean)).toHaveLength(1)
  })

  it('loses none of many at once', async () => {
    const month = Array.from({ length: 28 }, (_, index) => `2030-02-${String(index + 1).padStart(2, '0')}`)
    await Promise.all(month.map(date => come('wang', date)))
    expect(await dates('wang')).toEqual(month)
  })
})

describe('a makeup', () => {
  it('spends the allowance of the month of its day', async () => {
    expect(await missed('wang', '2030-01-05')).toEqual({ kind: 'done', left: 1 })
    expect(await missed('wang', '2030-01-06')).toEqual({ kind: 'done', left: 0 })
    expect(await missed('wang', '2030-01-07')).toEqual({ kind: 'spent' })
    expect(await missed('wang', '2030-02-01')).toEqual({ kind: 'done', left: 1 })
    expect(await missed('zhao', '2030-01-07', 'z', 0)).toEqual({ kind: 'spent' })
    expect((await historyOf(store, 'wang')).madeUp).toEqual(['2030-01-05', '2030-01-06', '2030-02-01'])
  })

  it('of a day that is there spends nothing', async () => {
    await come('wang', '2030-01-07')
    expect(await missed('wang', '2030-01-07')).toEqual({ kind: 'present' })
    expect(await missed('wang', '2030-01-08')).toEqual({ kind: 'done', left: 1 })
    expect(await missed('wang', '2030-01-08')).toEqual({ kind: 'present' })
  })

  it('of two at once is one, and so of two days for one card', async () => {
    const same = await Promise.all([missed('wang', '2030-01-05'), missed('wang', '2030-01-05')])
    expect(same.map(({ kind }) => kind).sort()).toEqual(['done', 'present'])
    const last = await Promise.all([missed('wang', '2030-01-06'), missed('wang', '2030-01-07')])
    expect(last.map(({ kind }) => kind).sort()).toEqual(['done', 'spent'])
  })

  it('of the same message, handled twice, is the same one', async () => {
    expect(await missed('wang', '2030-01-05', 'a')).toEqual({ kind: 'done', left: 1 })
    expect(await missed('wang', '2030-01-05', 'a')).toEqual({ kind: 'done', left: 1 })
  })

  it('never spends more than there is, in whatever order people ask', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 6 })), { maxLength: 20 }),
        async asked => {
          await server.redis.flushall()
          await Promise.all(asked.map(([came, day]) => (came ? come : missed)('wang', `2030-01-0${day}`)))
          const history = await historyOf(store, 'wang')
          expect(history.madeUp.length).toBeLessThanOrEqual(2)
          for (const [came, day] of asked) if (came) expect(history.dates.has(`2030-01-0${day}`)).toBe(true)
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('who is told the window', () => {
  it('is told once a day, and for the same message again', async () => {
    expect(await tellOnce(store, 'wang', '2030-01-07', 'a')).toBe(true)
    expect(await tellOnce(store, 'wang', '2030-01-07', 'a')).toBe(true)
    expect(await tellOnce(store, 'wang', '2030-01-07', 'b')).toBe(false)
    expect(await tellOnce(store, 'zhao', '2030-01-07', 'c')).toBe(true)
    expect(await tellOnce(store, 'wang', '2030-01-08', 'd')).toBe(true)
  })
})

describe('many people', () => {
  it('are read at once, as far back as asked for', async () => {
    await come('wang', '2029-12-31')
    await come('wang', '2030-01-01')
    await missed('zhao', '2030-01-02')
    const found = await historiesOf(store, ['wang', 'zhao', 'nobody'], monthsBack('2030-01-31', 1))
    expect([...found].map(([member, { dates }]) => [member, [...dates]])).toEqual([
      ['wang', ['2030-01-01']],
      ['zhao', ['2030-01-02']],
      ['nobody', []],
    ])
    expect((await historiesOf(store, ['wang'], monthsBack('2030-01-31', 2))).get('wang')?.dates.size).toBe(2)
    expect(await historiesOf(store, [], ['2030-01'])).toEqual(new Map())
  })

  it.each([
    ['2030-01-31', 3, ['2030-01', '2029-12', '2029-11']],
    ['2028-03-01', 2, ['2028-03', '2028-02']],
  ])('the months back from %s', (date, count, months) => {
    expect(monthsBack(date, count)).toEqual(months)
  })
})

describe('a person', () => {
  it('who turns out to be another brings his days along, and a made-up day he came on is no makeup', async () => {
    await come('old', '2030-01-05', 'a')
    await come('old', '2030-01-06', 'b')
    await come('old', '2030-02-01', 'c')
    await missed('new', '2030-01-06', 'd')
    await missed('new', '2030-01-07', 'e')
    await come('new', '2030-01-08', 'f')
    await missed('old', '2030-01-07', 'g')
    await mergePeople(store, 'old', 'new')
    await mergePeople(store, 'old', 'new')
    expect(await dates('old')).toEqual([])
    const merged = await historyOf(store, 'new')
    expect([...merged.dates]).toEqual(['2030-01-05', '2030-01-06', '2030-01-07', '2030-01-08', '2030-02-01'])
    expect(merged.madeUp).toEqual(['2030-01-07'])
  })

  it('is exported and erased whole', async () => {
    await come('wang', '2030-01-07', 'a')
    await tellOnce(store, 'wang', '2030-01-08', 'b')
    expect(await exportPerson(store, 'wang')).toMatchObject({
      checkIns: { '2030-01-07': [{ window: '早起' }] },
    })
    await erasePerson(store, 'wang')
    expect(await exportPerson(store, 'wang')).toEqual({ checkIns: {} })
    expect(await server.redis.keys('*')).toEqual([])
  })
})
