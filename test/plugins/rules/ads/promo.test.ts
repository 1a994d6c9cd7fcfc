import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  countPromotion,
  givePass,
  isPromoTime,
  PASS_LASTS,
  promoPeople,
  sayWhen,
  takePass,
} from '../../../../plugins/rules/ads/promo.js'
import { promoAllowance, promoWindow } from '../../../../plugins/rules/ads/promo-config.js'
import { storeAt } from '../../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../../support/redis.js'

const ZONE = 'Asia/Shanghai'
const DAY = 86_400_000
const at = (text: string) => Date.parse(`${text}+08:00`)

describe('the time of promotion', () => {
  it.each([
    ['周五 20:00-21:00', ['fri'], '20:00', '21:00'],
    ['fri 20:00-21:00', ['fri'], '20:00', '21:00'],
    ['Friday 20:00-21:00', ['fri'], '20:00', '21:00'],
    ['周日、周三 20:00-21:00', ['wed', 'sun'], '20:00', '21:00'],
    ['星期天20:00-21:00', ['sun'], '20:00', '21:00'],
    ['周一至周五 12:00-13:00', ['mon', 'tue', 'wed', 'thu', 'fri'], '12:00', '13:00'],
    ['sat-mon 20:00-24:00', ['mon', 'sat', 'sun'], '20:00', '24:00'],
    ['周末 09:00-10:30', ['sat', 'sun'], '09:00', '10:30'],
    ['每天 20:00-21:00', ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], '20:00', '21:00'],
  ])('is written %s', (text, days, from, to) => {
    expect(promoWindow.parse(text)).toEqual({ days, from, to })
  })

  it.each(['周五', '20:00-21:00', '周八 20:00-21:00', '周五 20-21', '周五 20:00-20:00', 'f 20:00-21:00', ''])(
    'is not written %s, and one is told how',
    text => {
      expect(promoWindow.safeParse(text).error?.issues[0]?.message).toMatch(/周五 20:00-21:00/)
    },
  )

  it('holds from its first moment to before its last', () => {
    const window = promoWindow.parse('周五 20:00-21:00')
    const open = (when: string) => isPromoTime(window, at(when), ZONE)
    expect(open('2030-01-11T19:59:59')).toBe(false)
    expect(open('2030-01-11T20:00:00')).toBe(true)
    expect(open('2030-01-11T20:59:59')).toBe(true)
    expect(open('2030-01-11T21:00:00')).toBe(false)
    expect(open('2030-01-12T20:30:00')).toBe(false)
    expect(isPromoTime('off', at('2030-01-11T20:30:00'), ZONE)).toBe(false)
  })

  it('goes over midnight, as part of the day on which it began', () => {
    const window = promoWindow.parse('周五 23:00-01:00')
    const open = (when: string) => isPromoTime(window, at(when), ZONE)
    expect(open('2030-01-12T00:59:00')).toBe(true)
    expect(open('2030-01-11T00:30:00')).toBe(false)
    expect(open('2030-01-12T23:30:00')).toBe(false)
  })

  it('is said as people say it', () => {
    const texts: Record<string, string> = { 'day.wed': '周三', 'day.sun': '周日', 'day.all': '每天', 'day.and': '、' }
    const text = (key: string) => texts[key] ?? key
    expect(sayWhen(promoWindow.parse('周日,周三 20:00-21:00'), { text })).toBe('周三、周日 20:00-21:00')
    expect(sayWhen(promoWindow.parse('daily 20:00-21:00'), { text })).toBe('每天 20:00-21:00')
  })

  it.each([
    [1, 1, 30 * DAY],
    ['1/month', 1, 30 * DAY],
    ['2/周', 2, 7 * DAY],
    ['3 / 14d', 3, 14 * DAY],
    [0, 0, 30 * DAY],
  ])('allows each %s', (written, count, per) => {
    expect(promoAllowance.parse(written)).toEqual({ count, per })
  })

  it.each(['often', '1/', '1/fortnight', -1, 1.5])('does not allow each %s', written => {
    expect(promoAllowance.safeParse(written).success).toBe(false)
  })
})

describe('what people promoted', () => {
  let server: TestRedis
  beforeAll(async () => {
    server = await testRedis()
  })
  beforeEach(() => server.redis.flushall())
  afterAll(() => server.stop())

  const corner = () => storeAt(server.redis, 'qg:test', 'rules', 'g1')
  const place = (community = 'main') => ({ store: corner(), lasting: corner(), community })
  const promote = (member: string, day: number, message = `${member}${day}`, community = 'main') =>
    countPromotion(place(community), member, { at: day * DAY, message, count: 1, per: 30 * DAY })

  it('counts once a message, each person and community for itself, for as long as the span', async () => {
    expect(await promote('wang', 100)).toBe(true)
    expect(await promote('wang', 100)).toBe(true)
    expect(await promote('wang', 110)).toBe(false)
    expect(await promote('zhao', 110)).toBe(true)
    expect(await promote('wang', 110, 'elsewhere', 'other')).toBe(true)
    expect(await promote('wang', 130)).toBe(true)
  })

  it('is let pass once by an admin, within a day, and again by the same message', async () => {
    const pass = (message: string, when: number) => takePass(place(), 'zhao', { at: when, message })
    expect(await pass('m1', 0)).toBe(false)
    await givePass(place(), 'zhao', { at: 0, by: 'zhou' })
    expect(await pass('m2', PASS_LASTS - 1)).toBe(true)
    expect(await pass('m2', PASS_LASTS - 1)).toBe(true)
    expect(await pass('m3', PASS_LASTS - 1)).toBe(false)
    await givePass(place(), 'zhao', { at: 0, by: 'zhou' })
    expect(await pass('m4', PASS_LASTS)).toBe(false)
  })

  it('is his own: merged, handed out, erased', async () => {
    await promote('wang', 100)
    await promote('m9', 101)
    await givePass(place(), 'm9', { at: 0, by: 'zhou' })
    await promoPeople.merge(corner(), 'm9', 'wang')
    await promoPeople.merge(corner(), 'm9', 'wang')
    expect(await promoPeople.export(corner(), 'wang')).toEqual({
      promotions: [100 * DAY, 101 * DAY],
      passes: [PASS_LASTS],
    })
    expect(await promoPeople.export(corner(), 'm9')).toBeUndefined()
    await promoPeople.erase(corner(), 'wang')
    expect(await promoPeople.export(corner(), 'wang')).toBeUndefined()
    expect(await server.redis.keys('*')).toEqual([])
  })
})
