import { describe, expect, it } from 'vitest'
import { DAY, dm, HOUR, MINUTE, MONDAY, type OutboxRoad, say, shanghai } from '../support/outbox-road.js'
import { roadsOnRedis } from '../support/roads.js'

const { openRoad, roads, store } = roadsOnRedis()
const morning = shanghai(MONDAY, 7) + DAY
const gone = (member: string) => [{ is: 'gone', room: 'g1', member }] as const

/** Three texts waited through a night and became one; WeChat said 1205 to it in the morning. */
async function refusedInTheMorning(): Promise<OutboxRoad> {
  const road = await openRoad({ start: shanghai(MONDAY, 23), quiet: [22, 7] as const })
  await road.post({ id: 'a', action: say('g1', '提醒小鹿'), manner: 'notice', unless: gone('lu') })
  await road.post({ id: 'b', action: say('g1', '今天的签到榜'), manner: 'notice' })
  await road.post({ id: 'c', action: say('g1', '八点读书'), manner: 'notice', expires: morning + 10 * MINUTE })
  road.answer = () => ({ ok: false, code: '1205', how: 'often' })
  await road.until(morning + MINUTE)
  expect(road.pauses).toHaveLength(1)
  road.answer = () => ({ ok: true })
  return road
}

const told = (road: OutboxRoad) =>
  road.settled.map(({ id, outcome, code }) => [id, outcome, ...(code === undefined ? [] : [code])].join(' ')).sort()

describe('texts that became one message, which WeChat would not take yet', () => {
  it('go each by its own conditions and its own time', async () => {
    const road = await refusedInTheMorning()
    road.holds = unless => unless.is === 'gone' && unless.member === 'lu'
    await road.until(morning + 8 * HOUR)
    expect(road.texts).toEqual(['今天的签到榜'])
    expect(told(road)).toEqual(['a expired gone', 'b done', 'c expired late'])
  })

  it('leave together where nothing changed', async () => {
    const road = await refusedInTheMorning()
    await road.until(morning + 8 * HOUR)
    expect(road.texts).toEqual(['提醒小鹿\n\n今天的签到榜'])
    expect(told(road)).toEqual(['a done', 'b done', 'c expired late'])
    expect(await road.post({ id: 'a', action: say('g1', '提醒小鹿') })).toBe(false)
  })

  it('can be taken back one by one, the first too', async () => {
    const road = await refusedInTheMorning()
    expect(await road.outbox.withdraw(({ id }) => id === 'a')).toBe(1)
    expect(await road.outbox.withdraw(({ id }) => id === 'a')).toBe(0)
    await road.crash()
    expect(await road.outbox.withdraw(({ id }) => id === 'b')).toBe(1)
    await road.post({ id: 'd', action: dm('lin', '还在'), manner: 'notice' })
    await road.until(morning + 8 * HOUR)
    expect(road.texts).toEqual(['还在'])
    expect(told(road)).toEqual(['c expired late', 'd done'])
    for (const id of ['a', 'b', 'c']) expect(await road.post({ id, action: say('g1', '又') })).toBe(false)
  })

  it('are told how they ended, and none is sent twice, when the process dies at any command to Redis', async () => {
    for (let left = 1; left <= 8; left++) {
      for (const when of ['before', 'after'] as const) {
        const road = await refusedInTheMorning()
        road.holds = unless => unless.is === 'gone' && unless.member === 'lu'
        road.diesAtCommand = { left, when }
        await road.until(morning + HOUR)
        if (!road.alive) await road.crash()
        await road.until(morning + 8 * HOUR)
        // Nobody knows of a text whether it left before a death in the middle.
        const ended = [...new Set(told(road))].map(each => each.replace('b unknown crash', 'b done'))
        expect(ended).toEqual(['a expired gone', 'b done', 'c expired late'])
        expect(road.texts.length).toBeLessThanOrEqual(1)
        if (told(road).includes('b done')) expect(road.texts).toEqual(['今天的签到榜'])
        await road.close()
        roads.splice(0)
        await store.redis.flushall()
      }
    }
  })
})
