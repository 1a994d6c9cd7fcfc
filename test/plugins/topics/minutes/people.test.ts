import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { rowOf, signersOf } from '../../../../plugins/topics/minutes/consent.js'
import { excerptsOf } from '../../../../plugins/topics/minutes/excerpts.js'
import { minutesPeople } from '../../../../plugins/topics/minutes/people.js'
import { beginMinutes, changeMinutes, minutesOf } from '../../../../plugins/topics/minutes/record.js'
import { printsOf, turnsOf } from '../../../../plugins/topics/minutes/turns.js'
import { type Store, storeAt } from '../../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../../support/redis.js'

let server: TestRedis
let store: Store
beforeAll(async () => {
  server = await testRedis()
})
afterAll(() => server.stop())

/** 王敏 (m1) and 赵磊 (m2) talked; 王敏 was awarded, 赵磊 posted the minutes. */
beforeEach(async () => {
  const { redis } = server
  await redis.flushall()
  store = storeAt(redis, 'qg:test', 'topics', 'g1')
  await beginMinutes(store, 'T1', 5)
  await turnsOf(store, 'T1').set('a', { member: 'm1', at: 10, length: 12, kind: 'words' })
  await turnsOf(store, 'T1').set('b', {
    member: 'm2',
    at: 11,
    length: 12,
    kind: 'words',
    replyTo: 'm1',
    mentions: ['m1', 'm3'],
  })
  await printsOf(store, 'T1').set('a', { whole: 1 })
  await excerptsOf(store, 'T1').set('a', { member: 'm1', at: 10, text: '大家还叫得出名字' })
  await changeMinutes(store, 'T1', known => ({
    ...known,
    ranking: [
      { member: 'm1', score: 3, turns: 1, answeredBy: 1 },
      { member: 'm2', score: 3, turns: 1, answeredBy: 0 },
    ],
    awarded: { m1: 'order' },
    lines: ['a', 'b'],
    shownTo: ['m2'],
    posted: { cause: 'post', at: 20, by: 'm2' },
  }))
  await signersOf(store).set(rowOf('main', 'm1'), 7)
})

it('hands a person what is kept of him, and nothing of the others', async () => {
  expect(await minutesPeople.export(store, 'm1')).toEqual({
    topics: { T1: { messages: 1, kept: [{ at: 10, text: '大家还叫得出名字' }], awarded: true } },
    namedOutside: true,
  })
  expect(await minutesPeople.export(store, 'm9')).toBeUndefined()
})

it('erases a person everywhere, and leaves the others', async () => {
  await minutesPeople.erase(store, 'm1')
  expect(
    JSON.stringify(await Promise.all((await store.redis.keys('*')).map(key => store.redis.hgetall(key)))),
  ).not.toContain('m1')
  expect(await minutesPeople.export(store, 'm1')).toBeUndefined()
  expect((await minutesOf(store, 'T1'))?.ranking).toHaveLength(1)
  expect(await turnsOf(store, 'T1').get('b')).toEqual({
    member: 'm2',
    at: 11,
    length: 12,
    kind: 'words',
    mentions: ['m3'],
  })
  await minutesPeople.erase(store, 'm2')
  expect((await minutesOf(store, 'T1'))?.posted).toEqual({ cause: 'post', at: 20 })
})

it('joins two records of one person; twice is once', async () => {
  const before = await minutesPeople.export(store, 'm1')
  for (const _ of [1, 2]) await minutesPeople.merge(store, 'm1', 'm7')
  expect(await minutesPeople.export(store, 'm7')).toEqual(before)
  expect(await minutesPeople.export(store, 'm1')).toBeUndefined()
  expect(await turnsOf(store, 'T1').get('b')).toMatchObject({ member: 'm2', replyTo: 'm7', mentions: ['m7', 'm3'] })
})
