import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { currentVersion, type Migration, openData, stampedVersion } from '../../src/redis/schema.js'
import { type TestRedis, testRedis } from '../support/redis.js'

let store: TestRedis
beforeAll(async () => {
  store = await testRedis()
})
beforeEach(() => store.redis.flushall())
afterAll(() => store.stop())

const stamp = () => stampedVersion(store.redis, 'qg:main')
const steps: Migration[] = [
  async (redis, prefix) => {
    await redis.set(`${prefix}:title`, (await redis.get(`${prefix}:name`)) ?? '')
  },
  async (redis, prefix) => {
    await redis.append(`${prefix}:title`, '!')
  },
]

it('stamps new data with the current version', async () => {
  expect(await openData(store.redis, 'qg:main')).toBe(currentVersion())
  expect(await stamp()).toBe(String(currentVersion()))
})

it('runs no migration on new data', async () => {
  expect(await openData(store.redis, 'qg:main', { steps })).toBe(3)
  expect(await store.redis.keys('*')).toEqual(['qg:main:schema'])
})

it('leads older data through every step, once', async () => {
  await openData(store.redis, 'qg:main', { steps: [] })
  await store.redis.set('qg:main:name', '夜跑')
  expect(await openData(store.redis, 'qg:main', { steps })).toBe(1)
  expect(await openData(store.redis, 'qg:main', { steps })).toBe(3)
  expect(await store.redis.get('qg:main:title')).toBe('夜跑!')
  expect(await stamp()).toBe('3')
})

it('begins again with the step in which it was killed, not before it', async () => {
  await openData(store.redis, 'qg:main', { steps: [] })
  const ran: string[] = []
  const first: Migration = async () => void ran.push('first')
  const dies: Migration = async () => {
    ran.push('second, killed')
    throw new Error('killed')
  }
  await expect(openData(store.redis, 'qg:main', { steps: [first, dies] })).rejects.toThrow('killed')
  expect(await stamp()).toBe('2')
  await openData(store.redis, 'qg:main', { steps: [first, async () => void ran.push('second')] })
  expect(ran).toEqual(['first', 'second, killed', 'second'])
})

it('keeps accounts apart', async () => {
  await openData(store.redis, 'qg:other', { steps: [] })
  expect(await openData(store.redis, 'qg:main', { steps })).toBe(3)
  expect(await stampedVersion(store.redis, 'qg:other')).toBe('1')
})

it.each(['2', '999', 'garbage', '0'])('refuses data of version %s, and leaves it alone', async version => {
  await store.redis.set('qg:main:schema', version)
  await expect(openData(store.redis, 'qg:main', { steps: [] })).rejects.toMatchObject({
    code: 'NEWER_DATA',
    message: expect.stringContaining('Update Qunguan'),
  })
  expect(await stamp()).toBe(version)
})
