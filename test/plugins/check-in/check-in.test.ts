import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import checkIn from '../../../plugins/check-in/index.js'
import { workdaysOf } from '../../../src/domain/workdays.js'
import { pluginRoom } from '../../support/plugin-room.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
const members = ['王敏', '赵磊', '小周', '阿豪', '小鹿', '老陈', '李想', '谁', '另一位']
const open = (config: Record<string, unknown> = {}, friends: string[] = []) =>
  pluginRoom({ redis: server.redis, plugin: checkIn, members, friends, config })
const workdays = workdaysOf(new Map())
const whole = { windows: [{ name: '全天', from: '00:00', to: '24:00' }] }

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(() => server.redis.flushall())
afterAll(() => server.stop())

describe('S15, forms and duplicates', () => {
  it('six people are in, and one list says so', async () => {
    const room = open()
    const silent = [
      await room.says('王敏', '签到', '2030-01-07 06:10:00'),
      await room.says('王敏', '签到', '2030-01-07 06:10:01'),
      await room.says('赵磊', '／签到 ', '2030-01-07 06:11:00'),
      await room.says('小周', '@小助 打卡!', '2030-01-07 06:12:00'),
      await room.says('阿豪', '簽到', '2030-01-07 06:13:00'),
      await room.says('小鹿', '早安☀️', '2030-01-07 06:14:00'),
      await room.says('老陈', '你今天签到了吗？', '2030-01-07 06:15:00'),
      await room.says('李想', '/ 签 到', '2030-01-07 06:16:00'),
    ]
    expect(silent.flat()).toEqual([])
    const window = ['签到时间是每天 05:00-09:00，到时候见～']
    expect(await room.says('谁', '签到', '2030-01-07 04:59:00')).toEqual(window)
    expect(await room.says('另一位', '签到', '2030-01-07 09:01:00')).toEqual(window)
    expect(await room.timer('digest', '2030-01-07 09:00:30')).toEqual([
      '「早起」共 6 人签到：王敏、赵磊、小周、阿豪、小鹿、李想\n还没来过的，发「签到」就在榜上～',
    ])
  })

  it('the window is told once a person a day, to who means to check in', async () => {
    const room = open()
    expect(await room.says('谁', '签到', '2030-01-07 04:59:00')).toHaveLength(1)
    expect(await room.says('谁', '/打卡', '2030-01-07 12:00:00')).toEqual([])
    expect(await room.says('谁', '打卡', '2030-01-08 12:00:00')).toHaveLength(1)
    expect(await room.says('王敏', '早', '2030-01-07 12:00:00')).toEqual([])
    expect(await room.says('王敏', '/早安', '2030-01-07 12:00:00')).toEqual([])
    expect(await room.says('王敏', '簽 到', '2030-01-07 12:00:00')).toHaveLength(1)
    expect(await room.says('王敏', '/簽到', '2030-01-07 12:00:00')).toEqual([])
  })

  it('only the configured words count bare', async () => {
    const room = open({ words: ['冒泡', '签到'], reply: 'each' })
    expect(await room.says('王敏', '冒泡', '2030-01-07 06:00')).toHaveLength(1)
    expect(await room.says('赵磊', '簽到!', '2030-01-07 06:00')).toHaveLength(1)
    expect(await room.says('阿豪', '打卡', '2030-01-07 06:00')).toEqual([])
    expect(await room.says('阿豪', '/打卡', '2030-01-07 06:00')).toHaveLength(1)
  })
})

describe('the digest', () => {
  it('is not sent when nobody came, nor about who is gone', async () => {
    const room = open()
    expect(await room.timer('digest', '2030-01-07 09:00:30')).toEqual([])
    await room.says('小鹿', '签到', '2030-01-07 06:00')
    room.leave('小鹿')
    expect(await room.timer('digest', '2030-01-07 09:00:30')).toEqual([])
  })

  it('is in order of time and names the streaks', async () => {
    const room = open()
    await room.says('赵磊', '签到', '2030-01-06 06:00')
    await room.says('王敏', '签到', '2030-01-05 06:00')
    await room.says('王敏', '签到', '2030-01-06 06:00')
    await room.says('小周', '签到', '2030-01-07 08:59:59')
    await room.says('赵磊', '签到', '2030-01-07 08:00')
    await room.says('王敏', '签到', '2030-01-07 05:00')
    expect(await room.timer('digest', '2030-01-07 09:00:30')).toEqual([
      '「早起」共 3 人签到：王敏、赵磊、小周\n连续：王敏 3 天、赵磊 2 天\n还没来过的，发「签到」就在榜上～',
    ])
  })

  it('that runs late says of which day it is', async () => {
    const room = open()
    await room.says('王敏', '签到', '2030-01-07 06:00')
    expect(await room.timer('digest', '2030-01-07 19:00:00', '2030-01-07 09:00:30')).toEqual([
      '「早起」共 1 人签到：王敏\n还没来过的，发「签到」就在榜上～',
    ])
    const night = open({ windows: [{ name: '晚安', from: '21:00', to: '23:00' }] })
    await night.says('赵磊', '签到', '2030-01-07 22:00')
    expect(await night.timer('digest', '2030-01-08 07:30:00', '2030-01-07 23:00:30')).toEqual([
      '1月7日「晚安」共 1 人签到：赵磊\n还没来过的，发「签到」就在榜上～',
    ])
  })

  it('is one for each window, and one can come to each', async () => {
    const room = open({
      windows: [
        { name: '早起', from: '05:00', to: '09:00' },
        { name: '夜跑', from: '20:00', to: '22:00' },
      ],
    })
    await room.says('王敏', '签到', '2030-01-07 06:00')
    await room.says('王敏', '签到', '2030-01-07 20:30')
    await room.says('赵磊', '签到', '2030-01-07 20:00')
    expect(await room.timer('digest', '2030-01-07 09:00:30')).toEqual([
      '「早起」共 1 人签到：王敏\n还没来过的，发「签到」就在榜上～',
    ])
    expect(await room.timer('digest', '2030-01-07 22:00:30')).toEqual([
      '「夜跑」共 2 人签到：赵磊、王敏\n还没来过的，发「签到」就在榜上～',
    ])
    expect(await room.says('小周', '签到', '2030-01-07 12:00')).toEqual([
      '签到时间是每天 早起 05:00-09:00、夜跑 20:00-22:00，到时候见～',
    ])
  })

  it('is not there when each gets a reply', () => {
    const at = checkIn.timers['digest']?.at
    const config = (reply: string) => checkIn.config.parse({ reply }) as never
    expect(at?.(config('each'), 0, 'Asia/Shanghai', workdays)).toBeUndefined()
    expect(at?.(config('digest'), 0, 'Asia/Shanghai', workdays)).toBe(Date.parse('1970-01-01T09:00:30+08:00'))
  })
})

describe('S16, across midnight', () => {
  it('the first belongs to yesterday, the second to today', async () => {
    const room = open(whole)
    await room.says('王敏', '签到', '2030-01-07 23:59:58')
    expect(await room.timer('digest', '2030-01-08 00:00:30')).toEqual([
      '1月7日「全天」共 1 人签到：王敏\n还没来过的，发「签到」就在榜上～',
    ])
    await room.says('王敏', '签到', '2030-01-08 00:00:30')
    expect(await room.says('王敏', '/我的', '2030-01-08 08:00')).toEqual([
      '连续 2 天，本月 2 天，一共 2 天。本月还能补签 2 次。',
    ])
  })

  it('with days from 04:00 on, half past two is yesterday', async () => {
    const room = open({ ...whole, dayBoundary: '04:00' })
    await room.says('王敏', '签到', '2030-01-08 02:30:00')
    expect(await room.timer('digest', '2030-01-08 04:00:30')).toEqual([
      '1月7日「全天」共 1 人签到：王敏\n还没来过的，发「签到」就在榜上～',
    ])
    await room.says('王敏', '签到', '2030-01-08 04:00:00')
    expect(await room.says('王敏', '/我的', '2030-01-08 12:00')).toEqual([expect.stringMatching(/^连续 2 天/)])
  })
})

describe('S17, a broken streak and 补签', () => {
  const each = { reply: 'each' }

  it('goes as the table says', async () => {
    const room = open(each)
    // Monday is 2030-01-21; one makeup of January is spent
    for (let day = 10; day <= 21; day++) if (day !== 11) await room.says('王敏', '签到', `2030-01-${day} 06:00`)
    expect(await room.says('王敏', '补签 11号', '2030-01-14 10:00')).toEqual([
      '王敏，1月11日补上了，连续 5 天，本月还能补签 1 次',
    ])
    expect(await room.says('王敏', '签到', '2030-01-23 06:00')).toEqual(['王敏，签到成功，连续 1 天'])
    expect(await room.says('王敏', '补签 昨天', '2030-01-23 10:00')).toEqual([
      '王敏，1月22日补上了，连续 14 天，本月还能补签 0 次',
    ])
    expect(await room.says('王敏', '补签 周一', '2030-01-23 10:01')).toEqual(['1月21日已经签过了，不用补，次数没有动'])
    expect(await room.says('王敏', '补签 01-03', '2030-01-23 10:02')).toEqual(['1月3日太久了，只能补 3 天以内的'])
    expect(await room.says('王敏', '补签 昨天', '2030-01-25 10:00')).toEqual(['补签次数本月已用完（每月 2 次）'])
    expect(await room.says('赵磊', '补签 明天', '2030-01-25 10:00')).toEqual(['1月26日还没到，到时候来签到就好'])
    expect(await room.says('王敏', '/我的', '2030-01-25 10:00')).toEqual([expect.stringMatching(/还能补签 0 次/)])
  })

  it('two at once spend one card', async () => {
    const room = open()
    const both = await Promise.all([
      room.says('王敏', '补签 昨天', '2030-01-23 10:00'),
      room.says('王敏', '/补签 昨天', '2030-01-23 10:00'),
    ])
    expect(both.flat().sort()).toEqual([
      '1月22日已经签过了，不用补，次数没有动',
      '王敏，1月22日补上了，连续 1 天，本月还能补签 1 次',
    ])
  })

  it('spends the allowance of the month of the day made up', async () => {
    const room = open({ makeup: { perMonth: 1 } })
    expect(await room.says('王敏', '补签 昨天', '2030-02-01 10:00')).toEqual([
      expect.stringMatching(/1月还能补签 0 次$/),
    ])
    expect(await room.says('王敏', '补签 前天', '2030-02-01 10:01')).toEqual(['补签次数1月已用完（每月 1 次）'])
    expect(await room.says('王敏', '补签 昨天', '2030-02-02 10:00')).toEqual([
      expect.stringMatching(/本月还能补签 0 次$/),
    ])
  })

  it('is for missed days that one should have come on', async () => {
    const room = open({ days: 'weekdays' })
    expect(await room.says('王敏', '补签 今天', '2030-01-07 10:00')).toEqual([
      '今天的不用补，在签到时间里发「签到」就好',
    ])
    expect(await room.says('王敏', '补签 周日', '2030-01-07 10:00')).toEqual(['1月6日不用签到，不影响连续天数'])
    expect(await room.says('王敏', '补签', '2030-01-07 10:00')).toEqual([
      expect.stringMatching(/用法：\/补签 日期，例如 \/补签 昨天$/),
    ])
    expect(await room.says('王敏', '补签的事明天再说', '2030-01-07 10:00')).toEqual([])
    expect(await room.says('王敏', '补签 这个功能真好', '2030-01-07 10:00')).toEqual([])
  })

  it('a second check-in of the day is told so', async () => {
    const room = open(each)
    await room.says('王敏', '签到', '2030-01-07 06:00')
    expect(await room.says('王敏', '早', '2030-01-07 06:01')).toEqual(['王敏，今天已经签过啦，连续 1 天'])
    expect(await room.says('王敏', '早', '2030-01-07 06:01', 'm')).toEqual(
      await room.says('王敏', '早', '2030-01-07 06:01', 'm'),
    )
  })

  it('the same message handled twice gets the same answer', async () => {
    const room = open(each)
    const once = await room.says('王敏', '签到', '2030-01-07 06:00', 'm')
    expect(await room.says('王敏', '签到', '2030-01-07 06:00', 'm')).toEqual(once)
  })
})

describe('boards', () => {
  it('of names go to the asker, without names to who is no friend', async () => {
    const room = open({}, ['王敏'])
    for (const day of ['06', '07', '08']) await room.says('王敏', '签到', `2030-01-${day} 06:00`)
    for (const day of ['05', '06', '08']) await room.says('赵磊', '签到', `2030-01-${day} 06:00`)
    await room.says('小周', '签到', '2029-12-31 06:00')
    expect(await room.says('王敏', '/签到榜', '2030-01-08 12:00')).toEqual([
      '私信：签到榜\n连续签到：\n1. 王敏  3 天\n2. 赵磊  1 天\n1月签到：\n1. 王敏、赵磊  3 天',
    ])
    expect(await room.says('赵磊', '/签到榜', '2030-01-08 12:00')).toEqual([
      '本月 2 人签到，最长连续 3 天。发「签到」就在榜上～',
    ])
  })

  it('say so when there is nothing yet', async () => {
    const room = open({}, ['王敏'])
    expect(await room.says('王敏', '/签到榜', '2030-01-08 12:00')).toEqual([
      '私信：还没有人签到，发「签到」就是第一个～',
    ])
    expect(await room.says('王敏', '/我的', '2030-01-08 12:00')).toEqual([
      '私信：还没有签到过，时间到了发「签到」就好～',
    ])
  })

  it('show made-up days to their owner', async () => {
    const room = open({}, ['王敏'])
    await room.says('王敏', '补签 昨天', '2030-01-08 12:00')
    expect(await room.says('王敏', '/我的', '2030-01-08 12:00')).toEqual([
      [
        '私信：连续 1 天，本月 1 天，一共 1 天。本月还能补签 1 次。',
        '本月补签：1月7日',
        '最长连续 1 天。',
        '1月',
        '一 二 三 四 五 六 日',
        '　 ○ ○ ○ ○ ○ ○',
        '△',
        '● 签到  △ 补签  ○ 没来  · 不用签',
      ].join('\n'),
    ])
  })

  it('know streaks that are longer than a year', async () => {
    const room = open(whole)
    const first = Date.parse('2028-11-15T12:00:00+08:00')
    const day = (index: number) => new Date(first + index * 86_400_000).toISOString().slice(0, 10)
    for (let index = 0; index < 500; index++) await room.says('王敏', '签到', `${day(index)} 12:00`)
    const eachRoom = open({ ...whole, reply: 'each' })
    expect(await eachRoom.says('王敏', '签到', `${day(500)} 12:00`)).toEqual(['王敏，签到成功，连续 501 天'])
    expect(await room.says('王敏', '/我的', `${day(500)} 13:00`)).toEqual([
      expect.stringMatching(/^连续 501 天，本月 \d+ 天，一共 501 天/),
    ])
  })
})

describe('the texts', () => {
  it('have every line in both languages', () => {
    expect(Object.keys(checkIn.texts.en).sort()).toEqual(Object.keys(checkIn.texts['zh-CN']).sort())
  })
})
