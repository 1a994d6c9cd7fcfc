import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  addTopic,
  allTopics,
  changeTopic,
  comingTopics,
  eraseFromTopics,
  exportFromTopics,
  knownTopics,
  mergeInTopics,
  overlapping,
  type Topic,
  topicOf,
} from '../../../plugins/topics/topic.js'
import { type Store, storeAt } from '../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
let store: Store

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(async () => {
  await server.redis.flushall()
  store = storeAt(server.redis, 'qg:test', 'topics', `g${++rooms}`)
})
afterAll(() => server.stop())

let rooms = 0
const HOUR = 3_600_000
const start = Date.parse('2030-01-08T21:00:00+08:00')
const add = (cause: string, at = start, more: Partial<Topic> = {}) =>
  addTopic(store, cause, {
    title: '社群多少人最合适？',
    kind: 'topic',
    start: at,
    end: at + HOUR,
    by: 'm1',
    guide: [],
    createdAt: start - 24 * HOUR,
    ...more,
  })

describe('topics of a room', () => {
  it('count from T1, once a cause, and are in the order of their start', async () => {
    expect((await add('a', start + 2 * HOUR)).id).toBe('T1')
    expect((await add('a', start + 2 * HOUR)).id).toBe('T1')
    expect((await add('b')).id).toBe('T2')
    expect((await allTopics(store)).map(({ id }) => id)).toEqual(['T2', 'T1'])
    expect((await allTopics(store)).map(({ cause }) => cause)).toEqual(['b', 'a'])
  })

  it('get another version with every change of times or phase, and only then', async () => {
    await add('a')
    await changeTopic(store, 'T1', topic => ({ ...topic, told: ['announce-now'] }))
    expect((await topicOf(store, 'T1'))?.version).toBe(1)
    await changeTopic(store, 'T1', topic => ({ ...topic, end: topic.end + HOUR }))
    await changeTopic(store, 'T1', topic => ({ ...topic, phase: 'open' }))
    expect((await topicOf(store, 'T1'))?.version).toBe(3)
    expect(await changeTopic(store, 'T9', topic => topic)).toBeUndefined()
  })

  it('meet where their hours do, those that are over left out', async () => {
    await add('a')
    const at = (from: number, to: number) => ({ start: from, end: to })
    const all = await allTopics(store)
    expect(overlapping(all, at(start + HOUR - 1, start + 2 * HOUR))?.id).toBe('T1')
    expect(overlapping(all, at(start + HOUR, start + 2 * HOUR))).toBeUndefined()
    expect(overlapping(all, at(start - HOUR, start))).toBeUndefined()
    expect(overlapping(all, at(start, start + HOUR), 'T1')).toBeUndefined()
    await changeTopic(store, 'T1', topic => ({ ...topic, phase: 'cancelled' }))
    expect(overlapping(await allTopics(store), at(start, start + HOUR))).toBeUndefined()
    expect(await comingTopics(store)).toEqual([])
  })

  it('are known from memory as they are after every change', async () => {
    expect(await knownTopics(store)).toEqual([])
    await add('a')
    expect((await knownTopics(store)).map(({ phase }) => phase)).toEqual(['planned'])
    await changeTopic(store, 'T1', topic => ({ ...topic, phase: 'open' }))
    expect((await knownTopics(store)).map(({ phase }) => phase)).toEqual(['open'])
  })

  it('keep the last hundred of those that are over', async () => {
    for (let nth = 0; nth < 103; nth += 1) {
      const { id } = await add(`c${nth}`, start + nth * HOUR)
      await changeTopic(store, id, topic => ({ ...topic, phase: 'closed' }))
    }
    await add('last', start + 200 * HOUR)
    const all = await allTopics(store)
    expect(all.length).toBe(101)
    expect([all[0]?.id, all.at(-1)?.id]).toEqual(['T4', 'T104'])
  })
})

describe('people of a topic', () => {
  const extended = { by: 'm2', minutes: 10, at: start, cause: 'x' }

  it('become one', async () => {
    await add('a', start, { by: 'm2', host: 'm2', extended })
    await add('b', start + HOUR, { host: 'm3' })
    await mergeInTopics(store, 'm2', 'm7')
    expect(await allTopics(store)).toMatchObject([
      { by: 'm7', host: 'm7', extended: { ...extended, by: 'm7' }, version: 1 },
      { by: 'm1', host: 'm3' },
    ])
    await mergeInTopics(store, 'm2', 'm7')
    expect(await exportFromTopics(store, 'm2')).toBeUndefined()
  })

  it('are handed what they set and hosted, and are gone when they are erased; the topic stays', async () => {
    await add('a', start, { by: 'm2', host: 'm2', proposedBy: 'm2', calledOffBy: 'm2', extended })
    expect(await exportFromTopics(store, 'm2')).toMatchObject({
      topics: [{ id: 'T1', title: '社群多少人最合适？', created: true, hosted: true, proposed: true }],
    })
    await eraseFromTopics(store, 'm2')
    expect(JSON.stringify(await allTopics(store))).not.toContain('m2')
    expect(await allTopics(store)).toMatchObject([{ id: 'T1', title: '社群多少人最合适？' }])
    expect(await exportFromTopics(store, 'm2')).toBeUndefined()
  })
})
