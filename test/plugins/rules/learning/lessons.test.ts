import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sketchOf } from '../../../../plugins/rules/ads/likeness.js'
import {
  forget,
  forgetCase,
  type Lesson,
  learn,
  lessonPeople,
  lessonsOf,
  recall,
} from '../../../../plugins/rules/learning/lessons.js'
import { storeAt } from '../../../../src/kernel/store.js'
import { connect } from '../../../../src/redis/connect.js'
import { type TestRedis, testRedis } from '../../../support/redis.js'

const club = '周六线下读书会报名，加我微信 lulu_2030 备注读书会，场地费早鸟39元'
const friend = '我表姐那边的东西真心不错，想了解的姐妹可以看我朋友圈置顶那条'

const lesson = (kind: Lesson['kind'], text: string, number = 1): Lesson => ({
  number,
  kind,
  sketch: sketchOf(text),
  by: 'zhou',
  at: 0,
  cause: `m${number}`,
})
const said = (lessons: Lesson[], text: string) => recall(lessons, sketchOf(text))?.lesson.number

describe('what was taught to be fine', () => {
  const lessons = [lesson('fine', club)]

  it.each([
    club,
    '周日线下读书会报名，加我微信 lulu_2030 备注读书会，场地费早鸟49元',
    '周六晚线下读书会报名啦，加我微信lulu_2030，备注读书会，场地费早鸟39元',
    '週六線下讀書會報名，加我微信 lulu_2030 備註讀書會，場地費早鳥39元',
  ])('is known again: %s', text => {
    expect(said(lessons, text)).toBe(1)
  })

  it.each([
    ['another’s number', '周六线下读书会报名，加我微信 shuadan_88 备注读书会，场地费早鸟39元'],
    ['a number where there was none', '周六线下读书会报名，加我微信 lulu_2030 备注读书会，QQ 88520199 也行'],
    ['another offer of the same person', '代开发票，加我微信 lulu_2030 详谈，量大从优'],
    ['a link to elsewhere', '周六线下读书会报名，加我微信 lulu_2030 备注读书会 https://t.example.com/x9'],
  ])('does not cover %s', (_, text) => {
    expect(said(lessons, text)).toBeUndefined()
  })
})

describe('what was taught to be an ad', () => {
  const lessons = [lesson('ad', friend), lesson('ad', '自家果园的脐橙，五斤装39元包邮，加我微信 minmin_88 下单', 2)]

  it.each([
    [friend, 1],
    ['我表妹那边的东西真心很不错，想了解的姐妹们可以看我朋友圈置顶那条', 1],
    ['我表姐那边东西真的不错，想要了解的姐妹可以去看我朋友圈置顶那条哈', 1],
    ['自家果园的蜜桔，十斤装69元包邮，加我微信 lili_2099 下单', 2],
    ['还有核桃和红枣，要的找 minmin_88 微信', 2],
  ])('is known again: %s', (text, number) => {
    expect(said(lessons, text)).toBe(number)
  })

  it.each([
    '我表姐昨天从老家带了点东西来，朋友圈发了一堆照片哈哈',
    '想了解邓巴数的可以看我上周那条读书笔记',
    '这家店的脐橙真心不错，五斤装我两天就吃完了',
    '置顶那条公告大家看一下，周六的安排有变动',
    '姐妹们周末去果园摘桔子吗',
  ])('is not every text with its words: %s', text => {
    expect(said(lessons, text)).toBeUndefined()
  })

  it('gives way to a lesson that fits better', () => {
    const both = [lesson('ad', friend), lesson('fine', friend.replace('表姐', '闺蜜'), 2)]
    expect(said(both, friend.replace('表姐', '闺蜜'))).toBe(2)
    expect(said(both, friend)).toBe(1)
  })
})

describe('lessons', () => {
  let server: TestRedis
  let prefix = ''
  let tests = 0
  beforeAll(async () => {
    server = await testRedis()
  })
  beforeEach(() => {
    prefix = `qg:test${++tests}`
  })
  afterAll(() => server.stop())

  const here = (community = 'main', redis = server.redis) => ({
    lasting: storeAt(redis, prefix, 'rules', 'g1'),
    community,
  })
  const teach = (kind: Lesson['kind'], text: string, cause: string, more: Partial<Lesson> = {}) => {
    const { number: _, ...facts } = lesson(kind, text)
    return learn(here(), { ...facts, cause, ...more })
  }
  const numbers = async (community?: string) => (await lessonsOf(here(community))).map(({ number }) => number)

  it('are numbered, once for each cause, a community’s own', async () => {
    expect((await teach('ad', friend, 'm1')).lesson.number).toBe(1)
    expect((await teach('ad', friend, 'm1')).lesson.number).toBe(1)
    expect((await teach('fine', club, 'm2')).lesson.number).toBe(2)
    expect(await numbers()).toEqual([1, 2])
    expect(await numbers('other')).toEqual([])
  })

  it('can be forgotten, and a number is not used again', async () => {
    await teach('ad', friend, 'm1')
    expect(await forget(here(), 1)).toBe(true)
    expect(await forget(here(), 1)).toBe(false)
    expect(await numbers()).toEqual([])
    expect((await teach('ad', friend, 'm2')).lesson.number).toBe(2)
  })

  it('give way to the opposite about the same text', async () => {
    await teach('ad', friend, 'm1')
    expect(await teach('fine', friend.replace('真心', '真的'), 'm2')).toMatchObject({
      lesson: { number: 2 },
      instead: [1],
    })
    expect(await numbers()).toEqual([2])
  })

  it('go with the case that they came from', async () => {
    await teach('ad', friend, 'm1', { case: 'K5' })
    await teach('fine', club, 'm2', { case: 'K5' })
    expect(await forgetCase(here(), 'K5')).toMatchObject([{ number: 1 }])
    expect(await numbers()).toEqual([2])
  })

  it('are there in the next life of the process', async () => {
    await teach('ad', friend, 'm1')
    await teach('fine', club, 'm2')
    await forget(here(), 1)
    const next = connect({ socket: server.socket }, { name: 'next' })
    const known = await lessonsOf(here('main', next))
    next.disconnect()
    expect(known).toMatchObject([{ number: 2, kind: 'fine', by: 'zhou' }])
  })

  it('keep no words', async () => {
    await teach('ad', club, 'm1')
    const stored = JSON.stringify(await server.redis.hgetall(`${prefix}:p:rules:account:lessons`))
    expect(stored).toContain('zhou')
    expect(stored).not.toMatch(/[\u4e00-\u9fff]|lulu/)
  })

  it('are five hundred at most, the newest', async () => {
    for (let i = 1; i <= 502; i++) await teach('ad', `${friend}第${String.fromCharCode(0x4e00 + i)}批`, `m${i}`)
    const known = await numbers()
    expect(known).toHaveLength(500)
    expect([known[0], known.at(-1)]).toEqual([3, 502])
  })

  it('are the community’s: of a person they hold that he taught them', async () => {
    await teach('ad', friend, 'm1', { by: 'm9' })
    const { lasting } = here()
    await lessonPeople.merge(lasting, 'm9', 'zhou')
    expect(await lessonPeople.export(lasting, 'zhou')).toEqual({ lessons: [{ number: 1, kind: 'ad', at: 0 }] })
    expect(await lessonPeople.export(lasting, 'm9')).toBeUndefined()
    await lessonPeople.erase(lasting, 'zhou')
    expect(await lessonsOf(here())).toMatchObject([{ number: 1, by: '' }])
  })
})
