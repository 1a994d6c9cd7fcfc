import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import checkIn from '../../../../plugins/check-in/index.js'
import { nextCollection } from '../../../../plugins/check-in/three/collection.js'
import {
  dropWords,
  erasePlans,
  exportPlans,
  mergePlans,
  notePlan,
  plannedDays,
  plansOn,
  unrecordPlans,
} from '../../../../plugins/check-in/three/records.js'
import { pluginRoom } from '../../../support/plugin-room.js'
import { type TestRedis, testRedis } from '../../../support/redis.js'

let server: TestRedis
const members = ['王敏', '赵磊', '小周']
const open = (config: Record<string, unknown> = {}) =>
  pluginRoom({ redis: server.redis, plugin: checkIn, members, friends: ['王敏'], config })

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(() => server.redis.flushall())
afterAll(() => server.stop())

const list = '/三件事 1.跑步5公里 2.读书20页 3.给妈妈打电话'

describe('three things by command', () => {
  it('are noted, and a check-in while the window is open', async () => {
    const room = open({ reply: 'each' })
    expect(await room.says('王敏', list, '2030-01-07 06:00')).toEqual(['王敏，三件事记下了，签到成功，连续 1 天'])
    expect(await room.says('王敏', '签到', '2030-01-07 06:01')).toEqual(['王敏，今天已经签过啦，连续 1 天'])
    expect(await room.says('赵磊', list, '2030-01-07 12:00')).toEqual(['赵磊，今天的三件事记下了'])
    expect(await room.says('赵磊', '签到', '2030-01-08 06:00')).toEqual(['赵磊，签到成功，连续 1 天'])
  })

  it('are shown to their author, a day a line', async () => {
    const room = open()
    await room.says('王敏', list, '2030-01-01 06:00')
    await room.says('王敏', list, '2030-01-02 06:00')
    await room.says('王敏', '/三件事 1.游泳半小时 2.加微信 xk8852 领资料 3.@所有人 早起', '2030-01-08 06:00')
    expect(await room.says('王敏', '/三件事', '2030-01-08 12:00')).toEqual([
      [
        '私信：最近 7 天的三件事：',
        '1月2日 跑步5公里；读书20页；给妈妈打电话',
        '1月8日 游泳半小时；（有联系方式，不显示）；早起',
        '每周日的汇总只写名字和天数。内容 30 天后清掉；不想留，发 /不收录。',
      ].join('\n'),
    ])
    await room.says('赵磊', list, '2030-01-08 06:00')
    expect(await room.says('赵磊', '/三件事', '2030-01-08 12:00')).toEqual(['最近 7 天写了 1 天三件事'])
  })

  it('of who wants nothing kept are counted alone, those of before too', async () => {
    const room = open()
    await room.says('王敏', list, '2030-01-07 06:00')
    room.unrecorded.add('王敏')
    await room.says('王敏', list, '2030-01-08 06:00')
    const [text] = await room.says('王敏', '/三件事', '2030-01-08 12:00')
    expect(text).toContain('1月7日 3 件（内容没有保存）\n1月8日 3 件（内容没有保存）')
    for (const key of await server.redis.keys('*three:*')) {
      expect(await server.redis.hgetall(key)).toEqual({ 王敏: expect.stringMatching(/"items":\[\]/) })
    }
  })

  it('go after their time, and the day stays counted', async () => {
    const room = open({ threeThings: { keep: '2d' } })
    await room.says('王敏', list, '2030-01-07 06:00')
    await room.jobs('2030-01-09 23:59')
    expect(await room.says('王敏', '/三件事', '2030-01-09 23:59')).toEqual([expect.stringContaining('跑步')])
    await room.jobs('2030-01-10 00:00')
    expect(await server.redis.keys('*three:2030*')).toEqual([])
    expect(await room.says('王敏', '/我的', '2030-01-10 12:00')).toEqual([expect.stringContaining('三件事 1 天')])
  })
})

describe('the collection', () => {
  it.each([
    ['2030-01-07T10:00:00+08:00', '2030-01-13T20:00:00+08:00'],
    ['2030-01-13T19:59:59+08:00', '2030-01-13T20:00:00+08:00'],
    ['2030-01-13T20:00:00+08:00', '2030-01-20T20:00:00+08:00'],
    ['2029-12-31T00:00:00+08:00', '2030-01-06T20:00:00+08:00'],
  ])('after %s is at %s', (after, due) => {
    expect(nextCollection(Date.parse(after), 'Asia/Shanghai')).toBe(Date.parse(due))
  })

  it('counts each day once, from one Sunday evening to the next', async () => {
    const room = open()
    await room.says('王敏', list, '2030-01-06 19:59')
    await room.says('赵磊', list, '2030-01-06 20:00')
    await room.says('王敏', list, '2030-01-07 06:00')
    await room.says('王敏', list, '2030-01-07 07:00')
    await room.says('王敏', list, '2030-01-13 19:00')
    await room.says('小周', list, '2030-01-13 20:00')
    expect(await room.timer('threeCollection', '2030-01-13 20:00')).toEqual([
      '这一周 2 人写过三件事：王敏 2 天、赵磊 1 天',
    ])
    room.leave('小周')
    expect(await room.timer('threeCollection', '2030-01-20 20:00')).toEqual([])
  })

  it('has words where the operators say so, never of who wants none kept', async () => {
    const room = open({ threeThings: { collect: 'items' } })
    await room.says('王敏', list, '2030-01-07 06:00')
    room.unrecorded.add('赵磊')
    await room.says('赵磊', list, '2030-01-07 06:00')
    expect(await room.timer('threeCollection', '2030-01-13 20:00')).toEqual([
      '这一周 2 人写过三件事：王敏 1 天，还有 1 人\n王敏：跑步5公里；读书20页；给妈妈打电话',
    ])
    room.leave('王敏')
    expect(await room.timer('threeCollection', '2030-01-13 20:00')).toEqual(['这一周 1 人写过三件事'])
  })

  it('is not set where it is off', () => {
    const at = checkIn.timers['threeCollection']?.at
    const config = checkIn.config.parse({ threeThings: { collect: 'off' } })
    expect(at?.(config as never, 0, 'Asia/Shanghai', undefined as never)).toBeUndefined()
  })
})

describe('the records of a person', () => {
  const plan = (at: number, ...items: string[]) => ({ at, count: 3, items })

  it('keep the later post of a day, in whatever order they come', async () => {
    const { store } = open()
    await notePlan(store, 'm1', '2030-01-31', plan(2, 'b'))
    await notePlan(store, 'm1', '2030-01-31', plan(1, 'a'))
    expect((await plansOn(store, ['2030-01-31'])).get('2030-01-31')?.get('m1')?.items).toEqual(['b'])
    expect(await plannedDays(store, 'm1', '2030-01')).toBe(1)
    await dropWords(store, 'm1', '2030-01-31')
    await dropWords(store, 'm2', '2030-01-31')
    expect((await plansOn(store, ['2030-01-31'])).get('2030-01-31')).toEqual(new Map([['m1', plan(2)]]))
  })

  it('are joined, exported and erased whole', async () => {
    const { store } = open()
    await notePlan(store, 'm1', '2030-01-31', plan(1, 'a'))
    await notePlan(store, 'm1', '2030-02-01', plan(2, 'b'))
    await notePlan(store, 'm2', '2030-02-01', plan(3, 'c'))
    await mergePlans(store, 'm1', 'm2')
    await mergePlans(store, 'm1', 'm2')
    expect(await exportPlans(store, 'm1')).toBeUndefined()
    expect(await exportPlans(store, 'm2')).toEqual({
      threeThings: { '2030-01-31': plan(1, 'a'), '2030-02-01': plan(3, 'c') },
    })
    expect(await plannedDays(store, 'm2')).toBe(2)
    await unrecordPlans(store, 'm2')
    expect(await exportPlans(store, 'm2')).toEqual({ threeThings: { '2030-01-31': plan(1), '2030-02-01': plan(3) } })
    await erasePlans(store, 'm2')
    expect(await server.redis.keys('*')).toEqual([])
  })
})
