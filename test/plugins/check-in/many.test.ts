import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import checkIn from '../../../plugins/check-in/index.js'
import { missedDay } from '../../../plugins/check-in/makeup/missed-day.js'
import { pluginRoom } from '../../support/plugin-room.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
const open = (members: readonly string[], config: Record<string, unknown> = {}) =>
  pluginRoom({ redis: server.redis, plugin: checkIn, members, config })

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(() => server.redis.flushall())
afterAll(() => server.stop())

describe('a digest of many', () => {
  it('names the first thirty and says how many there were', async () => {
    const members = Array.from({ length: 45 }, (_, at) => `人${at + 1}号`)
    const room = open(members)
    for (const [at, member] of members.entries()) {
      await room.says(member, '签到', `2030-01-08 06:${String(at).padStart(2, '0')}`)
    }
    const [text = ''] = await room.timer('digest', '2030-01-08 09:00:30')
    expect(text).toContain('共 45 人签到：人1号、人2号、')
    expect(text).toMatch(/人30号 等 45 人$/)
    expect(text).not.toContain('人31号')
  })
})

describe('the last call', () => {
  it('names nobody again until he has come', async () => {
    const room = open(['王敏', '赵磊', '小周'])
    for (const who of ['王敏', '赵磊']) await room.says(who, '签到', '2030-01-07 06:00')
    await room.says('王敏', '签到', '2030-01-08 06:00')
    const call = (day: string) => room.timer('lastCall', `2030-01-${day} 08:50:00`)
    expect(await call('08')).toEqual([expect.stringContaining('赵磊还没来')])
    // The same run again says the same.
    expect(await call('08')).toHaveLength(1)
    await room.says('王敏', '签到', '2030-01-09 06:00')
    expect(await call('09')).toEqual([])
    // Somebody new is missing: he alone is named.
    expect(await call('10')).toEqual([expect.stringContaining('，王敏还没来')])
    await room.says('赵磊', '签到', '2030-01-11 06:00')
    expect(await call('12')).toEqual([expect.stringContaining('赵磊还没来')])
  })
})

describe('签到 and the name of a window', () => {
  it('is 签到 where there is such a window', async () => {
    const room = open(['王敏', '赵磊'], { reply: 'each' })
    expect(await room.says('王敏', '/签到 早起', '2030-01-07 06:00')).toEqual(['王敏，签到成功，连续 1 天'])
    expect(await room.says('赵磊', '/签到 了吗', '2030-01-07 06:00')).toEqual([expect.stringContaining('用法：/签到')])
    expect(await room.says('赵磊', '签到', '2030-01-07 06:01')).toEqual(['赵磊，签到成功，连续 1 天'])
  })

  it('a second time is answered once a day', async () => {
    const room = open(['王敏'], { reply: 'each' })
    await room.says('王敏', '签到', '2030-01-07 06:00')
    expect(await room.says('王敏', '签到', '2030-01-07 06:10', 'second')).toEqual(['王敏，今天已经签过啦，连续 1 天'])
    expect(await room.says('王敏', '签到', '2030-01-07 06:10', 'second')).toHaveLength(1)
    expect(await room.says('王敏', '早', '2030-01-07 06:20')).toEqual([])
    await room.says('王敏', '签到', '2030-01-08 06:00')
    expect(await room.says('王敏', '签到', '2030-01-08 06:10')).toHaveLength(1)
  })
})

describe('补签', () => {
  it.each(['昨天', '昨 天', '周一', '周 一', '1月8日', '1 月 8 日'])('knows %s', typed => {
    expect(missedDay.accepts(typed)).toBe(true)
  })

  it.each(['昨天的事', '一下吧'])('takes 「%s」 for talk', typed => {
    expect(missedDay.accepts(typed)).toBe(false)
  })

  it('that makes no row says nothing of one', async () => {
    const room = open(['王敏'])
    expect(await room.says('王敏', '补签 前天', '2030-01-10 10:00')).toEqual(['王敏，1月8日补上了，本月还能补签 1 次'])
  })
})
