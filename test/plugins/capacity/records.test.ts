import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { corePeople, fixedSeats, promotions } from '../../../plugins/capacity/core/seats.js'
import { planNumber } from '../../../plugins/capacity/numbers.js'
import {
  keepPlan,
  type Plan,
  plansOf,
  prunePeople,
  spare,
  sparedIn,
  warnedIn,
} from '../../../plugins/capacity/prune/records.js'
import { storeAt } from '../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
const at = 1_900_000_000_000
const lasting = () => storeAt(server.redis, 'qg:test', 'capacity', 'g1')
const ctx = (cause = 'm1') => ({ lasting: lasting(), cause, now: () => at })

beforeAll(async () => {
  server = await testRedis()
})
afterEach(() => server.redis.flushall())
afterAll(() => server.stop())

describe('numbers of plans', () => {
  it('go up, one a cause, and a cause that comes again has the one it had', async () => {
    expect(await planNumber(ctx('a'))).toBe('P1')
    expect(await planNumber(ctx('b'))).toBe('P2')
    expect(await planNumber(ctx('a'))).toBe('P1')
    expect(await planNumber(ctx('c'), 'split|g1')).toBe('P3')
    expect(await planNumber(ctx('d'), 'split|g1')).toBe('P3')
  })

  it('go on where they were when what they were given for is forgotten', async () => {
    const later = (cause: string) => ({ ...ctx(cause), now: () => at + 61 * 86_400_000 })
    expect(await planNumber(ctx('a'))).toBe('P1')
    expect(await planNumber(ctx('b'))).toBe('P2')
    expect(await planNumber(later('c'))).toBe('P3')
    const kept = Object.keys(await server.redis.hgetall(lasting().at('account').key('numbers')))
    expect(kept.sort()).toEqual(['for|c', 'last'])
    expect(await planNumber(later('a'))).toBe('P4')
  })

  it('are never given twice, though many ask at once', async () => {
    const numbers = await Promise.all(Array.from({ length: 30 }, (_, index) => planNumber(ctx(`c${index}`))))
    expect(new Set(numbers).size).toBe(30)
    const again = await Promise.all(Array.from({ length: 5 }, () => planNumber(ctx('same'))))
    expect(new Set(again).size).toBe(1)
  })
})

const plan = (change: Partial<Plan> = {}): Plan => ({
  number: 'P1',
  community: 'main',
  room: 'g1',
  by: 'm1',
  madeAt: at,
  state: 'shown',
  people: { m2: { step: 'listed' }, m3: { step: 'listed' } },
  ...change,
})

describe('what is kept of a person', () => {
  it('goes over to whom he turns out to be', async () => {
    await keepPlan(ctx(), plan({ people: { m2: { step: 'warned', until: 5 } }, by: 'm2' }))
    await warnedIn(ctx()).set('m2', 'P1')
    await spare(ctx(), ['m2'], at + 1)
    await fixedSeats(ctx()).set('m2', { at, by: 'm2' })
    await promotions(ctx()).set('m7', { at, by: 'm2' })
    for (const people of [prunePeople, corePeople]) {
      await people.merge(lasting(), 'm2', 'm9')
      await people.merge(lasting(), 'm2', 'm9')
    }
    expect(await plansOf(lasting()).get('P1')).toMatchObject({ by: 'm9', people: { m9: { step: 'warned', until: 5 } } })
    expect(await warnedIn(ctx()).all()).toEqual(new Map([['m9', 'P1']]))
    expect(await sparedIn(ctx())).toEqual(new Set(['m9']))
    expect(await fixedSeats(ctx()).all()).toEqual(new Map([['m9', { at, by: 'm9' }]]))
    expect(await promotions(ctx()).all()).toEqual(new Map([['m7', { at, by: 'm9' }]]))
  })

  it('is handed out and erased', async () => {
    await keepPlan(ctx(), plan())
    await warnedIn(ctx()).set('m2', 'P1')
    await spare(ctx(), ['m2'], at + 1)
    await fixedSeats(ctx()).set('m2', { at, by: 'm1' })
    await promotions(ctx()).set('m2', { at, by: 'm1' })
    expect(await prunePeople.export(lasting(), 'm2')).toEqual({
      sparedUntil: at + 1,
      pruneLists: [{ number: 'P1', madeAt: at, step: 'listed' }],
    })
    expect(await corePeople.export(lasting(), 'm2')).toEqual({ fixedSeatSince: at, onCoreListSince: at })
    expect(await prunePeople.export(lasting(), 'm8')).toBeUndefined()
    for (const people of [prunePeople, corePeople]) {
      await people.erase(lasting(), 'm2')
      expect(await people.export(lasting(), 'm2')).toBeUndefined()
    }
    expect(Object.keys((await plansOf(lasting()).get('P1'))?.people ?? {})).toEqual(['m3'])
    const texts = await Promise.all((await server.redis.keys('*')).map(key => server.redis.hgetall(key)))
    expect(JSON.stringify(texts)).not.toContain('m2')
  })

  it('old lists go, and who is spared is so for his time', async () => {
    await keepPlan(ctx(), plan({ number: 'P1', madeAt: at - 61 * 86_400_000, state: 'over' }))
    await keepPlan(ctx(), plan({ number: 'P2' }))
    expect([...(await plansOf(lasting()).all()).keys()]).toEqual(['P2'])
    await spare(ctx(), ['m2'], at - 1)
    expect(await sparedIn(ctx())).toEqual(new Set())
  })
})
