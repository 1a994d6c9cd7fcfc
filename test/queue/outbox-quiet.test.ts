import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  DAY,
  dm,
  HOUR,
  invite,
  kick,
  MINUTE,
  MONDAY,
  type OutboxRoad,
  outboxRoad,
  type RoadOptions,
  say,
  shanghai,
} from '../support/outbox-road.js'
import { type TestRedis, testRedis } from '../support/redis.js'

let store: TestRedis
const roads: OutboxRoad[] = []
beforeAll(async () => {
  store = await testRedis({ persist: true })
})
beforeEach(() => store.redis.flushall())
afterEach(async () => {
  for (const road of roads.splice(0)) {
    await road.close()
    expect(road.errors).toEqual([])
  }
})
afterAll(() => store.stop())

async function openRoad(options: Omit<RoadOptions, 'socket'> = {}): Promise<OutboxRoad> {
  const road = await outboxRoad({ socket: store.socket, ...options })
  roads.push(road)
  return road
}

describe('quiet hours', () => {
  const night = { start: shanghai(MONDAY, 23), quiet: [22, 7] as const }
  const morning = shanghai(MONDAY, 7) + DAY
  const long = '长'.repeat(61)

  it('hold everything but kicks, friendships and answers of one line', async () => {
    const road = await openRoad(night)
    road.connected = false
    await road.post({ action: say('g1', 'notice'), manner: 'notice' })
    await road.post({ action: say('g1', 'unasked'), manner: 'unasked' })
    await road.post({ action: invite('g1', 'lu'), manner: 'notice' })
    await road.post({ action: dm('zhou', 'K1 …'), manner: 'notice' })
    await road.post({ action: kick('g1', 'ad'), manner: 'notice' })
    await road.post({ action: { act: 'befriend', member: 'lu', request: 'r1' }, manner: 'notice' })
    await road.post({ action: say('g1', '短'.repeat(60)) })
    await road.post({ action: dm('lin', long) })
    road.connected = true
    await road.outbox.pump()
    await road.advance(HOUR)
    const shown = road.reached.map(({ action }) => ('text' in action ? action.text : action.act))
    expect(shown).toEqual(['kick', '短'.repeat(60), long, 'befriend'])
    await road.until(morning - 1)
    expect(road.reached).toHaveLength(4)
    await road.until(morning)
    expect(road.reached).toHaveLength(7)
  })

  it('begin at their first minute and end at their last: [from, to)', async () => {
    const road = await openRoad({ ...night, start: shanghai(MONDAY, 22) - 1 })
    await road.post({ action: say('g1', 'before'), manner: 'notice' })
    await road.idle()
    expect(road.texts).toEqual(['before'])
    await road.advance(1)
    await road.post({ action: say('g1', 'after'), manner: 'notice' })
    await road.until(morning)
    expect(road.reached[1]?.at).toBe(morning)
  })

  it('do not let a long answer keep a short one waiting', async () => {
    const road = await openRoad(night)
    await road.post({ action: say('g1', long) })
    await road.post({ action: say('g1', 'short') })
    await road.advance(MINUTE)
    expect(road.texts).toEqual(['short'])
  })

  it('end in one message for each room, and each part is told how it ended', async () => {
    const road = await openRoad(night)
    await road.post({
      id: 'a',
      action: { ...say('g1', '早起 5 人'), mentions: ['x', 'y'] },
      manner: 'unasked',
      origin: 'check-in',
    })
    await road.post({ id: 'b', action: say('g2', '别的群'), manner: 'notice' })
    await road.post({ id: 'c', action: say('g1', '已移出小鹿'), manner: 'notice', origin: 'kernel', case: 'K1' })
    await road.post({
      id: 'd',
      action: { ...say('g1', '今晚话题'), mentions: ['y', 'z'] },
      manner: 'notice',
      origin: 'topics',
    })
    await road.post({ id: 'e', action: dm('zhou', '私信'), manner: 'notice' })
    await road.until(morning + HOUR)
    expect(road.reached.map(({ action }) => action)).toEqual([
      { act: 'say', room: 'g1', text: '早起 5 人\n\n已移出小鹿\n\n今晚话题', mentions: ['x', 'y', 'z'] },
      say('g2', '别的群'),
      dm('zhou', '私信'),
    ])
    const told = [...road.settled].sort((one, other) => one.id.localeCompare(other.id))
    expect(told).toEqual([
      { id: 'a', action: { ...say('g1', '早起 5 人'), mentions: ['x', 'y'] }, origin: 'check-in', outcome: 'done' },
      { id: 'b', action: say('g2', '别的群'), origin: 'test', outcome: 'done' },
      { id: 'c', action: say('g1', '已移出小鹿'), origin: 'kernel', case: 'K1', outcome: 'done' },
      { id: 'd', action: { ...say('g1', '今晚话题'), mentions: ['y', 'z'] }, origin: 'topics', outcome: 'done' },
      { id: 'e', action: dm('zhou', '私信'), origin: 'test', outcome: 'done' },
    ])
    for (const id of ['a', 'c', 'd']) expect(await road.post({ id, action: say('g1', 'again') })).toBe(false)
    await road.advance(HOUR)
    expect(road.reached).toHaveLength(3)
  })

  it('leave out of it what was taken back, has expired, or is meant for later', async () => {
    const road = await openRoad(night)
    await road.post({ id: 'a', action: say('g1', 'a'), manner: 'notice' })
    await road.post({ id: 'gone', action: say('g1', 'gone'), manner: 'notice', unless: [{ is: 'undone', case: 'K1' }] })
    await road.post({ id: 'old', action: say('g1', 'old'), manner: 'notice', expires: morning })
    await road.post({ id: 'later', action: say('g1', 'later'), manner: 'notice', notBefore: morning + HOUR })
    await road.post({ id: 'b', action: say('g1', 'b'), manner: 'notice' })
    road.holds = () => true
    await road.until(morning + 2 * HOUR)
    expect(road.texts).toEqual(['a\n\nb', 'later'])
  })

  it('merge once, also when the message has to be tried again', async () => {
    const road = await openRoad(night)
    for (const text of ['a', 'b', 'c']) await road.post({ id: text, action: say('g1', text), manner: 'notice' })
    let failures = 2
    road.answer = () => (failures-- > 0 ? { ok: false, code: 'network', how: 'again' } : { ok: true })
    await road.until(morning + HOUR)
    expect(road.texts).toEqual(['a\n\nb\n\nc'])
    expect(road.settled.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c'])
  })

  it('cost nobody the time he had', async () => {
    const road = await openRoad({ start: shanghai(MONDAY, 20), quiet: [20, 10] })
    await road.post({ action: say('g1', 'notice'), manner: 'notice' })
    await road.advance(DAY)
    expect(road.texts).toEqual(['notice'])
  })
})
