import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  noteParty,
  noteReport,
  noteTold,
  readParties,
  readReports,
  reportPeople,
} from '../../../../plugins/rules/reports/book.js'
import { storeAt } from '../../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../../support/redis.js'

const HOUR = 3_600_000
let server: TestRedis
beforeAll(async () => {
  server = await testRedis()
})
beforeEach(() => server.redis.flushall())
afterAll(() => server.stop())
const store = () => storeAt(server.redis, 'qg:test', 'rules', 'g1')
const all = async () => Object.fromEntries((await readReports(store(), 'm9')).book)

describe('the book of reports', () => {
  it('forgets what is a day old', async () => {
    await noteReport(store(), { reporter: 'm1', accused: 'm8', at: 0 })
    await noteReport(store(), { reporter: 'm1', accused: 'm9', at: HOUR })
    await noteReport(store(), { reporter: 'm2', accused: 'm9', at: 20 * HOUR })
    expect(await noteReport(store(), { reporter: 'm3', accused: 'm9', at: 26 * HOUR })).toEqual({
      m2: 20 * HOUR,
      m3: 26 * HOUR,
    })
    expect(await all()).toEqual({ m9: { m2: 20 * HOUR, m3: 26 * HOUR } })
  })

  it('knows when the owner was told', async () => {
    await noteReport(store(), { reporter: 'm1', accused: 'm9', at: HOUR })
    await noteTold(store(), 'm9', 2 * HOUR)
    expect((await readReports(store(), 'm9')).told).toBe(2 * HOUR)
  })

  it('follows a person who turned out to be another, joins twice as once, and lets go of who is erased', async () => {
    await noteReport(store(), { reporter: 'm1', accused: 'm9', at: HOUR })
    await noteReport(store(), { reporter: 'm2', accused: 'm9', at: 2 * HOUR })
    await noteReport(store(), { reporter: 'm9', accused: 'm1', at: 3 * HOUR })
    for (let time = 0; time < 2; time++) {
      await reportPeople.merge(store(), 'm1', 'm11')
      expect(await all()).toEqual({ m9: { m11: HOUR, m2: 2 * HOUR }, m11: { m9: 3 * HOUR } })
    }
    expect(await reportPeople.export(store(), 'm11')).toEqual({ reportsMade: [HOUR], reportsAgainst: [3 * HOUR] })
    expect(await reportPeople.export(store(), 'm7')).toBeUndefined()
    await reportPeople.erase(store(), 'm11')
    expect(await all()).toEqual({ m9: { m2: 2 * HOUR } })
  })

  it('knows for a month who brought a case up together', async () => {
    const DAY = 24 * HOUR
    await noteParty(store(), 'K1', { by: ['m1', 'm2'], at: 0 })
    await noteParty(store(), 'K2', { by: ['m2', 'm3'], at: 20 * DAY })
    await reportPeople.merge(store(), 'm1', 'm2')
    expect((await readParties(store())).get('K1')?.by).toEqual(['m2'])
    await reportPeople.erase(store(), 'm3')
    await noteParty(store(), 'K3', { by: [], at: 30 * DAY })
    expect(Object.fromEntries(await readParties(store()))).toEqual({
      K2: { by: ['m2'], at: 20 * DAY },
      K3: { by: [], at: 30 * DAY },
    })
  })
})
