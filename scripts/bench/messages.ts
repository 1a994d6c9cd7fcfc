import type { App } from '../../src/app.js'
import { dateOf } from '../../src/domain/calendar.js'
import { startScratch } from '../../src/redis/scratch.js'
import { inTurn, measured, type Result, type Tell, timed } from './measure.js'
import { Stage } from './stage.js'

const ROOMS = 50
const PEOPLE = 40
const LINES = 5_000

/** What a message costs beyond Wechaty's own work, over many rooms; and how fast a single room goes. */
export async function messages(tell: Tell): Promise<Result[]> {
  const many = await compare(ROOMS, tell)
  const single = await compare(1, tell)
  const added = many.ours.map((ours, run) => ours.micros - (many.bare[run]?.micros ?? 0))
  const bareMicros = many.bare.map(({ micros }) => micros)
  return [
    {
      ...measured(`processor time a message above bare Wechaty, ${ROOMS} rooms`, 'µs', added),
      goal: '≤ 100',
      against: measured('bare Wechaty, empty listener, same puppet', 'µs', bareMicros),
    },
    {
      ...measured('messages in one single room', 'messages/s', single.ours.map(perSecond)),
      goal: '≥ 1000',
      against: measured('bare Wechaty in one room', 'messages/s', single.bare.map(perSecond)),
    },
  ]
}

interface Run {
  micros: number
  ms: number
}

const perSecond = ({ ms }: Run) => (LINES * 1000) / ms

async function compare(rooms: number, tell: Tell): Promise<{ ours: Run[]; bare: Run[] }> {
  const redis = await startScratch({ persist: true })
  const size = { rooms, people: PEOPLE }
  const [bare, full] = [await Stage.open(size), await Stage.open(size)]
  const app = await full.join(redis)
  await app.inHand.empty()
  const run = async (stage: Stage, rest: () => Promise<void>): Promise<Run> => {
    const { ms, cpuMicros } = await timed(async () => {
      await stage.chatter(LINES)
      await rest()
    })
    return { ms, micros: cpuMicros / LINES }
  }
  const found = await inTurn(
    () => run(full, () => app.inHand.empty()),
    () => run(bare, async () => {}),
    { tell: text => tell(`${rooms} ${rooms === 1 ? 'room' : 'rooms'}, ${text}`) },
  )
  await assertCounted(app, full.said)
  await app.stop()
  await Promise.all([full.close(), bare.close()])
  await redis.stop()
  return { ours: found.a, bare: found.b }
}

/** Fast and lossy would be no achievement: every line must be in the book. */
async function assertCounted(app: App, lines: number): Promise<void> {
  const { house } = app
  const today = dateOf(house.now(), house.config.main.timezone)
  const yesterday = dateOf(house.now() - 86_400_000, house.config.main.timezone)
  let counted = 0
  for (const room of house.rooms.kept) {
    for (const count of (await house.books.activity.countsOf(room, yesterday, today)).values()) counted += count
  }
  if (counted !== lines) throw new Error(`${lines} lines were said and ${counted} counted`)
}
