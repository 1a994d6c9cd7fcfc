import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { type OutboxRoad, outboxRoad, type RoadOptions } from './outbox-road.js'
import { type TestRedis, testRedis } from './redis.js'

/**
 * Outboxes on one Redis for a test file, emptied before each test; each is closed after it, and must not have failed
 * beneath:
 *
 *     const { openRoad } = roadsOnRedis()
 *     it('…', async () => { const road = await openRoad({ quiet: [22, 7] }) … })
 */
export function roadsOnRedis(): {
  openRoad(options?: Omit<RoadOptions, 'socket'>): Promise<OutboxRoad>
  /** Those that are open; whoever closes one himself takes it out. */
  roads: OutboxRoad[]
  store: Pick<TestRedis, 'redis' | 'socket' | 'server'>
} {
  let started: TestRedis | undefined
  const running = (): TestRedis => {
    if (!started) throw new Error('Redis runs within a test only')
    return started
  }
  const roads: OutboxRoad[] = []
  beforeAll(async () => {
    started = await testRedis({ persist: true })
  })
  beforeEach(() => running().redis.flushall())
  afterEach(async () => {
    for (const road of roads.splice(0)) {
      await road.close()
      expect(road.errors).toEqual([])
    }
  })
  afterAll(() => running().stop())
  return {
    roads,
    store: {
      get redis() {
        return running().redis
      },
      get socket() {
        return running().socket
      },
      get server() {
        return running().server
      },
    },
    async openRoad(options = {}) {
      const road = await outboxRoad({ socket: running().socket, ...options })
      roads.push(road)
      return road
    },
  }
}
