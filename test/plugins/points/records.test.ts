import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import points from '../../../plugins/points/index.js'
import { type Store, storeAt } from '../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
let store: Store

const thanks = (to: string, message: string, date = '2030-01-07') => ({ to, at: Date.parse(date), date, message })
const given = (member: string) => store.hash('thanks').get(`main|${member}`)

beforeAll(async () => {
  server = await testRedis()
  store = storeAt(server.redis, 'qg:test', 'points', 'account')
})
beforeEach(() => server.redis.flushall())
afterAll(() => server.stop())

describe('thanks', () => {
  it('follow both whoever gave and whoever got them to another key', async () => {
    await store.hash('thanks').set('main|m1', [thanks('m3', 'a'), thanks('m2', 'b', '2030-01-08')])
    await store.hash('thanks').set('main|m2', [thanks('m1', 'c', '2030-01-09')])
    await points.people?.merge(store, 'm2', 'm4')
    await points.people?.merge(store, 'm2', 'm4')
    expect(await given('m1')).toEqual([thanks('m3', 'a'), thanks('m4', 'b', '2030-01-08')])
    expect(await given('m2')).toBeUndefined()
    expect(await given('m4')).toEqual([thanks('m1', 'c', '2030-01-09')])
  })

  it('are erased on both sides, and handed out without anybody else’s name', async () => {
    await store.hash('thanks').set('main|m1', [thanks('m2', 'a')])
    await store.hash('thanks').set('main|m2', [thanks('m1', 'b'), thanks('m3', 'c')])
    expect(await points.people?.export(store, 'm1')).toEqual({
      thanks: [{ at: Date.parse('2030-01-07'), date: '2030-01-07' }],
    })
    await points.people?.erase(store, 'm1')
    expect(await given('m1')).toBeUndefined()
    expect(await given('m2')).toEqual([thanks('m3', 'c')])
  })
})
