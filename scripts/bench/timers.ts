import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { InHand } from '../../src/domain/in-hand.js'
import { Timers, type WantedTimer } from '../../src/queue/timers.js'
import { connect } from '../../src/redis/connect.js'
import { startScratch } from '../../src/redis/scratch.js'
import { inTurn, measured, type Result, type Tell, timed } from './measure.js'

const TIMERS = 10_000
const DAY = 86_400_000

/** Where a bench keeps its data. */
export interface Place {
  redis: Redis
  socket: string
}

/** How long a bot with ten thousand timers takes to have them all set: at its first start, and at every later one. */
export async function timers(tell: Tell): Promise<Result[]> {
  const scratch = await startScratch({ persist: true })
  const place = { socket: scratch.socket, redis: connect({ socket: scratch.socket }) }
  const { a, b } = await inTurn(
    () => reconciled(place),
    () => rawJobs(place, TIMERS),
    { tell },
  )
  await place.redis.quit()
  await scratch.stop()
  const raw = measured(`adding ${TIMERS} delayed jobs to raw BullMQ in one call`, 's', b)
  const goal = '< 2'
  return [
    {
      ...measured(
        `${TIMERS} timers reconciled, first start`,
        's',
        a.map(({ first }) => first),
      ),
      goal,
      against: raw,
    },
    {
      ...measured(
        `${TIMERS} timers reconciled, next start`,
        's',
        a.map(({ next }) => next),
      ),
      goal,
      against: raw,
    },
  ]
}

async function reconciled(place: Place): Promise<{ first: number; next: number }> {
  await place.redis.flushall()
  const begin = Date.now()
  const wanted = Array.from(
    { length: TIMERS },
    (_, n): WantedTimer => ({ name: 'check-in.digest', room: `g${n + 1}`, due: begin + DAY + (n % 1440) * 60_000 }),
  )
  return { first: await start(place, wanted), next: await start(place, wanted) }
}

async function start({ redis, socket }: Place, wanted: readonly WantedTimer[]): Promise<number> {
  const timers = new Timers({
    redis,
    prefix: 'qg:bench',
    connection: { path: socket, maxRetriesPerRequest: null },
    now: Date.now,
    inHand: new InHand(),
    onDue: async () => undefined,
    onLater: async () => {},
    onError: error => {
      throw error
    },
  })
  const { ms } = await timed(async () => {
    await timers.start()
    await timers.reconcile(wanted)
  })
  if (timers.size !== TIMERS) throw new Error(`${TIMERS} timers are wanted and ${timers.size} set`)
  await timers.stop()
  return ms / 1000
}

/** What our timers are held against: seconds that BullMQ alone takes to add so many delayed jobs. */
export async function rawJobs({ redis, socket }: Place, count: number): Promise<number> {
  await redis.flushall()
  const queue = new Queue('raw', { connection: { path: socket, maxRetriesPerRequest: null } })
  await queue.waitUntilReady()
  const jobs = Array.from({ length: count }, (_, n) => ({
    name: 'due',
    data: { id: n },
    opts: { delay: DAY + (n % 1440) * 60_000 },
  }))
  const { ms } = await timed(async () => {
    await queue.addBulk(jobs)
  })
  await queue.close()
  return ms / 1000
}
