import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { calledIn } from '../../../plugins/care/helpers.js'
import care from '../../../plugins/care/index.js'
import { firstWordsIn, type Waiting, waitingIn } from '../../../plugins/care/waiting.js'
import { type Store, storeAt } from '../../../src/kernel/store.js'
import { connect } from '../../../src/redis/connect.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

let server: TestRedis
let store: Store
let rooms = 0

const DAY = 86_400_000
const at = Date.parse('2030-01-07T10:00:00+08:00')
const waiting = (member: string, more: Partial<Waiting> = {}): Waiting => ({
  member,
  at,
  kind: 'question',
  others: 0,
  due: at + 1800_000,
  ...more,
})

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(() => {
  store = storeAt(server.redis, 'qg:test', 'care', `g${++rooms}`)
})
afterAll(() => server.stop())

/** The same as the next life of the process sees it. */
async function nextLife<T>(look: (store: Store) => Promise<T>): Promise<T> {
  const redis = connect({ socket: server.socket }, { name: 'next' })
  try {
    return await look(storeAt(redis, 'qg:test', 'care', `g${rooms}`))
  } finally {
    redis.disconnect()
  }
}

describe('what waits', () => {
  it('is known to the next life of the process, and holds no word of what was said', async () => {
    await waitingIn(store).put('a', waiting('m1'))
    await waitingIn(store).put('b', waiting('m2', { kind: 'asked' }))
    await waitingIn(store).remove('a')
    expect(await nextLife(async store => [...(await waitingIn(store).all())])).toEqual([
      ['b', waiting('m2', { kind: 'asked' })],
    ])
  })

  it('is at most twenty in a room, the latest', async () => {
    for (let number = 0; number < 30; number += 1)
      await waitingIn(store).put(`q${number}`, waiting(`m${number}`, { at: at + number }))
    const kept = [...(await waitingIn(store).all()).keys()]
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([20, 'q10', 'q29'])
    expect(await nextLife(async store => (await waitingIn(store).all()).size)).toBe(20)
  })
})

describe('first words', () => {
  it('are remembered for a month', async () => {
    await firstWordsIn(store).note('m1', at)
    await firstWordsIn(store).note('m2', at + 29 * DAY)
    expect(await firstWordsIn(store).at('m1')).toBe(at)
    await firstWordsIn(store).note('m3', at + 31 * DAY)
    expect(await nextLife(async store => firstWordsIn(store).at('m1'))).toBeUndefined()
    expect(await nextLife(async store => firstWordsIn(store).at('m2'))).toBe(at + 29 * DAY)
  })
})

describe('one person’s records', () => {
  it('follow him to another key, are handed out, and erased', async () => {
    await waitingIn(store).put('a', waiting('m1'))
    await firstWordsIn(store).note('m1', at)
    await calledIn(store).set('m1', at)
    await care.people?.merge(store, 'm1', 'm2')
    await care.people?.merge(store, 'm1', 'm2')
    expect(await care.people?.export(store, 'm1')).toBeUndefined()
    expect(await care.people?.export(store, 'm2')).toEqual({
      unanswered: [{ at, kind: 'question' }],
      firstWord: at,
      called: at,
    })
    await care.people?.erase(store, 'm2')
    expect(await nextLife(async store => care.people?.export(store, 'm2'))).toBeUndefined()
  })
})
