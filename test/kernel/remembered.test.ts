import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { noteRead, readOnce, remembered } from '../../src/kernel/remembered.js'
import { type Store, storeAt } from '../../src/kernel/store.js'
import { connect } from '../../src/redis/connect.js'
import { type TestRedis, testRedis } from '../support/redis.js'

let server: TestRedis
let store: Store
let rooms = 0

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(() => {
  store = storeAt(server.redis, 'qg:test', 'some', `g${++rooms}`)
})
afterAll(() => server.stop())

describe('what is read once', () => {
  it('is asked for once, however many want it at the same time, and again by the next life of the process', async () => {
    let reads = 0
    const read = async () => ++reads
    expect(await Promise.all([1, 2, 3].map(() => readOnce(store, store.key('a'), read)))).toEqual([1, 1, 1])
    const next = connect({ socket: server.socket }, { name: 'next' })
    expect(await readOnce({ redis: next }, store.key('a'), read)).toBe(2)
    next.disconnect()
  })

  it('is read again after it could not be read, by the next who asks', async () => {
    const broken = readOnce(store, store.key('a'), () => Promise.reject(new Error('away')))
    await expect(broken).rejects.toThrow('away')
    expect(await readOnce(store, store.key('a'), async () => 'there')).toBe('there')
  })

  it('is what was noted since, also where the reading fails afterwards', async () => {
    const broken = readOnce<boolean>(store, store.key('a'), () => Promise.reject(new Error('away')))
    noteRead(store, store.key('a'), true)
    await expect(broken).rejects.toThrow('away')
    expect(await readOnce(store, store.key('a'), async () => false)).toBe(true)
    noteRead(store, store.key('a'))
    expect(await readOnce(store, store.key('a'), async () => false)).toBe(false)
  })
})

describe('a remembered hash', () => {
  it('says the same as Redis after every change', async () => {
    const rows = remembered<number>(store, 'rows')
    await rows.set('a', 1)
    await rows.set('b', 2)
    expect(await rows.update('a', (known = 0) => known + 10)).toBe(11)
    expect(await rows.update('b', () => undefined)).toBeUndefined()
    expect(await rows.delete('c')).toBe(false)
    expect([await rows.get('a'), await rows.get('b')]).toEqual([11, undefined])
    expect(await rows.compareAndSet('a', 10, 12)).toBe(false)
    expect(await rows.compareAndSet('a', 11, 12)).toBe(true)
    expect(await rows.compareAndSet('d', undefined, 1)).toBe(true)
    // Something else was written meanwhile: what is there is known from then on.
    await store.hash<number>('rows').set('d', 7)
    expect(await rows.compareAndSet('d', 1, 2)).toBe(false)
    expect([await rows.get('a'), await rows.get('d')]).toEqual([12, 7])
    expect([...(await rows.all())].sort()).toEqual([...(await store.hash<number>('rows').all())].sort())
  })

  it('is known by every look at it, and to the next life of the process', async () => {
    await remembered<number>(store, 'rows').set('a', 1)
    expect(await remembered<number>(store, 'rows').get('a')).toBe(1)
    const next = connect({ socket: server.socket }, { name: 'next' })
    expect(await remembered<number>(storeAt(next, 'qg:test', 'some', `g${rooms}`), 'rows').get('a')).toBe(1)
    next.disconnect()
  })
})
