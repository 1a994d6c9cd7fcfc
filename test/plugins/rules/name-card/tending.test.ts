import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rulesConfig } from '../../../../plugins/rules/config.js'
import { changeRule, tended } from '../../../../plugins/rules/name-card/records.js'
import type { In } from '../../../../plugins/rules/name-card/standing.js'
import { attend, settled, tend } from '../../../../plugins/rules/name-card/tending.js'
import type { MemberView, Millis } from '../../../../src/kernel/plugin.js'
import { storeAt } from '../../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../../support/redis.js'

const SECOND = 1_000
const HOUR = 3_600_000
const START = Date.parse('2030-01-07T10:00:00+08:00')

interface Course {
  /** When each of them comes, from the start. */
  joins: readonly Millis[]
  /** When the room is looked at for other reasons. */
  looks: readonly Millis[]
  remindAt: readonly Millis[]
  grace: Millis
  atTheEnd: 'report' | 'kick'
  /** How long a message is on its way, and which of them never leave. */
  takes: Millis
  lost: readonly boolean[]
  /** Quiet from here on, once. */
  quiet?: { from: Millis; for: Millis }
}

let server: TestRedis
let rooms = 0

beforeAll(async () => {
  server = await testRedis()
})
afterAll(() => server.stop())

/** Plays the keeping of cards in one room until nothing more is to come; what every run did. */
async function play(course: Course): Promise<{ at: Millis; did: number; next: Millis | undefined }[]> {
  const room = `g${++rooms}`
  const store = storeAt(server.redis, 'qg:test', 'rules', room)
  let now = START
  let did = 0
  let alarm: Millis | undefined
  const people: MemberView[] = []
  const config = rulesConfig.parse({
    nameCard: Object.fromEntries([
      ['grace', `${course.grace}ms`],
      ['remindAt', course.remindAt.map(each => `${each}ms`)],
      ['then', course.atTheEnd],
    ]),
  })
  const events: { at: Millis; run: () => Promise<unknown> }[] = [
    ...course.joins.map((after, index) => ({
      at: START + after,
      run: async () => {
        const view = newcomer(`n${index}`, now)
        people.push(view)
        await attend(context('joined'), [view])
      },
    })),
    ...course.looks.map(after => ({
      at: START + after,
      run: () => changeRule(store, rule => ({ pattern: config.nameCard.pattern, since: START, ...rule, looked: now })),
    })),
  ]
  const said = new Set<string>()

  function context(cause: string): In {
    const parts: Partial<In> = {
      plugin: 'rules',
      config,
      room: { key: room, topic: room, name: room, community: 'main', since: START - HOUR, size: people.length },
      community: 'main',
      cause,
      mode: 'enforce',
      store,
      books: { silence: { isSilent: () => false }, impostors: { in: () => [] } } as unknown as In['books'],
      rooms: () => [],
      now: () => now,
      quietUntil: () => {
        const { from = 0, for: span = 0 } = course.quiet ?? {}
        return now >= START + from && now < START + from + span ? START + from + span : undefined
      },
      text: key => key,
      member: key => people.find(each => each.key === key) ?? newcomer(key, now),
      members: () => people,
      look: () => void did++,
      say: async (_, { id = '' } = {}) => {
        const whole = `${cause}|rules|${id}`
        if (said.has(whole)) return
        said.add(whole)
        did++
        const outcome = course.lost[said.size % course.lost.length] ? 'failed' : 'done'
        events.push({ at: now + course.takes, run: () => settled(context('settled'), { id: whole, outcome }) })
      },
      accuse: async () => {
        did++
        return {} as Awaited<ReturnType<In['accuse']>>
      },
      later: async (_, __, at) => {
        alarm = at
      },
      cancel: async () => {
        alarm = undefined
      },
    }
    return parts as In
  }

  const runs: { at: Millis; did: number; next: Millis | undefined }[] = []
  while (runs.length < 500) {
    events.sort((a, b) => a.at - b.at)
    const [event] = events
    if (event && (alarm === undefined || event.at <= alarm)) {
      events.shift()
      now = Math.max(now, event.at)
      await event.run()
      continue
    }
    if (alarm === undefined) break
    now = Math.max(now, alarm)
    did = 0
    const overBefore = await countOver()
    await tend(context(`cards|${alarm}`))
    runs.push({ at: now, did: did + (await countOver()) - overBefore, next: alarm })
  }
  expect(await countOver()).toBe(people.length)
  return runs

  async function countOver(): Promise<number> {
    return [...(await tended(store).all()).values()].filter(({ over }) => over !== undefined).length
  }
}

function newcomer(key: string, at: Millis): MemberView {
  return {
    key,
    name: key,
    card: '小鹿',
    role: 'member',
    friend: false,
    joinedAt: at,
    before: false,
    memberSince: at,
    present: true,
    unsure: false,
  }
}

const plain: Course = {
  joins: [],
  looks: [],
  remindAt: [2 * HOUR, 24 * HOUR],
  grace: 48 * HOUR,
  atTheEnd: 'report',
  takes: SECOND,
  lost: [false],
}

/** Every run does something or waits for a later time, and few do nothing at all. */
function holdsTogether(runs: readonly { at: Millis; did: number; next: Millis | undefined }[]): void {
  for (const { at, did, next } of runs) if (did === 0 && next !== undefined) expect(next).toBeGreaterThan(at)
  for (const { at, next } of runs) if (next !== undefined) expect(next).toBeGreaterThan(at)
  const idle = runs.filter(({ did }) => did === 0).length
  expect(idle).toBeLessThanOrEqual(runs.length - idle + 1)
}

describe('the job that keeps the cards of a room', () => {
  it('comes to rest for three who came 34 and 38 seconds apart', async () => {
    const runs = await play({ ...plain, joins: [0, 34 * SECOND, 72 * SECOND] })
    holdsTogether(runs)
    expect(runs.length).toBeLessThan(30)
  })

  it('comes to rest whenever people come, the room is looked at and reminders are due', async () => {
    // Close together and far apart: what matters are seconds around the minutes that a look holds.
    const moment = fc.oneof(
      fc.integer({ min: 0, max: 300 }).map(each => each * SECOND),
      fc.integer({ min: 0, max: 10 * HOUR }),
    )
    const course: fc.Arbitrary<Course> = fc.record(
      {
        joins: fc.array(moment, { minLength: 1, maxLength: 7 }),
        looks: fc.array(
          moment.map(each => each + 2 * HOUR - 150 * SECOND),
          { maxLength: 4 },
        ),
        remindAt: fc.array(fc.constantFrom(0, 1, 60 * SECOND, 90 * SECOND, 2 * HOUR, 5 * HOUR), { maxLength: 3 }),
        grace: fc.constantFrom(HOUR, 3 * HOUR, 48 * HOUR),
        atTheEnd: fc.constantFrom('report' as const, 'kick' as const),
        takes: fc.integer({ min: 1, max: 90 * SECOND }),
        lost: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }).map(each => [...each, false]),
        quiet: fc.record({ from: moment, for: fc.integer({ min: 1, max: 9 * HOUR }) }),
      },
      { requiredKeys: ['joins', 'looks', 'remindAt', 'grace', 'atTheEnd', 'takes', 'lost'] },
    )
    await fc.assert(
      fc.asyncProperty(course, async given => holdsTogether(await play(given))),
      { numRuns: 60 },
    )
  }, 60_000)
})
