import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cardPeople, listed, type Tended, tended } from '../../../../plugins/rules/name-card/records.js'
import { type Store, storeAt } from '../../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../../support/redis.js'

const lu: Tended = { since: 1, seen: 1, reminders: [{ step: 0, at: 2, message: 'm' }] }
const other: Tended = { since: 5, seen: 5, reminders: [] }

let server: TestRedis
let store: Store

beforeAll(async () => {
  server = await testRedis()
  store = storeAt(server.redis, 'qg:test', 'rules', 'g1')
})
afterAll(() => server.stop())

describe('what is kept of a person about his card', () => {
  it('follows him to his old key, where what he had counts', async () => {
    await tended(store).set('m1', lu)
    await listed(store).set('m1', 7)
    await cardPeople.merge(store, 'm1', 'm2')
    expect(await tended(store).all()).toEqual(new Map([['m2', lu]]))
    expect(await listed(store).all()).toEqual(new Map([['m2', 7]]))
    await tended(store).set('m3', other)
    await cardPeople.merge(store, 'm3', 'm2')
    expect(await tended(store).all()).toEqual(new Map([['m2', lu]]))
  })

  it('is handed out and erased', async () => {
    expect(await cardPeople.export(store, 'm2')).toEqual({ nameCard: { since: 1, reminded: [2] } })
    await cardPeople.erase(store, 'm2')
    expect(await cardPeople.export(store, 'm2')).toBeUndefined()
    expect(await listed(store).all()).toEqual(new Map())
  })
})
