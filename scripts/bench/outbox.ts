import { Queue, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Action } from '../../src/domain/actions.js'
import type { Millis } from '../../src/domain/events.js'
import { InHand } from '../../src/domain/in-hand.js'
import { Outbox } from '../../src/queue/outbox.js'
import type { Pacing } from '../../src/queue/pacing.js'
import { connect } from '../../src/redis/connect.js'
import { startScratch } from '../../src/redis/scratch.js'
import { VirtualClock } from '../../src/sandbox/clock.js'
import { inTurn, measured, type Result, type Tell, timed } from './measure.js'
import { configFor } from './stage.js'
import { chat } from './talk.js'

const ACTIONS = 3_000
const ROOMS = 50
/** Actions that wait under the shipped pacing, in virtual time. */
const WAITING = 600

interface Place {
  redis: Redis
  socket: string
}

/** How fast actions leave when nothing holds them, and how often those that wait are looked at. */
export async function outbox(tell: Tell): Promise<Result[]> {
  const scratch = await startScratch({ persist: true })
  const place = { socket: scratch.socket, redis: connect({ socket: scratch.socket }) }
  const fast = await inTurn(
    () => unpaced(place),
    () => rawJobs(place),
    { tell },
  )
  tell(`${WAITING} under pacing`)
  const waited = await paced(place)
  await place.redis.quit()
  await scratch.stop()
  return [
    {
      ...measured('outbox, pacing off', 'actions/s', fast.a),
      goal: '≥ 1500',
      against: measured('raw BullMQ, add and process one at a time', 'jobs/s', fast.b),
    },
    {
      ...measured(`${WAITING} actions waiting under pacing`, 'pick-ups', [waited.pickUps]),
      goal: String(WAITING),
      against: measured('times that BullMQ woke the outbox for them', 'wake-ups', [waited.wakeUps]),
    },
  ]
}

function action(n: number): Action {
  return { act: 'say', room: `g${(n % ROOMS) + 1}`, text: chat(n) }
}

function outboxOn(
  { redis, socket }: Place,
  options: { pacing: Pacing | 'off'; inHand: InHand; now: () => Millis; virtual?: boolean },
) {
  return new Outbox({
    ...options,
    redis,
    prefix: 'qg:bench',
    connection: { path: socket, maxRetriesPerRequest: null },
    random: () => 0.5,
    perform: async () => ({ ok: true }),
    look: async () => 'unseeable',
    holds: () => false,
    quietUntil: () => undefined,
    tomorrow: at => at,
    onSettled: async () => {},
    onError: error => {
      throw error
    },
  })
}

/** Hands in as much as there is and waits until all of it is settled and recorded as such. */
async function unpaced(place: Place): Promise<number> {
  await place.redis.flushall()
  const inHand = new InHand()
  const box = outboxOn(place, { pacing: 'off', inHand, now: Date.now })
  await box.start()
  const { ms } = await timed(async () => {
    const posted = Array.from({ length: ACTIONS }, (_, n) =>
      box.post({ id: `a${n}`, origin: 'bench', manner: 'reply', action: action(n) }),
    )
    await Promise.all(posted)
    await inHand.empty()
  })
  await box.stop()
  if (box.pickUps !== ACTIONS) throw new Error(`${ACTIONS} actions and ${box.pickUps} pick-ups`)
  return (ACTIONS * 1000) / ms
}

/** The same number of jobs with nothing to do. */
async function rawJobs({ redis, socket }: Place): Promise<number> {
  await redis.flushall()
  const connection = { path: socket, maxRetriesPerRequest: null }
  const queue = new Queue('raw', { connection, defaultJobOptions: { removeOnComplete: true } })
  const worker = new Worker('raw', async () => {}, { connection })
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()])
  const { ms } = await timed(async () => {
    let left = ACTIONS
    const done = new Promise<void>(resolve => {
      worker.on('completed', () => {
        left -= 1
        if (left === 0) resolve()
      })
    })
    await Promise.all(Array.from({ length: ACTIONS }, (_, n) => queue.add('act', action(n))))
    await done
  })
  await worker.close()
  await queue.close()
  return (ACTIONS * 1000) / ms
}

async function paced(place: Place): Promise<{ pickUps: number; wakeUps: number }> {
  await place.redis.flushall()
  const { pacing } = configFor([]).main
  const clock = new VirtualClock(Date.UTC(2030, 0, 7, 2))
  clock.install()
  try {
    const inHand = new InHand()
    const box = outboxOn(place, { pacing, inHand, now: clock.now, virtual: true })
    await box.start()
    for (let n = 0; n < WAITING; n++) {
      await box.post({ id: `a${n}`, origin: 'bench', manner: 'notice', action: action(n) })
    }
    let wakeUps = 0
    for (;;) {
      await inHand.empty()
      const next = box.next()
      if (next === undefined) break
      clock.set(Math.max(next, clock.now()))
      await box.moved(clock.now())
      wakeUps += 1
    }
    await box.stop()
    return { pickUps: box.pickUps, wakeUps }
  } finally {
    clock.uninstall()
  }
}
