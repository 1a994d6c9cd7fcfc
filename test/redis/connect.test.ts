import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assertUsable, connect, redisTarget } from '../../src/redis/connect.js'
import { silent } from '../../src/redis/log.js'
import { type TestRedis, testRedis } from '../support/redis.js'

let store: TestRedis
beforeAll(async () => {
  store = await testRedis({ persist: true })
})
afterAll(() => store.stop())

/** A log that remembers its warnings. */
function listening() {
  const warnings: string[] = []
  const warn = (facts: unknown, text?: string) => warnings.push(`${text} ${JSON.stringify(facts)}`)
  return { warnings, log: { ...silent, warn } }
}

describe('connect', () => {
  it('keeps a command given while Redis is away, and what was written before', async () => {
    await store.redis.set('before', '1')
    let pending: Promise<string> | undefined
    await store.server.restart(async () => {
      pending = store.redis.set('while', '2')
    })
    expect(await pending).toBe('OK')
    expect(await store.redis.mget('before', 'while')).toEqual(['1', '2'])
  })

  it('carries commands out in the order in which they were given', async () => {
    const pending: Promise<number>[] = []
    pending.push(store.redis.rpush('order', 'a'))
    await store.server.restart(async () => {
      pending.push(store.redis.rpush('order', 'b'), store.redis.rpush('order', 'c'))
    })
    await Promise.all(pending)
    expect(await store.redis.lrange('order', 0, -1)).toEqual(['a', 'b', 'c'])
  })

  it('keeps a blocking command waiting through a restart', async () => {
    const redis = connect({ socket: store.socket })
    const taken = redis.blpop('queue', 0)
    await store.server.restart()
    await store.redis.rpush('queue', 'job')
    expect(await taken).toEqual(['queue', 'job'])
    await redis.quit()
  })

  it('tells once that Redis is gone and once that it is back, and says so in the log', async () => {
    const states: string[] = []
    const { warnings, log } = listening()
    const redis = connect({ socket: store.socket }, { log, onState: state => states.push(state) })
    await redis.ping()
    let attempts = 0
    redis.on('reconnecting', () => attempts++)
    await store.server.restart(() => expect.poll(() => attempts).toBeGreaterThan(2))
    await redis.ping()
    expect(states).toEqual(['up', 'down', 'up'])
    expect(warnings).toHaveLength(1)
    await redis.quit()
    expect(states).toHaveLength(3)
  })
})

it('says in words why it is refused; the error itself would carry the password', async () => {
  const { warnings, log } = listening()
  const socket = join(store.socket, '..', 'strict.sock')
  const strict = await standIn(socket, () => '-WRONGPASS invalid username-password pair')
  const redis = connect({ socket }, { log })
  await expect(redis.ping()).rejects.toThrow('WRONGPASS')
  const facts = '{"redis":"qunguan","reason":"WRONGPASS invalid username-password pair"}'
  await expect.poll(() => warnings).toEqual([`Redis is gone: holding everything and trying again ${facts}`])
  redis.disconnect()
  strict.close()
})

describe('redisTarget', () => {
  it.each([
    ['embedded', {}, 'embedded'],
    ['redis://localhost:6379/2', {}, { url: 'redis://localhost:6379/2' }],
    ['rediss://:secret@example.org', {}, { url: 'rediss://:secret@example.org' }],
    ['unix:/run/redis.sock', {}, { socket: '/run/redis.sock' }],
    ['unix:///run/redis.sock', {}, { socket: '/run/redis.sock' }],
    ['embedded', { QUNGUAN_REDIS_URL: 'redis://elsewhere' }, { url: 'redis://elsewhere' }],
    ['redis://here', { QUNGUAN_REDIS_URL: 'embedded' }, 'embedded'],
    ['embedded', { QUNGUAN_REDIS_URL: ' ' }, 'embedded'],
  ])('reads %s with %j as %j', (configured, env, target) => {
    expect(redisTarget(configured, env)).toEqual(target)
  })

  it.each(['', 'localhost:6379', 'http://localhost', 'redis://:secret@host:port'])('refuses %j', value => {
    expect(() => redisTarget(value, {})).toThrow(expect.objectContaining({ code: 'BAD_URL' }))
    expect(() => redisTarget('embedded', { QUNGUAN_REDIS_URL: value || 'x' })).toThrow(/^QUNGUAN_REDIS_URL is /)
    expect(() => redisTarget(value, {})).not.toThrow(/secret/)
  })
})

describe('assertUsable', () => {
  it('takes a server that keeps everything', async () => {
    const { warnings, log } = listening()
    await assertUsable(store.redis, log)
    expect(warnings).toEqual([])
  })

  it.each(['allkeys-lru', 'volatile-ttl'])('refuses one that evicts keys (%s), and says what to set', async policy => {
    await store.redis.config('SET', 'maxmemory-policy', policy)
    await expect(assertUsable(store.redis)).rejects.toMatchObject({
      code: 'EVICTS',
      message: expect.stringMatching(`${policy}.*\n.*maxmemory-policy noeviction`),
    })
    await store.redis.config('SET', 'maxmemory-policy', 'noeviction')
  })

  it('warns of one that keeps nothing', async () => {
    const { warnings, log } = listening()
    const forgetful = await testRedis()
    await assertUsable(forgetful.redis, log)
    expect(warnings).toEqual([expect.stringContaining('appendonly yes')])
    await forgetful.stop()
  })

  it('warns, and goes on, where INFO and CONFIG are forbidden', async () => {
    const { warnings, log } = listening()
    const redis = connect({ socket: store.socket })
    await redis.ping()
    await store.redis.acl('SETUSER', 'guest', 'on', '>word', '~*', '+@all', '-info', '-config')
    await redis.auth('guest', 'word')
    await assertUsable(redis, log)
    expect(warnings).toEqual([expect.stringContaining('forbids INFO'), expect.stringContaining('noeviction')])
    redis.disconnect()
  })

  it.each([
    ['5.0.14', 'standalone', 'TOO_OLD'],
    ['6.0.16', 'standalone', 'TOO_OLD'],
    ['7.2.4', 'cluster', 'CLUSTER'],
  ])('refuses Redis %s, %s', async (version, mode, code) => {
    const info = `redis_version:${version}\r\nredis_mode:${mode}\r\nmaxmemory_policy:noeviction\r\n`
    const socket = join(store.socket, '..', `${version}.sock`)
    const old = await standIn(socket, name =>
      name === 'info' ? `$${info.length}\r\n${info}` : `-ERR unknown command '${name}'`,
    )
    const redis = connect({ socket })
    await expect(assertUsable(redis)).rejects.toMatchObject({ code })
    redis.disconnect()
    old.close()
  })
})

/** A server that answers every command in one line of its own; for what no Redis at hand would say. */
async function standIn(socket: string, answer: (command: string) => string) {
  const server = createServer(client => {
    client.on('data', sent => {
      for (const [, name = ''] of String(sent).matchAll(/\*\d+\r\n\$\d+\r\n(\w+)\r\n/g)) {
        client.write(`${answer(name.toLowerCase())}\r\n`)
      }
    })
  }).listen(socket)
  await once(server, 'listening')
  return server
}
