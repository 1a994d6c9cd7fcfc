import { checkIn } from '../../plugins/check-in/store.js'
import { streakOf } from '../../plugins/check-in/streak.js'
import { addDays } from '../../src/domain/calendar.js'
import { pointsBook } from '../../src/kernel/books/points.js'
import { storeAt } from '../../src/kernel/store.js'
import { connect } from '../../src/redis/connect.js'
import { startScratch } from '../../src/redis/scratch.js'
import { inTurn, measured, type Result, type Tell } from './measure.js'

const YEARS = 3
/** One is too quick for the clock. */
const STREAKS = 500
const MEMBERS = 500
const DAYS = 90

/** What three years without a break cost to count, and what a day of a member takes in Redis, points and all. */
export async function checkIns(tell: Tell): Promise<Result[]> {
  const today = '2030-12-31'
  const dates = Array.from({ length: YEARS * 365 }, (_, at) => addDays(today, -at))
  const [came, rests] = [new Set(dates), () => false]
  const from = dates.at(-1) ?? today
  const counting = await inTurn(
    async () => millisOf(() => streakOf(came, { today, from, rests }).days),
    async () => millisOf(() => dates.filter((date, at) => addDays(today, -at) === date).length),
    { tell },
  )
  const { compact, plain } = await bytes()
  return [
    {
      ...measured(`a streak of ${YEARS} years`, 'ms', counting.a),
      goal: '< 1',
      against: measured('the calendar alone, date by date', 'ms', counting.b),
    },
    {
      ...measured(`a day of a member in Redis, of ${MEMBERS} members over ${DAYS} days, points and all`, 'bytes', [
        compact,
      ]),
      goal: '< 40',
      against: measured('a field of its own for each day, as JSON with the message', 'bytes', [plain]),
    },
  ]
}

function millisOf(count: () => number): number {
  let sum = 0
  const begin = performance.now()
  for (let time = 0; time < STREAKS; time++) sum += count()
  const ms = (performance.now() - begin) / STREAKS
  if (sum !== STREAKS * YEARS * 365) throw new Error('a streak is not as long as it is')
  return ms
}

/** By Redis' own count of every key. */
async function bytes(): Promise<{ compact: number; plain: number }> {
  const scratch = await startScratch()
  const redis = connect({ socket: scratch.socket })
  const store = storeAt(redis, 'qg:compact', 'check-in', 'g1')
  const points = pointsBook(redis, 'qg:compact')
  for (let index = 0; index < DAYS; index++) {
    const date = addDays('2030-01-01', index)
    const dawn = Date.parse(`${date}T05:00:00+08:00`)
    const plain = redis.pipeline()
    await Promise.all(
      Array.from({ length: MEMBERS }, async (_, number) => {
        const [member, at] = [`m${number}`, dawn + number * 28_000]
        const message = `${at}${String(number).padStart(6, '0')}`
        await checkIn(store, member, { date, window: '早起', at, message })
        await points.addDaily({ community: 'main', member, reason: '签到', date, points: 1 })
        plain.hset(`qg:plain:${member}`, date, JSON.stringify({ at, message, window: '早起' }))
      }),
    )
    await plain.exec()
  }
  const sizeOf = async (pattern: string) => {
    const sizes = redis.pipeline()
    for (const key of await redis.keys(pattern)) sizes.memory('USAGE', key, 'SAMPLES', 0)
    const found = (await sizes.exec()) ?? []
    return found.reduce((sum, [, size]) => sum + Number(size), 0) / (MEMBERS * DAYS)
  }
  const sizes = { compact: await sizeOf('qg:compact:*'), plain: await sizeOf('qg:plain:*') }
  redis.disconnect()
  await scratch.stop()
  return sizes
}
