import type { Redis } from 'ioredis'
import { plugins as shipped } from '../../plugins/index.js'
import { definePlugin, z } from '../../src/kernel/plugin.js'
import { type Chat, type ChatSpec, openChat } from './chat.js'

/** A room of six people who are about to discuss something, and a look at everything that Redis holds. */
export async function openEvening({
  config = {},
  ...spec
}: Pick<ChatSpec, 'config' | 'people' | 'rooms' | 'roles' | 'start'> = {}) {
  let redis: Redis | undefined
  const probe = definePlugin({
    name: 'probe',
    config: z.strictObject({}),
    texts: { 'zh-CN': { title: 'probe' }, en: { title: 'probe' } },
    on: {
      message: {
        async activity(ctx) {
          ;({ redis } = ctx.store)
        },
      },
    },
  })
  const chat = await openChat({
    start: '2030-01-08T20:00',
    people: { 林老师: { friend: true }, 小周: { friend: true } },
    rooms: { g1: { members: ['林老师', '小周', '王敏', '赵磊', '小鹿', '阿豪'] } },
    roles: { g1: { owner: '林老师', admin: '小周' } },
    ...spec,
    config,
    plugins: [...shipped, probe],
  })

  /** Every key and value that Redis holds, as text. */
  async function dump(): Promise<string> {
    if (!redis) throw new Error('nobody has written yet')
    const all: string[] = []
    for (const key of await redis.keys('*')) {
      const type = await redis.type(key)
      const value =
        type === 'hash'
          ? await redis.hgetall(key)
          : type === 'zset'
            ? await redis.zrange(key, 0, '-1')
            : type === 'list'
              ? await redis.lrange(key, 0, -1)
              : type === 'set'
                ? await redis.smembers(key)
                : type === 'stream'
                  ? await redis.xrange(key, '-', '+')
                  : await redis.get(key)
      all.push(`${key} ${JSON.stringify(value)}`)
    }
    return all.join('\n')
  }

  return { chat, dump }
}

/** Sets a topic for this evening, 21:00-21:30, and waits until it is open. */
export async function openTopicHour(chat: Chat, title = '社群多少人最合适？'): Promise<void> {
  await chat.says('小周', `/话题 新建 ${title} 今天 21:00-21:30`)
  await chat.wait('21:01')
}
