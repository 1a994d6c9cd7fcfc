import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import checkIn from '../../../plugins/check-in/index.js'
import { workdaysOf } from '../../../src/domain/workdays.js'
import { pluginRoom } from '../../support/plugin-room.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

const table = { holidays: {}, workdays: [] }
const tables = (...years: number[]) => new Map(years.map(year => [year, table]))
const zone = 'Asia/Shanghai'
const next = (after: string, years: number[], days = 'workdays') => {
  const moment = Date.parse(`${after}+08:00`)
  const due = checkIn.timers['years']?.at(
    checkIn.config.parse({ days }) as never,
    moment,
    zone,
    workdaysOf(tables(...years)),
  )
  return due === undefined ? undefined : new Date(due + 8 * 3_600_000).toISOString().slice(0, 16)
}

describe('the reminder of a missing table', () => {
  it.each([
    ['2026-06-01T00:00', [2026], '2026-12-01T10:00'],
    ['2026-12-01T10:00', [2026], '2026-12-07T10:00'],
    ['2026-12-07T10:00', [2026], '2026-12-14T10:00'],
    ['2026-12-28T10:00', [2026], '2027-01-04T10:00'],
    ['2026-12-05T10:00', [2026, 2027], '2027-12-01T10:00'],
    ['2027-03-01T10:00', [2026], '2027-03-08T10:00'],
  ])('after %s, with %j, comes at %s', (after, years, due) => {
    expect(next(after, years)).toBe(due)
  })

  it('is for who counts workdays', () => {
    expect(next('2026-06-01T00:00', [2026], 'weekdays')).toBeUndefined()
    expect(next('2026-06-01T00:00', [2026], 'holidays')).toBe('2026-12-01T10:00')
  })
})

describe('the operators', () => {
  let server: TestRedis
  beforeAll(async () => {
    server = await testRedis()
  })
  beforeEach(() => server.redis.flushall())
  afterAll(() => server.stop())

  it('are pointed to the newest table there is', async () => {
    const alertAt = async (at: string, years: number[]) => {
      const room = pluginRoom({
        redis: server.redis,
        plugin: checkIn,
        members: [],
        config: { days: 'workdays' },
        tables: tables(...years),
      })
      await room.timer('years', at)
      return room.alerts
    }
    const like = (model: string, file: string) => [
      expect.stringContaining(`照 config/workdays/${model}.yaml 写一个 config/workdays/${file}.yaml`),
    ]
    expect(await alertAt('2026-12-01 10:00', [2025, 2026])).toEqual(like('2026', '2027'))
    // A year without a table: itself is wanted, from December on the next one.
    expect(await alertAt('2030-03-04 10:00', [2025, 2026])).toEqual(like('2026', '2030'))
    expect(await alertAt('2030-12-02 10:00', [2025, 2026])).toEqual(like('2026', '2031'))
    expect(await alertAt('2030-12-09 10:00', [2031])).toEqual(like('2031', '2030'))
    expect(await alertAt('2030-03-11 10:00', [])).toEqual([
      expect.stringContaining('安排：写一个 config/workdays/2030'),
    ])
  })

  it('are told once a day for all rooms, and no more when it is there', async () => {
    const open = (...years: number[]) =>
      pluginRoom({
        redis: server.redis,
        plugin: checkIn,
        members: [],
        config: { days: 'workdays' },
        tables: tables(...years),
      })
    const [one, other, later] = [open(2026), open(2026), open(2026, 2027)]
    await one.timer('years', '2026-12-01 10:00')
    await other.timer('years', '2026-12-01 10:00', '2026-12-01 09:59')
    expect(one.alerts).toEqual([expect.stringContaining('config/workdays/2027.yaml')])
    expect(other.alerts).toEqual([])
    await other.timer('years', '2026-12-07 10:00')
    expect(other.alerts).toHaveLength(1)
    await later.timer('years', '2026-12-14 10:00')
    expect(later.alerts).toEqual([])
  })
})
