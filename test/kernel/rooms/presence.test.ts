import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AwayEvent } from '../../../src/domain/events.js'
import { Presence } from '../../../src/kernel/rooms/presence.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
beforeAll(async () => {
  server = await testRedis()
})
beforeEach(() => server.redis.flushall())
afterAll(() => server.stop())

const MINUTE = 60_000

/** One life of the process: it comes back at `at` and tells the rooms. */
async function life(at: number, rooms: string[], receive?: (event: AwayEvent) => Promise<void>): Promise<AwayEvent[]> {
  const presence = new Presence(server.redis, 'qg:main')
  const told: AwayEvent[] = []
  await presence.back(at, rooms)
  await presence.tell(
    receive ??
      (event => {
        told.push(event)
        return Promise.resolve()
      }),
  )
  return told
}

describe('a time away', () => {
  it('is told to every room once, from the last sign of life', async () => {
    expect(await life(0, ['g1'])).toEqual([])
    await new Presence(server.redis, 'qg:main').heard(10 * MINUTE)
    expect(await life(60 * MINUTE, ['g1', 'g2'])).toEqual(
      ['g1', 'g2'].map(room => ({
        kind: 'away',
        id: `away|${room}|${10 * MINUTE}|${60 * MINUTE}`,
        room,
        from: 10 * MINUTE,
        to: 60 * MINUTE,
      })),
    )
    expect(await life(60 * MINUTE + 1, ['g1'])).toEqual([])
  })

  it('is nothing where it is a restart', async () => {
    await new Presence(server.redis, 'qg:main').heard(10 * MINUTE)
    expect(await life(11 * MINUTE - 1, ['g1'])).toEqual([])
  })

  it('is told by the next life when this one died over it, also when that was away too', async () => {
    await new Presence(server.redis, 'qg:main').heard(10 * MINUTE)
    await expect(life(20 * MINUTE, ['g1', 'g2'], () => Promise.reject(new Error('killed')))).rejects.toThrow('killed')
    const told = await life(40 * MINUTE, ['g1', 'g2'])
    expect(told.map(({ room, from, to }) => ({ room, from, to }))).toEqual([
      { room: 'g1', from: 10 * MINUTE, to: 40 * MINUTE },
      { room: 'g2', from: 10 * MINUTE, to: 40 * MINUTE },
    ])
  })

  it('does not begin before what was heard meanwhile', async () => {
    const presence = new Presence(server.redis, 'qg:main')
    await presence.heard(10 * MINUTE)
    await presence.heard(5 * MINUTE)
    const [told] = await life(30 * MINUTE, ['g1'])
    expect(told?.from).toBe(10 * MINUTE)
  })
})
