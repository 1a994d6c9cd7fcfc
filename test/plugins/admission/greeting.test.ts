import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { greetingPart } from '../../../plugins/admission/greeting.js'
import { type Store, storeAt } from '../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
let store: Store

const batches = () => store.hash<{ id: string; members: string[] }[]>('greetings')

beforeAll(async () => {
  server = await testRedis()
  store = storeAt(server.redis, 'qg:test', 'admission', 'g1')
})
beforeEach(async () => {
  await server.redis.flushall()
  await batches().set('batches', [
    { id: 'g1|1', members: ['m1', 'm2'] },
    { id: 'g1|2', members: ['m3'] },
  ])
})
afterAll(() => server.stop())

const membersNow = async () => (await batches().get('batches'))?.map(({ members }) => members)

describe('those who are to be greeted', () => {
  it('follow a person to another key, once', async () => {
    await greetingPart.people?.merge(store, 'm2', 'm1')
    await greetingPart.people?.merge(store, 'm2', 'm1')
    expect(await membersNow()).toEqual([['m1'], ['m3']])
  })

  it('are told and forgotten', async () => {
    expect(await greetingPart.people?.export(store, 'm3')).toEqual({ toGreet: true })
    await greetingPart.people?.erase(store, 'm3')
    expect(await greetingPart.people?.export(store, 'm3')).toBeUndefined()
    expect(await membersNow()).toEqual([['m1', 'm2'], []])
  })
})
