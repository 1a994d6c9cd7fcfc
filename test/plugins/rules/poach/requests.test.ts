import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  asksForSomebody,
  eraseRequests,
  exportRequests,
  mergeRequests,
  noteRequest,
  wasAskedFor,
} from '../../../../plugins/rules/poach/requests.js'
import { storeAt } from '../../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../../support/redis.js'

describe('asking for somebody', () => {
  it.each([
    '谁认识靠谱的律师？',
    '有没有靠谱的月嫂',
    '有没有做装修的师傅，求推荐',
    '求推荐一个牙医',
    '谁能推荐个驾校教练',
    '大家有推荐的摄影师吗',
    '哪位有房东的微信？',
    '想找个懂税务的会计',
    '把他的名片推我一下',
    '推我一下张老师的名片',
    '名片发我',
    '他的微信给我一下',
    '有人认识开锁的吗',
    '怎么联系他？',
    '介绍一位律师呗',
  ])('is heard in %j', text => {
    expect(asksForSomebody(text)).toBe(true)
  })

  it.each([
    '有没有人周末去爬山',
    '今天天气真好',
    '大家早上好',
    '谁有空一起吃饭',
    '有没有人看过这部电影',
    '我昨天换了名片的颜色',
    '收到，谢谢',
    '你们有没有发现群里变热闹了',
    '',
  ])('is not heard in %j', text => {
    expect(asksForSomebody(text)).toBe(false)
  })

  it('is linear in what somebody writes', () => {
    expect(asksForSomebody('谁有'.repeat(100_000))).toBe(false)
  })
})

describe('what was asked for', () => {
  const MINUTE = 60_000
  let redis: TestRedis
  beforeAll(async () => {
    redis = await testRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(async () => {
    await redis.redis.flushall()
  })
  const store = () => storeAt(redis.redis, 'qg:test', 'rules', 'g1')
  const asked = (member: string, minute: number, newcomer = false) =>
    wasAskedFor(store(), { member, newcomer, at: minute * MINUTE })

  it('is so for ten minutes, from somebody else', async () => {
    await noteRequest(store(), 'wang', { at: 0, newcomer: false })
    expect([await asked('zhao', 2), await asked('zhao', 9.9), await asked('zhao', 10)]).toEqual([true, true, false])
    expect([await asked('wang', 2), await asked('lu', 2, true)]).toEqual([false, true])
  })

  it('excuses no newcomer when a newcomer asks', async () => {
    await noteRequest(store(), 'mei', { at: 0, newcomer: true })
    expect([await asked('zhao', 1), await asked('lu', 1, true)]).toEqual([true, false])
  })

  it('is forgotten when the next one asks later, and goes with the person', async () => {
    await noteRequest(store(), 'wang', { at: 0, newcomer: false })
    await noteRequest(store(), 'zhao', { at: 20 * MINUTE, newcomer: false })
    expect(await exportRequests(store(), 'wang')).toBeUndefined()
    await mergeRequests(store(), 'zhao', 'm9')
    await mergeRequests(store(), 'zhao', 'm9')
    expect(await exportRequests(store(), 'm9')).toEqual({ askedForACard: 20 * MINUTE })
    expect(await asked('zhao', 21)).toBe(true)
    await eraseRequests(store(), 'm9')
    expect(await asked('zhao', 21)).toBe(false)
  })
})
