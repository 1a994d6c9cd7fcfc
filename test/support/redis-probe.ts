import { definePlugin, type Plugin, type Store, z } from '../../src/kernel/plugin.js'
import { connect } from '../../src/redis/connect.js'

type Redis = ReturnType<typeof connect>

/** A way into the Redis of a bot that is under test. */
export interface RedisProbe {
  /** To be among the bot's plugins: it hears a message and from then on knows where the bot keeps its data. */
  plugin: Plugin
  /** A connection of one's own, which whoever takes it closes. */
  connection(): Redis
  inRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T>
}

export function redisProbe(): RedisProbe {
  let store: Store | undefined
  const plugin = definePlugin({
    name: 'probe',
    config: z.strictObject({}),
    texts: { 'zh-CN': {}, en: {} },
    on: {
      message: {
        gate: async ctx => {
          store = ctx.store
        },
      },
    },
  })
  const connection = () => {
    const path = store?.redis.options.path
    if (path === undefined) throw new Error('the probe heard nothing')
    return connect({ socket: path }, { name: 'test' })
  }
  return {
    plugin,
    connection,
    async inRedis(work) {
      const redis = connection()
      try {
        return await work(redis)
      } finally {
        redis.disconnect()
      }
    },
  }
}
