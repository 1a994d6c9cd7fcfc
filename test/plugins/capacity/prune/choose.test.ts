import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  activeShare,
  choose,
  type Excuse,
  excuseOf,
  type Gap,
  type Known,
  silentSince,
} from '../../../../plugins/capacity/prune/choose.js'
import { isHere } from '../../../../plugins/capacity/prune/hearing.js'

const DAY = 86_400_000
const now = 1000 * DAY
const since = now - 30 * DAY
const exempt = ['owner', 'admin', 'kol', 'onLeave']

const known = (change: Partial<Known> = {}): Known => ({
  key: 'm1',
  role: 'member',
  before: true,
  joinedAt: now - 90 * DAY,
  unsure: false,
  last: now - 40 * DAY,
  onLeave: false,
  fixed: false,
  splitting: false,
  spared: false,
  ...change,
})

describe('who may be listed', () => {
  const cases: [string, Partial<Known>, Excuse | undefined][] = [
    ['a member of old', {}, undefined],
    ['one who never wrote', { last: undefined }, undefined],
    ['the owner', { role: 'owner' }, 'owner'],
    ['an admin', { role: 'admin' }, 'admin'],
    ['a kol', { role: 'kol' }, 'kol'],
    ['a trusted member, who is not exempt as shipped', { role: 'trusted' }, undefined],
    ['one on leave', { onLeave: true }, 'onLeave'],
    ['one with a fixed seat', { fixed: true }, 'fixed'],
    ['one who has a part in a split', { splitting: true }, 'split'],
    ['one who came ten days ago', { before: false, joinedAt: now - 10 * DAY }, 'newcomer'],
    ['one who came when the time began', { before: false, joinedAt: since }, undefined],
    ['one who was there before the bot, however short', { before: true, joinedAt: now - DAY }, undefined],
    ['one whom a login made unrecognisable', { unsure: true }, 'unsure'],
    ['one whom the owner spared', { spared: true }, 'spared'],
  ]
  it.each(cases)('%s', (_, change, excuse) => {
    expect(excuseOf(known(change), since, exempt)).toBe(excuse)
  })

  it('owner and admins never are, whatever the list of exempt says', () => {
    expect(excuseOf(known({ role: 'owner' }), since, [])).toBe('owner')
    expect(excuseOf(known({ role: 'admin' }), since, [])).toBe('admin')
    expect(excuseOf(known({ role: 'kol' }), since, [])).toBeUndefined()
    expect(excuseOf(known({ onLeave: true }), since, [])).toBeUndefined()
    expect(excuseOf(known({ role: 'trusted' }), since, ['trusted'])).toBe('trusted')
  })
})

const people = fc.uniqueArray(
  fc.record({
    key: fc.integer({ min: 1, max: 400 }).map(number => `m${number}`),
    role: fc.constantFrom('member', 'newcomer', 'trusted', 'kol', 'admin', 'owner'),
    before: fc.boolean(),
    joinedAt: fc.integer({ min: 900, max: 1000 }).map(day => day * DAY),
    unsure: fc.boolean(),
    last: fc.option(
      fc.integer({ min: 900, max: 1000 }).map(day => day * DAY),
      { nil: undefined },
    ),
    onLeave: fc.boolean(),
    fixed: fc.boolean(),
    spared: fc.boolean(),
  }) as fc.Arbitrary<Known>,
  { selector: ({ key }) => key, maxLength: 80 },
)

describe('a list', () => {
  it('S31: of nine who are silent four are listed, and of the others it says why not', () => {
    const silent: Partial<Known>[] = [
      { role: 'admin' },
      { role: 'kol' },
      { onLeave: true },
      { before: false, joinedAt: now - 10 * DAY, last: undefined },
      { fixed: true },
      { last: undefined },
      { last: now - 31 * DAY },
      { last: now - 60 * DAY },
      {},
    ]
    const all = silent.map((change, at) => known({ ...change, key: `m${at}` }))
    const talking = Array.from({ length: 59 }, (_, at) => known({ key: `t${at}`, last: now - (at % 7) * DAY + 1 }))
    const { idle, excused } = choose([...all, ...talking], since, exempt)
    expect(idle.map(({ key }) => key)).toEqual(['m5', 'm7', 'm8', 'm6'])
    expect(Object.fromEntries(excused)).toEqual({ admin: 1, kol: 1, onLeave: 1, newcomer: 1, fixed: 1 })
    expect(activeShare([...all, ...talking], now)).toEqual({ active: 59, of: 68 })
  })

  it('names nobody who wrote, runs the group, has a fixed seat or cannot be told apart, and everybody silent is accounted for', () => {
    fc.assert(
      fc.property(people, all => {
        const { idle, excused } = choose(all, since, exempt)
        const listed = new Set(idle.map(({ key }) => key))
        for (const person of all) {
          const wrote = person.last !== undefined && person.last >= since
          const shielded =
            ['admin', 'owner', 'kol'].includes(person.role) || person.fixed || person.unsure || person.onLeave
          if (wrote || shielded || person.spared) expect(listed.has(person.key)).toBe(false)
        }
        const silent = all.filter(({ last }) => last === undefined || last < since).length
        expect(idle.length + [...excused.values()].reduce((sum, count) => sum + count, 0)).toBe(silent)
        const lasts = idle.map(({ last }) => last ?? 0)
        expect(lasts).toEqual([...lasts].sort((a, b) => a - b))
      }),
    )
  })
})

describe('silence', () => {
  const gap = (from: number, to: number): Gap => ({ from: now - from * DAY, to: now - to * DAY })

  it.each([
    ['without a gap', [], 30],
    ['with two days away', [gap(10, 8)], 32],
    ['with a gap before it', [gap(50, 40)], 30],
    ['with a gap that ends as it begins', [gap(35, 30)], 30],
    ['with gaps one behind the other, in any order', [gap(20, 15), gap(10, 8)], 37],
    ['with gaps that lie over each other', [gap(12, 8), gap(10, 6)], 36],
    ['while the bot has only just come back', [gap(3, 0)], 33],
  ])('%s goes so far back', (_, gaps, days) => {
    expect(silentSince(now, 30 * DAY, gaps)).toBe(now - days * DAY)
  })

  it('is watched for as long as it has to be, whatever the gaps', () => {
    const gaps = fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 20 }))
        .map(([from, long]) => gap(from + long, from)),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 40 }), (some, days) => {
        const begin = silentSince(now, days * DAY, some)
        let watched = 0
        for (let at = begin; at < now; at += DAY)
          if (!some.some(({ from, to }) => at >= from && at < to)) watched += DAY
        expect(watched).toBe(days * DAY)
      }),
    )
  })
})

describe('在', () => {
  it.each([
    '在',
    '在！',
    '“在”',
    ' 在。',
    '在的',
    '我在',
    '还在呢',
    '我还在',
    '在在在',
    '在呀～',
    '在🙋',
    '在线',
    '【在】',
  ])('%s says that he is here', text => {
    expect(isHere(text)).toBe(true)
  })

  it.each(['', '。', '不在', '在吗', '在不在', '谁在', '我在开会', '现在', '在公司', '存在', '1'])(
    '%s does not',
    text => {
      expect(isHere(text)).toBe(false)
    },
  )
})
