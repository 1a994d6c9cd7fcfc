import type { Redis } from 'ioredis'
import { connect } from '../../src/redis/connect.js'
import type { EmbeddedRedis } from '../../src/redis/embedded.js'
import { startScratch } from '../../src/redis/scratch.js'

export interface TestRedis {
  redis: Redis
  socket: string
  server: EmbeddedRedis
  stop(): Promise<void>
}

/**
 * A Redis server of the test file's own, and a connection to it:
 *
 *     let store: TestRedis
 *     beforeAll(async () => { store = await testRedis() })
 *     beforeEach(() => store.redis.flushall())
 *     afterAll(() => store.stop())
 *
 * With `persist`, `server.restart()` keeps what is in it. Further connections: `connect({ socket: store.socket })`.
 */
export async function testRedis(options: { persist?: boolean } = {}): Promise<TestRedis> {
  const server = await startScratch(options)
  const redis = connect({ socket: server.socket }, { name: 'test' })
  return {
    redis,
    socket: server.socket,
    server,
    async stop() {
      redis.disconnect()
      await server.stop()
    },
  }
}
