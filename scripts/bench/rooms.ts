import { plugins } from '../../plugins/index.js'
import { assemble } from '../../src/assembly.js'
import { prefixOf } from '../../src/config/load.js'
import { InHand } from '../../src/domain/in-hand.js'
import type { Plugin } from '../../src/kernel/contract.js'
import { Rooms } from '../../src/kernel/rooms/rooms.js'
import { connect } from '../../src/redis/connect.js'
import { silent } from '../../src/redis/log.js'
import { openData } from '../../src/redis/schema.js'
import { startScratch } from '../../src/redis/scratch.js'
import { SandboxPuppet } from '../../src/sandbox/puppet.js'
import { World } from '../../src/sandbox/world.js'
import { inTurn, measured, type Result, type Tell, timed } from './measure.js'
import { configFor } from './stage.js'
import { type Place, rawJobs } from './timers.js'

const ROOMS = 10_000
/** As many at least are promised: three daily windows a room. */
const TIMERS = 30_000
const DAY = 86_400_000

/**
 * How long a bot of ten thousand rooms takes to know and set all that recurs there, at its first start and at every later
 * one: with the check-in alone, and with every plugin that ships.
 */
export async function rooms(tell: Tell): Promise<Result[]> {
  const scratch = await startScratch({ persist: true })
  const place = { socket: scratch.socket, redis: connect({ socket: scratch.socket }) }
  const results: Result[] = []
  for (const [what, some] of [
    ['check-in', plugins.filter(({ name }) => name === 'check-in')],
    ['all plugins', plugins],
  ] as const) {
    let count = 0
    const { a, b } = await inTurn(
      async () => {
        await furnish(place)
        const first = await start(place, some)
        const next = await start(place, some)
        count = first.count
        return { first, next }
      },
      () => rawJobs(place, TIMERS),
      { tell: text => tell(`${what}, ${text}`), cold: true },
    )
    if (count < TIMERS) throw new Error(`there are ${count} timers, and ${TIMERS} at least are promised`)
    const against = measured(`adding ${TIMERS} delayed jobs to raw BullMQ in one call`, 's', b)
    for (const when of ['first', 'next'] as const) {
      const seconds = a.map(run => run[when].seconds)
      const name = `${ROOMS} rooms, ${what}: ${count} timers reconciled, ${when} start`
      results.push({ ...measured(name, 's', seconds), ...(what === 'check-in' ? { goal: '< 10' } : {}), against })
    }
  }
  await place.redis.quit()
  await scratch.stop()
  return results
}

/** Rooms that are kept; the bot need not see them to look after their time. */
async function furnish({ redis }: Place): Promise<void> {
  await redis.flushall()
  const prefix = prefixOf(configFor([]))
  const known = new Rooms(redis, prefix)
  const since = Date.now() - 90 * DAY
  const keys = Array.from({ length: ROOMS }, (_, n) => `g${n + 1}`)
  await Promise.all(
    keys.map(room => known.put(room, { state: 'kept', topic: `社群实战${room.slice(1)}群`, community: room, since })),
  )
}

/** What an app does after its login, timers alone. */
async function start({ socket, redis }: Place, some: readonly Plugin[]): Promise<{ seconds: number; count: number }> {
  const config = configFor([])
  await openData(redis, prefixOf(config), { log: silent })
  const puppet = new SandboxPuppet(new World({ now: Date.now, spec: { rooms: {} } }))
  const options = {
    config,
    plugins: some,
    redis: { socket },
    link: { puppet },
    log: silent,
    onAlert: () => {},
  }
  const parts = assemble(options, {
    inHand: new InHand(),
    alert: () => {},
    received: async () => {},
    due: async () => undefined,
    reconcile: async () => {},
    connected: () => false,
    severed: () => false,
  })
  await parts.load()
  const { ms } = await timed(async () => {
    await parts.timers.reconcile(parts.host.timed.wantedTimers())
    await parts.timers.start()
  })
  const count = parts.timers.size
  await parts.timers.stop()
  await parts.redis.quit()
  return { seconds: ms / 1000, count }
}
