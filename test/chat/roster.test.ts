import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Called } from '../../src/chat/likeness.js'
import { Roster, type Seat } from '../../src/chat/roster.js'
import { difference } from '../../src/chat/roster-difference.js'
import type { QunguanEvent } from '../../src/domain/events.js'
import { type TestRedis, testRedis } from '../support/redis.js'

let store: TestRedis
beforeAll(async () => {
  store = await testRedis()
})
beforeEach(() => store.redis.flushall())
afterAll(() => store.stop())

const NOON = Date.UTC(2030, 0, 7, 4)
const MINUTE = 60_000
const open = () => new Roster(store.redis, 'qg:main')

/** `m1: '张伟|深圳-产品-张伟'`: name and card. */
function people(spec: Record<string, string>): Map<string, Called> {
  return new Map(
    Object.entries(spec).map(([member, called]) => {
      const [name = '', card = ''] = called.split('|')
      return [member, { name, card }]
    }),
  )
}

function seats(spec: Record<string, string>, more: Partial<Seat> = {}): Map<string, Seat> {
  return new Map(
    [...people(spec)].map(([member, called]) => [member, { ...called, joinedAt: 1, before: true, ...more }]),
  )
}

/** m1 … mN, each with a name of his own. */
const crowd = (count: number, from = 1) =>
  people(Object.fromEntries(Array.from({ length: count }, (_, at) => [`m${from + at}`, `人${from + at}`])))

/** What the next process would know. */
async function reloaded(...rooms: string[]): Promise<Roster> {
  const roster = open()
  await roster.load(rooms)
  return roster
}

function picture(roster: Roster, room = 'g1') {
  return { seats: new Map(roster.seats(room)), frozen: new Map(roster.frozen(room)) }
}

describe('what two looks at a room differ in', () => {
  const nothing = { joined: [], left: [], cards: [], names: [], frozen: new Map(), provisional: new Map() }
  const differ = (known: Record<string, string>, seen: Record<string, string>, unsure: Record<string, string[]> = {}) =>
    difference(seats(known), people(seen), member => unsure[member])

  it.each<[string, Record<string, string>, Record<string, string>, object]>([
    ['nothing', { m1: '甲', m2: '乙|卡' }, { m2: '乙|卡', m1: '甲' }, {}],
    ['somebody came', { m1: '甲' }, { m1: '甲', m2: '乙' }, { joined: ['m2'] }],
    ['somebody went', { m1: '甲', m2: '乙' }, { m1: '甲' }, { left: ['m2'] }],
    ['one came and one of his name went', { m1: '甲' }, { m2: '甲' }, { joined: ['m2'], left: ['m1'] }],
    ['a card', { m1: '甲' }, { m1: '甲|卡' }, { cards: [{ member: 'm1', from: '', to: '卡' }] }],
    ['a name', { m1: '甲|卡' }, { m1: '乙|卡' }, { names: [{ member: 'm1', from: '甲', to: '乙' }] }],
    [
      'both',
      { m1: '甲|卡' },
      { m1: '乙' },
      { cards: [{ member: 'm1', from: '卡', to: '' }], names: [{ member: 'm1', from: '甲', to: '乙' }] },
    ],
    ['everybody went', { m1: '甲', m2: '乙' }, {}, { left: ['m1', 'm2'] }],
    ['the first people', {}, { m1: '甲' }, { joined: ['m1'] }],
  ])('%s', (_, known, seen, found) => {
    expect(differ(known, seen)).toEqual({ ...nothing, ...found })
  })

  it('whoever cannot be told apart did not come, and whom he might be did not go', () => {
    const known = new Map([
      ...seats({ m1: '张伟' }, { joinedAt: 5, before: false }),
      ...seats({ m2: '张伟' }, { joinedAt: 3, before: true }),
      ...seats({ m3: '李娜' }),
    ])
    const unsure: Record<string, string[]> = { m8: ['m1', 'm2'], m9: ['m1', 'm2'] }
    const found = difference(known, people({ m8: '张伟', m9: '张伟' }), member => unsure[member])
    expect(found).toEqual({
      ...nothing,
      left: ['m3'],
      frozen: new Map([...known].slice(0, 2)),
      // The best that either of them had: neither is a newcomer by a guess.
      provisional: new Map([
        ['m8', { joinedAt: 3, before: true }],
        ['m9', { joinedAt: 3, before: true }],
      ]),
    })
  })

  it('whoever might be somebody of another room came into this one', () => {
    expect(differ({ m1: '甲' }, { m1: '甲', m8: '张伟' }, { m8: ['m2'] })).toEqual({ ...nothing, joined: ['m8'] })
  })

  it('applied to what was makes what is', () => {
    const called = fc.record({
      name: fc.constantFrom('', '甲', '乙', '张伟'),
      card: fc.constantFrom('', '卡', '深圳-产品-甲'),
    })
    const look = fc.dictionary(fc.constantFrom(...Array.from({ length: 12 }, (_, at) => `m${at}`)), called)
    const maybe = fc.dictionary(
      fc.constantFrom('m7', 'm8', 'm9', 'm10', 'm11'),
      fc.subarray(['m0', 'm1', 'm2', 'm3', 'm4'], { minLength: 1 }),
    )
    fc.assert(
      fc.property(look, look, maybe, (before, after, unsure) => {
        const known = new Map(
          Object.entries(before).map(([key, seat]) => [key, { ...seat, joinedAt: 1, before: true }]),
        )
        const present = new Map(Object.entries(after))
        const { joined, left, cards, names, frozen, provisional } = difference(known, present, member => unsure[member])
        const now = new Map<string, Called>([...known].map(([key, { name, card }]) => [key, { name, card }]))
        for (const member of [...left, ...frozen.keys()]) expect(now.delete(member)).toBe(true)
        for (const member of [...joined, ...provisional.keys()]) {
          expect(now.has(member)).toBe(false)
          now.set(member, present.get(member) ?? { name: '', card: '' })
        }
        for (const { member, from, to } of cards) {
          expect(now.get(member)?.card).toBe(from)
          now.set(member, { name: now.get(member)?.name ?? '', card: to })
        }
        for (const { member, from, to } of names) {
          expect(now.get(member)?.name).toBe(from)
          now.set(member, { card: now.get(member)?.card ?? '', name: to })
        }
        expect(now).toEqual(present)
        // Nobody is two things at once.
        const told = [...joined, ...left, ...frozen.keys(), ...provisional.keys()]
        expect(new Set(told).size).toBe(told.length)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a roster', () => {
  it('takes those of the first look for members since before, and tells of nobody', async () => {
    const roster = open()
    const change = await roster.look('g1', people({ m1: '甲|卡', m2: '乙' }), NOON)
    expect(change).toEqual({ joined: [], left: [], cards: [], names: [], doubted: false })
    expect(roster.seat('g1', 'm1')).toEqual({ name: '甲', card: '卡', joinedAt: NOON, before: true })
  })

  it('keeps since when somebody is there, by whom, and what he is called now', async () => {
    const roster = open()
    await roster.look('g1', people({ m1: '甲' }), NOON)
    await roster.look('g1', people({ m1: '甲', m2: '乙' }), NOON + MINUTE, { by: () => 'm1' })
    const { names } = await roster.look('g1', people({ m1: '甲', m2: '丙|卡' }), NOON + 2 * MINUTE)
    expect(names).toEqual([{ member: 'm2', from: '乙', to: '丙' }])
    expect(roster.seat('g1', 'm2')).toEqual({
      name: '丙',
      card: '卡',
      joinedAt: NOON + MINUTE,
      before: false,
      by: 'm1',
    })
    expect(roster.called('g1', '乙')).toEqual([])
    expect(roster.called('g1', '丙')).toEqual(['m2'])
    expect(roster.called('g1', '卡')).toEqual(['m2'])
    expect(roster.called('g1', '')).toEqual([])
    expect(roster.roomsOf('m2')).toEqual(['g1'])
  })

  it('is the same in the next process, after any looks', async () => {
    const called = fc.record({ name: fc.string({ maxLength: 3 }), card: fc.constantFrom('', '卡') })
    const member = fc.constantFrom('lin', 'bot', '__proto__', ...Array.from({ length: 8 }, (_, at) => `m${at * 9}`))
    const look = fc.record({
      present: fc.array(fc.tuple(member, called), { maxLength: 8 }).map(list => new Map(list)),
      unsure: fc.dictionary(fc.constantFrom('m0', 'm9', 'm18'), fc.subarray(['lin', 'm27', 'm36'], { minLength: 1 })),
      settle: fc.option(fc.tuple(fc.constantFrom('m0', 'm9'), fc.constantFrom(undefined, 'lin', 'm27'))),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(look, { maxLength: 8 }), async looks => {
        await store.redis.flushall()
        const roster = open()
        for (const [at, { present, unsure, settle }] of looks.entries()) {
          // Far enough apart that every third look of a room that shrinks is believed.
          await roster.look('g1', present, NOON + at * 11 * MINUTE, {
            by: () => 'm1',
            unsure: key => (Object.hasOwn(unsure, key) ? unsure[key] : undefined),
          })
          if (settle) await roster.settle(settle[0], settle[1], () => at % 2 === 0)
          expect(picture(await reloaded('g1'))).toEqual(picture(roster))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('does not believe that more than a fifth went, until three looks ten minutes apart say so', async () => {
    const roster = open()
    await roster.look('g1', crowd(10), NOON)
    expect((await roster.look('g1', crowd(8), NOON + MINUTE)).left).toEqual(['m9', 'm10'])
    const few = (minutes: number, count = 5) => roster.look('g1', crowd(count), NOON + minutes * MINUTE)
    expect((await few(10)).doubted).toBe(true)
    // Too soon to be a second opinion.
    expect((await few(15)).doubted).toBe(true)
    expect((await few(21)).doubted).toBe(true)
    expect(roster.seats('g1').size).toBe(8)
    const believed = await few(32)
    expect(believed.left).toEqual(['m6', 'm7', 'm8'])
    expect(roster.seats('g1').size).toBe(5)
  })

  it('forgets its doubt when a look shows them again', async () => {
    const roster = open()
    await roster.look('g1', crowd(10), NOON)
    await roster.look('g1', crowd(5), NOON + 10 * MINUTE)
    await roster.look('g1', crowd(5), NOON + 21 * MINUTE)
    await roster.look('g1', crowd(10), NOON + 22 * MINUTE)
    expect((await roster.look('g1', crowd(5), NOON + 40 * MINUTE)).doubted).toBe(true)
    expect(roster.seats('g1').size).toBe(10)
  })

  it('lets as many new people come as there are', async () => {
    const roster = open()
    await roster.look('g1', crowd(10), NOON)
    const { joined, left, doubted } = await roster.look('g1', crowd(20, 2), NOON + MINUTE)
    expect([joined.length, left, doubted]).toEqual([11, ['m1'], false])
  })

  it('forgets a room', async () => {
    const roster = open()
    await roster.look('g1', people({ m1: '甲' }), NOON)
    await roster.forget('g1')
    expect(roster.seats('g1').size).toBe(0)
    expect(await store.redis.keys('*roster*')).toEqual([])
    // The bot is brought in again: those who are there were there before it.
    expect((await roster.look('g1', people({ m2: '乙' }), NOON)).joined).toEqual([])
  })
})

describe('places of those who cannot be told apart', () => {
  const doubt: Record<string, string[]> = { m8: ['m1', 'm2'], m9: ['m1', 'm2'] }
  const unsure = (member: string) => doubt[member]
  const after = people({ m3: '李娜', m4: '小周', m8: '张伟', m9: '张伟' })

  async function afterLogin(): Promise<Roster> {
    const roster = open()
    await roster.record('g1', seats({ m1: '张伟|旧名片', m2: '张伟', m3: '李娜', m4: '小周' }, { joinedAt: 7 }))
    const change = await roster.look('g1', after, NOON, { unsure })
    expect(change).toEqual({ joined: [], left: [], cards: [], names: [], doubted: false })
    return roster
  }

  it('rest as they were, and are not counted', async () => {
    const roster = await afterLogin()
    expect([...roster.seats('g1').keys()].sort()).toEqual(['m3', 'm4', 'm8', 'm9'])
    expect([...roster.frozen('g1')]).toEqual([...seats({ m1: '张伟|旧名片', m2: '张伟' }, { joinedAt: 7 })])
    expect(roster.called('g1', '张伟')).toEqual(['m8', 'm9'])
    expect(roster.seat('g1', 'm8')).toMatchObject({ joinedAt: 7, before: true })
    // And at the next look, and in the next process.
    expect(await roster.look('g1', after, NOON + MINUTE, { unsure })).toMatchObject({ joined: [], left: [] })
    expect(picture(await reloaded('g1'))).toEqual(picture(roster))
  })

  it('are theirs again when it is settled who they are', async () => {
    const roster = await afterLogin()
    await roster.settle('m8', 'm2', member => member === 'm1')
    expect(roster.seat('g1', 'm2')).toEqual({ name: '张伟', card: '', joinedAt: 7, before: true })
    expect(roster.seat('g1', 'm8')).toBeUndefined()
    expect([...roster.frozen('g1').keys()]).toEqual(['m1'])
    expect(roster.called('g1', '张伟').toSorted()).toEqual(['m2', 'm9'])
    // The other is nobody whom we knew: nobody waits for m1 any more, and whoever he was is gone.
    await roster.settle('m9', undefined, () => false)
    expect(roster.frozen('g1').size).toBe(0)
    expect(roster.seat('g1', 'm9')).toBeDefined()
    expect(picture(await reloaded('g1'))).toEqual(picture(roster))
  })

  it('are taken up again when the next login tells them apart', async () => {
    const roster = await afterLogin()
    const change = await roster.look(
      'g1',
      people({ m1: '张伟|旧名片', m2: '张伟', m3: '李娜', m4: '小周' }),
      NOON + MINUTE,
    )
    expect(change).toMatchObject({ joined: [], doubted: false })
    expect(roster.frozen('g1').size).toBe(0)
    expect(roster.seat('g1', 'm1')).toEqual({ name: '张伟', card: '旧名片', joinedAt: 7, before: true })
    expect(picture(await reloaded('g1'))).toEqual(picture(roster))
  })
})

describe('what a look found', () => {
  const left: QunguanEvent = { kind: 'left', id: 'look|g1|1|left', room: 'g1', members: ['m2'] }

  it('is told by the next process, until somebody has handled it', async () => {
    const roster = open()
    await roster.look('g1', crowd(6), NOON)
    await roster.look('g1', crowd(5), NOON + MINUTE, {
      events: change => (change.left.length > 0 ? [{ ...left, members: change.left }] : []),
    })
    const next = await reloaded('g1')
    expect(await next.untold()).toEqual([{ ...left, members: ['m6'] }])
    await next.told(left.id)
    expect(await next.untold()).toEqual([])
  })

  it('is written down with the roster, or not at all', async () => {
    const roster = open()
    await roster.look('g1', crowd(6), NOON)
    await roster.look('g1', crowd(6), NOON + MINUTE, { events: () => [left] })
    expect(await roster.untold()).toEqual([])
  })
})
