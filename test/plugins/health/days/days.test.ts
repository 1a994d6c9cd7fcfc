import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Day } from '../../../../plugins/health/days/day.js'
import { type Counting, dayOf, daysOf, keepDays } from '../../../../plugins/health/days/days.js'
import { noteMove } from '../../../../plugins/health/days/moves.js'
import { shelved } from '../../../../plugins/health/days/shelf.js'
import { addDays, dateOf, timeOn } from '../../../../src/domain/calendar.js'
import { BOT } from '../../../../src/domain/keys.js'
import { activityBook } from '../../../../src/kernel/books/activity.js'
import type { Books } from '../../../../src/kernel/books/books.js'
import { openTalk } from '../../../../src/kernel/books/talk.js'
import { type Case, type Ctx, ctxWith, type MemberView } from '../../../../src/kernel/plugin.js'
import { storeAt } from '../../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../../support/redis.js'

const ZONE = 'Asia/Shanghai'
const MINUTE = 60_000
const DAY = 86_400_000
const MONDAY = '2030-01-07'
const on = (date: string, time: string) => timeOn(date, time, ZONE)

let server: TestRedis

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(async () => void (await server.redis.flushall()))
afterAll(() => server.stop())

/** A room with real books; `since` tells when each member came, 0: before the bot. */
async function room({ since = {}, owner = 'lin' }: { since?: Record<string, number>; owner?: string } = {}) {
  const { redis } = server
  const activity = activityBook(redis, 'qg:test')
  const talk = await openTalk(redis, 'qg:test')
  const store = storeAt(redis, 'qg:test', 'health', 'g1')
  const cases: Partial<Case>[] = []
  const view = (key: string): MemberView => ({
    key,
    name: key,
    card: key,
    role: key === owner ? 'owner' : 'member',
    friend: true,
    joinedAt: since[key] ?? 0,
    before: (since[key] ?? 0) === 0,
    memberSince: since[key] ?? 0,
    present: key in since,
    unsure: false,
  })
  const ctxAt = (now: number): Ctx<Counting> => {
    const parts: Partial<Ctx<Counting>> = {
      config: { veterans: { days: 90 }, keep: 400 * DAY },
      room: {
        key: 'g1',
        topic: '社群实战1群',
        name: '社群实战1群',
        community: 'main',
        since: 0,
        size: Object.keys(since).length + 1,
      },
      zone: ZONE,
      store,
      lasting: store,
      books: { activity, talk } as unknown as Books,
      now: () => now,
      member: view,
      members: () => Object.keys(since).map(view),
      staff: role => (role === 'owner' ? [owner] : []),
      cases: () => cases as Case[],
      figures: async date => ({ checkIns: Number(date.slice(8)), topics: 1, unanswered: 2 }),
    }
    return parts as Ctx<Counting>
  }
  return {
    store,
    cases,
    ctxAt,
    async says(member: string, at: number) {
      const step = redis.multi()
      const date = dateOf(at, ZONE)
      activity.record(step, { room: 'g1', member, date, at })
      talk.record(step, { room: 'g1', member, date, at })
      await step.exec()
    },
  }
}

describe('a day', () => {
  it('is counted from the books', async () => {
    const start = on(MONDAY, '00:00')
    const since = { lin: 0, wang: 0, zhao: start - 91 * DAY, lu: start - 3 * DAY, hao: start - 3 * DAY, r1: 0 }
    const g1 = await room({ since })
    await g1.says('hao', on(addDays(MONDAY, -1), '20:00'))
    for (const [member, minute] of [
      ['lin', 0],
      ['wang', 2],
      ['wang', 3],
      ['zhao', 60],
      ['lu', 61],
      ['hao', 120],
      [BOT, 121],
    ] as const)
      await g1.says(member, on(MONDAY, '10:00') + minute * MINUTE)
    g1.cases.push(
      { room: 'g1', openedAt: on(MONDAY, '12:00'), status: 'undone' },
      { room: 'g1', openedAt: on(MONDAY, '12:00'), status: 'done' },
      { room: 'g2', openedAt: on(MONDAY, '12:00'), status: 'done' },
      { room: 'g1', openedAt: on(addDays(MONDAY, 1), '00:00'), status: 'done' },
    )
    await noteMove(g1.store, 'e1', { date: MONDAY, joins: 2, leaves: 0 })
    await noteMove(g1.store, 'e1', { date: addDays(MONDAY, 1), joins: 2, leaves: 0 })
    await noteMove(g1.store, 'e2', { date: MONDAY, joins: 0, leaves: 1 })
    // Whoever came since midnight was not there at the end of the day.
    await noteMove(g1.store, 'e3', { date: addDays(MONDAY, 1), joins: 1, leaves: 0 })
    await keepDays(g1.ctxAt(on(addDays(MONDAY, 1), '03:30')), { late: false })
    expect(await shelved(g1.store, MONDAY, MONDAY)).toEqual([
      {
        date: MONDAY,
        members: 5,
        joins: 2,
        leaves: 1,
        speakers: 5,
        messages: 6,
        checkIns: 7,
        top: 2,
        owner: 1,
        startedByMembers: 2,
        started: 3,
        // 赵磊 was answered by 小鹿; the bot's word is recorded here only to be left out of the figures.
        answered: 2,
        pairs: 3,
        links: 3,
        firstWords: 1,
        veterans: 4,
        veteranSpeakers: 3,
        veteranMessages: 4,
        cases: 2,
        undone: 1,
        topics: 1,
        unanswered: 2,
      } satisfies Day,
    ])
  })

  it('made again from the ledger comes to the same figures', async () => {
    const names = ['lin', 'wang', 'zhao', 'lu', 'hao']
    const lines = fc.array(fc.record({ member: fc.constantFrom(...names), minute: fc.nat((3 * DAY) / MINUTE - 1) }), {
      maxLength: 60,
    })
    const joins = fc.array(fc.nat(3), { minLength: 3, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(lines, joins, async (said, came) => {
        await server.redis.flushall()
        const start = on(MONDAY, '00:00')
        const since: Record<string, number> = { lin: 0, wang: 0, zhao: start - 100 * DAY, lu: start - DAY, hao: start }
        const g1 = await room({ since })
        const inOrder = [...said].sort((a, b) => a.minute - b.minute)
        // Each day in its night, and each night twice, as after a crash.
        for (const night of [1, 2, 3]) {
          const date = addDays(MONDAY, night - 1)
          const joined = came[night - 1] ?? 0
          await noteMove(g1.store, `e${night}`, { date, joins: joined, leaves: 0 })
          for (let at = 0; at < joined; at++) since[`new${night}.${at}`] = on(date, '12:00')
          for (const { member, minute } of inOrder)
            if (dateOf(start + minute * MINUTE, ZONE) === date) await g1.says(member, start + minute * MINUTE)
          for (let time = 0; time < 2; time++)
            await keepDays(g1.ctxAt(on(addDays(MONDAY, night), '03:30')), { late: false })
        }
        const last = addDays(MONDAY, 2)
        const kept = await shelved(g1.store, MONDAY, last)
        expect(kept.map(({ date }) => date)).toEqual([MONDAY, addDays(MONDAY, 1), last])
        expect(kept.reduce((sum, { messages }) => sum + messages, 0)).toBe(said.length)
        expect(kept.map(({ members }) => members - 5)).toEqual([
          came[0] ?? 0,
          (came[0] ?? 0) + (came[1] ?? 0),
          came.reduce((sum, count) => sum + count, 0),
        ])
        const ctx = g1.ctxAt(on(addDays(MONDAY, 5), '12:00'))
        for (const day of kept) expect(await dayOf(ctx, day.date)).toEqual(day)
        // The same nights, had the bot been away and made all of it late.
        await server.redis.del(g1.store.key('days:2030'))
        await keepDays(g1.ctxAt(on(addDays(MONDAY, 3), '11:00')), { late: true })
        expect(await shelved(g1.store, MONDAY, last)).toEqual(
          kept.filter(({ messages, joins }) => messages + joins > 0),
        )
      }),
      { numRuns: 15 },
    )
  })

  it('is known of yesterday before its night, and of today so far', async () => {
    const g1 = await room({ since: { lin: 0, wang: 0 } })
    const tuesday = addDays(MONDAY, 1)
    await g1.says('wang', on(MONDAY, '20:00'))
    await g1.says('lin', on(tuesday, '00:30'))
    const ctx = g1.ctxAt(on(tuesday, '01:00'))
    const days = await daysOf(ctx, addDays(MONDAY, -5), tuesday)
    expect(days.map(({ date, messages }) => [date, messages])).toEqual([
      [MONDAY, 1],
      [tuesday, 1],
    ])
    expect(await shelved(g1.store, addDays(MONDAY, -5), tuesday)).toEqual([])
  })

  it('on which the bot may have been away and nothing was heard is not taken for a silent one', async () => {
    const g1 = await room({ since: { lin: 0 } })
    const tuesday = addDays(MONDAY, 1)
    await keepDays(g1.ctxAt(on(tuesday, '11:00')), { late: true })
    expect(await shelved(g1.store, MONDAY, MONDAY)).toEqual([])
    await keepDays(g1.ctxAt(on(tuesday, '03:30')), { late: false })
    expect(await shelved(g1.store, MONDAY, MONDAY)).toMatchObject([{ messages: 0, members: 1 }])
  })

  it('before the bot kept the room is none', async () => {
    const g1 = await room({ since: { lin: 0 } })
    const ctx = g1.ctxAt(on(MONDAY, '03:30'))
    const adopted = ctxWith(ctx, { room: { ...ctx.room, since: on(MONDAY, '01:00') } })
    await keepDays(adopted, { late: false })
    expect(await shelved(g1.store, addDays(MONDAY, -9), MONDAY)).toEqual([])
  })
})
