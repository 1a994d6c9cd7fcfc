import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import type { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { connect } from '../../src/redis/connect.js'
import { type EmbeddedRedis, runningSocket, startEmbedded } from '../../src/redis/embedded.js'
import { endProcess, identify } from '../../src/redis/processes.js'
import { findServer } from '../../src/redis/server.js'

const workshop = mkdtempSync(join(tmpdir(), 'qunguan-test-'))
const botProgram = join(workshop, 'bot.mjs')
beforeAll(() => {
  const source = fileURLToPath(new URL('bot-process.ts', import.meta.url))
  buildSync({ entryPoints: [source], outfile: botProgram, bundle: true, platform: 'node', format: 'esm' })
})
afterAll(() => rmSync(workshop, { recursive: true }))

let dir: string
let clean: (() => unknown)[]
beforeEach(() => {
  dir = join(mkdtempSync(join(workshop, 'data-')), '数据 of a bot')
  clean = []
})
afterEach(async () => {
  for (const step of clean.reverse()) await step()
})

/** Starts the server in this process; it is stopped after the test. */
async function start(home = dir): Promise<EmbeddedRedis> {
  const server = await startEmbedded({ dir: home })
  clean.push(() => server.stop())
  return server
}

interface Bot {
  process: ChildProcess
  said: { socket: string; pid: number; code?: string; message?: string }
}

/** Starts a bot process and waits for what it says; it and its server are ended after the test. */
async function bot(home = dir, then = 'stay'): Promise<Bot> {
  const process = spawn('node', [botProgram, home, then], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = await once(process.stdout, 'data')
  const said = JSON.parse(String(line))
  const server = said.pid && identify(said.pid)
  clean.push(
    () => server && endProcess(server),
    () => process.kill('SIGKILL'),
  )
  return { process, said }
}

async function kill(bot: Bot, signal: NodeJS.Signals): Promise<void> {
  bot.process.kill(signal)
  await once(bot.process, 'exit')
}

async function using<T>(socket: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = connect({ socket })
  try {
    return await work(redis)
  } finally {
    await redis.quit()
  }
}

const gone = (pid: number) => expect.poll(() => identify(pid)).toBeUndefined()

it('is private, writes everything down, and throws nothing away', async () => {
  const { socket } = await start()
  expect(socket).toBe(join(dir, 'redis.sock'))
  expect(statSync(dir).mode & 0o777).toBe(0o700)
  expect(statSync(socket).mode & 0o777).toBe(0o700)
  const settings = ['port', 'appendonly', 'appendfsync', 'maxmemory-policy', 'save']
  const found = await using(socket, redis => Promise.all(settings.map(name => redis.config('GET', name))))
  expect(found).toEqual([
    ['port', '0'],
    ['appendonly', 'yes'],
    ['appendfsync', 'everysec'],
    ['maxmemory-policy', 'noeviction'],
    ['save', ''],
  ])
})

it('keeps its data from run to run, and leaves nothing behind but that', async () => {
  const first = await startEmbedded({ dir })
  await using(first.socket, redis => redis.set('name', '夜跑社群'))
  await first.stop()
  expect(readdirSync(dir).sort()).toEqual(['appendonlydir', 'redis.log'])
  const second = await start()
  expect(await using(second.socket, redis => redis.get('name'))).toBe('夜跑社群')
})

it('refuses a second bot on the same data, in this process and in another', async () => {
  await start()
  const refusal = { code: 'DATA_IN_USE', message: expect.stringContaining(`another bot (process ${process.pid})`) }
  await expect(startEmbedded({ dir })).rejects.toMatchObject(refusal)
  expect((await bot()).said).toMatchObject(refusal)
  expect((await bot(join(dir, '..', 'other'))).said.code).toBeUndefined()
})

it('goes on with the server that a killed bot left behind', async () => {
  const killed = await bot()
  await using(killed.said.socket, redis => redis.set('accepted', 'yes'))
  await kill(killed, 'SIGKILL')
  const next = await start()
  expect(next).toMatchObject({ socket: killed.said.socket, pid: killed.said.pid })
  expect(await using(next.socket, redis => redis.get('accepted'))).toBe('yes')
  await next.stop()
  await gone(killed.said.pid)
})

it('ends a left server that lost its socket, before it starts another on the same data', async () => {
  const killed = await bot()
  await using(killed.said.socket, redis => redis.set('accepted', 'yes'))
  await kill(killed, 'SIGKILL')
  rmSync(killed.said.socket)
  const next = await start()
  expect(identify(killed.said.pid)).toBeUndefined()
  expect(await using(next.socket, redis => redis.get('accepted'))).toBe('yes')
})

it('does not take a server away from whoever is connected to it', async () => {
  const killed = await bot()
  await kill(killed, 'SIGKILL')
  const other = connect({ socket: killed.said.socket })
  await other.ping()
  await expect(startEmbedded({ dir })).rejects.toMatchObject({ code: 'DATA_IN_USE' })
  await other.quit()
  expect((await start()).pid).toBe(killed.said.pid)
})

it('is not fooled by a lock whose process number now belongs to somebody else', async () => {
  mkdirSync(dir)
  writeFileSync(join(dir, 'bot.pid'), JSON.stringify({ pid: process.pid, began: 'before the reboot' }))
  writeFileSync(
    join(dir, 'redis.pid'),
    JSON.stringify({ pid: process.pid, began: 'before', socket: join(dir, 'redis.sock') }),
  )
  await start()
})

it.each(['', '{"pid":', '4711\n'])('takes over a lock that says %j', async content => {
  mkdirSync(dir)
  writeFileSync(join(dir, 'bot.pid'), content)
  await start()
})

it('lets exactly one of many in that find a dead lock at once', async () => {
  const killed = await bot()
  await kill(killed, 'SIGKILL')
  const bots = await Promise.all(Array.from({ length: 6 }, () => bot()))
  expect(bots.map(({ said }) => said.code).sort()).toEqual([...Array(5).fill('DATA_IN_USE'), undefined])
})

it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('goes with its bot at %s', async signal => {
  const ended = await bot()
  await kill(ended, signal)
  expect(ended.process.signalCode).toBe(signal)
  await gone(ended.said.pid)
  expect(existsSync(join(dir, 'bot.pid'))).toBe(false)
})

it('goes with its bot when that just ends', async () => {
  const ended = await bot(dir, 'leave')
  await gone(ended.said.pid)
})

it('leaves nothing of a scratch server, even when its process is killed', async () => {
  const killed = await bot('scratch')
  await kill(killed, 'SIGKILL')
  await gone(killed.said.pid)
  await expect.poll(() => existsSync(dirname(killed.said.socket))).toBe(false)
})

it('starts the server again when it dies, and a command given meanwhile is carried out', async () => {
  const server = await start()
  const redis = connect({ socket: server.socket })
  await redis.set('accepted', 'yes')
  const { pid } = server
  process.kill(pid, 'SIGKILL')
  await gone(pid)
  expect(await redis.get('accepted')).toBe('yes')
  expect(server.pid).not.toBe(pid)
  await redis.quit()
})

it('says where its socket is to commands beside a running bot', async () => {
  expect(runningSocket(dir)).toBeUndefined()
  const server = await startEmbedded({ dir })
  expect(runningSocket(dir)).toBe(server.socket)
  await server.stop()
  expect(runningSocket(dir)).toBeUndefined()
})

it('finds a shorter place for a socket whose path would be too long', async () => {
  const home = join(dir, '很长的目录名'.repeat(8))
  const { socket } = await start(home)
  clean.unshift(() => rmSync(dirname(socket), { recursive: true }))
  expect(dirname(dirname(socket))).toBe(tmpdir())
  expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700)
  expect(await using(socket, redis => redis.ping())).toBe('PONG')
})

it('says what to do when there is no server to start', () => {
  expect(() => findServer([dir])).toThrow(expect.objectContaining({ code: 'NO_REDIS' }))
  try {
    findServer([dir])
  } catch (error) {
    expect(String(error).split('\n')).toHaveLength(2)
    expect(String(error)).toContain('ensure-redis.sh')
    expect(String(error)).toContain('QUNGUAN_REDIS_URL')
  }
})

it('shows the end of the log when the server does not start, and gives the data up', async () => {
  const first = await startEmbedded({ dir })
  await using(first.socket, redis => redis.set('name', '夜跑社群'))
  await first.stop()
  const files = join(dir, 'appendonlydir')
  const incremental = readdirSync(files).find(name => name.endsWith('.incr.aof')) ?? ''
  writeFileSync(join(files, incremental), 'this is no AOF\r\nand more\r\n')
  await expect(startEmbedded({ dir })).rejects.toMatchObject({
    code: 'REDIS_FAILED',
    message: expect.stringContaining('Bad file format'),
  })
  expect(existsSync(join(dir, 'bot.pid'))).toBe(false)
})
