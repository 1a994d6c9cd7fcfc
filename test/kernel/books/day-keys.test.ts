import { Command } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addDays } from '../../../src/domain/calendar.js'
import { type Activity, activityBook } from '../../../src/kernel/books/activity.js'
import { openTalk, type Talk } from '../../../src/kernel/books/talk.js'
import { type TestRedis, testRedis } from '../../support/redis.js'

const FIRST = '2030-01-01'
const DAY = 86_400_000
let server: TestRedis
let activity: Activity
let talk: Talk

beforeAll(async () => {
  server = await testRedis()
})
beforeEach(async () => {
  await server.redis.flushall()
  activity = activityBook(server.redis, 'qg:[t]*')
  talk = await openTalk(server.redis, 'qg:[t]*')
})
afterAll(() => server.stop())

/** Somebody writes once on each of so many days, from the given one on. */
async function writes(member: string, days: number, { room = 'g1', from = 0 } = {}): Promise<void> {
  const step = server.redis.multi()
  for (let day = from; day < from + days; day += 1) {
    const spoken = { room, member, date: addDays(FIRST, day), at: Date.parse(FIRST) + day * DAY }
    activity.record(step, spoken)
    talk.record(step, spoken)
  }
  await step.exec()
}

const counts = async (room = 'g1') => Object.fromEntries(await activity.countsOf(room, FIRST, addDays(FIRST, 900)))

/** What a lost connection does: each script is sent again, and the answer is the second one's. */
async function allTwice(work: () => Promise<void>): Promise<void> {
  const send = server.redis.sendCommand.bind(server.redis)
  server.redis.sendCommand = (command, stream) => {
    if (/^eval/.test(command.name)) void send(new Command(command.name, command.args), stream)
    return send(command, stream)
  }
  await work().finally(() => {
    server.redis.sendCommand = send
  })
}

describe('the days of one who turned out to be another', () => {
  it('are his, all of them, and once however often it is done or sent', async () => {
    // Redis knows the scripts from here on.
    await writes('m8', 1, { room: 'g3' })
    await activity.merge('m8', 'm9')
    await writes('m1', 2)
    await writes('m2', 700)
    await writes('m2', 3, { room: 'g2' })
    await writes('m3', 5)
    for (const _ of [1, 2]) {
      await allTwice(() => activity.merge('m2', 'm1'))
      await allTwice(() => talk.merge('m2', 'm1'))
      expect(await counts()).toEqual({ m1: 702, m3: 5 })
      expect(await counts('g2')).toEqual({ m1: 3 })
      expect(await talk.of('g1', addDays(FIRST, 600))).toMatchObject({ started: new Map([['m1', 1]]) })
    }
  })

  it('are found where a crash left some of them behind', async () => {
    await writes('m2', 4)
    const { sendCommand } = server.redis
    let scripts = 0
    server.redis.sendCommand = (command, stream) => {
      if (!/^eval/.test(command.name) || ++scripts < 3) return sendCommand.call(server.redis, command, stream)
      command.reject(new Error('killed'))
      return command.promise
    }
    await expect(activity.merge('m2', 'm1')).rejects.toThrow('killed')
    server.redis.sendCommand = sendCommand
    expect(await counts()).toEqual({ m1: 2, m2: 2 })
    await activityBook(server.redis, 'qg:[t]*').merge('m2', 'm1')
    expect(await counts()).toEqual({ m1: 4 })
  })

  it('are found too when they came after Redis was looked through, or before this process', async () => {
    await writes('m2', 1)
    activity = activityBook(server.redis, 'qg:[t]*')
    talk = await openTalk(server.redis, 'qg:[t]*')
    await activity.merge('m7', 'm8')
    await talk.merge('m7', 'm8')
    await writes('m2', 2, { from: 1 })
    await writes('m2', 1, { room: 'g2' })
    await activity.merge('m2', 'm1')
    await talk.merge('m2', 'm1')
    expect([await counts(), await counts('g2')]).toEqual([{ m1: 3 }, { m1: 1 }])
    for (const day of [0, 1, 2]) expect((await talk.of('g1', addDays(FIRST, day))).started.get('m1')).toBe(1)
    await activity.erase('m1')
    expect([await counts(), await counts('g2')]).toEqual([{}, {}])
  })
})
