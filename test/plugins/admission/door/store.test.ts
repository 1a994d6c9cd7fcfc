import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { arrivalsOf, type Candidate, candidatesOf } from '../../../../plugins/admission/candidates.js'
import { countTry, triesLeft } from '../../../../plugins/admission/door/attempts.js'
import { codesOf, makeCodes, redeem, revoke } from '../../../../plugins/admission/door/codes.js'
import { doorPeople } from '../../../../plugins/admission/door/people.js'
import { decide, enqueue, openEntries, queueOf } from '../../../../plugins/admission/door/queue.js'
import { move } from '../../../../plugins/admission/door/talk.js'
import { freeUses, timesUsed, usePhrase } from '../../../../plugins/admission/door/uses.js'
import { type Store, storeAt } from '../../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../../support/redis.js'

let server: TestRedis
let store: Store
let room: Store

beforeAll(async () => {
  server = await testRedis()
  room = storeAt(server.redis, 'qg:test', 'admission', 'g1')
  store = room.at('account')
})
beforeEach(() => server.redis.flushall())
afterAll(() => server.stop())

const zone = 'Asia/Shanghai'
const at = (clock: string) => Date.parse(`2030-01-${clock}+08:00`)

describe('tries', () => {
  it('count for the day on which they were sent, once a message, and none is left at the limit', async () => {
    const tried = (cause: string, clock: string) => countTry(store, 'a', 3, { at: at(clock), zone, cause })
    expect(await tried('m1', '07T23:00:00')).toBe(2)
    expect(await tried('m1', '07T23:00:01')).toBe(2)
    expect(await tried('m2', '07T23:10:00')).toBe(1)
    expect(await tried('m3', '07T23:59:59')).toBe(0)
    expect(await tried('m4', '07T23:59:59')).toBe(0)
    expect(await triesLeft(store, 'a', 3, { at: at('07T23:59:59'), zone })).toBe(0)
    expect(await triesLeft(store, 'b', 3, { at: at('07T23:59:59'), zone })).toBe(3)
    expect(await triesLeft(store, 'a', 3, { at: at('08T00:00:00'), zone })).toBe(3)
    expect(await tried('m5', '08T00:00:00')).toBe(2)
    expect(await triesLeft(store, 'a', 0, { at: at('08T00:00:00'), zone })).toBeUndefined()
  })

  it('at the same time are all counted, and never more than there are', async () => {
    const left = await Promise.all(
      Array.from({ length: 12 }, (_, n) => countTry(store, 'a', 5, { at: at('07T10:00:00'), zone, cause: `m${n}` })),
    )
    expect(left.filter(each => each === 0).length).toBeGreaterThan(0)
    expect(await triesLeft(store, 'a', 5, { at: at('07T10:00:00'), zone })).toBe(0)
  })

  it('hold no word of what was said', async () => {
    await countTry(store, 'a', 5, { at: at('07T10:00:00'), zone, cause: 'm1' })
    expect(await server.redis.hget(store.key('attempts'), 'a')).toBe('[{"cause":"m1","date":"2030-01-07"}]')
  })
})

describe('a phrase for so many', () => {
  it('goes to as many as come first, and to each once', async () => {
    const only = { text: '只有两位', source: '', maxUses: 2 }
    const got = await Promise.all(['a', 'b', 'c', 'd', 'a'].map(member => usePhrase(store, 'main', only, member)))
    expect(got.filter(Boolean).length).toBeGreaterThanOrEqual(2)
    expect(await timesUsed(store, 'main', '只有 两位！')).toBe(2)
    expect(await timesUsed(store, 'other', '只有两位')).toBe(0)
    const winner = ['a', 'b', 'c', 'd'][got.indexOf(true)] ?? ''
    expect(await usePhrase(store, 'main', only, winner)).toBe(true)
    await freeUses(store, 'main', winner)
    expect(await usePhrase(store, 'main', only, 'z')).toBe(true)
  })

  it('leaves no phrase in Redis', async () => {
    await usePhrase(store, 'main', { text: '夜跑不孤单', source: '', maxUses: 0 }, 'a')
    expect(JSON.stringify(await server.redis.hgetall(store.key('uses')))).not.toContain('夜跑')
  })
})

describe('a code', () => {
  const now = at('07T10:00:00')
  const about = { kind: 'ticket', community: 'main', since: now, until: now + 1000 } as const
  const take = (text: string, member: string, when = now, communities = ['main']) =>
    redeem(store, text, { member, now: when, communities })

  it('lets one person in, of two at once the first; who has it may say it again', async () => {
    const [code = ''] = await makeCodes(store, 1, about)
    const both = await Promise.all([take(code, 'a'), take(code, 'b')])
    expect(both.map(({ kind }) => kind).sort()).toEqual(['right', 'taken'])
    const winner = both[0].kind === 'right' ? 'a' : 'b'
    expect((await take(` ${code.toLowerCase().replace('-', ' ')} `, winner)).kind).toBe('right')
  })

  it('ends with its time, when it is revoked, and at the door of another community', async () => {
    const [one = '', two = '', three = ''] = await makeCodes(store, 3, about)
    expect((await take(one, 'a', now + 1000)).kind).toBe('expired')
    expect(await revoke(store, two, 'other')).toBe(false)
    expect(await revoke(store, two, 'main')).toBe(true)
    expect(await revoke(store, two, 'main')).toBe(true)
    expect((await take(two, 'a')).kind).toBe('expired')
    expect((await take(three, 'a', now, ['other'])).kind).toBe('none')
    expect((await take('ABCDE-FGHJK', 'a')).kind).toBe('none')
  })

  it('is kept as a hash alone, and no two are alike', async () => {
    const codes = await makeCodes(store, 200, about)
    expect(new Set(codes).size).toBe(200)
    expect(codes.every(code => /^[346-9A-HJ-NP-RT-Y]{5}-[346-9A-HJ-NP-RT-Y]{5}$/.test(code))).toBe(true)
    const kept = JSON.stringify(await server.redis.hgetall(codesOf(store).key))
    expect(codes.filter(code => kept.includes(code))).toEqual([])
  })
})

describe('the queue', () => {
  const entry = (member: string, cause = `m-${member}`) => ({ member, community: 'main', at: 1, cause })
  const yes = { state: 'approved', by: 'zhou', at: 2, cause: 'x1' } as const

  it('gives numbers from 1 that are never used again, one to each, also at once', async () => {
    const numbers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(member => enqueue(store, entry(member))))
    expect([...numbers].sort()).toEqual([1, 2, 3, 4, 5])
    expect(await enqueue(store, entry('a', 'again'))).toBe(numbers[0])
    await decide(store, numbers[0] ?? 0, yes)
    expect(await enqueue(store, entry('a'))).toBe(numbers[0])
    expect(await enqueue(store, entry('a', 'later'))).toBe(6)
    await doorPeople.erase(room, 'a')
    expect(await enqueue(store, entry('f'))).toBe(7)
  })

  it('takes the first decision, and the same one again', async () => {
    const number = await enqueue(store, entry('a'))
    const both = await Promise.all([
      decide(store, number, yes),
      decide(store, number, { state: 'rejected', by: 'fang', at: 2, cause: 'x2' }),
    ])
    expect(both.filter(each => each?.won).length).toBe(1)
    const first = both.find(each => each?.won)?.entry
    expect(both.map(each => each?.entry.by)).toEqual([first?.by, first?.by])
    const again = first?.by === 'zhou' ? yes : ({ state: 'rejected', by: 'fang', at: 3, cause: 'x2' } as const)
    expect((await decide(store, number, again))?.won).toBe(true)
    expect(await decide(store, 99, yes)).toBeUndefined()
    expect(await openEntries(store, 'main')).toEqual([])
  })
})

describe('a candidate', () => {
  const standing = (standing: Candidate['standing'], since = 1): Candidate => ({
    community: 'main',
    standing,
    since,
    cause: 'm1',
    source: '公众号',
  })

  it('is moved from where he was seen to stand, or not at all', async () => {
    expect(await move(store, 'a', undefined, standing('rules'))).toBe(true)
    expect(await move(store, 'a', undefined, standing('out'))).toBe(false)
    expect(await move(store, 'a', standing('rules', 2), standing('out'))).toBe(false)
    expect(await move(store, 'a', standing('rules'), standing('queued', 2))).toBe(true)
    expect((await candidatesOf(store).get('a'))?.standing).toBe('queued')
  })

  it('is one person under two keys, gets what is his, and is forgotten', async () => {
    await move(store, 'a', undefined, { ...standing('in'), introducer: 'hao' })
    await move(store, 'z', undefined, { ...standing('in'), introducer: 'a' })
    await countTry(store, 'a', 5, { at: 1, zone, cause: 't1' })
    await usePhrase(store, 'main', { text: '暗语', source: '', maxUses: 2 }, 'a')
    const number = await enqueue(store, { member: 'a', community: 'main', at: 1, cause: 'm1' })
    await arrivalsOf(store).set('main|a', [{ cause: 'j1', at: 5, source: '公众号', by: 'hao' }])
    await store.hash<readonly string[]>('given').set('main|a|2030-01', ['h'])
    for (const _ of [1, 2]) await doorPeople.merge(room, 'a', 'b')
    expect((await candidatesOf(store).all()).get('b')).toMatchObject({ standing: 'in', introducer: 'hao' })
    expect((await candidatesOf(store).all()).has('a')).toBe(false)
    expect((await candidatesOf(store).get('z'))?.introducer).toBe('b')
    expect((await queueOf(store).get(String(number)))?.member).toBe('b')
    expect(await store.hash('given').get('main|b|2030-01')).toEqual(['h'])
    expect(await doorPeople.export(room, 'b')).toEqual({
      door: {
        candidate: { community: 'main', standing: 'in', since: 1, cause: 'm1', source: '公众号' },
        arrivals: [{ at: 5, source: '公众号' }],
        queue: [{ number, at: 1, state: 'open' }],
      },
    })
    for (const _ of [1, 2]) await doorPeople.erase(room, 'b')
    expect(await doorPeople.export(room, 'b')).toBeUndefined()
    const left = await everything(server)
    expect(left.filter(text => /(?:^|[|"])b(?:[|" ]|$)/.test(text))).toEqual([expect.stringContaining('t1')])
    // How many used the phrase and came from where stays true.
    expect(await timesUsed(store, 'main', '暗语')).toBe(1)
    expect((await arrivalsOf(store).get('main|'))?.map(({ source }) => source)).toEqual(['公众号'])
    await doorPeople.erase(room, 'hao')
    expect((await everything(server)).some(text => text.includes('hao'))).toBe(false)
  })
})

async function everything({ redis }: TestRedis): Promise<string[]> {
  const found: string[] = []
  for (const key of await redis.keys('*'))
    for (const [field, value] of Object.entries(await redis.hgetall(key)))
      found.push(`${key} ${field} ${value}`.replace(`${key} `, ''))
  return found
}
