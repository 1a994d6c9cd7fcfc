import type { Redis } from 'ioredis'
import type { HealthConfig } from '../../plugins/health/config.js'
import { healthConfig } from '../../plugins/health/config.js'
import type { Day } from '../../plugins/health/days/day.js'
import { readDay } from '../../plugins/health/days/packed.js'
import { datesFrom, shelve } from '../../plugins/health/days/shelf.js'
import { reportOf } from '../../plugins/health/weekly/report.js'
import { reportBoard, reportText } from '../../plugins/health/weekly/wording.js'
import type { Board } from '../../src/domain/board.js'
import { timeOn } from '../../src/domain/calendar.js'
import { activityBook } from '../../src/kernel/books/activity.js'
import type { Books } from '../../src/kernel/books/books.js'
import type { Ctx } from '../../src/kernel/plugin.js'
import { storeAt } from '../../src/kernel/store.js'
import { connect } from '../../src/redis/connect.js'
import { startScratch } from '../../src/redis/scratch.js'
import { painted } from './boards.js'
import { inTurn, measured, type Result, type Tell, timed } from './measure.js'
import { personOf } from './person.js'

const ROOMS = 1_000
const PEOPLE = 240
const ZONE = 'Asia/Shanghai'
const dates = datesFrom('2029-01-01', '2029-12-31')

/** What a year of daily figures weighs, and how long a room's weekly report takes that is made of them. */
export async function healthYear(tell: Tell): Promise<Result[]> {
  const scratch = await startScratch()
  const redis = connect({ socket: scratch.socket })
  const weight = await inTurn(
    () => weighed(redis, room => shelve(storeAt(redis, 'qg:bench', 'health', room), yearOf(room))),
    () => weighed(redis, room => asJson(redis, room)),
    { tell, cold: true, runs: 3 },
  )
  await weighed(redis, room => shelve(storeAt(redis, 'qg:bench', 'health', room), yearOf(room)))
  await talk(redis)
  const ctx = contextOf(redis)
  let board: Board | undefined
  const report = await inTurn(
    () =>
      timed(async () => {
        board = await reported(ctx)
      }),
    () => timed(() => readRaw(redis)),
    { tell },
  )
  await redis.quit()
  await scratch.stop()
  if (!board) throw new Error('no report was made')
  return [
    {
      ...measured(`a year of daily figures of ${ROOMS} rooms in Redis`, 'MB', weight.a),
      goal: '< 200',
      against: measured('the same as plain JSON, a hash a room', 'MB', weight.b),
    },
    {
      ...measured(
        `the weekly report of one of them, ${PEOPLE} people, words and what is painted`,
        'ms',
        report.a.map(({ ms }) => ms),
      ),
      goal: '< 100',
      against: measured(
        'what it reads, raw in one pipeline',
        'ms',
        report.b.map(({ ms }) => ms),
      ),
    },
    ...(await painted(board, tell)),
  ]
}

/** Megabytes that Redis takes more, when a year of every room is in it. */
async function weighed(redis: Redis, fill: (room: string) => Promise<unknown>): Promise<number> {
  await redis.flushall('SYNC')
  const before = await usedBytes(redis)
  for (let room = 1; room <= ROOMS; room++) await fill(`g${room}`)
  return ((await usedBytes(redis)) - before) / 1e6
}

async function usedBytes(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1])
}

async function asJson(redis: Redis, room: string): Promise<void> {
  const rows = yearOf(room).flatMap(day => [day.date, JSON.stringify(day)])
  await redis.hset(`qg:bench:json:${room}`, ...rows)
}

/** A year of a room that is sometimes busy; every room another. */
function yearOf(room: string): Day[] {
  let seed = Number(room.slice(1))
  const below = (most: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed % most
  }
  return dates.map(date => {
    const messages = below(900)
    const speakers = Math.min(messages, below(60))
    return {
      ...readDay(date, ''),
      members: PEOPLE - below(20),
      joins: below(5),
      leaves: below(4),
      speakers,
      messages,
      checkIns: below(50),
      top: Math.round(messages * 0.8),
      owner: below(40),
      startedByMembers: below(15),
      started: 2 + below(20),
      answered: below(15),
      pairs: below(120),
      links: below(400),
      firstWords: below(3),
      veterans: 100 + below(40),
      veteranSpeakers: below(30),
      veteranMessages: Math.round(messages * 0.4),
      cases: below(3),
      undone: below(2),
      topics: below(2),
      unanswered: below(4),
    }
  })
}

/** What people wrote in the last two weeks of the first room. */
async function talk(redis: Redis): Promise<void> {
  const book = activityBook(redis, 'qg:bench')
  for (const [at, date] of dates.slice(-14).entries()) {
    const step = redis.multi()
    for (let n = 0; n < 300; n++) {
      const member = `m${(n * n + at) % 60}`
      book.record(step, { room: 'g1', member, date, at: timeOn(date, '12:00', ZONE) + n * 1000 })
    }
    await step.exec()
  }
}

async function reported(ctx: Ctx<HealthConfig>): Promise<Board> {
  const report = await reportOf(ctx, '2029-12-31')
  if (!report) throw new Error('the week is not known')
  const { name: topic } = ctx.room
  if (reportText(ctx.text, report, { topic, network: true }).split('\n').length > 10) throw new Error('too long')
  return reportBoard(ctx.text, report, topic)
}

async function readRaw(redis: Redis): Promise<void> {
  const reads = redis.pipeline()
  reads.hgetall('qg:bench:p:health:g1:days:2029')
  for (const date of dates.slice(-14)) reads.hgetall(`qg:bench:book:activity:day:g1:${date}`)
  await reads.exec()
}

/** As much of a context as a report asks for. */
function contextOf(redis: Redis): Ctx<HealthConfig> {
  const store = storeAt(redis, 'qg:bench', 'health', 'g1')
  const members = Array.from({ length: PEOPLE }, (_, n) => personOf(`m${n}`))
  const parts: Partial<Ctx<HealthConfig>> = {
    config: healthConfig.parse({}),
    room: { key: 'g1', topic: '社群实战1群', name: '社群实战1群', community: 'main', since: 0, size: PEOPLE },
    zone: ZONE,
    store,
    lasting: store,
    books: { activity: activityBook(redis, 'qg:bench') } as unknown as Books,
    now: () => timeOn('2030-01-01', '09:30', ZONE),
    cases: () => [],
    members: () => members,
    member: key => members.find(each => each.key === key) ?? personOf(key),
    text: (key, values) => Object.values(values ?? {}).join(' ') || key,
  }
  return parts as Ctx<HealthConfig>
}
