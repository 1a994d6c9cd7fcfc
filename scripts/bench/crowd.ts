import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Redis } from 'ioredis'
import { connect } from '../../src/redis/connect.js'
import { startScratch } from '../../src/redis/scratch.js'
import { regular } from '../../src/sandbox/regulars.js'
import { inTurn, measured, type Result, type Tell } from './measure.js'

const ROOMS = 1_000
const PEOPLE = 200

interface Ready {
  /** From the login until everything was looked at. */
  seconds: number
  /** Resident memory then, in MB; the people and rooms of the sandbox are part of it. */
  memory: number
}

/** A thousand rooms of two hundred people: what the bot holds of them, in memory and in Redis, and how soon it is ready. */
export async function crowd(tell: Tell): Promise<Result[]> {
  const scratch = await startScratch({ persist: true })
  const redis = connect({ socket: scratch.socket })
  const empty = await memoryOf(redis)
  tell('first start')
  const first = await start(scratch.socket)
  const kept = ((await memoryOf(redis)) - empty) / (ROOMS * PEOPLE)
  const { a, b } = await inTurn(
    () => start(scratch.socket),
    () => start(),
    { tell, cold: true, runs: 3 },
  )
  await redis.flushall()
  tell('a plain layout')
  const before = await memoryOf(redis)
  await writePlainly(redis)
  const plain = ((await memoryOf(redis)) - before) / (ROOMS * PEOPLE)
  await redis.quit()
  await scratch.stop()
  const size = `${ROOMS} rooms × ${PEOPLE} members`
  return [
    {
      ...measured(
        `${size}: resident memory when ready`,
        'MB',
        a.map(({ memory }) => memory),
      ),
      goal: '< 450',
      against: measured(
        'the same sandbox and Wechaty without the bot',
        'MB',
        b.map(({ memory }) => memory),
      ),
    },
    {
      ...measured(
        `${size}: from the login to ready, session known`,
        's',
        a.map(({ seconds }) => seconds),
      ),
      goal: '< 5',
      against: measured('the first start, everybody new', 's', [first.seconds]),
    },
    {
      ...measured(`${size}: Redis memory a member`, 'bytes', [kept]),
      goal: '< 250',
      against: measured('one JSON a person, one a seat, one row an id', 'bytes', [plain]),
    },
  ]
}

/** The bot as a process of its own on that Redis, or the sandbox alone; it has ended when this resolves. */
async function start(socket?: string): Promise<Ready> {
  const program = fileURLToPath(new URL('./crowd-bot.js', import.meta.url))
  const args = [program, String(ROOMS), String(PEOPLE), ...(socket === undefined ? [] : [socket])]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  let said = ''
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  child.stdout.setEncoding('utf8').on('data', chunk => {
    said += chunk
    if (said.includes('\n')) child.stdin.end()
  })
  const code = await ended
  if (code !== 0) throw new Error(`the bot of the bench ended with ${code}`)
  return JSON.parse(said) as Ready
}

async function memoryOf(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1])
}

/** What the same people take when everything is a row of its own. */
async function writePlainly(redis: Redis): Promise<void> {
  const now = Date.now()
  for (let room = 0; room < ROOMS; room++) {
    const step = redis.pipeline()
    for (let at = 0; at < PEOPLE; at++) {
      const n = room * PEOPLE + at + 1
      const { name, card } = regular(n)
      step.hset(`plain:roster:g${room}`, `m${n}`, JSON.stringify({ card, name, joinedAt: now, before: true }))
      step.hset('plain:people', `m${n}`, JSON.stringify({ name, remark: '', friend: false, avatar: String(n) }))
      step.hset('plain:contacts', `@${n.toString(16).padStart(32, '0')}`, `m${n}`)
    }
    await step.exec()
  }
}
