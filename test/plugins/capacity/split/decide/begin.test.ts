import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CapacityConfig, capacityConfig } from '../../../../../plugins/capacity/config.js'
import { beginSplit, mendSplit } from '../../../../../plugins/capacity/split/decide/begin.js'
import type { Sketch } from '../../../../../plugins/capacity/split/sketch.js'
import { splitsOf } from '../../../../../plugins/capacity/split/state.js'
import { type Ctx, ctxWith } from '../../../../../src/kernel/plugin.js'
import { storeAt } from '../../../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../../../support/redis.js'

const NOW = Date.UTC(2030, 0, 7, 2)
const DAY = 86_400_000
const sketch: Sketch = {
  from: 'g1',
  community: 'main',
  size: 200,
  cap: 200,
  topic: '社群实战2群',
  prepared: false,
  toSize: 0,
  people: {},
  reserves: [],
  movers: [],
  toMove: 50,
}

let server: TestRedis
/** Sagas that were begun, by id. */
let sagas: Map<string, unknown>
/** Each test is another bot: what one has read another has not. */
let lives = 0

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(async () => {
  sagas = new Map()
  lives += 1
})
afterAll(() => server.stop())

function contextOf(cause: string, room = 'g1', now = NOW): Ctx<CapacityConfig> {
  const parts: Partial<Ctx<CapacityConfig>> = {
    cause,
    community: 'main',
    config: capacityConfig.parse({}) as CapacityConfig,
    room: { key: room, topic: '社群实战1群', name: '社群实战1群', community: 'main', since: 0, size: 200 },
    lasting: storeAt(server.redis, `qg:${lives}`, 'capacity', room),
    now: () => now,
    awakeAfter: span => now + span,
    staff: () => [],
    rooms: () => [],
    startSaga: async (_name, id, _step, state) => {
      if (sagas.has(id)) return false
      sagas.set(id, state)
      return true
    },
    sagaOf: async id => (sagas.has(id) ? { step: 'decide', state: sagas.get(id), over: false } : undefined),
  }
  return parts as Ctx<CapacityConfig>
}

const wants = (cause: string, room = 'g1', now = NOW) =>
  beginSplit(contextOf(cause, room, now), { byOwner: false, sketch: { ...sketch, from: room } })

describe('the one split of a community', () => {
  it('is begun once, whoever wants it at the same moment and from whatever room', async () => {
    const begun = await Promise.all(Array.from({ length: 12 }, (_, n) => wants(`join${n}`, n % 2 === 0 ? 'g1' : 'g2')))
    expect([...sagas.keys()]).toEqual(['main|P1'])
    const split = await splitsOf(contextOf('look')).get('main')
    expect(split).toMatchObject({ saga: 'main|P1', number: 'P1', state: 'open' })
    expect(sagas.get('main|P1')).toMatchObject({ from: split?.from, number: 'P1' })
    expect(begun.filter(({ as }) => as === 'vetoed')).toEqual([])
  })

  it('whose saga a crash kept from beginning begins when it is looked at again', async () => {
    await wants('join1')
    sagas.clear()
    await wants('join2')
    expect([...sagas.keys()]).toEqual(['main|P1'])
    sagas.clear()
    // From another room it is none of its business.
    await mendSplit(ctxWith(contextOf('look', 'g2'), { community: 'main' }))
    expect(sagas.size).toBe(0)
  })

  it('that the owner let fall comes again by itself after seven days, and at once on his word', async () => {
    await wants('join1')
    await splitsOf(contextOf('veto')).set('main', {
      saga: 'main|P1',
      number: 'P1',
      from: 'g1',
      state: 'over',
      vetoed: true,
      overAt: NOW,
    })
    expect(await wants('join2', 'g1', NOW + 7 * DAY - 1)).toEqual({ as: 'vetoed' })
    expect(await wants('join3', 'g1', NOW + 7 * DAY)).toMatchObject({ as: 'begun', state: { number: 'P2' } })
    await splitsOf(contextOf('veto')).set('main', {
      saga: 'main|P2',
      number: 'P2',
      from: 'g1',
      state: 'over',
      vetoed: true,
      overAt: NOW + 7 * DAY,
    })
    const asked = await beginSplit(contextOf('command', 'g1', NOW + 7 * DAY), { byOwner: true, sketch })
    expect(asked).toMatchObject({ as: 'begun', state: { number: 'P3', done: ['shown'] } })
  })
})
