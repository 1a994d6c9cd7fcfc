import type { Redis } from 'ioredis'
import { readDay } from '../../plugins/health/days/packed.js'
import { datesFrom, shelve } from '../../plugins/health/days/shelf.js'
import { plugins } from '../../plugins/index.js'
import { assemble, type Upward } from '../../src/assembly.js'
import { Roster } from '../../src/chat/roster.js'
import { prefixOf } from '../../src/config/load.js'
import { addDays, dateOf, timeOn } from '../../src/domain/calendar.js'
import type { Millis } from '../../src/domain/events.js'
import { InHand } from '../../src/domain/in-hand.js'
import { activityBook } from '../../src/kernel/books/activity.js'
import { openTalk } from '../../src/kernel/books/talk.js'
import { Rooms } from '../../src/kernel/rooms/rooms.js'
import { storeAt } from '../../src/kernel/store.js'
import { connect } from '../../src/redis/connect.js'
import { silent } from '../../src/redis/log.js'
import { openData } from '../../src/redis/schema.js'
import { startScratch } from '../../src/redis/scratch.js'
import { SandboxPuppet } from '../../src/sandbox/puppet.js'
import { regular } from '../../src/sandbox/regulars.js'
import { World } from '../../src/sandbox/world.js'
import { inTurn, measured, type Result, type Tell, timed } from './measure.js'
import { configFor } from './stage.js'

const ROOMS = 10_000
const PEOPLE = 40
/** Who wrote yesterday, and how much in all. */
const SPEAKERS = 12
const LINES = 24
const ZONE = 'Asia/Shanghai'
/** What of a plugin comes in every room at the same minute of the night. */
const TIMERS = ['health.day', 'health.stage'] as const
/** All is set when they ring. */
const AHEAD: Millis = 8_000
const KEYS = Array.from({ length: ROOMS }, (_, n) => `g${n + 1}`)

/** What a night costs in which the day of ten thousand rooms is made, and each of them is judged by it. */
export async function night(tell: Tell): Promise<Result[]> {
  const scratch = await startScratch({ persist: true })
  const redis = connect({ socket: scratch.socket })
  const prefix = prefixOf(configFor([]))
  tell(`people write in ${ROOMS} rooms`)
  await furnish(redis, prefix)
  const results: Result[] = []
  for (const timer of TIMERS) {
    const { a, b } = await inTurn(
      () => pass(scratch.socket, redis, timer),
      () => rawly(redis, prefix),
      { tell: text => tell(`${timer}, ${text}`), cold: true, runs: 3 },
    )
    const of = (what: keyof Night) => a.map(run => run[what])
    const against = measured('what it reads of the books, raw, 64 rooms at a time', 's', b)
    const name = `${ROOMS} rooms of ${PEOPLE} people, ${timer} in all of them`
    results.push(
      { ...measured(`${name}, from the first to the last`, 's', of('seconds')), goal: '< 180', against },
      {
        ...measured(`${name}, one turn of the loop takes at most, of the processor`, 'ms', of('turn')),
        goal: '< 200',
        against,
      },
      { ...measured(`${name}, an answer of Redis takes at most`, 'ms', of('ping')), against },
      { ...measured(`${name}, commands of Redis a room`, '', of('commands')), against },
    )
  }
  await redis.quit()
  await scratch.stop()
  return results
}

interface Night {
  seconds: number
  /** Processor time in milliseconds: what else runs on the machine makes no turn of ours longer. */
  turn: number
  ping: number
  commands: number
}

const yesterday = () => addDays(dateOf(Date.now(), ZONE), -1)

/** Rooms in which people wrote yesterday, and of which the days before are on the shelf. */
async function furnish(redis: Redis, prefix: string): Promise<void> {
  const [known, roster, talk] = [new Rooms(redis, prefix), new Roster(redis, prefix), await openTalk(redis, prefix)]
  const activity = activityBook(redis, prefix)
  const [date, since] = [yesterday(), Date.now() - 90 * 86_400_000]
  const shelf = datesFrom(addDays(date, -20), addDays(date, -1)).map(each => ({ ...readDay(each, ''), messages: 20 }))
  const noon = timeOn(date, '12:00', ZONE)
  for (let from = 0; from < ROOMS; from += 500) {
    const some = KEYS.slice(from, from + 500)
    await Promise.all(
      some.map(async room => {
        await known.put(room, { state: 'kept', topic: `社群实战${room.slice(1)}群`, community: room, since })
        const people = Array.from({ length: PEOPLE }, (_, n) => [`${room}m${n}`, regular(n + 1)] as const)
        await roster.look(room, new Map(people), since)
        await shelve(storeAt(redis, prefix, 'health', room), shelf)
        const step = redis.multi()
        for (let n = 0; n < LINES; n++) {
          const spoken = { room, member: `${room}m${(n * n) % SPEAKERS}`, date, at: noon + n * 60_000 }
          activity.record(step, spoken)
          talk.record(step, spoken)
        }
        await step.exec()
      }),
    )
  }
}

/** That timer rings in every room at once; over when it rang in the last. */
async function pass(socket: string, redis: Redis, timer: (typeof TIMERS)[number]): Promise<Night> {
  const config = configFor([])
  await openData(redis, prefixOf(config), { log: silent })
  const inHand = new InHand()
  let left = ROOMS
  let first = 0
  let over = () => {}
  const done = new Promise<void>(resolve => {
    over = resolve
  })
  const up: Upward = {
    inHand,
    alert: () => {},
    received: async () => {},
    async due(run) {
      first ||= performance.now()
      const next = await parts.host.timed.onDue(run)
      left -= 1
      if (left === 0) over()
      return next
    },
    reconcile: async () => {},
    connected: () => false,
    severed: () => false,
  }
  const puppet = new SandboxPuppet(new World({ now: Date.now, spec: { rooms: {} } }))
  const failing = { ...silent, error: (...what: unknown[]) => process.stderr.write(`${JSON.stringify(what)}\n`) }
  const parts = assemble({ config, plugins, redis: { socket }, link: { puppet }, log: failing, onAlert: () => {} }, up)
  await parts.load()
  await parts.timers.reconcile(KEYS.map(room => ({ name: timer, room, due: Date.now() + AHEAD })))
  const before = await commandsOf(redis)
  await parts.timers.start()
  const turns = turning()
  const pings = pinging(parts.redis)
  await done
  const seconds = (performance.now() - first) / 1000
  const turn = turns()
  const { longest: ping, count } = await pings()
  await inHand.empty()
  const commands = ((await commandsOf(redis)) - before - count) / ROOMS
  await Promise.all([parts.timers.stop(), parts.outbox.stop()])
  await parts.redis.quit()
  return { seconds, turn, ping, commands }
}

/** Watches the turns of the loop; stopped, it tells how much of the processor the longest took, in milliseconds. */
function turning(): () => number {
  let [longest, last] = [0, process.cpuUsage()]
  const turn = setInterval(() => {
    const { user, system } = process.cpuUsage(last)
    longest = Math.max(longest, (user + system) / 1000)
    last = process.cpuUsage()
  }, 1)
  return () => {
    clearInterval(turn)
    return longest
  }
}

/** Asks Redis again and again, as a message would; stopped, it tells how often, and the longest that it took. */
function pinging(redis: Redis): () => Promise<{ longest: number; count: number }> {
  let [longest, count, stopped] = [0, 0, false]
  const asking = (async () => {
    while (!stopped) {
      const { ms } = await timed(async () => {
        await redis.ping()
      })
      longest = Math.max(longest, ms)
      count += 1
      await new Promise(setImmediate)
    }
  })()
  return async () => {
    stopped = true
    await asking
    return { longest, count }
  }
}

async function commandsOf(redis: Redis): Promise<number> {
  return Number(/total_commands_processed:(\d+)/.exec(await redis.info('stats'))?.[1])
}

/** The counts of a day and who talked with whom, of every room. */
async function rawly(redis: Redis, prefix: string): Promise<number> {
  const date = yesterday()
  const { ms } = await timed(async () => {
    for (let from = 0; from < ROOMS; from += 64) {
      const reads = redis.pipeline()
      for (const room of KEYS.slice(from, from + 64)) {
        reads.hgetall(`${prefix}:book:activity:day:${room}:${date}`)
        reads.hgetall(`${prefix}:book:talk:day:${room}:${date}`)
      }
      await reads.exec()
    }
  })
  return ms / 1000
}
