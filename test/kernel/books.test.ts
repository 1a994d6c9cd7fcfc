import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Spoken } from '../../src/kernel/books/activity.js'
import { type Books, openBooks } from '../../src/kernel/books/books.js'
import { type TestRedis, testRedis } from '../support/redis.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const start = Date.parse('2030-01-07T10:00:00+08:00')

let server: TestRedis
let now = start
let books: Books

const open = () => openBooks(server.redis, 'qg:test', () => now)

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(async () => {
  await server.redis.flushall()
  now = start
  books = await open()
})
afterAll(() => server.stop())

/** As the host does it: in one transaction with whatever else the message writes. */
async function speak(...all: Spoken[]): Promise<void> {
  const step = server.redis.multi()
  for (const spoken of all) books.activity.record(step, spoken)
  const answers = (await step.exec()) ?? []
  expect(answers.map(([error]) => error)).toEqual(answers.map(() => null))
}

const spoken = (member: string, date = '2030-01-07', at = start): Spoken => ({ room: 'g1', member, date, at })

describe('activity', () => {
  it('counts messages by member and day', async () => {
    await speak(spoken('m1'), spoken('m1'), spoken('m2'), spoken('m1', '2030-01-08', start + DAY))
    await speak({ ...spoken('m3'), room: 'g2' })
    expect(await books.activity.countsOf('g1', '2030-01-07', '2030-01-07')).toEqual(
      new Map([
        ['m1', 2],
        ['m2', 1],
      ]),
    )
    expect(await books.activity.countsOf('g1', '2029-12-30', '2030-01-31')).toEqual(
      new Map([
        ['m1', 3],
        ['m2', 1],
      ]),
    )
    expect(await books.activity.countsOf('g1', '2030-01-09', '2030-01-08')).toEqual(new Map())
    expect(await books.activity.speakers('g1', ['2030-01-07', '2030-01-09'])).toEqual(new Set(['m1', 'm2']))
    expect(await books.activity.speakers('g1', [])).toEqual(new Set())
  })

  it('knows who wrote last when, also when an older message is handled later', async () => {
    await speak(spoken('m1', '2030-01-08', start + DAY))
    await speak(spoken('m1', '2030-01-07', start))
    expect(await books.activity.lastActive('g1')).toEqual(new Map([['m1', start + DAY]]))
  })

  it('knows when one person last wrote in any of several rooms', async () => {
    await speak(spoken('m1'), { ...spoken('m1', '2030-01-08', start + DAY), room: 'g2' }, spoken('m2'))
    expect(await books.activity.lastOf('m1', ['g1', 'g2', 'g3'])).toBe(start + DAY)
    expect(await books.activity.lastOf('m1', ['g1'])).toBe(start)
    expect(await books.activity.lastOf('m3', ['g1', 'g2'])).toBeUndefined()
    expect(await books.activity.lastOf('m1', [])).toBeUndefined()
  })

  it('knows since when it counts, across a restart', async () => {
    expect(await books.activity.since('g1')).toBeUndefined()
    await speak(spoken('m1'))
    books = await open()
    await speak(spoken('m1', '2030-01-09', start + 2 * DAY))
    expect(await books.activity.since('g1')).toBe(start)
  })

  it('takes a command for a sign of life, and for no talk', async () => {
    const command = async (member: string, at: number) => {
      const step = server.redis.multi()
      books.activity.recordCommand(step, spoken(member, '2030-01-07', at))
      await step.exec()
    }
    await speak(spoken('m1'))
    await command('m1', start + 5)
    await command('m2', start + 9)
    expect(await books.activity.lastActive('g1')).toEqual(new Map([['m1', start]]))
    expect(await books.activity.lastSeen('g1')).toEqual(
      new Map([
        ['m1', start + 5],
        ['m2', start + 9],
      ]),
    )
    expect(await books.activity.countsOf('g1', '2030-01-07', '2030-01-07')).toEqual(new Map([['m1', 1]]))
    await books.merge('m2', 'm1')
    expect(await books.activity.lastSeen('g1')).toEqual(new Map([['m1', start + 9]]))
    await books.activity.erase('m1')
    expect(await books.activity.lastSeen('g1')).toEqual(new Map())
  })

  it('is forgotten by Redis after twice the 400 days that are looked back', async () => {
    await speak(spoken('m1'))
    expect(await server.redis.ttl('qg:test:book:activity:day:g1:2030-01-07')).toBeGreaterThan(799 * 86_400)
  })

  it('adds two people up when they turn out to be one, once', async () => {
    await speak(
      spoken('m1'),
      spoken('m2', '2030-01-07', start + 5),
      spoken('m2'),
      spoken('m2', '2030-01-08', start + DAY),
    )
    await books.merge('m2', 'm1')
    await books.merge('m2', 'm1')
    expect(await books.activity.countsOf('g1', '2030-01-07', '2030-01-08')).toEqual(new Map([['m1', 4]]))
    expect(await books.activity.lastActive('g1')).toEqual(new Map([['m1', start + DAY]]))
  })
})

describe('points', () => {
  const given = { community: 'main', member: 'm1', points: 5, reason: '主持话题', cause: 'topic|7', at: start }

  it('are given once a cause, and add up', async () => {
    expect(await books.points.add(given)).toBe(true)
    expect(await books.points.add({ ...given, points: 50 })).toBe(false)
    expect(await books.points.add({ ...given, cause: 'undo|7', points: -5, reason: '撤销', at: start + 1 })).toBe(true)
    expect(await books.points.add({ ...given, cause: 'x', points: 3, at: start - 1 })).toBe(true)
    expect(await books.points.add({ ...given, community: 'other' })).toBe(true)
    expect(await books.points.total('main', 'm1')).toBe(3)
    expect((await books.points.entries('main', 'm1')).map(({ cause, points }) => [cause, points])).toEqual([
      ['x', 3],
      ['topic|7', 5],
      ['undo|7', -5],
    ])
  })

  it('of two at once for one cause one counts', async () => {
    const both = await Promise.all([books.points.add(given), books.points.add(given)])
    expect(both.filter(Boolean)).toHaveLength(1)
    expect(await books.points.total('main', 'm1')).toBe(5)
  })
})

describe('blocks', () => {
  it('hold until their time, by our clock', async () => {
    await books.blocks.block('main', 'm1', { until: start + 180 * DAY, case: 'K1' })
    expect(books.blocks.blockedUntil('main', 'm1', start)).toBe(start + 180 * DAY)
    expect(books.blocks.blockedUntil('main', 'm1', start + 180 * DAY)).toBeUndefined()
    expect(books.blocks.blockedUntil('other', 'm1', start)).toBeUndefined()
    expect(await server.redis.ttl('qg:test:book:blocks')).toBe(-1)
  })

  it('survive a restart, and go at the first start after their time', async () => {
    await books.blocks.block('main', 'm1', { until: start + DAY, case: 'K1' })
    await books.blocks.block('main', 'm2', { until: start + 3 * DAY, case: 'K2' })
    now += 2 * DAY
    books = await open()
    expect(books.blocks.get('main', 'm1')).toBeUndefined()
    expect(books.blocks.get('main', 'm2')).toEqual({ until: start + 3 * DAY, case: 'K2' })
    expect(await server.redis.hlen('qg:test:book:blocks')).toBe(1)
  })

  it('are lifted, and a shorter one takes nothing from a longer one', async () => {
    await books.blocks.block('main', 'm1', { until: start + 9 * DAY, case: 'K1' })
    await books.blocks.block('main', 'm1', { until: start + DAY, case: 'K2' })
    expect(books.blocks.get('main', 'm1')).toEqual({ until: start + 9 * DAY, case: 'K1' })
    await books.blocks.lift('main', 'm1')
    books = await open()
    expect(books.blocks.blockedUntil('main', 'm1', start)).toBeUndefined()
  })

  it('follow a person to another key, and outlive his erasure without the case', async () => {
    await books.blocks.block('main', 'm2', { until: start + DAY, case: 'K1' })
    await books.merge('m2', 'm1')
    expect(books.blocks.blockedUntil('main', 'm2', start)).toBeUndefined()
    await books.erase('m1')
    books = await open()
    expect(books.blocks.get('main', 'm1')).toEqual({ until: start + DAY })
  })
})

describe('absence', () => {
  it('lasts until its day is over or he is back', async () => {
    await books.absence.leave('main', 'm1', start + 7 * DAY)
    books = await open()
    expect(books.absence.awayUntil('main', 'm1', start + 6 * DAY)).toBe(start + 7 * DAY)
    expect(books.absence.awayUntil('main', 'm1', start + 7 * DAY)).toBeUndefined()
    await books.absence.leave('main', 'm1', start + 2 * DAY)
    expect(books.absence.awayUntil('main', 'm1', start)).toBe(start + 2 * DAY)
    await books.absence.back('main', 'm1')
    expect(books.absence.awayUntil('main', 'm1', start)).toBeUndefined()
  })
})

describe('consent', () => {
  it('is to a version; an older one that comes late changes nothing', async () => {
    await books.consent.agree('main', 'm1', { version: 2, at: start })
    await books.consent.agree('main', 'm1', { version: 1, at: start + 1 })
    await books.consent.agree('main', 'm1', { version: 2, at: start + 2 })
    books = await open()
    expect(books.consent.agreedTo('main', 'm1')).toEqual({ version: 2, at: start })
    expect(books.consent.agreedTo('main', 'm2')).toBeUndefined()
  })
})

describe('who wants nothing kept', () => {
  it('says so once for a community, until he takes it back', async () => {
    await books.unrecorded.set('main', 'm1', start)
    await books.unrecorded.set('main', 'm1', start + DAY)
    books = await open()
    expect(await books.unrecorded.export('m1')).toEqual({ main: start })
    expect(['main', 'other'].map(community => books.unrecorded.has(community, 'm1'))).toEqual([true, false])
    const dropped: string[] = []
    books = await openBooks(server.redis, 'qg:test', () => now, {
      dropWords: async (...whose) => void dropped.push(whose.join('|')),
    })
    await books.unrecorded.set('main', 'm1', start + DAY)
    expect(dropped).toEqual(['main|m1'])
    await books.unrecorded.clear('main', 'm1')
    books = await open()
    expect(books.unrecorded.has('main', 'm1')).toBe(false)
  })
})

describe('seats', () => {
  const seat = { until: start + 72 * HOUR, places: 1, now: start }

  it('of two who ask at once for the last place one gets it', async () => {
    const both = await Promise.all([books.seats.reserve('g1', 'm1', seat), books.seats.reserve('g1', 'm2', seat)])
    expect(both).toEqual([true, false])
    expect(books.seats.reserved('g1', start)).toEqual(['m1'])
    expect(await books.seats.reserve('g2', 'm2', seat)).toBe(true)
  })

  it('are free again when he arrived or the time is over, and stay his when he asks again', async () => {
    expect(await books.seats.reserve('g1', 'm1', seat)).toBe(true)
    expect(await books.seats.reserve('g1', 'm1', { ...seat, until: start + 100 * HOUR })).toBe(true)
    expect(await books.seats.reserve('g1', 'm2', { ...seat, now: start + 99 * HOUR })).toBe(false)
    expect(await books.seats.reserve('g1', 'm2', { ...seat, now: start + 100 * HOUR, until: start + 110 * HOUR })).toBe(
      true,
    )
    await books.seats.release('g1', 'm2')
    expect(books.seats.reserved('g1', start + 100 * HOUR)).toEqual([])
    expect(await books.seats.reserve('g1', 'm3', { ...seat, places: 0 })).toBe(false)
  })

  it('set aside for a plan are given to those of the plan alone, until it needs none any more', async () => {
    const two = { ...seat, places: 2 }
    const plan = { id: 'split|P1', by: 'capacity', of: 'g0' }
    expect(await books.seats.reserve('g1', 'm1', two)).toBe(true)
    await books.seats.setAside('g1', { ...plan, places: 1 })
    expect(books.seats.taken('g1', start)).toBe(2)
    expect(books.seats.reserved('g1', start)).toEqual(['m1'])
    expect(await books.seats.reserve('g1', 'm2', two)).toBe(false)
    // Who has a place keeps it; another room, and another plan, are another matter.
    expect(await books.seats.reserve('g1', 'm1', two)).toBe(true)
    expect(await books.seats.reserve('g10', 'm2', two)).toBe(true)
    expect(await books.seats.reserve('g1', 'm2', { ...two, plan: 'split|P2' })).toBe(false)
    books = await open()
    expect(books.seats.taken('g1', start)).toBe(2)
    expect(await books.seats.reserve('g1', 's1', { ...two, plan: plan.id })).toBe(true)
    await books.seats.setAside('g1', { ...plan, places: 0 })
    expect(books.seats.taken('g1', start)).toBe(2)
    books = await open()
    await books.seats.release('g1', 's1')
    expect(await books.seats.reserve('g1', 'm2', two)).toBe(true)
  })

  it("that a plugin set aside are anybody's while it is off", async () => {
    let off = false
    books = await openBooks(server.redis, 'qg:test', () => now, {
      isOff: (plugin, room) => off && plugin === 'capacity' && room === 'g0',
    })
    await books.seats.setAside('g1', { id: 'split|P1', by: 'capacity', of: 'g0', places: 1 })
    expect(await books.seats.reserve('g1', 'm1', seat)).toBe(false)
    off = true
    expect(books.seats.taken('g1', start)).toBe(0)
    expect(await books.seats.reserve('g1', 'm1', seat)).toBe(true)
  })

  it('are not kept from others for who is there, and still known to be his until they are let go', async () => {
    const there = new Set<string>()
    books = await openBooks(server.redis, 'qg:test', () => now, {
      isThere: (room, member) => there.has(`${room} ${member}`),
    })
    await books.seats.reserve('g1', 'm1', seat)
    there.add('g1 m1')
    expect(books.seats.reserved('g1', start)).toEqual([])
    expect(await books.seats.reserve('g1', 'm2', seat)).toBe(true)
    expect(['m1', 'm2', 'm3'].map(member => books.seats.wasKept('g1', member, start))).toEqual([true, true, false])
    expect(books.seats.wasKept('g1', 'm1', seat.until)).toBe(false)
    await books.seats.release('g1', 'm1')
    expect(books.seats.wasKept('g1', 'm1', start)).toBe(false)
  })

  it('are remembered', async () => {
    await books.seats.reserve('g1', 'm1', seat)
    books = await open()
    expect(books.seats.reserved('g1', start)).toEqual(['m1'])
  })
})

describe('windows', () => {
  it('are open from their beginning to just before their end', async () => {
    await books.windows.open('g1', 'topic|3', { kind: 'topic', from: start, to: start + HOUR })
    books = await open()
    expect(
      [start - 1, start, start + HOUR - 1, start + HOUR].map(at => books.windows.isOpen('g1', 'topic', at)),
    ).toEqual([false, true, true, false])
    expect(books.windows.isOpen('g1', 'chain', start)).toBe(false)
    expect(books.windows.isOpen('g2', 'topic', start)).toBe(false)
  })

  it('are moved, closed early, and never opened again by closing', async () => {
    await books.windows.open('g1', 't', { kind: 'topic', from: start, to: start + HOUR })
    await books.windows.open('g1', 't', { kind: 'topic', from: start, to: start + 2 * HOUR })
    expect(books.windows.isOpen('g1', 'topic', start + HOUR)).toBe(true)
    await books.windows.close('g1', 't', start + 60_000)
    await books.windows.close('g1', 't', start + 3 * HOUR)
    expect(books.windows.isOpen('g1', 'topic', start + 59_999)).toBe(true)
    expect(books.windows.isOpen('g1', 'topic', start + 60_000)).toBe(false)
  })

  it('stand until they are over, closed or moved', async () => {
    const stands = (from: number, at: number) => books.windows.stands({ room: 'g1', window: 't', from }, at)
    expect(stands(start, start)).toBe(false)
    await books.windows.open('g1', 't', { kind: 'topic', from: start, to: start + HOUR })
    expect([start - DAY, start, start + HOUR - 1, start + HOUR].map(at => stands(start, at))).toEqual([
      true,
      true,
      true,
      false,
    ])
    await books.windows.open('g1', 't', { kind: 'topic', from: start + HOUR, to: start + 2 * HOUR })
    expect([stands(start, start), stands(start + HOUR, start)]).toEqual([false, true])
    await books.windows.close('g1', 't', start)
    expect(stands(start + HOUR, start)).toBe(false)
  })

  it('count a day longer for what is handled late, then go', async () => {
    await books.windows.open('g1', 't', { kind: 'chain', from: start, to: start + HOUR })
    now = start + HOUR + DAY - 1
    expect((await open()).windows.isOpen('g1', 'chain', start)).toBe(true)
    now += 1
    expect((await open()).windows.isOpen('g1', 'chain', start)).toBe(false)
    expect(await server.redis.exists('qg:test:book:windows')).toBe(0)
  })
})

describe('silence', () => {
  it('lasts until its time, or until it is ended', async () => {
    await books.silence.begin('g1', start + 2 * HOUR)
    await books.silence.begin('g2')
    expect(books.silence.isSilent('g1', start + 2 * HOUR - 1)).toBe(true)
    expect(books.silence.isSilent('g1', start + 2 * HOUR)).toBe(false)
    now += 1000 * DAY
    books = await open()
    expect(books.silence.isSilent('g1', start)).toBe(false)
    expect(books.silence.isSilent('g2', now)).toBe(true)
    await books.silence.end('g2')
    expect(books.silence.isSilent('g2', now)).toBe(false)
  })

  it('of a plugin counts while that is not off in the room', async () => {
    const off = new Set<string>()
    const { silence } = await openBooks(server.redis, 'qg:test', () => now, {
      isOff: (plugin, room) => off.has(`${plugin} ${room}`),
    })
    await silence.begin('g1', undefined, 'health')
    await silence.begin('g2', start + HOUR, 'health')
    off.add('health g1')
    expect(silence.isSilent('g1', start)).toBe(false)
    expect(silence.isSilent('g2', start)).toBe(true)
    off.clear()
    expect(silence.isSilent('g1', start)).toBe(true)
  })
})

describe('one person in all books', () => {
  beforeEach(async () => {
    await speak(spoken('m1'), { ...spoken('m1'), room: 'a:b' })
    await books.points.add({ community: 'main', member: 'm1', points: 1, reason: '签到', cause: 'c', at: start })
    await books.blocks.block('main', 'm1', { until: start + DAY, case: 'K1' })
    await books.absence.leave('main', 'm1', start + DAY)
    await books.consent.agree('main', 'm1', { version: 1, at: start })
    await books.seats.reserve('g2', 'm1', { until: start + DAY, places: 1, now: start })
    await speak(spoken('m11'))
    await books.absence.leave('main', 'm11', start + DAY)
  })

  const everything = {
    activity: {
      g1: { days: { '2030-01-07': 1 }, last: start },
      'a:b': { days: { '2030-01-07': 1 }, last: start },
    },
    points: [{ community: 'main', points: 1, reason: '签到', cause: 'c', at: start }],
    blocks: { main: { until: start + DAY, case: 'K1' } },
    absence: { main: start + DAY },
    consent: { main: { version: 1, at: start } },
    seats: { g2: start + DAY },
  }

  it('is exported', async () => {
    expect(await books.export('m1')).toEqual(everything)
    expect(JSON.parse(JSON.stringify(await books.export('m2')))).toEqual({})
  })

  it('is moved whole to another key', async () => {
    await books.merge('m1', 'm9')
    expect(await books.export('m9')).toEqual(everything)
    expect(JSON.parse(JSON.stringify(await books.export('m1')))).toEqual({})
    await books.merge('m9', 'm9')
    expect(await books.export('m9')).toEqual(everything)
  })

  it('is erased, and nobody else', async () => {
    await books.erase('m1')
    expect(JSON.parse(JSON.stringify(await books.export('m1')))).toEqual({ blocks: { main: { until: start + DAY } } })
    expect(await books.export('m11')).toMatchObject({
      activity: { g1: { last: start } },
      absence: { main: start + DAY },
    })
    books = await open()
    expect(JSON.parse(JSON.stringify(await books.export('m1')))).toEqual({ blocks: { main: { until: start + DAY } } })
  })
})
