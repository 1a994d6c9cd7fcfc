import { describe, expect, it } from 'vitest'
import type { Sighting } from '../../src/chat/likeness.js'
import { CANDIDATES, matchPeople, matchRooms } from '../../src/chat/matching.js'
import { makeLogin, type Shown } from '../support/recognition-world.js'

interface Tally {
  people: number
  right: number
  wrong: number
  unsure: number
  /** Known before and there, and taken for somebody new. */
  lost: number
}

/** Recognises everybody of a login, and counts by the truth. */
function recognise(options: Parameters<typeof makeLogin>[0]): Tally {
  const { known, seen } = makeLogin(options)
  const { sure, unsure } = matchPeople(known, seen)
  const tally = { people: known.size, right: 0, wrong: 0, unsure: unsure.size, lost: 0 }
  for (const [contact, member] of sure) tally[contact.slice(1) === member.slice(1) ? 'right' : 'wrong'] += 1
  for (const contact of seen.keys()) {
    if (!sure.has(contact) && !unsure.has(contact) && known.has(`m${contact.slice(1)}`)) tally.lost += 1
  }
  return tally
}

function sum(tallies: readonly Tally[]): Tally {
  const all = { people: 0, right: 0, wrong: 0, unsure: 0, lost: 0 }
  for (const tally of tallies) for (const key of Object.keys(all) as (keyof Tally)[]) all[key] += tally[key]
  return all
}

const seeds = [1, 2, 3, 4, 5, 6, 7]

describe('of 10,000 people after a login', () => {
  // 7 accounts of 10 rooms with 150 people each: 10,500.
  const accounts = (shown: Shown, change = {}) =>
    sum(seeds.map(seed => recognise({ rooms: 10, size: 150, seed, shown, change })))

  it.each(['attr', 'pictures', 'both'] as const)('nobody is taken for somebody else (the client shows %s)', shown => {
    const { people, right, wrong, unsure } = accounts(shown)
    expect(people).toBeGreaterThan(10_000)
    expect(wrong).toBe(0)
    expect(right / people).toBeGreaterThan(0.9)
    expect(unsure / people).toBeLessThan(0.08)
  })

  it.each(['attr', 'pictures', 'both'] as const)('nobody is after a week away, either (%s)', shown => {
    const week = { leave: 0.08, join: 0.08, rename: 0.06, recard: 0.08, newPicture: 0.08 }
    const { wrong, right, people } = accounts(shown, week)
    expect(wrong).toBe(0)
    expect(right / people).toBeGreaterThan(0.75)
  })

  it('with nothing to see but names, cards decide and the others are left alone', () => {
    const { wrong, right, people } = accounts('names')
    expect(wrong).toBe(0)
    expect(right / people).toBeGreaterThan(0.6)
  })
})

describe('one after another', () => {
  const nobody: Sighting = {
    name: '',
    remark: '',
    alias: '',
    avatar: '',
    attr: 0,
    keyword: '',
    friend: false,
    seats: new Map(),
  }
  const inRoom = (name: string, card = '', marks: Partial<Sighting> = {}): Sighting => ({
    ...nobody,
    name,
    ...marks,
    seats: new Map([['g1', { name, card }]]),
  })
  const match = (known: Record<string, Sighting>, seen: Record<string, Sighting>, options = {}) => {
    const { sure, unsure } = matchPeople(new Map(Object.entries(known)), new Map(Object.entries(seen)), options)
    return { sure: Object.fromEntries(sure), unsure: Object.fromEntries(unsure) }
  }

  it('two of one name are nobody, until a card tells them apart', () => {
    expect(match({ m1: inRoom('张伟'), m2: inRoom('张伟') }, { a: inRoom('张伟'), b: inRoom('张伟') })).toEqual({
      sure: {},
      unsure: { a: ['m1', 'm2'], b: ['m1', 'm2'] },
    })
    const one = inRoom('张伟', '深圳-产品-张伟')
    expect(match({ m1: one, m2: inRoom('张伟') }, { a: one, b: inRoom('张伟') })).toEqual({
      sure: { a: 'm1' },
      unsure: { b: ['m2'] },
    })
  })

  it('one who comes while his namesake goes is not he', () => {
    const { sure } = match({ m1: inRoom('张伟', '', { attr: 7 }) }, { a: inRoom('张伟', '', { attr: 9 }) })
    expect(sure).toEqual({})
  })

  it('whoever changed his name is known by card and picture, and by his remark whatever he changes', () => {
    const before = inRoom('小鹿', '深圳-产品-小鹿', { avatar: '77' })
    expect(match({ m1: before }, { a: inRoom('鹿鹿', '深圳-产品-小鹿', { avatar: '77' }) }).sure).toEqual({ a: 'm1' })
    const friend = { remark: '林老师', friend: true }
    expect(match({ m1: inRoom('林', '', friend) }, { a: inRoom('木木', '新名片', friend) }).sure).toEqual({ a: 'm1' })
  })

  it('pictures whose numbers did not outlive the login say nothing', () => {
    const people = (shift: number) =>
      Object.fromEntries(
        [1, 2, 3, 4].map(n => [
          `${shift ? 'c' : 'm'}${n}`,
          inRoom(`人${n}`, `市-业-人${n}`, { avatar: `${n}${shift}` }),
        ]),
      )
    expect(match(people(0), people(5)).sure).toEqual({ c1: 'm1', c2: 'm2', c3: 'm3', c4: 'm4' })
  })

  it('of an impostor and his victim neither is known, whatever marks they have', () => {
    const lin = inRoom('林老师', '', { remark: '林老师', friend: true, avatar: '1' })
    const lu = inRoom('林老师', '', { avatar: '2' })
    const both = { mistakable: [['lu', 'lin']] }
    expect(match({ lin, lu }, { a: lin, b: lu }).sure).toEqual({ a: 'lin', b: 'lu' })
    expect(match({ lin, lu }, { a: lin, b: lu }, both)).toEqual({
      sure: {},
      unsure: { a: ['lu', 'lin'], b: ['lu', 'lin'] },
    })
    // When the impostor has gone there is nothing to mistake.
    expect(match({ lin, lu }, { a: lin }, both).sure).toEqual({ a: 'lin' })
  })

  it('a crowd of one name stays unsure, each of a dozen at most', () => {
    const crowd = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`${prefix}${at}`, inRoom('微信用户')]))
    const { sure, unsure } = match(crowd('m'), crowd('c'))
    expect(sure).toEqual({})
    expect(Object.keys(unsure)).toHaveLength(60)
    expect(Math.max(...Object.values(unsure).map(list => list.length))).toBeLessThanOrEqual(CANDIDATES)
  })
})

describe('rooms after a login', () => {
  it('are found by who is in them and by their topic, each once', () => {
    const { rooms } = makeLogin({ rooms: 10, size: 150, seed: 5, shown: 'names', change: { leave: 0.1, rename: 0.05 } })
    const renamed = new Map(rooms.after)
    const seventh = renamed.get('@@7')
    if (seventh) renamed.set('@@7', { ...seventh, topic: '夜跑社群' })
    const found = matchRooms(rooms.before, renamed)
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries([...rooms.before.keys()].map(key => [`@@${key.slice(1)}`, key])),
    )
  })

  it('a room of strangers is none of ours, however it is called', () => {
    const { rooms } = makeLogin({ rooms: 2, size: 60, seed: 9, shown: 'names' })
    const ours = rooms.before.get('g0')
    const strange = rooms.after.get('@@1')
    expect(ours && strange).toBeDefined()
    if (!ours || !strange) return
    expect(matchRooms(new Map([['g0', ours]]), new Map([['@@1', { ...strange, topic: ours.topic }]])).size).toBe(0)
  })

  it('two rooms of the same people are told apart by their topics, and without them not at all', () => {
    const called = Array.from({ length: 40 }, (_, at) => ({ name: `人${at}`, card: '' }))
    const two = (one: string, other: string) =>
      [
        { topic: one, called },
        { topic: other, called },
      ] as const
    const [a, b] = two('一群', '二群')
    const [c, d] = two('三群', '四群')
    const known = new Map([
      ['g1', a],
      ['g2', b],
    ])
    expect(
      Object.fromEntries(
        matchRooms(
          known,
          new Map([
            ['@@2', b],
            ['@@1', a],
          ]),
        ),
      ),
    ).toEqual({ '@@1': 'g1', '@@2': 'g2' })
    expect(
      matchRooms(
        known,
        new Map([
          ['@@2', c],
          ['@@1', d],
        ]),
      ).size,
    ).toBe(0)
  })
})
