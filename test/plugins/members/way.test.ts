import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { laddered, membersConfig } from '../../../plugins/members/config.js'
import { funnelOf, type Walker } from '../../../plugins/members/stages/funnel.js'
import { type Hand, noPath } from '../../../plugins/members/stages/records.js'
import { type Deeds, deedsOf, idOf, standsAt, wayOf } from '../../../plugins/members/stages/way.js'

const stages = laddered(membersConfig.parse({}).stages)
const names = stages.map(({ name }) => name)
const DAY = 86_400_000
const at = (time: string) => Date.parse(`${time}:00+08:00`)
const joined = at('2030-01-01T10:00')
const earned = (points: number, date?: string, time = at('2030-01-05T12:00')) => ({
  community: 'main',
  points,
  reason: date === undefined ? '答谢' : '签到',
  cause: `${points}|${date}`,
  at: time,
  ...(date === undefined ? {} : { date }),
})
const hand = (from: string, to: string, time: number): Hand => ({ from, to, at: time, by: 'm9', cause: `c${time}` })
const told = (deeds: Deeds, hands: readonly Hand[] = []) =>
  wayOf(stages, joined, deeds, hands).map(({ to }) => names[to])

describe('what somebody did', () => {
  it.each([
    ['nothing', {}, undefined, [], []],
    ['a word that was seen', { spoke: [at('2030-01-02T10:00')] }, at('2030-01-03T10:00'), [], ['message']],
    ['a word before anybody looked', {}, at('2030-01-03T10:00'), [], ['message']],
    ['a check-in', { spoke: [at('2030-01-02T10:00')] }, joined, [earned(1, '2030-01-03')], ['message', 'checkin']],
    ['thanks', {}, undefined, [earned(3)], ['output']],
    ['points taken away', {}, undefined, [earned(-3), earned(0)], []],
    ['somebody brought in', { brought: { j1: joined } }, undefined, [], ['invite']],
  ])('%s', (_, path, last, entries, found) => {
    const deeds = deedsOf({ ...noPath, ...path }, { last, entries, zone: 'Asia/Shanghai' })
    const done = Object.entries(deeds).flatMap(([sign, all]) => (all.length > 0 ? [sign] : []))
    expect(done).toEqual(found)
  })

  it('a check-in has no hour, and is never before his first word', () => {
    const spoke = [at('2030-01-03T06:30')]
    const how = { last: spoke[0], entries: [earned(1, '2030-01-03')], zone: 'Asia/Shanghai' }
    expect(deedsOf({ ...noPath, spoke }, how).checkin).toEqual([{ at: spoke[0], until: at('2030-01-04T00:00') }])
  })

  const dates = Array.from({ length: 9 }, (_, day) => `2030-01-0${day + 1}`)
  it('of many check-ins those are enough that tell something', () => {
    const noon = (day: number) => at(`2030-01-0${day}T12:00`)
    const set = fc
      .array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 })
      .map(days =>
        days.map((day, index) =>
          hand(index % 2 === 0 ? 'checkin' : 'join', index % 3 === 0 ? 'join' : 'output', noon(day)),
        ),
      )
    fc.assert(
      fc.property(fc.subarray(dates), set, (came, hands) => {
        const deeds = deedsOf(
          { ...noPath, hands },
          { last: undefined, entries: came.map(date => earned(1, date)), zone: 'Asia/Shanghai' },
        )
        const every = came.map(date => ({ at: at(`${date}T00:00`), until: at(`${date}T00:00`) + DAY }))
        expect(deeds.checkin?.length).toBeLessThanOrEqual(1 + 2 * hands.length)
        expect(wayOf(stages, joined, deeds, hands)).toEqual(wayOf(stages, joined, { checkin: every }, hands))
      }),
    )
  })
})

describe('the way', () => {
  const noon = at('2030-01-05T12:00')
  const day = { at: at('2030-01-05T00:00'), until: at('2030-01-06T00:00') }

  it.each<[string, Deeds, Hand[], string[]]>([
    ['begins with coming', {}, [], ['新人']],
    ['goes on with each deed', { message: [{ at: 1 }], checkin: [{ at: 2 }] }, [], ['新人', '开口', '常客']],
    ['leaves out what was passed', { invite: [{ at: 1 }], message: [{ at: 2 }] }, [], ['新人', '铁粉']],
    ['the same again changes nothing', { message: [{ at: 1 }, { at: 9 }] }, [], ['新人', '开口']],
    ['back by hand', { invite: [{ at: 1 }] }, [hand('invite', 'message', noon)], ['新人', '铁粉', '开口']],
    [
      'on again by what he does after that',
      { invite: [{ at: 1 }, { at: noon + 1 }] },
      [hand('invite', 'message', noon)],
      ['新人', '铁粉', '开口', '铁粉'],
    ],
    ['forward by hand', { message: [{ at: noon + 1 }] }, [hand('join', 'output', noon)], ['新人', '贡献']],
    [
      'a check-in on the day he was put back from there',
      { checkin: [day] },
      [hand('checkin', 'join', noon)],
      ['新人', '常客', '新人'],
    ],
    [
      'a check-in on the day he was put back from somewhere before it',
      { message: [{ at: 1 }], checkin: [day] },
      [hand('message', 'join', noon)],
      ['新人', '开口', '新人', '常客'],
    ],
    ['a stage that is none any more', {}, [hand('join', '元老', noon)], ['新人']],
  ])('%s', (_, deeds, hands, expected) => {
    expect(told(deeds, hands)).toEqual(expected)
  })

  const times = fc.array(fc.record({ at: fc.integer({ min: 0, max: 50 }) }), { maxLength: 4 })
  const deeds = fc.record({ message: times, checkin: times, output: times, invite: times })
  const hands = fc.array(
    fc.record({
      from: fc.constantFrom(...stages.map(idOf)),
      to: fc.constantFrom(...stages.map(idOf)),
      at: fc.integer({ min: 0, max: 50 }),
    }),
    { maxLength: 3 },
  )
  const known = (all: readonly { from: string; to: string; at: number }[]) =>
    all.map(each => hand(each.from, each.to, each.at))

  it('steps back by a hand alone, and is one chain in order of time', () => {
    fc.assert(
      fc.property(deeds, hands, (done, set) => {
        const way = wayOf(stages, 0, done, known(set))
        expect([way[0]?.from, way[0]?.to]).toEqual([undefined, 0])
        for (const [index, { from, to, at: time, by }] of way.entries()) {
          const before = way[index - 1]
          if (!before) continue
          expect(from).toBe(before.to)
          expect(to).not.toBe(before.to)
          expect(time).toBeGreaterThanOrEqual(before.at)
          if (typeof by === 'string') expect(to).toBeGreaterThan(before.to)
        }
      }),
    )
  })

  it('comes to the same in whatever order, and however often, the books tell it', () => {
    fc.assert(
      fc.property(deeds, hands, (done, set) => {
        const twice = Object.fromEntries(
          Object.entries(done).map(([sign, all]) => [sign, [...all, ...all].reverse()]),
        ) as Deeds
        expect(wayOf(stages, 0, twice, known(set))).toEqual(wayOf(stages, 0, done, known(set)))
      }),
    )
  })

  it('without a hand he stands where the furthest of his deeds leads', () => {
    fc.assert(
      fc.property(deeds, done => {
        const led = stages.map(({ on }) => (done[on as keyof typeof done] ?? []).length > 0)
        expect(standsAt(wayOf(stages, 0, done, []))).toBe(Math.max(0, led.lastIndexOf(true)))
      }),
    )
  })
})

describe('the funnel', () => {
  const now = at('2030-02-01T10:00')
  const walker = (key: string, more: Partial<Walker>): Walker => ({
    key,
    way: wayOf(stages, joined, {}, []),
    seen: now,
    away: false,
    ...more,
  })
  const spoke = (time: number) => wayOf(stages, joined, { message: [{ at: time }] }, [])

  it('counts who stands where, who came there this week, and who is not seen any more', () => {
    const funnel = funnelOf(
      [
        walker('new', { way: wayOf(stages, now - 2 * DAY, {}, []) }),
        walker('silent', { seen: joined }),
        walker('fresh', { way: spoke(now - DAY) }),
        walker('faded', { way: spoke(joined), seen: now - 14 * DAY }),
        walker('nearly', { way: spoke(joined), seen: now - 14 * DAY + 1 }),
        walker('on leave', { way: spoke(joined), seen: joined, away: true }),
        walker('put back', {
          way: wayOf(stages, joined, { invite: [{ at: 1 }] }, [hand('invite', 'message', now - DAY)]),
        }),
      ],
      { stages, now, stalledDays: 14 },
    )
    expect(funnel).toEqual({
      standing: [2, 5, 0, 0, 0],
      moved: [1, 1, 0, 0, 0],
      movers: 1,
      stalled: [1, 1, 0, 0, 0],
      missed: [
        { key: 'faded', stage: 1, seen: now - 14 * DAY },
        { key: 'silent', stage: 0, seen: joined },
      ],
    })
  })

  it('counts everybody once, and stalled ones among those who stand there', () => {
    const people = fc.array(fc.record({ stage: fc.integer({ min: 0, max: 4 }), seen: fc.integer({ min: 0, max: 60 }) }))
    fc.assert(
      fc.property(people, all => {
        const walkers = all.map(({ stage, seen }, index) =>
          walker(`m${index}`, {
            way: wayOf(stages, 0, {}, stage === 0 ? [] : [hand('join', stages[stage]?.on ?? '', DAY)]),
            seen: now - seen * DAY,
          }),
        )
        const funnel = funnelOf(walkers, { stages, now, stalledDays: 14 })
        expect(funnel.standing.reduce((sum, each) => sum + each, 0)).toBe(all.length)
        funnel.stalled.forEach((count, place) => {
          expect(count).toBeLessThanOrEqual(funnel.standing[place] ?? 0)
        })
        expect(funnel.missed.map(({ stage }) => stage)).toEqual(
          [...funnel.missed].map(({ stage }) => stage).sort((a, b) => b - a),
        )
      }),
    )
  })
})

describe('stages in the YAML', () => {
  it('a bare name is led to by what its place says, later ones by hand', () => {
    const { stages: written } = membersConfig.parse({
      stages: ['新', '冒泡', { name: '签到党', on: 'checkin' }, { name: '作者' }, '铁粉', '元老'],
    })
    expect(laddered(written).map(({ on }) => on)).toEqual(['join', 'message', 'checkin', 'output', 'invite', 'hand'])
    expect(laddered(written).map(idOf)).toEqual(['join', 'message', 'checkin', 'output', 'invite', '元老'])
  })

  it.each([
    ['a name twice', { stages: ['新人', '开口', '新人'] }],
    ['a deed that leads to two stages', { stages: ['新人', '开口', { name: '常客', on: 'message' }] }],
    ['one stage alone', { stages: ['新人'] }],
    ['a part twice', { roles: { names: ['思考者', '思考者'] } }],
  ])('%s is an error', (_, config) => {
    expect(membersConfig.safeParse(config).success).toBe(false)
  })
})
