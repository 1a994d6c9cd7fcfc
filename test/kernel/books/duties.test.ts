import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addDays } from '../../../src/domain/calendar.js'
import { type Duties, openDuties } from '../../../src/kernel/books/duties.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
let duties: Duties

const open = () => openDuties(server.redis, 'qg:test')

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(async () => {
  await server.redis.flushall()
  duties = await open()
})
afterAll(() => server.stop())

describe('duties', () => {
  it('are held, longest first, until they are put down, across a restart', async () => {
    await duties.take('main', '迎新', 'm2', 2000)
    await duties.take('main', '迎新', 'm1', 1000)
    await duties.take('main', '迎新', 'm2', 500)
    await duties.take('main', '主持', 'm3', 1)
    await duties.take('other', '迎新', 'm4', 1)
    duties = await open()
    expect(duties.holders('main', '迎新')).toEqual(['m1', 'm2'])
    await duties.putDown('main', '迎新', 'm1')
    await duties.putDown('main', '迎新', 'm9')
    duties = await open()
    expect(duties.holders('main', '迎新')).toEqual(['m2'])
    expect(duties.holders('main', '记录')).toEqual([])
    await duties.take('main', '摄影', 'm5', 1)
    expect(duties.helpers('main')).toEqual(new Set(['m2', 'm3', 'm5']))
    expect(duties.helpers('elsewhere')).toEqual(new Set())
  })

  it('are apart where one is called as another begins', async () => {
    await duties.take('main', '迎新', 'm1', 1)
    await duties.take('main', '迎新|晚上', 'm2', 2)
    expect(duties.holders('main', '迎新')).toEqual(['m1'])
    expect(duties.holders('main', '迎新|晚上')).toEqual(['m2'])
  })

  it('go round by day, and pass over whoever cannot', async () => {
    for (const [index, member] of ['m1', 'm2', 'm3'].entries()) await duties.take('main', '迎新', member, index)
    const days = [...Array(9).keys()].map(days => addDays('2028-02-26', days))
    const turns = days.map(date => duties.onDuty('main', '迎新', date, () => true))
    expect(new Set(turns.slice(0, 3))).toEqual(new Set(['m1', 'm2', 'm3']))
    expect(turns).toEqual([...turns.slice(0, 3), ...turns.slice(0, 3), ...turns.slice(0, 3)])
    const without = days.map(date => duties.onDuty('main', '迎新', date, member => member !== 'm2'))
    expect(new Set(without)).toEqual(new Set(['m1', 'm3']))
    expect(duties.onDuty('main', '迎新', '2030-01-07', () => false)).toBeUndefined()
    expect(duties.onDuty('main', '主持', '2030-01-07', () => true)).toBeUndefined()
  })

  it('follow a person to another key, keep the longer time, and are erased with him', async () => {
    await duties.take('main', '迎新', 'm1', 5)
    await duties.take('main', '迎新', 'm2', 1)
    await duties.take('main', '主持', 'm2', 7)
    await duties.merge('m2', 'm1')
    await duties.merge('m2', 'm1')
    expect(await duties.export('m2')).toBeUndefined()
    expect(await duties.export('m1')).toEqual({ 'main|迎新': 1, 'main|主持': 7 })
    await duties.erase('m1')
    duties = await open()
    expect([duties.holders('main', '迎新'), duties.holders('main', '主持')]).toEqual([[], []])
  })
})
