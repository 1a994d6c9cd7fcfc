import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Action } from '../../src/domain/actions.js'
import { chance } from '../../src/domain/chance.js'
import type { Posting } from '../../src/queue/posting.js'
import { connect } from '../../src/redis/connect.js'
import {
  add,
  create,
  DAY,
  free,
  HOUR,
  invite,
  kick,
  MINUTE,
  MONDAY,
  SECOND,
  say,
  shanghai,
  shipped,
} from '../support/outbox-road.js'
import { roadsOnRedis } from '../support/roads.js'

const { openRoad, roads, store } = roadsOnRedis()

describe('a crash', () => {
  it('before a text left: it is unknown, listed, and not repeated', async () => {
    for (const when of ['before', 'after'] as const) {
      const road = await openRoad()
      road.dies = () => when
      await road.post({ id: when, action: say('g1', '早'), origin: 'check-in' })
      await road.idle()
      expect(road.reached).toHaveLength(when === 'after' ? 1 : 0)
      expect(road.settled).toEqual([])
      await road.crash(HOUR)
      await road.advance(HOUR)
      expect(road.reached).toHaveLength(when === 'after' ? 1 : 0)
      expect(road.settled).toMatchObject([{ id: when, outcome: 'unknown', origin: 'check-in' }])
      expect((await road.outbox.listed()).unknown).toMatchObject([{ id: when, action: { text: '早' } }])
      expect(await road.post({ id: when, action: say('g1', '早') })).toBe(false)
      await road.close()
      roads.pop()
      await store.redis.flushall()
    }
  })

  it('repeats a text whose author says that a double does no harm', async () => {
    const road = await openRoad()
    road.dies = () => 'before'
    await road.post({ id: 'a', action: say('g1', '早'), ifUnknown: 'resend' })
    await road.idle()
    await road.crash()
    await road.idle()
    expect(road.texts).toEqual(['早'])
    expect(road.settled).toMatchObject([{ id: 'a', outcome: 'done' }])
  })

  it.each([
    ['kick', kick('g1', 'lu')],
    ['add', add('g1', 'lu')],
    ['create', create('跑步2群')],
    ['topic', { act: 'topic', room: 'g1', topic: '跑步1群（新）' }],
    ['befriend', { act: 'befriend', member: 'lu', request: 'r1' }],
  ] as const)('after a %s that happened settles it as done; before, does it', async (_, action) => {
    for (const when of ['before', 'after'] as const) {
      const road = await openRoad()
      road.dies = () => when
      await road.post({ id: when, action })
      await road.idle()
      await road.crash()
      await road.advance(HOUR)
      expect(road.reached).toHaveLength(1)
      expect(road.settled).toMatchObject([{ id: when, outcome: 'done' }])
      expect((await road.outbox.listed()).unknown).toEqual([])
      await road.close()
      roads.pop()
      await store.redis.flushall()
    }
  })

  it('while the end is being told tells it again', async () => {
    const road = await openRoad()
    let told = 0
    road.onSettled = () => {
      told += 1
      return told === 1 ? new Promise(() => {}) : Promise.resolve()
    }
    await road.post({ id: 'a', action: kick('g1', 'lu'), case: 'K1' })
    await expect.poll(() => told).toBe(1)
    await road.crash()
    await road.idle()
    expect(told).toBe(2)
    expect(road.settled).toEqual([{ id: 'a', action: kick('g1', 'lu'), case: 'K1', origin: 'test', outcome: 'done' }])
    await road.crash()
    await road.idle()
    expect(told).toBe(2)
    expect(road.reached).toHaveLength(1)
  })

  it('in the middle of a merged message loses and repeats no part of it', async () => {
    const road = await openRoad({ start: shanghai(MONDAY, 23), quiet: [22, 7] })
    for (const id of ['a', 'b', 'c']) await road.post({ id, action: say('g1', id), manner: 'notice' })
    road.dies = () => 'after'
    await road.until(shanghai(MONDAY, 8) + DAY)
    await road.crash()
    await road.advance(DAY)
    expect(road.texts).toEqual(['a\n\nb\n\nc'])
    expect(road.settled.map(({ id, outcome }) => `${id} ${outcome}`).sort()).toEqual([
      'a unknown',
      'b unknown',
      'c unknown',
    ])
    expect((await road.outbox.listed()).unknown).toHaveLength(1)
  })

  it('does not let the next send come sooner than the gap', async () => {
    const road = await openRoad({ pacing: { ...shipped } })
    await road.post({ action: invite('g1', 'a'), manner: 'notice' })
    await road.post({ action: invite('g1', 'b'), manner: 'notice' })
    await road.post({ action: say('g2', 'text'), manner: 'notice' })
    await road.idle()
    await road.crash()
    await road.advance(HOUR)
    const [first, text, second] = road.reached.map(({ at }) => at)
    expect(text).toBeGreaterThanOrEqual((first ?? 0) + 1500)
    expect(second).toBeGreaterThanOrEqual((first ?? 0) + 25 * SECOND)
  })

  it('finds an orderly stop to have finished the action in hand', async () => {
    const road = await openRoad()
    let taken = () => {}
    const inHand = new Promise<void>(resolve => {
      taken = resolve
    })
    let go = () => {}
    road.onPerform = () => {
      taken()
      return new Promise(resolve => {
        go = resolve
      })
    }
    await road.post({ id: 'a', action: say('g1', 'a') })
    await road.post({ id: 'b', action: say('g1', 'b') })
    await inHand
    road.onPerform = async () => {}
    const restarted = road.restart()
    go()
    await restarted
    await road.idle()
    expect(road.texts).toEqual(['a', 'b'])
    expect(road.settled.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
  })
})

describe('over random orders and crashes', () => {
  const actions = fc.constantFrom(
    ...['g1', 'g2'].flatMap(room => [
      say(room, 'x'),
      say(room, 'y'),
      kick(room, 'ad'),
      invite(room, 'lu'),
      add(room, 'lu'),
    ]),
  )
  const deed = fc.record({
    action: actions,
    after: fc.oneof(fc.constant(0), fc.nat(5 * SECOND), fc.nat(20 * MINUTE)),
    dies: fc.oneof(
      { weight: 5, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom('before' as const, 'after' as const) },
    ),
  })

  it('nothing is lost or done twice, at most what was in hand is unknown, and no limit is exceeded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 30, size: 'max' }), fc.nat(), async (deeds, seed) => {
        await store.redis.flushall()
        const pacing = {
          ...shipped,
          perRoomGap: 4 * SECOND,
          perMinute: 6,
          kicksPerHour: 2,
          inviteGap: [20 * SECOND, 40 * SECOND] as const,
        }
        const { below } = chance(seed)
        const road = await openRoad({
          pacing,
          random: () => below(1000) / 1000,
        })
        let deaths = 0
        for (const [i, { action, after, dies }] of deeds.entries()) {
          // Each is of a person of its own, so that what is seen of one says nothing of another.
          const own = 'member' in action ? { ...action, member: `m${i}` } : { ...action, text: `${i}` }
          if (dies !== undefined) road.dies = () => dies
          await road.post({ id: `d${i}`, action: own, manner: 'notice', expires: MONDAY + 30 * DAY })
          await road.advance(after)
          if (!road.alive) {
            deaths += 1
            await road.crash(after)
          }
        }
        road.dies = () => undefined
        await road.advance(20 * DAY)
        expect(road.settled.map(({ id }) => id).sort()).toEqual(deeds.map((_, i) => `d${i}`).sort())
        const unknown = road.settled.filter(({ outcome }) => outcome === 'unknown')
        expect(road.settled.filter(({ outcome }) => outcome !== 'unknown' && outcome !== 'done')).toEqual([])
        expect(unknown.length).toBeLessThanOrEqual(deaths)
        expect((await road.outbox.listed()).unknown).toHaveLength(unknown.length)
        const reached = road.reached.map(({ action }) => JSON.stringify(action))
        expect(new Set(reached).size).toBe(reached.length)
        expect(reached.length).toBeGreaterThanOrEqual(deeds.length - unknown.length)
        const at = (which: (action: Action) => boolean) =>
          road.reached.filter(each => which(each.action)).map(each => each.at)
        const gaps = (times: number[]) => times.slice(1).map((time, i) => time - (times[i] ?? 0))
        expect(Math.min(DAY, ...gaps(at(() => true)))).toBeGreaterThanOrEqual(1500)
        expect(Math.min(DAY, ...gaps(at(({ act }) => act === 'kick')))).toBeGreaterThanOrEqual(5 * SECOND)
        expect(Math.min(DAY, ...gaps(at(({ act }) => act === 'invite' || act === 'add')))).toBeGreaterThanOrEqual(
          20 * SECOND,
        )
        const kicks = at(({ act }) => act === 'kick')
        expect(kicks.filter((time, i) => time - (kicks[i - 2] ?? 0) < HOUR)).toEqual([])
        await road.close()
        roads.pop()
      }),
      { numRuns: 25 },
    )
  })
})

describe('a death at any command to Redis', () => {
  const deeds = [
    { id: 'text', action: say('g1', 'text') },
    { id: 'kick', action: kick('g1', 'ad') },
    { id: 'late', action: say('g1', 'late'), notBefore: MONDAY + MINUTE },
    { id: 'harmless', action: say('g2', 'harmless'), ifUnknown: 'resend' as const },
    { id: 'room', action: create('新群') },
  ]
  it.each(['before', 'after'] as const)(
    '%s it was sent: what was accepted is done once, or unknown and listed',
    async when => {
      let survived = false
      for (let nth = 1; !survived; nth++) {
        await store.redis.flushall()
        const road = await openRoad({ pacing: { ...free, gap: [SECOND, SECOND] } })
        road.diesAtCommand = { left: nth, when }
        const accepted = new Set<string>()
        for (const deed of deeds)
          await road.post(deed).then(
            yes => yes && accepted.add(deed.id),
            () => undefined,
          )
        await road.advance(HOUR)
        survived = road.alive
        if (!road.alive) await road.crash()
        road.diesAtCommand = undefined
        await road.advance(2 * HOUR)
        const ended = road.settled.map(({ id, outcome }) => `${id} ${outcome}`)
        // Told twice perhaps, if the death came while it was told; but never two ends.
        const ends = new Set(ended)
        for (const id of accepted) expect([...ends].filter(end => end.startsWith(`${id} `))).toHaveLength(1)
        expect([...ends].filter(end => end.endsWith(' unknown')).length).toBeLessThanOrEqual(1)
        expect([...ends].filter(end => !/ (done|unknown)$/.test(end))).toEqual([])
        const reached = road.reached.map(({ action }) => JSON.stringify(action))
        const doubled = reached.filter((text, i) => reached.indexOf(text) < i)
        expect(doubled.filter(text => !text.includes('harmless'))).toEqual([])
        expect((await road.outbox.listed()).unknown).toHaveLength(
          [...ends].filter(end => end.endsWith(' unknown')).length,
        )
        expect(await store.redis.hlen('qg:test:outbox:actions')).toBe(0)
        await road.close()
        roads.pop()
      }
    },
  )
})

describe('a Redis that is restarted', () => {
  it('loses nothing that was handed in, and doubles nothing', async () => {
    const road = await openRoad({ pacing: { ...free, gap: [SECOND, SECOND] } })
    const posting = (i: number): Partial<Posting> & Pick<Posting, 'action'> => ({
      id: `p${i}`,
      action: say(`g${i % 5}`, `${i}`),
      manner: 'notice',
    })
    await road.post(posting(0))
    const posted = Array.from({ length: 100 }, (_, i) => road.post(posting(i + 1)))
    const restarted = store.server.restart()
    await Promise.all([...posted, restarted])
    await road.advance(HOUR)
    expect(road.texts.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 101 }, (_, i) => i))
    road.errors.length = 0
  })
})

describe('the records', () => {
  it('answer yes to a hand-in that a broken connection sends twice', async () => {
    const { OutboxRecords } = await import('../../src/queue/outbox-records.js')
    const redis = connect({ socket: store.socket })
    const records = new OutboxRecords(redis, 'qg:test')
    const record = {
      id: 'a',
      origin: 'test',
      manner: 'reply' as const,
      action: say('g1', '早'),
      seq: 1,
      lane: 'reply' as const,
      queuedAt: MONDAY,
      expires: MONDAY + DAY,
      notBefore: MONDAY,
      tries: 0,
      state: 'queued' as const,
    }
    expect(await records.add(record, MONDAY)).toBe(true)
    expect(await records.add(record, MONDAY)).toBe(true)
    expect(await records.add({ ...record, seq: 2 }, MONDAY)).toBe(false)
    redis.disconnect()
  })
})
