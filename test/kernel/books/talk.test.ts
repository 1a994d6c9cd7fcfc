import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTalk, type Talk } from '../../../src/kernel/books/talk.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

const MINUTE = 60_000
const DATE = '2030-01-07'
let server: TestRedis
let talk: Talk

const open = () => openTalk(server.redis, 'qg:test')

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(async () => {
  await server.redis.flushall()
  talk = await open()
})
afterAll(() => server.stop())

/** Who wrote, at which minute of the day. */
async function said(...lines: [member: string, minute: number][]): Promise<void> {
  for (const [member, minute] of lines) {
    const step = server.redis.multi()
    talk.record(step, { room: 'g1', member, date: DATE, at: minute * MINUTE })
    await step.exec()
  }
}

const found = async () => {
  const { started, answered, links } = await talk.of('g1', DATE)
  return { started: Object.fromEntries(started), answered: Object.fromEntries(answered), links }
}

describe('who talks with whom', () => {
  it('is begun by who writes after half an hour of silence, and answered by the next one who is another', async () => {
    await said(['m1', 0], ['m1', 1], ['m2', 3], ['m1', 32], ['m3', 62], ['m3', 91], ['m4', 121])
    expect(await found()).toEqual({
      started: { m1: 1, m3: 1, m4: 1 },
      answered: { m1: 1 },
      links: [{ between: ['m1', 'm2'], count: 1 }],
    })
  })

  it('links two who wrote within five minutes of each other, both ways as one', async () => {
    await said(['m2', 0], ['m1', 5], ['m2', 6], ['m3', 12])
    expect((await found()).links).toEqual([{ between: ['m1', 'm2'], count: 2 }])
  })

  it('is not begun by who answers the bot, nor linked to it', async () => {
    await said(['m1', 0])
    talk.heardBot('g1', 60 * MINUTE)
    await said(['m2', 61])
    expect(await found()).toEqual({ started: { m1: 1 }, answered: { m1: 1 }, links: [] })
  })

  it('goes on after a restart, and a message that comes late changes nothing', async () => {
    await said(['m1', 100])
    talk = await open()
    await said(['m2', 40], ['m2', 103])
    expect(await found()).toEqual({
      started: { m1: 1 },
      answered: { m1: 1 },
      links: [{ between: ['m1', 'm2'], count: 1 }],
    })
  })

  it('follows a person to another key and is erased with him', async () => {
    await said(['m1', 0], ['m2', 1], ['m3', 2])
    await talk.merge('m3', 'm1')
    expect((await found()).links).toEqual([{ between: ['m1', 'm2'], count: 2 }])
    await talk.merge('m2', 'm1')
    expect(await found()).toEqual({ started: { m1: 1 }, answered: { m1: 1 }, links: [] })
    expect(await talk.export('m1')).toEqual({ 'g1:2030-01-07|a': 1, 'g1:2030-01-07|s': 1 })
    await talk.erase('m1')
    expect(await found()).toEqual({ started: {}, answered: {}, links: [] })
    expect(await talk.export('m1')).toBeUndefined()
  })

  it('knows under his other key who began what nobody has answered yet', async () => {
    await said(['m2', 0])
    await talk.merge('m2', 'm1')
    await said(['m3', 10])
    expect(await found()).toEqual({ started: { m1: 1 }, answered: { m1: 1 }, links: [] })
    await talk.merge('m3', 'm4')
    talk = await open()
    await said(['m1', 12])
    expect((await found()).links).toEqual([{ between: ['m1', 'm4'], count: 1 }])
  })
})
