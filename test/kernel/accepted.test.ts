import type { ChainableCommander } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Accepted } from '../../src/kernel/accepted.js'
import { type TestRedis, testRedis } from '../support/redis.js'

const DAY = 86_400_000
let store: TestRedis
let now = 100 * DAY
beforeAll(async () => {
  store = await testRedis()
})
beforeEach(async () => {
  now = 100 * DAY
  await store.redis.flushall()
})
afterAll(() => store.stop())

async function opened(): Promise<Accepted> {
  const accepted = new Accepted({ redis: store.redis, prefix: 'qg:test', now: () => now })
  await accepted.load()
  return accepted
}

const counted = (step: ChainableCommander) => void step.incr('counted')
const count = async () => Number(await store.redis.get('counted'))

describe('accepted messages', () => {
  it('are known at once, after a restart, and for a day at least', async () => {
    const accepted = await opened()
    expect(accepted.has('m1')).toBe(false)
    await accepted.accept(['m1', 'm2'], [counted])
    expect(accepted.has('m1')).toBe(true)
    now += DAY - 1
    expect(accepted.has('m2')).toBe(true)
    expect((await opened()).has('m2')).toBe(true)
    now += DAY
    expect((await opened()).has('m2')).toBe(true)
    now += DAY
    expect((await opened()).has('m2')).toBe(false)
    await accepted.accept(['m3'], [])
    expect(accepted.has('m2')).toBe(false)
  })

  it('of lanes that finish together share one step, and each is told', async () => {
    const accepted = await opened()
    await Promise.all(Array.from({ length: 50 }, (_, i) => accepted.accept([`m${i}`], [counted])))
    expect(await count()).toBe(50)
    expect(await store.redis.scard('qg:test:seen:100')).toBe(50)
    expect(await store.redis.ttl('qg:test:seen:100')).toBeGreaterThan(2 * 86_400)
  })

  it('are written once, however often a broken connection sends them', async () => {
    const accepted = await opened()
    await accepted.accept(['m1', 'm2'], [counted])
    // Nothing in memory tells this one of it.
    const again = new Accepted({ redis: store.redis, prefix: 'qg:test', now: () => now })
    await again.accept(['m1', 'm2'], [counted])
    expect(await count()).toBe(1)
    expect(again.has('m1')).toBe(true)
  })

  it('are written with what they count, whatever it is called and however large', async () => {
    const accepted = await opened()
    await accepted.accept(
      ['m1'],
      [
        step => void step.hincrby('h', '__proto__', 1),
        step => void step.zadd('z', 'GT', 1_893_459_630_123, 'a b\n"\\'),
        step => void step.expire('h', 100),
      ],
    )
    expect(await store.redis.hget('h', '__proto__')).toBe('1')
    expect(await store.redis.zscore('z', 'a b\n"\\')).toBe('1893459630123')
  })

  it('that Redis refuses are none: all or nothing', async () => {
    const accepted = await opened()
    await store.redis.set('counted', 'no number')
    await expect(accepted.accept(['m1'], [counted])).rejects.toThrow(/integer/)
    expect(accepted.has('m1')).toBe(false)
    await store.redis.del('counted')
    await accepted.accept(['m2'], [counted])
    expect(accepted.has('m2')).toBe(true)
  })
})
