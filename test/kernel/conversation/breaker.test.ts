import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Breaker, type Turn, thoseWithMany } from '../../../src/kernel/conversation/breaker.js'
import { definePlugin } from '../../../src/kernel/plugin.js'
import { type Chat, openChat } from '../../support/chat.js'
import { type TestRedis, testRedis } from '../../support/redis.js'
import { bare } from '../../support/toy.js'

const MINUTE = 60_000
const start = Date.parse('2030-01-07T10:00:00+08:00')

describe('who has many of them', () => {
  const turns = (counts: Record<string, number>): Turn[] =>
    Object.entries(counts).flatMap(([to, count]) =>
      Array.from({ length: count }, () => (to === '' ? { at: 0 } : { at: 0, to })),
    )
  it.each([
    [{ bing: 30 }, ['bing']],
    [{ bing: 16, a: 7, b: 7 }, ['bing']],
    [{ bing: 13, na: 14, a: 3 }, ['na', 'bing']],
    [{ a: 10, b: 10, c: 10 }, ['a', 'b', 'c']],
    [{ a: 10, b: 5, c: 5, d: 5, e: 5 }, ['a']],
    [{ a: 9, b: 9, c: 9, d: 3 }, []],
    [{ '': 30 }, []],
    [{ '': 14, bing: 16 }, ['bing']],
  ])('of %j: %j', (counts, expected) => expect(thoseWithMany(turns(counts))).toEqual(expected))
})

describe('the breaker', () => {
  let server: TestRedis
  let breaker: Breaker
  beforeAll(async () => {
    server = await testRedis()
  })
  beforeEach(async () => {
    await server.redis.flushall()
    breaker = new Breaker(server.redis, 'qg:test')
  })
  afterAll(() => server.stop())

  const nobody = () => false
  /** So many answers to somebody, one every `every` milliseconds; when it tripped, the last one. */
  async function answered(to: string, count: number, { from = start, every = 1000, place = 'g1' } = {}) {
    for (let i = 0; i < count; i += 1) {
      const trip = await breaker.count(place, { at: from + i * every, to }, nobody)
      if (trip) return { nth: i + 1, trip }
    }
    return undefined
  }

  it('trips at the thirtieth answer within ten minutes, for one person in one place, for an hour', async () => {
    expect(await answered('bing', 60, { every: 20_000 })).toMatchObject({
      nth: 30,
      trip: { to: ['bing'], turns: 30, span: 60 * MINUTE },
    })
    const at = start + 29 * 20_000
    expect(breaker.answers('g1', 'bing', at)).toBe(false)
    expect(breaker.answers('g1', 'bing', at + 60 * MINUTE - 1)).toBe(false)
    expect(breaker.answers('g1', 'bing', at + 60 * MINUTE)).toBe(true)
    expect(breaker.answers('g1', 'wang', at)).toBe(true)
    expect(breaker.answers('g2', 'bing', at)).toBe(true)
    expect(breaker.answers('@bing', 'bing', at)).toBe(true)
  })

  it('does not trip over what is spread wider', async () => {
    expect(await answered('bing', 300, { every: 20_700 })).toBeUndefined()
  })

  it('never gives anybody more than thirty within ten minutes, whoever else talks', async () => {
    const talk = fc.array(fc.record({ to: fc.constantFrom('a', 'b', 'c', 'd'), after: fc.nat(40_000) }), {
      minLength: 100,
      maxLength: 200,
    })
    await fc.assert(
      fc.asyncProperty(talk, async lines => {
        await server.redis.flushall()
        breaker = new Breaker(server.redis, 'qg:test')
        const given: { at: number; to: string }[] = []
        let at = start
        for (const { to, after } of lines) {
          at += after
          if (!breaker.answers('g1', to, at)) continue
          given.push({ at, to })
          await breaker.count('g1', { at, to }, nobody)
        }
        for (const { at: first, to } of given) {
          const within = given.filter(each => each.to === to && each.at >= first && each.at < first + 10 * MINUTE)
          expect(within.length).toBeLessThanOrEqual(30)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('counts on for the others after that, and for the same one after his hour', async () => {
    await answered('bing', 30)
    expect(await answered('wang', 29, { from: start + MINUTE })).toBeUndefined()
    expect(await answered('bing', 60, { from: start + 70 * MINUTE })).toMatchObject({ nth: 30 })
  })

  it('takes a rush of people for no loop, and finds the one who loops in it', async () => {
    for (let i = 0; i < 60; i += 1) {
      expect(await breaker.count('g1', { at: start + i * 1000, to: `m${i}` }, nobody)).toBeUndefined()
    }
    expect(await answered('bing', 30, { from: start + MINUTE })).toMatchObject({ nth: 10, trip: { to: ['bing'] } })
    expect(breaker.answers('g1', 'm1', start + 2 * MINUTE)).toBe(true)
    expect(breaker.answers('g1', undefined, start + 2 * MINUTE)).toBe(true)
  })

  it('three bots that keep each other busy are all found', async () => {
    let trip: unknown
    for (let i = 0; i < 30; i += 1) trip = await breaker.count('g1', { at: start + i, to: `b${i % 3}` }, nobody)
    expect(trip).toMatchObject({ to: ['b0', 'b1', 'b2'] })
  })

  it('is brief with those who run the group', async () => {
    let trip: unknown
    for (let i = 0; i < 30; i += 1) trip = await breaker.count('g1', { at: start + i, to: 'lin' }, () => true)
    expect(trip).toMatchObject({ to: ['lin'], span: 10 * MINUTE })
  })

  it('goes on counting after a restart, and forgets what is over', async () => {
    await answered('bing', 29)
    breaker = new Breaker(server.redis, 'qg:test')
    await breaker.load()
    expect(await answered('bing', 1, { from: start + MINUTE })).toMatchObject({ nth: 1 })
    breaker = new Breaker(server.redis, 'qg:test')
    await breaker.load()
    expect(breaker.answers('g1', 'bing', start + 30 * MINUTE)).toBe(false)
    await answered('wang', 1, { from: start + 120 * MINUTE, place: 'g2' })
    expect(await server.redis.hkeys('qg:test:breaker')).toEqual(['g2'])
  })
})

describe('in a room', () => {
  const open: Chat[] = []
  afterEach(async () => {
    for (const chat of open.splice(0)) await chat.close()
  })
  const done: string[] = []
  const toy = definePlugin({
    ...bare('toy'),
    commands: [
      {
        names: ['做'],
        who: 'member',
        in: 'anywhere',
        async run(ctx) {
          done.push(ctx.caller.key)
          await ctx.reply('做好了')
        },
      },
    ],
  })
  async function start(): Promise<Chat> {
    done.length = 0
    const chat = await openChat({
      people: { 林老师: { friend: true }, 小周: { friend: true }, 王敏: {} },
      rooms: { g1: { members: ['林老师', '小周', '王敏'] } },
      roles: { g1: { owner: '林老师', admin: ['小周'] } },
      plugins: [toy],
    })
    open.push(chat)
    return chat
  }

  it('what is ordered is done, though nobody is told so', async () => {
    const chat = await start()
    for (let i = 0; i < 40; i += 1) await chat.says('小周', '/做')
    await chat.wait('5m')
    expect(done).toHaveLength(40)
    expect(chat.said.filter(act => act.text === '做好了')).toHaveLength(30)
    expect(await chat.isTold('林老师', '照样办')).toContain('小周 30句')
  })

  it('answers to questions count too, and what goes to the room and to him in private is one place', async () => {
    const chat = await start()
    for (let i = 0; i < 29; i += 1) await chat.says('王敏', '/做')
    expect(chat.said.filter(act => act.text.includes('机器人'))).toEqual([])
    await chat.says('王敏', '/做')
    await chat.isTold('林老师', '王敏像是机器人', { within: '5m' })
    await chat.says('王敏', '/不存在的')
    await chat.says('王敏', '/做做')
    await chat.wait('5m')
    chat.look()
    await chat.says('王敏', '/做')
    await chat.hearsNothing('5m')
  })
})
