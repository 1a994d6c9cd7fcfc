import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  addHour,
  addQuestion,
  dropQuestions,
  guestPeople,
  hourOf,
  markAnswered,
  mergeQuestions,
  openQuestions,
  tick,
  votesOf,
} from '../../../../plugins/topics/guests/hours.js'
import { storeAt } from '../../../../src/kernel/store.js'
import { type TestRedis, testRedis } from '../../../support/redis.js'

let server: TestRedis
const store = () => storeAt(server.redis, 'qg:test', 'topics', 'g1')
const ask = (text: string, by: string, cause = `${by}${text}`, most = 20) =>
  addQuestion(store(), 'T1', { text, by, cause }, { most })
const numbers = async () => {
  const hour = await hourOf(store(), 'T1')
  return hour ? openQuestions(hour).map(({ number }) => number) : []
}

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(async () => {
  await server.redis.flushall()
  await addHour(store(), 'T1', undefined)
})
afterAll(() => server.stop())

describe('questions', () => {
  it('are numbered, once a message', async () => {
    expect(await ask('怎么坚持下来', '王敏')).toMatchObject({ kind: 'new', question: { number: 1 } })
    expect(await ask('怎么坚持下来', '王敏')).toMatchObject({ kind: 'new', question: { number: 1 } })
    expect(await ask('鞋怎么买', '王敏')).toMatchObject({ question: { number: 2 } })
  })

  it('asked again are votes, one a person, the asker’s own among them', async () => {
    await ask('怎么坚持下来', '王敏')
    await ask('鞋怎么买', '王敏')
    for (const cause of ['a', 'a', 'b']) await ask('鞋如何买呢', '赵磊', cause)
    await ask('鞋怎么买？', '王敏', 'c')
    const hour = await hourOf(store(), 'T1')
    expect(hour?.questions.map(votesOf)).toEqual([1, 2])
    expect(await numbers()).toEqual([2, 1])
  })

  it('are so many at most, and three of one person; what is answered makes room', async () => {
    for (const text of ['怎么坚持下来', '鞋怎么买', '膝盖疼']) await ask(text, '王敏')
    expect(await ask('下雨天呢', '王敏')).toEqual({ kind: 'enough' })
    expect(await ask('下雨天呢', '赵磊', 'm', 3)).toEqual({ kind: 'full' })
    await markAnswered(store(), 'T1', [1, 3])
    expect(await ask('下雨天呢', '赵磊', 'm', 3)).toMatchObject({ kind: 'new', question: { number: 4 } })
    expect(await numbers()).toEqual([2, 4])
  })

  it('are put together by two admins at once, and each vote counts once', async () => {
    await ask('怎么坚持下来', '王敏')
    await ask('如何不放弃', '赵磊')
    await ask('总是半途而废', '阿豪')
    await ask('总是半途而废', '王敏', 'again')
    await Promise.all([mergeQuestions(store(), 'T1', 1, [2, 3]), mergeQuestions(store(), 'T1', 1, [3])])
    const hour = await hourOf(store(), 'T1')
    expect(hour?.questions).toHaveLength(1)
    expect(hour?.questions.map(votesOf)).toEqual([3])
    expect(await mergeQuestions(store(), 'T1', 1, [1])).toMatchObject({ number: 1 })
    await dropQuestions(store(), 'T1', [1])
    expect(await numbers()).toEqual([])
  })
})

it('the checklist begins with its time fixed, and ticks may be taken back', async () => {
  expect((await hourOf(store(), 'T1'))?.done).toEqual(['time'])
  await tick(store(), 'T1', ['way', 'material'], true)
  expect((await hourOf(store(), 'T1'))?.done).toEqual(['time', 'material', 'way'])
  await tick(store(), 'T1', ['time'], false)
  expect((await hourOf(store(), 'T1'))?.done).toEqual(['material', 'way'])
})

describe('one person', () => {
  beforeEach(async () => {
    await ask('怎么坚持下来', '王敏')
    await ask('怎么坚持下来', '赵磊')
    await ask('鞋怎么买', '王敏')
  })

  it('gets what he asked', async () => {
    expect(await guestPeople.export(store(), '王敏')).toEqual({ asked: ['怎么坚持下来', '鞋怎么买'], supported: [] })
    expect(await guestPeople.export(store(), '别人')).toBeUndefined()
  })

  it('turns out to be another, and has one vote', async () => {
    await guestPeople.merge(store(), '赵磊', '王敏')
    expect((await hourOf(store(), 'T1'))?.questions.map(votesOf)).toEqual([1, 1])
  })

  it('leaves only what others asked too', async () => {
    await guestPeople.erase(store(), '王敏')
    const hour = await hourOf(store(), 'T1')
    expect(hour?.questions.map(({ number, by, also }) => [number, by, also])).toEqual([[1, undefined, ['赵磊']]])
  })
})
