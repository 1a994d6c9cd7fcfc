import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import checkIn from '../../../plugins/check-in/index.js'
import { common, covers, lengthOf, prolonged, united } from '../../../plugins/check-in/outage/overlaps.js'
import { compensation } from '../../../plugins/check-in/outage/when.js'
import { awakeAfter } from '../../../src/domain/quiet.js'
import { pluginRoom } from '../../support/plugin-room.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
const open = (config: Record<string, unknown> = {}, quiet?: { from: string; to: string }) =>
  pluginRoom({
    redis: server.redis,
    plugin: checkIn,
    members: ['王敏', '赵磊', '林老师'],
    friends: ['林老师'],
    owner: '林老师',
    config,
    ...(quiet ? { quiet } : {}),
  })

/** The bot was away, and a moment later the owner is asked. */
async function asked(room: ReturnType<typeof open>, from: string, to: string): Promise<string[]> {
  const said = await room.away(from, to)
  return [...said, ...(await room.jobs(`${to.padEnd(19, ':00').slice(0, 17)}03`))]
}

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(() => server.redis.flushall())
afterAll(() => server.stop())

describe('what the owner types', () => {
  it.each([
    ['确认', 'confirm'],
    ['', 'bare'],
    ['07:00-07:40', { date: '2030-01-07', from: '07:00', to: '07:40' }],
    ['７：００－７：４０', { date: '2030-01-07', from: '07:00', to: '07:40' }],
    ['7点到7点半', { date: '2030-01-07', from: '07:00', to: '07:30' }],
    ['7点05分至8点', { date: '2030-01-07', from: '07:05', to: '08:00' }],
    ['昨天 07:00-07:40', { date: '2030-01-06', from: '07:00', to: '07:40' }],
    ['01-05 22:00 ~ 24:00', { date: '2030-01-05', from: '22:00', to: '24:00' }],
  ])('%s', (typed, what) => {
    expect(compensation.parse(typed, { today: '2030-01-07' })).toEqual({ ok: true, value: { what } })
  })

  it.each(['07:00', '25:00-26:00', '07:70-08:00', '2月30日 07:00-08:00', '的规则是什么'])('not %s', typed => {
    expect(compensation.parse(typed, { today: '2030-01-07' })).toMatchObject({ ok: false })
  })
})

describe('stretches of time', () => {
  const stretch = fc
    .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }))
    .map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)])

  it('are as long as the moments in them', () => {
    fc.assert(
      fc.property(fc.array(stretch), fc.array(stretch), (some, others) => {
        const momentsOf = (all: [number, number][]) =>
          Array.from({ length: 51 }, (_, at) => at).filter(at => all.some(([from, to]) => from <= at && at < to))
        const both = momentsOf(some).filter(at => momentsOf(others).includes(at))
        expect(lengthOf(some)).toBe(momentsOf(some).length)
        expect(lengthOf(common(some, others))).toBe(both.length)
        expect(covers(some, others)).toBe(momentsOf(others).every(at => momentsOf(some).includes(at)))
        expect(united(united(some))).toEqual(united(some))
      }),
    )
  })

  it('prolong a window up to the end of the day, and up to quiet hours', () => {
    const at = (time: string) => Date.parse(`2030-01-07T${time}+08:00`)
    const quiet = { from: '22:30', to: '07:30' }
    const awake = (span: number, from: number) => awakeAfter(quiet, 'Asia/Shanghai', from, span)
    const midnight = at('24:00:00')
    expect(prolonged(at('09:00'), 50, midnight, awake)).toBe(at('09:50'))
    expect(prolonged(at('22:00'), 50, midnight, awake)).toBe(at('22:30'))
    expect(prolonged(at('22:40'), 50, midnight, awake)).toBe(at('22:40'))
    expect(prolonged(at('23:50'), 50, midnight, (span, from) => from + span)).toBe(midnight)
  })
})

describe('S18, an absence during a window', () => {
  it('is told the owner, and with his word the day is whole again', async () => {
    const room = open()
    for (const day of ['05', '06']) await room.says('王敏', '签到', `2030-01-${day} 06:00`)
    for (const day of ['05', '06', '07']) await room.says('赵磊', '签到', `2030-01-${day} 06:00`)
    expect(await asked(room, '2030-01-07 06:50', '2030-01-07 07:40')).toEqual([
      '私信林老师：「社群实战1群」05:00-09:00 窗口停机50分钟，发 /停机补偿 确认\n06:50-07:40 我不在。确认后，没签到的人连续天数不会断，窗口延长到 09:50',
    ])
    expect(await room.says('林老师', '/停机补偿 确认', '2030-01-07 07:45', 'yes', true)).toEqual([
      '刚才停机50分钟，1月7日「早起」签到延长到 09:50，发「签到」就行；没赶上的连续天数也不会断～',
      '补偿好了：\n「社群实战1群」05:00-09:00 延长到 09:50',
    ])
    expect(await room.says('林老师', '/停机补偿 确认', '2030-01-07 07:46')).toEqual([
      '没有要补偿的停机。要自己补一段，发 /停机补偿 07:00-07:40',
    ])
    // Neither last call nor digest at the old end.
    expect(await room.timer('lastCall', '2030-01-07 08:50:00')).toEqual([])
    expect(await room.timer('digest', '2030-01-07 09:00:30')).toEqual([])
    expect(await room.jobs('2030-01-07 09:40')).toEqual(['「早起」签到还有 10 分钟，王敏还没来，发「签到」就行～'])
    await room.says('林老师', '签到', '2030-01-07 09:30')
    expect(await room.jobs('2030-01-07 09:50:30')).toEqual([
      '「早起」共 2 人签到：赵磊、林老师\n连续：赵磊 3 天\n还没来过的，发「签到」就在榜上～',
    ])
    expect(await room.says('王敏', '签到', '2030-01-07 09:50:00')).toHaveLength(1)
    await room.says('王敏', '签到', '2030-01-08 06:00')
    expect(await room.says('王敏', '/我的', '2030-01-08 10:00')).toEqual([expect.stringMatching(/^连续 3 天/)])
  })

  it('that the owner does not confirm changes nothing', async () => {
    const room = open()
    await room.says('王敏', '签到', '2030-01-06 06:00')
    await room.away('2030-01-07 06:50', '2030-01-07 07:40')
    expect(await room.timer('lastCall', '2030-01-07 08:50:00')).toHaveLength(1)
    await room.says('王敏', '签到', '2030-01-08 06:00')
    expect(await room.says('王敏', '/我的', '2030-01-08 10:00')).toEqual([expect.stringMatching(/^连续 1 天/)])
  })

  it('outside every window, or of seconds, is nobody told', async () => {
    const room = open({ days: 'weekdays' })
    expect(await asked(room, '2030-01-07 09:00', '2030-01-07 12:00')).toEqual([])
    expect(await asked(room, '2030-01-07 08:59:30', '2030-01-07 12:00')).toEqual([])
    expect(await asked(room, '2030-01-05 06:00', '2030-01-05 08:00')).toEqual([])
  })

  it('over a whole window breaks no streak, whatever the owner says', async () => {
    const room = open()
    await room.says('王敏', '签到', '2030-01-06 06:00')
    expect(await asked(room, '2030-01-07 04:00', '2030-01-07 10:00')).toEqual([
      expect.stringMatching(/05:00-09:00 窗口停机4小时，发 \/停机补偿 确认\n.*窗口延长到 13:00。整个窗口都没开/),
    ])
    await room.says('王敏', '签到', '2030-01-08 06:00')
    expect(await room.says('王敏', '/我的', '2030-01-08 10:00')).toEqual([expect.stringMatching(/^连续 2 天/)])
  })

  it('of days is told in one message, and confirmed at once', async () => {
    const room = open()
    expect(await asked(room, '2030-01-04 08:00', '2030-01-07 06:00')).toEqual([
      '私信林老师：「社群实战1群」签到窗口停机：\n1月4日 05:00-09:00 停机60分钟\n1月5日 05:00-09:00 停机4小时\n1月6日 05:00-09:00 停机4小时\n05:00-09:00 停机60分钟\n发 /停机补偿 确认，没签到的人连续天数不会断',
    ])
    const [announced, ...more] = await room.says('林老师', '/停机补偿 确认', '2030-01-07 08:00')
    expect(more).toEqual([])
    expect(announced?.split('\n')).toEqual([
      '1月4日「早起」签到停机60分钟，没签到的连续天数不会断～',
      '1月5日「早起」签到停机4小时，没签到的连续天数不会断～',
      '1月6日「早起」签到停机4小时，没签到的连续天数不会断～',
      '刚才停机60分钟，1月7日「早起」签到延长到 10:00，发「签到」就行；没赶上的连续天数也不会断～',
    ])
  })

  it('that is confirmed when the window is over and told gives a second digest only for who came', async () => {
    const room = open()
    await room.says('赵磊', '签到', '2030-01-07 06:00')
    await room.away('2030-01-07 06:50', '2030-01-07 07:40')
    expect(await room.timer('digest', '2030-01-07 09:00:30')).toEqual([
      '「早起」共 1 人签到：赵磊\n还没来过的，发「签到」就在榜上～',
    ])
    expect(await room.says('林老师', '/停机补偿 确认', '2030-01-07 09:20')).toHaveLength(1)
    expect(await room.jobs('2030-01-07 09:50:30')).toEqual([])

    await room.says('赵磊', '签到', '2030-01-08 06:00')
    await room.away('2030-01-08 06:50', '2030-01-08 07:40')
    await room.timer('digest', '2030-01-08 09:00:30')
    await room.says('林老师', '/停机补偿 确认', '2030-01-08 09:20')
    await room.says('王敏', '签到', '2030-01-08 09:30')
    expect(await room.jobs('2030-01-08 09:50:30')).toEqual(['「早起」共 2 人签到：赵磊、王敏\n连续：赵磊 2 天'])
  })
})

describe('the question to the owner', () => {
  it('is not asked after a restart of minutes, whose minutes can be made up by hand', async () => {
    const room = open()
    expect(await asked(room, '2030-01-07 06:50', '2030-01-07 06:54')).toEqual([])
    expect(await room.says('林老师', '/停机补偿 确认', '2030-01-07 07:00')).toEqual([
      expect.stringContaining('没有要补偿的停机'),
    ])
    expect(await room.says('林老师', '/停机补偿 06:50-06:54', '2030-01-07 07:00')).toEqual([
      expect.stringContaining('09:04'),
    ])
    const eager = open({ outage: { least: '2m' } })
    expect(await asked(eager, '2030-01-08 06:50', '2030-01-08 06:54')).toHaveLength(1)
  })

  it('is one for two absences in the night, and says that the room hears in the morning', async () => {
    const quiet = { from: '22:30', to: '07:30' }
    const room = open({}, quiet)
    expect(await asked(room, '2030-01-07 05:10', '2030-01-07 05:30')).toEqual([])
    expect(await asked(room, '2030-01-07 06:00', '2030-01-07 06:30')).toEqual([])
    expect(await room.jobs('2030-01-07 07:30:00')).toEqual([
      expect.stringMatching(/窗口停机50分钟.*\n05:10-05:30、06:00-06:30/),
    ])
    expect(await room.says('林老师', '/停机补偿 确认', '2030-01-07 07:31')).toHaveLength(1)
    const early = open({}, quiet)
    await early.away('2030-01-08 06:00', '2030-01-08 06:30')
    expect(await early.says('林老师', '/停机补偿', '2030-01-08 06:40', 'yes', true)).toEqual([
      expect.stringContaining('09:30'),
      '补偿好了：\n「社群实战1群」05:00-09:00 延长到 09:30\n群里 07:30 会知道。',
    ])
    expect(await early.jobs('2030-01-08 07:30:00')).toEqual([])
  })

  it('is answered by the command alone, which without it explains itself', async () => {
    const room = open()
    expect(await room.says('林老师', '/停机补偿', '2030-01-07 06:00')).toEqual([expect.stringContaining('用法')])
    await asked(room, '2030-01-07 06:10', '2030-01-07 06:30')
    expect(await room.says('林老师', '停机补偿', '2030-01-07 06:31')).toEqual([expect.stringContaining('09:20')])
  })
})

describe('by hand', () => {
  it('the owner says when it was, once', async () => {
    const room = open()
    await room.says('王敏', '签到', '2030-01-06 06:00')
    const once = await room.says('林老师', '/停机补偿 07:00-07:40', '2030-01-07 08:00', 'a')
    expect(once).toEqual([expect.stringContaining('延长到 09:40')])
    expect(await room.says('林老师', '/停机补偿 07:00-07:40', '2030-01-07 08:00', 'a')).toEqual(once)
    expect(await room.says('林老师', '/停机补偿 07:10-07:40', '2030-01-07 08:01')).toEqual(['这段时间已经补偿过了'])
    // What was proposed of the same time is settled by it; more of it is more.
    await room.away('2030-01-07 07:10', '2030-01-07 07:40')
    expect(await room.says('林老师', '/停机补偿 确认', '2030-01-07 08:02')).toEqual([
      expect.stringContaining('没有要补偿的停机'),
    ])
    expect(await room.says('林老师', '/停机补偿 07:00-07:50', '2030-01-07 08:03')).toEqual([
      expect.stringContaining('延长到 09:50'),
    ])
  })

  it('what makes no sense is answered kindly', async () => {
    const room = open()
    expect(await room.says('林老师', '/停机补偿 07:40-07:00', '2030-01-07 08:00')).toEqual([
      '结束要在开始之后，再看看～',
    ])
    expect(await room.says('林老师', '/停机补偿 08:30-08:40', '2030-01-07 08:00')).toEqual(['还没到那个时候'])
    expect(await room.says('林老师', '/停机补偿 09:00-10:00', '2030-01-07 12:00')).toEqual([
      '1月7日这段时间没有签到窗口，不用补偿',
    ])
    expect(await room.says('林老师', '/停机补偿 2029-10-01 07:00-07:40', '2030-01-07 08:00')).toEqual([
      expect.stringContaining('31 天'),
    ])
  })

  it('of another day gives back the streak', async () => {
    const room = open()
    await room.says('王敏', '签到', '2030-01-05 06:00')
    await room.says('王敏', '签到', '2030-01-07 06:00')
    expect(await room.says('林老师', '/停机补偿 昨天 07:00-07:40', '2030-01-07 10:00')).toEqual([
      '1月6日「早起」签到停机40分钟，没签到的连续天数不会断～',
    ])
    expect(await room.says('王敏', '/我的', '2030-01-07 10:00')).toEqual([expect.stringMatching(/^连续 2 天/)])
  })

  it('opens the window longer, not earlier', async () => {
    const room = open({ windows: [{ name: '晚安', from: '20:00', to: '22:00' }], reply: 'each' })
    await room.says('林老师', '/停机补偿 20:00-20:30', '2030-01-07 21:10')
    expect(await room.says('王敏', '签到', '2030-01-07 19:59')).toEqual([expect.stringContaining('20:00-22:00')])
    expect(await room.says('王敏', '签到', '2030-01-07 22:29:59')).toEqual(['王敏，签到成功，连续 1 天'])
    expect(await room.says('赵磊', '签到', '2030-01-07 22:30')).toEqual([expect.stringContaining('20:00-22:00')])
  })

  it('never goes over into quiet hours', async () => {
    const room = open({ windows: [{ name: '晚安', from: '20:00', to: '22:00' }] }, { from: '22:30', to: '07:30' })
    expect(await room.says('林老师', '/停机补偿 20:00-21:00', '2030-01-07 21:10')).toEqual([
      expect.stringContaining('延长到 22:30'),
    ])
  })
})
