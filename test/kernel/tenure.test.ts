import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTenures, type Tenures } from '../../src/kernel/books/tenure.js'
import { type TestRedis, testRedis } from '../support/redis.js'

const DAY = 86_400_000
const NOW = 1_900_000_000_000

let server: TestRedis
let tenures: Tenures
beforeAll(async () => {
  server = await testRedis()
})
beforeEach(async () => {
  await server.redis.flushall()
  tenures = await openTenures(server.redis, 'qg:test', NOW)
})
afterAll(() => server.stop())

const open = (now: number) => openTenures(server.redis, 'qg:test', now)

describe('how long somebody has been a member', () => {
  it('counts on where he comes into another room in time, and not after that', async () => {
    await tenures.note('main', 'm1', { since: 5, until: NOW + 7 * DAY })
    expect(tenures.before('main', 'm1', NOW + 7 * DAY)).toBe(5)
    expect(tenures.before('main', 'm1', NOW + 7 * DAY + 1)).toBeUndefined()
    expect(tenures.before('other', 'm1', NOW)).toBeUndefined()
    expect((await open(NOW + 6 * DAY)).before('main', 'm1', NOW + 6 * DAY)).toBe(5)
    await open(NOW + 8 * DAY)
    expect(await server.redis.hlen('qg:test:book:tenure')).toBe(0)
  })

  it('counts on for ever where he stayed in one of the rooms', async () => {
    await tenures.note('main', 'm1', { since: 0 })
    expect((await open(NOW + 400 * DAY)).before('main', 'm1', NOW)).toBe(0)
    await tenures.forget('main', 'm1')
    expect(tenures.before('main', 'm1', NOW)).toBeUndefined()
  })

  it('says nothing where he has been in a room for longer', async () => {
    await tenures.note('main', 'm1', { since: NOW })
    expect(tenures.before('main', 'm1', NOW - DAY)).toBeUndefined()
  })

  it('goes over to whom he turns out to be, the longer of the two, and is gone when he is erased', async () => {
    await tenures.note('main', 'm1', { since: 5, until: NOW })
    await tenures.note('main', 'm2', { since: 7 })
    await tenures.merge('m1', 'm2')
    expect(tenures.before('main', 'm2', NOW + DAY)).toBe(5)
    expect(await tenures.export('m1')).toBeUndefined()
    expect(await tenures.export('m2')).toEqual({ main: { since: 5 } })
    await tenures.erase('m2')
    expect(tenures.before('main', 'm2', NOW)).toBeUndefined()
  })
})
