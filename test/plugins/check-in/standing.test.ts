import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkInConfig } from '../../../plugins/check-in/config.js'
import { type In, streaksOf } from '../../../plugins/check-in/standing.js'
import { checkIn } from '../../../plugins/check-in/store.js'
import { storeAt } from '../../../src/kernel/store.js'
import { connect } from '../../../src/redis/connect.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
beforeAll(async () => {
  server = await testRedis()
})
afterAll(() => server.stop())

/** As much of a context as streaks need. */
function contextOn(redis: TestRedis['redis']): In {
  const store = storeAt(redis, 'qg:test', 'check-in', 'g1')
  const parts: Partial<In> = { store, lasting: store, community: 'main', config: checkInConfig.parse({}) }
  return parts as In
}

describe('streaks', () => {
  it('are looked for in what was read already', async () => {
    const ctx = contextOn(server.redis)
    const at = Date.parse('2030-01-07T06:00:00+08:00')
    await checkIn(ctx.store, 'wang', { date: '2030-01-07', window: '早起', at, message: 'm1' })
    expect(await streaksOf(ctx, ['wang'], '2030-01-07')).toEqual(new Map([['wang', 1]]))
    const read = Promise.resolve(new Map([['wang', new Set(['2030-01-06', '2030-01-07'])]]))
    expect(await streaksOf(ctx, ['wang'], '2030-01-07', read)).toEqual(new Map([['wang', 2]]))
  })

  // A promise that fails while nobody waits for it is an error of the whole run.
  it('fail in one piece when Redis is gone', async () => {
    const redis = connect({ socket: server.socket }, { name: 'test' })
    await redis.ping()
    redis.disconnect()
    await expect(streaksOf(contextOn(redis), ['wang'], '2030-01-07')).rejects.toThrow('Connection is closed.')
  })
})
