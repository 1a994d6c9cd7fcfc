import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Queue } from 'bullmq'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { backup, restore } from '../../src/redis/backup.js'
import { connect } from '../../src/redis/connect.js'
import { openData } from '../../src/redis/schema.js'
import { type TestRedis, testRedis } from '../support/redis.js'

const extent = { prefix: 'qg:main', also: ['bull:main'] }
const noon = new Date('2025-03-01T12:00:00+08:00')
const dir = mkdtempSync(join(tmpdir(), 'qunguan-test-'))
const file = join(dir, 'backup.gz')

let store: TestRedis
let other: TestRedis
beforeAll(async () => {
  store = await testRedis()
  other = await testRedis()
})
beforeEach(async () => {
  rmSync(file, { force: true })
  await Promise.all([store.redis.flushall(), other.redis.flushall()])
  await openData(store.redis, 'qg:main')
})
afterAll(async () => {
  await Promise.all([store.stop(), other.stop()])
  rmSync(dir, { recursive: true })
})

/** Every key with its value in Redis' own form, and whether it expires. */
async function contents({ redis }: TestRedis): Promise<Map<string, unknown>> {
  const keys = await redis.keys('*')
  const values = keys.map(async key => [await redis.dumpBuffer(key), (await redis.pttl(key)) > 0] as const)
  return new Map((await Promise.all(values)).map((value, index) => [keys[index] ?? '', value]))
}

async function fill(): Promise<void> {
  const { redis } = store
  await redis.hset('qg:main:members', { m1: '{"name":"小明"}', m2: '{}' })
  await redis.zadd('qg:main:due', 1.5, 'a', -1, 'b')
  await redis.rpush('qg:main:lane', 'x', 'y')
  await redis.sadd('qg:main:seen', 'one')
  await redis.xadd('qg:main:events', '1-1', 'type', 'joined')
  await redis.set('qg:main:picture', Buffer.from([0, 255, 10, 13]))
  await redis.set('qg:main:done:1', 'ok', 'EX', 7 * 86_400)
  const connection = connect({ socket: store.socket })
  const queue = new Queue('main', { connection, prefix: 'bull' })
  await queue.add('wake', { room: 'g1' }, { delay: 60_000, jobId: 'wake|g1' })
  await queue.close()
  await connection.quit()
}

it('brings everything back on another server: every type, expiry and job', async () => {
  await fill()
  const before = await contents(store)
  expect(await backup(store.redis, extent, file, noon)).toBe(before.size)
  expect(await restore(other.redis, extent, file)).toBe(before.size)
  expect(await contents(other)).toEqual(before)
  expect(await other.redis.pttl('qg:main:done:1')).toBeGreaterThan(6 * 86_400_000)
  expect(before.get('qg:main:done:1')).toEqual([expect.anything(), true])
})

it('leaves what is not the account’s', async () => {
  for (const key of ['qg:main2:members', 'qg:mainly', 'bull:other:id', 'strange']) await store.redis.set(key, '1')
  await store.redis.set('qg:main:ours', '1')
  await backup(store.redis, extent, file, noon)
  await other.redis.set('strange', '2')
  await restore(other.redis, extent, file)
  expect((await other.redis.keys('*')).sort()).toEqual(['qg:main:ours', 'qg:main:schema', 'strange'])
})

it('takes a prefix literally', async () => {
  const odd = { prefix: 'qg:[a]*' }
  await openData(store.redis, odd.prefix)
  await store.redis.set('qg:ab:members', '1')
  expect(await backup(store.redis, odd, file, noon)).toBe(1)
})

it('says in its first line what it is, and is for its owner alone', async () => {
  await backup(store.redis, extent, file, noon)
  const [header = ''] = gunzipSync(readFileSync(file)).toString().split('\n')
  expect(JSON.parse(header)).toEqual({
    format: 'qunguan-backup',
    schema: 1,
    at: '2025-03-01T04:00:00.000Z',
    prefix: 'qg:main',
    keys: 1,
  })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(existsSync(`${file}.part`)).toBe(false)
})

it('refuses to go over data that is there, unless forced; then nothing of that is left', async () => {
  await fill()
  await backup(store.redis, extent, file, noon)
  const before = await contents(store)
  await store.redis.set('qg:main:later', '1')
  await store.redis.del('qg:main:members')
  await expect(restore(store.redis, extent, file)).rejects.toMatchObject({ code: 'NOT_EMPTY' })
  expect(await store.redis.exists('qg:main:later')).toBe(1)
  await restore(store.redis, extent, file, { force: true })
  expect(await contents(store)).toEqual(before)
})

it('clears away what a killed restore left', async () => {
  await backup(store.redis, extent, file, noon)
  await other.redis.set('qg-restoring:qg:main:schema', 'old')
  await restore(other.redis, extent, file)
  expect(await other.redis.keys('*')).toEqual(['qg:main:schema'])
})

it('has nothing to back up where there is no data', async () => {
  await expect(backup(other.redis, extent, file, noon)).rejects.toMatchObject({ code: 'NO_DATA' })
  expect(existsSync(file)).toBe(false)
})

/** Writes the backup again with its lines changed. */
function forge(change: (lines: Record<string, unknown>[]) => unknown[]): void {
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n')
  const changed = change(lines.map(line => JSON.parse(line)))
  writeFileSync(file, gzipSync(changed.map(line => `${JSON.stringify(line)}\n`).join('')))
}

it.each([
  ['of a newer version', 'NEWER_DATA', (lines: object[]) => [{ ...lines[0], schema: 2 }, ...lines.slice(1)]],
  ['of another account', 'OTHER_ACCOUNT', (lines: object[]) => [{ ...lines[0], prefix: 'qg:b' }, ...lines.slice(1)]],
  ['with a foreign key', 'OTHER_ACCOUNT', (lines: object[]) => [lines[0], { ...lines[1], key: 'strange' }]],
  ['that lacks a line', 'NOT_A_BACKUP', (lines: object[]) => lines.slice(0, -1)],
  ['without a header', 'NOT_A_BACKUP', (lines: object[]) => lines.slice(1)],
  // A dump ends with two bytes of version and eight of checksum; 0xffff is a version to come.
  ['of a newer Redis', 'OTHER_REDIS', (lines: object[]) => [lines[0], { ...lines[1], dump: '//8AAAAAAAAAAAAA' }]],
])('refuses a file %s, and touches nothing', async (_, code, change) => {
  await backup(store.redis, extent, file, noon)
  forge(change)
  await store.redis.set('qg:main:name', '夜跑')
  const before = await contents(store)
  await expect(restore(store.redis, extent, file, { force: true })).rejects.toMatchObject({ code })
  expect(await contents(store)).toEqual(before)
})

it.each(['', 'hello', gzipSync('hello')])('refuses what is no backup at all', async content => {
  writeFileSync(file, content)
  await expect(restore(other.redis, extent, file)).rejects.toMatchObject({ code: 'NOT_A_BACKUP' })
})
