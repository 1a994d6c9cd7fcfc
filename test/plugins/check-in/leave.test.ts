import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import checkIn from '../../../plugins/check-in/index.js'
import { daysOff } from '../../../plugins/check-in/leave/days-off.js'
import { comeBack, holds, joinRanges, takeLeave } from '../../../plugins/check-in/leave/ranges.js'
import { pluginRoom } from '../../support/plugin-room.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
const open = (config: Record<string, unknown> = {}, friends: string[] = []) =>
  pluginRoom({ redis: server.redis, plugin: checkIn, members: ['王敏', '赵磊', '林老师'], friends, config })

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(() => server.redis.flushall())
afterAll(() => server.stop())

describe('the days that people mean', () => {
  // 2026-11-18 is a Wednesday.
  it.each([
    ['7天', '2026-11-18', '2026-11-24'],
    ['一周', '2026-11-18', '2026-11-24'],
    ['３天', '2026-11-18', '2026-11-20'],
    ['半天', '2026-11-18', '2026-11-18'],
    ['到周五', '2026-11-18', '2026-11-20'],
    ['到 周五', '2026-11-18', '2026-11-20'],
    ['到周 五', '2026-11-18', '2026-11-20'],
    ['周 五', '2026-11-20', '2026-11-20'],
    ['3 天', '2026-11-18', '2026-11-20'],
    ['今天', '2026-11-18', '2026-11-18'],
    ['明天', '2026-11-19', '2026-11-19'],
    ['明天 3天', '2026-11-19', '2026-11-21'],
    ['明天到后天', '2026-11-19', '2026-11-20'],
    ['11-20 到 11-25', '2026-11-20', '2026-11-25'],
    ['11-20到11-25', '2026-11-20', '2026-11-25'],
    ['11-20 - 11-25', '2026-11-20', '2026-11-25'],
    ['11月20日至11月25日', '2026-11-20', '2026-11-25'],
    ['12-30 到 01-03', '2026-12-30', '2027-01-03'],
    ['11-16 到 11-20', '2026-11-18', '2026-11-20'],
    ['7天 家里有事', '2026-11-18', '2026-11-24'],
    ['11-20 到 11-25，出差', '2026-11-20', '2026-11-25'],
  ])('%s', (typed, from, to) => {
    expect(daysOff.parse(typed, { today: '2026-11-18' })).toMatchObject({ ok: true, value: { days: { from, to } } })
  })

  it.each([
    ['11-25 到 11-20', 'backwards'],
    ['明天 到 今天', 'backwards'],
    ['11-10 到 11-12', 'over'],
    ['取消', 'cancel'],
    ['取消！', 'cancel'],
    ['銷假', 'cancel'],
  ])('%s is %s', (typed, days) => {
    expect(daysOff.parse(typed, { today: '2026-11-18' })).toEqual({ ok: true, value: { days } })
  })

  it.each(['', '2月30日', '到 2月30日', '很久', '11-31 到 12-02', '周一到周三到周五'])('「%s」 is explained', typed => {
    expect(daysOff.parse(typed, { today: '2026-11-18' })).toMatchObject({ ok: false })
  })

  it.each(['7天的人都来报名', '条怎么写', '一个月几天', '取消的人'])('「请假%s」 is talk', typed => {
    expect(daysOff.accepts(typed)).toBe(false)
  })
})

describe('ranges', () => {
  const range = (from: number, to: number) => ({ from: `2030-01-${from + 10}`, to: `2030-01-${to + 10}` })

  it('join where they touch', () => {
    expect(joinRanges([range(5, 6), range(1, 2), range(3, 4), range(9, 8)])).toEqual([range(1, 6)])
  })

  it('of a new leave replace what is to come of the old one, and leave what was', () => {
    expect(takeLeave([range(1, 9)], range(5, 6), '2030-01-15')).toEqual([range(1, 6)])
    expect(takeLeave([range(1, 2), range(8, 9)], range(5, 6), '2030-01-15')).toEqual([
      range(1, 2),
      range(5, 6),
      range(8, 9),
    ])
  })

  it('of who is back end today', () => {
    expect(comeBack([range(1, 2), range(4, 9), range(12, 13)], '2030-01-15')).toEqual([range(1, 2), range(4, 5)])
    expect(holds([range(1, 2)], '2030-01-13')).toBe(false)
  })
})

describe('a leave', () => {
  it('neither counts nor breaks, and is nobody missed', async () => {
    const room = open({ reply: 'each' })
    for (const day of ['05', '06', '07']) await room.says('王敏', '签到', `2030-01-${day} 06:00`)
    expect(await room.says('王敏', '/请假 3天', '2030-01-08 05:00')).toEqual([
      '王敏，1月8日到1月10日请假，连续天数不会断。提前回来发「/销假」',
    ])
    expect(room.absences.get('王敏')).toBe(Date.parse('2030-01-11T00:00:00+08:00'))
    expect(await room.timer('lastCall', '2030-01-09 08:50:00')).toEqual([])
    expect(await room.says('王敏', '签到', '2030-01-11 06:00')).toEqual(['王敏，签到成功，连续 4 天'])
  })

  it('bare is one too', async () => {
    const room = open()
    expect(await room.says('王敏', '请假 到周五', '2026-11-18 10:00')).toEqual([
      '王敏，11月18日到11月20日请假，连续天数不会断。提前回来发「/销假」',
    ])
    expect(await room.says('王敏', '请假条怎么写', '2026-11-18 10:00')).toEqual([])
  })

  it('that begins later is none before', async () => {
    const room = open({ reply: 'each' })
    await room.says('王敏', '签到', '2026-11-18 06:00')
    expect(await room.says('王敏', '/请假 11-20 到 11-25', '2026-11-18 10:00')).toHaveLength(1)
    expect(room.absences.size).toBe(0)
    expect(await room.timer('lastCall', '2026-11-19 08:50:00')).toHaveLength(1)
    await room.jobs('2026-11-20 00:00')
    expect(room.absences.get('王敏')).toBe(Date.parse('2026-11-26T00:00:00+08:00'))
    expect(await room.says('王敏', '签到', '2026-11-26 06:00')).toEqual(['王敏，签到成功，连续 1 天'])
  })

  it('ends early', async () => {
    const room = open({ reply: 'each' })
    await room.says('王敏', '签到', '2030-01-07 06:00')
    await room.says('王敏', '/请假 7天', '2030-01-08 05:00')
    expect(await room.says('王敏', '/销假', '2030-01-09 10:00')).toEqual(['王敏，欢迎回来～'])
    expect(room.absences.size).toBe(0)
    // Wednesday was still free; Thursday counts again, and was missed.
    expect(await room.says('王敏', '签到', '2030-01-11 06:00')).toEqual(['王敏，签到成功，连续 1 天'])
    expect(await room.says('赵磊', '/销假', '2030-01-09 10:00')).toEqual(['你没有在请假～要请假发「/请假 3天」'])
  })

  it('begins tomorrow for who has come today', async () => {
    const room = open({ reply: 'each' })
    await room.says('王敏', '签到', '2030-01-07 06:00')
    expect(await room.says('王敏', '/请假 3天', '2030-01-07 10:00')).toEqual([
      expect.stringContaining('1月8日到1月10日请假'),
    ])
    expect(await room.says('王敏', '/请假 到周五', '2030-01-07 10:01')).toEqual([
      expect.stringContaining('1月8日到1月11日请假'),
    ])
    expect(await room.says('王敏', '/请假 今天', '2030-01-07 10:02')).toEqual([expect.stringContaining('1月7日请假')])
  })

  it('is cancelled by 取消 too', async () => {
    const room = open()
    await room.says('王敏', '/请假 3天', '2030-01-07 10:00')
    expect(await room.says('王敏', '/请假 取消', '2030-01-07 11:00')).toEqual(['王敏，欢迎回来～'])
    expect(room.absences.size).toBe(0)
    expect(await room.says('王敏', '/请假', '2030-01-07 12:00')).toEqual([expect.stringContaining('/销假')])
  })

  it('that is cancelled before it began does nothing', async () => {
    const room = open()
    await room.says('王敏', '/请假 11-20 到 11-25', '2026-11-18 10:00')
    expect(await room.says('王敏', '/销假', '2026-11-18 11:00')).toEqual(['王敏，请假取消了'])
    await room.jobs('2026-11-20 00:00')
    expect(room.absences.size).toBe(0)
  })

  it('is of thirty days at most, and makes sense', async () => {
    const room = open({ leave: { most: '10d' } })
    expect(await room.says('王敏', '/请假 11天', '2026-11-18 10:00')).toEqual(['一次最多请 10 天，到时候再请就好'])
    expect(await room.says('王敏', '/请假 10天', '2026-11-18 10:00')).toHaveLength(1)
    expect(await room.says('王敏', '/请假 11-25 到 11-20', '2026-11-18 10:00')).toEqual([
      '结束的那天要在开始之后，再看看～',
    ])
    expect(await room.says('王敏', '/请假', '2026-11-18 10:00')).toEqual([
      expect.stringContaining('请假这样写：7天、到周五、11-20 到 11-25'),
    ])
  })

  it('makes no makeup necessary', async () => {
    const room = open()
    await room.says('王敏', '/请假 2天', '2030-01-07 05:00')
    expect(await room.says('王敏', '补签 昨天', '2030-01-09 10:00')).toEqual(['1月8日不用签到，不影响连续天数'])
  })

  it('is listed for who runs the group', async () => {
    const room = open({}, ['林老师'])
    expect(await room.says('林老师', '/请假名单', '2030-01-07 05:00')).toEqual(['现在没有人请假'])
    await room.says('王敏', '/请假 2天', '2030-01-07 05:00')
    expect(await room.says('林老师', '/请假名单', '2030-01-07 05:00')).toEqual([
      '私信：请假名单：\n王敏：1月7日到1月8日',
    ])
  })

  it('goes along with the person', async () => {
    const room = open()
    const { people } = checkIn
    await room.says('王敏', '/请假 2天', '2030-01-07 05:00')
    await room.says('赵磊', '/请假 1天', '2030-01-09 05:00')
    for (let twice = 0; twice < 2; twice++) await people?.merge(room.store, '王敏', '赵磊')
    expect(await people?.export(room.store, '赵磊')).toMatchObject({ leaves: { main: ['2030-01-07..2030-01-09'] } })
    await people?.erase(room.store, '赵磊')
    expect(await server.redis.keys('*leave*')).toEqual([])
  })
})
