import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { defineScript, jsonHash } from '../../src/redis/collections.js'
import { connect } from '../../src/redis/connect.js'
import { type TestRedis, testRedis } from '../support/redis.js'

let store: TestRedis
beforeAll(async () => {
  store = await testRedis({ persist: true })
})
beforeEach(() => store.redis.flushall())
afterAll(() => store.stop())

interface Seat {
  holder: string
  since?: number
}
const seats = (redis = store.redis) => jsonHash<Seat>(redis, 'qg:main:seats')

describe('jsonHash', () => {
  it('gives back what was put in', async () => {
    const seat: Seat = { holder: '群主 \u{1F469}\u200d\u{1F467}"\n', since: 1.5 }
    await seats().set('g1', seat)
    expect(await seats().get('g1')).toEqual(seat)
    expect(await seats().get('g2')).toBeUndefined()
    expect(await seats().all()).toEqual(new Map([['g1', seat]]))
  })

  it('sets what is new, once', async () => {
    expect(await seats().setNew('g1', { holder: 'a' })).toBe(true)
    expect(await seats().setNew('g1', { holder: 'b' })).toBe(false)
    expect(await seats().get('g1')).toEqual({ holder: 'a' })
  })

  it('deletes', async () => {
    await seats().set('g1', { holder: 'a' })
    expect(await seats().delete('g1')).toBe(true)
    expect(await seats().delete('g1')).toBe(false)
    expect(await seats().all()).toEqual(new Map())
  })

  it('keeps fields with the names of things that every object has', async () => {
    for (const field of ['__proto__', 'constructor', '7']) await seats().set(field, { holder: field })
    expect([...(await seats().all()).keys()].sort()).toEqual(['7', '__proto__', 'constructor'])
    expect((await seats().all()).get('__proto__')).toEqual({ holder: '__proto__' })
  })

  it.each([
    ['there as expected', { holder: 'a' }, { holder: 'a' }, { holder: 'b' }, true],
    ['there, but another', { holder: 'x' }, { holder: 'a' }, { holder: 'b' }, false],
    ['not there, as expected', undefined, undefined, { holder: 'b' }, true],
    ['there against expectation', { holder: 'x' }, undefined, { holder: 'b' }, false],
    ['not there against expectation', undefined, { holder: 'a' }, { holder: 'b' }, false],
    ['to be removed', { holder: 'a' }, { holder: 'a' }, undefined, true],
  ])('compares and sets what is %s', async (_, before, expected, next, done) => {
    if (before) await seats().set('g1', before)
    expect(await seats().compareAndSet('g1', expected, next)).toBe(done)
    expect(await seats().get('g1')).toEqual(done ? next : before)
  })

  it('lets one of many racers win', async () => {
    await seats().set('g1', { holder: 'nobody' })
    const connections = Array.from({ length: 10 }, () => connect({ socket: store.socket }))
    const won = await Promise.all(
      connections.map((redis, racer) =>
        seats(redis).compareAndSet('g1', { holder: 'nobody' }, { holder: `racer ${racer}` }),
      ),
    )
    expect(won.filter(Boolean)).toHaveLength(1)
    expect(await seats().get('g1')).toEqual({ holder: `racer ${won.indexOf(true)}` })
    for (const redis of connections) redis.disconnect()
  })

  it('updates without losing anybody, however many do so at once', async () => {
    const lists = jsonHash<string[]>(store.redis, 'qg:main:lists')
    const names = Array.from({ length: 20 }, (_, n) => `member ${n}`)
    await Promise.all(names.map(name => lists.update('g1', now => [...(now ?? []), name])))
    expect((await lists.get('g1'))?.sort()).toEqual(names.sort())
    expect(await lists.update('g1', () => undefined)).toBeUndefined()
    expect(await lists.all()).toEqual(new Map())
  })
})

describe('defineScript', () => {
  const take = () =>
    defineScript(store.redis, 'takeTicket', {
      keys: ['tickets', 'log'],
      args: ['max'],
      lua: `
        if redis.call('INCR', tickets) > tonumber(max) then return false end
        redis.call('RPUSH', log, unpack(ARGV, 2))
        return redis.call('GET', tickets)`,
      reply: raw => (raw === null ? undefined : Number(raw)),
    })
  const keys = { tickets: 'qg:tickets', log: 'qg:log' }

  it('calls keys and arguments by name, and hands on the rest', async () => {
    expect(await take()(keys, { max: 1 }, 'one', 2)).toBe(1)
    expect(await take()(keys, { max: 1 }, 'three')).toBeUndefined()
    expect(await store.redis.lrange('qg:log', 0, -1)).toEqual(['one', '2'])
  })

  it('goes on after Redis was restarted or has forgotten its scripts', async () => {
    expect(await take()(keys, { max: 9 }, 'a')).toBe(1)
    await store.redis.script('FLUSH')
    expect(await take()(keys, { max: 9 }, 'b')).toBe(2)
    await store.server.restart()
    expect(await take()(keys, { max: 9 }, 'c')).toBe(3)
  })

  it('refuses two different scripts of one name', () => {
    const other = { keys: [], lua: 'return 1', reply: String }
    expect(() => defineScript(store.redis, 'takeTicket', other)).toThrow('takeTicket')
    expect(() => defineScript(store.redis, 'set', other)).not.toThrow()
  })

  it('says in which line of the script an error was', async () => {
    const fails = defineScript(store.redis, 'fails', {
      keys: ['a'],
      args: ['b'],
      lua: '\nreturn a .. nil',
      reply: String,
    })
    await expect(fails({ a: 'qg:a' }, { b: 1 })).rejects.toThrow('user_script:2')
  })
})
