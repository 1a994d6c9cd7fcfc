import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Action } from '../../src/domain/actions.js'
import type { Posting } from '../../src/queue/outbox.js'
import { connect } from '../../src/redis/connect.js'
import {
  add,
  create,
  DAY,
  dm,
  free,
  HOUR,
  invite,
  kick,
  MINUTE,
  MONDAY,
  OutboxRoad,
  outboxRoad,
  type RoadOptions,
  say,
  SECOND,
  shanghai,
  shipped,
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

describe('a single action', () => {
  it('leaves, and its end is told to whoever asked for it', async () => {
    const road = await openRoad()
    expect(await road.post({ id: 'hello', action: say('g1', '早'), origin: 'check-in', case: 'K1' })).toBe(true)
    await road.idle()
    expect(road.reached).toEqual([{ at: MONDAY, action: say('g1', '早') }])
    expect(road.settled).toEqual([
      { id: 'hello', action: say('g1', '早'), outcome: 'done', origin: 'check-in', case: 'K1' },
    ])
    expect(road.outbox.waiting).toEqual([])
  })

  it('leaves once for one id: waiting, in hand, done, and after a restart', async () => {
    const road = await openRoad()
    const posting = { id: 'm1|house|0', action: say('g1', '早') }
    const both = await Promise.all([road.post(posting), road.post(posting)])
    expect(both.sort()).toEqual([false, true])
    await road.idle()
    expect(await road.post(posting)).toBe(false)
    await road.crash()
    expect(await road.post({ ...posting, action: say('g1', '另一句') })).toBe(false)
    await road.advance(HOUR)
    expect(road.texts).toEqual(['早'])
  })

  it('is remembered for seven days, and not for longer', async () => {
    const road = await openRoad()
    await road.post({ id: 'a', action: say('g1', '早') })
    await road.advance(7 * DAY - 1)
    expect(await road.post({ id: 'a', action: say('g1', '早') })).toBe(false)
    await road.advance(1)
    expect(await road.post({ id: 'a', action: say('g1', '早') })).toBe(true)
  })

  it('leaves nothing behind in Redis that grows for ever', async () => {
    const road = await openRoad({ pacing: { ...free, gap: [1, 1] } })
    for (let week = 0; week < 4; week++) {
      for (let i = 0; i < 5; i++) await road.post({ action: say('g1', `${week} ${i}`) })
      await road.advance(8 * DAY)
    }
    await road.post({ action: say('g1', 'last') })
    await road.idle()
    expect(road.texts).toHaveLength(21)
    expect(await store.redis.zcard('qg:test:outbox:done')).toBe(1)
    expect(await store.redis.zcard('qg:test:outbox:sent')).toBe(1)
    expect(await store.redis.hlen('qg:test:outbox:actions')).toBe(0)
    expect((await store.redis.keys('qg:test:outbox:wake*')).length).toBe(0)
  })
})

describe('order', () => {
  it('keeps what is said in one room in order, and rooms out of each other’s way', async () => {
    const road = await openRoad({ pacing: { ...free, perRoomGap: 10 * SECOND } })
    for (let i = 1; i <= 3; i++) for (const room of ['g1', 'g2']) await road.post({ action: say(room, `${room}-${i}`) })
    await road.advance(HOUR)
    const inRoom = (room: string) => road.texts.filter(text => text.startsWith(room))
    expect(inRoom('g1')).toEqual(['g1-1', 'g1-2', 'g1-3'])
    expect(inRoom('g2')).toEqual(['g2-1', 'g2-2', 'g2-3'])
    expect(road.reached.map(({ at }) => at - MONDAY)).toEqual([0, 0, 10, 10, 20, 20].map(s => s * SECOND))
  })

  it('lets kicks go first, then answers, invitations, new rooms, and last what nobody asked for', async () => {
    const road = await openRoad()
    road.connected = false
    await road.post({ action: say('g1', 'unasked'), manner: 'unasked' })
    await road.post({ action: say('g1', 'notice'), manner: 'notice' })
    await road.post({ action: create('新群') })
    await road.post({ action: invite('g1', 'lu') })
    await road.post({ action: say('g1', 'reply') })
    await road.post({ action: kick('g1', 'ad') })
    road.connected = true
    await road.outbox.pump()
    await road.idle()
    const shown = road.reached.map(({ action }) => ('text' in action ? action.text : action.act))
    expect(shown).toEqual(['kick', 'reply', 'invite', 'create', 'unasked', 'notice'])
  })

  it('keeps nobody waiting behind what its author means for later', async () => {
    const road = await openRoad()
    await road.post({ action: say('g1', 'later'), notBefore: MONDAY + HOUR })
    await road.post({ action: say('g1', 'now') })
    await road.advance(2 * HOUR)
    expect(road.texts).toEqual(['now', 'later'])
    expect(road.reached[1]?.at).toBe(MONDAY + HOUR)
  })

  it('keeps the order in which things were handed in over a restart, also of what comes before the login', async () => {
    const road = await openRoad()
    road.connected = false
    await road.post({ action: say('g1', 'first') })
    await road.post({ action: say('g1', 'second') })
    await road.close()
    roads.pop()
    // A timer that was due while the process was away runs before the login, and posts before `start`.
    const next = new OutboxRoad({ socket: store.socket })
    roads.push(next)
    await next.post({ id: 'third', action: say('g1', 'third') })
    expect(next.texts).toEqual([])
    await next.start()
    await next.post({ id: 'fourth', action: say('g1', 'fourth') })
    await next.idle()
    expect(next.texts).toEqual(['first', 'second', 'third', 'fourth'])
  })

  it('takes what is posted while the pump is at work', async () => {
    const road = await openRoad()
    let said = 0
    road.onPerform = async () => {
      said += 1
      if (said < 20) await road.post({ id: `while-${said}`, action: say('g1', `while ${said}`) })
    }
    await road.post({ id: 'first', action: say('g1', 'first') })
    await road.idle()
    expect(road.texts).toEqual(['first', ...Array.from({ length: 19 }, (_, i) => `while ${i + 1}`)])
    expect(road.settled).toHaveLength(20)
  })
})

describe('cost', () => {
  it('picks up 600 waiting actions 600 times', async () => {
    const road = await openRoad({ pacing: { ...shipped, perDay: 0 } })
    for (let i = 0; i < 600; i++) {
      await road.post({ action: say(`g${i % 30}`, `${i}`), manner: 'notice', expires: MONDAY + 30 * DAY })
    }
    await road.advance(DAY)
    expect(road.reached).toHaveLength(600)
    expect(road.outbox.pickUps).toBe(600)
  })
})

describe('time that runs out', () => {
  it.each([
    { what: 'an answer', posting: { action: say('g1', '早'), manner: 'reply' as const }, lasts: 10 * MINUTE },
    { what: 'a notice', posting: { action: say('g1', '早'), manner: 'notice' as const }, lasts: 12 * HOUR },
    { what: 'a kick', posting: { action: kick('g1', 'lu'), manner: 'reply' as const }, lasts: 12 * HOUR },
    { what: 'what says so', posting: { action: say('g1', '早'), expires: MONDAY + HOUR }, lasts: HOUR },
  ])('drops $what that could not leave', async ({ posting, lasts }) => {
    for (const late of [0, 1]) {
      const road = await openRoad()
      road.connected = false
      await road.post({ id: `late${late}`, ...posting })
      road.clock.set(MONDAY + lasts - 1 + late)
      road.connected = true
      await road.outbox.pump()
      await road.idle()
      expect(road.settled).toMatchObject([late === 0 ? { outcome: 'done' } : { outcome: 'expired', code: 'late' }])
      expect(road.reached).toHaveLength(1 - late)
      await road.close()
      roads.pop()
    }
  })

  it('says so when the time is over, not when the pause is', async () => {
    const road = await openRoad()
    await road.outbox.hold(MONDAY + 5 * HOUR)
    await road.post({ id: 'a', action: say('g1', '早') })
    const told: number[] = []
    road.onSettled = async () => void told.push(road.now)
    await road.advance(5 * HOUR)
    expect(told).toEqual([MONDAY + 10 * MINUTE])
    expect(road.settled).toMatchObject([{ id: 'a', outcome: 'expired', code: 'late' }])
    // One look at the expiry and one at the end of the pause, not one a millisecond.
    expect(road.outbox.pickUps).toBe(1)
  })

  it('is not spent on what cannot leave any more', async () => {
    const road = await openRoad({ pacing: { ...free, gap: [HOUR, HOUR] } })
    await road.post({ action: say('g1', 'sent') })
    await road.post({ action: say('g1', 'stale') })
    await road.post({ action: say('g1', 'fresh'), manner: 'notice' })
    await road.advance(2 * HOUR)
    expect(road.reached.map(({ at }) => at - MONDAY)).toEqual([0, HOUR])
    expect(road.texts).toEqual(['sent', 'fresh'])
  })
})

describe('unless', () => {
  it.each([
    { is: 'gone' as const, room: 'g1', member: 'lu' },
    { is: 'undone' as const, case: 'K1' },
    { is: 'privileged' as const, room: 'g1', member: 'lu' },
  ])('drops a kick when it no longer holds: $is', async unless => {
    const road = await openRoad({ pacing: { ...free, kickGap: MINUTE } })
    await road.post({ action: kick('g1', 'first') })
    await road.post({ id: 'second', action: kick('g1', 'lu'), unless: [unless] })
    await road.advance(30 * SECOND)
    road.holds = asked => JSON.stringify(asked) === JSON.stringify(unless)
    await road.advance(MINUTE)
    expect(road.reached).toHaveLength(1)
    expect(road.settled.at(-1)).toMatchObject({ id: 'second', outcome: 'expired', code: unless.is })
  })

  it('takes back what waits, and remembers its id', async () => {
    const road = await openRoad({ pacing: { ...free, kickGap: MINUTE } })
    await road.post({ action: kick('g1', 'first') })
    await road.post({ id: 'second', action: kick('g1', 'lu'), case: 'K2' })
    expect(await road.outbox.withdraw(record => record.case === 'K2')).toBe(1)
    expect(await road.outbox.withdraw(record => record.case === 'K2')).toBe(0)
    await road.advance(HOUR)
    expect(road.reached).toHaveLength(1)
    expect(await road.post({ id: 'second', action: kick('g1', 'lu'), case: 'K2' })).toBe(false)
    await road.crash()
    await road.advance(HOUR)
    expect(road.reached).toHaveLength(1)
  })

  it('does not take back what is on its way', async () => {
    const road = await openRoad()
    let taken: number | undefined
    road.onPerform = async () => {
      taken = await road.outbox.withdraw(() => true)
    }
    await road.post({ action: kick('g1', 'lu') })
    await road.idle()
    expect(taken).toBe(0)
    expect(road.settled).toMatchObject([{ outcome: 'done' }])
  })
})

describe('WeChat says no', () => {
  it('tries again after 5 s, 30 s and 2 min what failed for a passing reason, then lists it as dead', async () => {
    const road = await openRoad()
    const tried: number[] = []
    road.answer = () => {
      tried.push(road.now - MONDAY)
      return { ok: false, code: 'network', how: 'again' }
    }
    await road.post({ id: 'a', action: say('g1', '早'), origin: 'check-in' })
    await road.advance(HOUR)
    expect(tried).toEqual([0, 5, 35, 155].map(s => s * SECOND))
    expect(road.settled).toMatchObject([{ id: 'a', outcome: 'failed', code: 'network' }])
    expect((await road.outbox.listed()).dead).toMatchObject([{ id: 'a', action: { text: '早' }, origin: 'check-in' }])
    await road.crash()
    expect((await road.outbox.listed()).dead).toHaveLength(1)
    await road.advance(DAY)
    expect(tried).toHaveLength(4)
  })

  it('goes on as if nothing had been when a passing failure passes', async () => {
    const road = await openRoad()
    let failures = 2
    road.answer = () => (failures-- > 0 ? { ok: false, code: 'network', how: 'again' } : { ok: true })
    await road.post({ action: say('g1', 'first') })
    await road.post({ action: say('g1', 'second') })
    await road.advance(HOUR)
    expect(road.texts).toEqual(['first', 'second'])
    expect((await road.outbox.listed()).dead).toEqual([])
  })

  it('takes a thrown error for a passing failure', async () => {
    const road = await openRoad()
    let failures = 1
    road.onPerform = async () => {
      if (failures-- > 0) throw new Error('socket hang up')
    }
    await road.post({ action: say('g1', '早') })
    await road.advance(MINUTE)
    expect(road.texts).toEqual(['早'])
    expect(road.errors.splice(0).map(error => error.message)).toEqual(['socket hang up'])
  })

  it('does not repeat a refused text, and a refused kick once', async () => {
    const road = await openRoad()
    let asked = 0
    road.answer = () => {
      asked += 1
      return { ok: false, code: '1', how: 'refused' }
    }
    await road.post({ id: 'text', action: say('g1', '早') })
    await road.advance(MINUTE)
    expect(asked).toBe(1)
    await road.post({ id: 'kick', action: kick('g1', 'lu') })
    await road.advance(MINUTE)
    expect(asked).toBe(3)
    expect(road.settled).toMatchObject([
      { id: 'text', outcome: 'refused', code: '1' },
      { id: 'kick', outcome: 'refused', code: '1' },
    ])
    expect((await road.outbox.listed()).dead).toEqual([])
  })

  it('does not do again what happened in spite of the refusal', async () => {
    for (const how of ['refused', 'again', 'often', 'tomorrow'] as const) {
      const road = await openRoad()
      road.answer = () => ({ ok: false, code: '1205', how, reached: true })
      await road.post({ id: how, action: kick('g1', `ad-${how}`) })
      await road.advance(3 * DAY)
      expect(road.reached).toHaveLength(1)
      expect(road.settled).toMatchObject([{ id: how, outcome: 'done' }])
      expect(road.pauses).toEqual([])
      await road.close()
      roads.pop()
    }
  })

  it('looks again before it tries a second time: WeChat may show late what it did', async () => {
    const road = await openRoad()
    let looks = 0
    road.look = () => (++looks === 1 ? 'unseen' : 'seen')
    await road.post({ id: 'room', action: create('跑步2群') })
    await road.advance(HOUR)
    expect(road.reached).toHaveLength(1)
    expect(road.settled).toMatchObject([{ id: 'room', outcome: 'done' }])
  })

  it('tries twice what answers yes and does not happen, then says that it was not seen', async () => {
    const road = await openRoad()
    road.answer = () => ({ ok: true, reached: false })
    let tried = 0
    road.onPerform = async () => void tried++
    await road.post({ id: 'a', action: kick('g1', 'lu') })
    await road.advance(HOUR)
    expect(tried).toBe(2)
    expect(road.settled).toMatchObject([{ outcome: 'refused', code: 'unseen' }])
  })

  it('goes on when it cannot even look, and settles what it then sees', async () => {
    const road = await openRoad()
    let blind = 2
    const look = road.look
    road.look = action => {
      if (action.act === 'kick' && blind-- > 0) throw new Error('roster unreadable')
      return look(action)
    }
    await road.post({ id: 'kick', action: kick('g1', 'lu') })
    await road.post({ id: 'text', action: say('g1', '早') })
    await road.idle()
    expect(road.texts).toEqual(['早'])
    await road.advance(10 * MINUTE)
    expect(road.reached).toHaveLength(2)
    expect(road.settled).toMatchObject([
      { id: 'text', outcome: 'done' },
      { id: 'kick', outcome: 'done' },
    ])
    expect(road.errors.splice(0)).toHaveLength(2)
  })
})

describe('"too often" (1205)', () => {
  const often = { ok: false, code: '1205', how: 'often' } as const

  it('rests the kind for 30 min, 2 h, then 24 h at a time, told once a pause, and nothing is lost', async () => {
    const road = await openRoad()
    const tried: number[] = []
    let no = 4
    road.answer = action => {
      if (action.act !== 'kick') return { ok: true }
      tried.push(road.now - MONDAY)
      return no-- > 0 ? often : { ok: true }
    }
    for (const who of ['a', 'b', 'c']) await road.post({ action: kick('g1', who), manner: 'notice' })
    await road.post({ id: 'text', action: say('g1', 'texts go on') })
    await road.idle()
    expect(road.texts).toEqual(['texts go on'])
    await road.advance(4 * DAY)
    const firstTries = [0, 30 * MINUTE, 2.5 * HOUR, 26.5 * HOUR, 50.5 * HOUR]
    expect(tried).toEqual([...firstTries, 50.5 * HOUR, 50.5 * HOUR])
    expect(road.pauses.map(({ kind, until }) => [kind, until - MONDAY])).toEqual([
      ['kick', 30 * MINUTE],
      ['kick', 2.5 * HOUR],
      ['kick', 26.5 * HOUR],
      ['kick', 50.5 * HOUR],
    ])
    expect(road.settled.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done', 'done'])
  })

  it('begins at 30 min again after a yes, also over a restart', async () => {
    const road = await openRoad()
    let no = 2
    road.answer = () => (no-- > 0 ? often : { ok: true })
    await road.post({ action: invite('g1', 'a'), manner: 'notice' })
    await road.advance(3 * HOUR)
    expect(road.reached).toHaveLength(1)
    await road.crash()
    no = 1
    const before = road.now
    await road.post({ action: invite('g1', 'b'), manner: 'notice' })
    await road.advance(HOUR)
    expect(road.pauses.at(-1)?.until).toBe(before + 30 * MINUTE)
    expect(road.reached).toHaveLength(2)
  })

  it('keeps the pause, and the count of refusals, over a crash', async () => {
    const road = await openRoad()
    let no = 2
    road.answer = () => (no-- > 0 ? often : { ok: true })
    await road.post({ action: invite('g1', 'a'), manner: 'notice' })
    await road.advance(10 * MINUTE)
    await road.crash()
    await road.advance(19 * MINUTE)
    expect(road.pauses).toHaveLength(1)
    await road.advance(MINUTE)
    expect(road.pauses.map(({ until }) => until - MONDAY)).toEqual([30 * MINUTE, 2.5 * HOUR])
    await road.advance(2 * HOUR)
    expect(road.reached).toHaveLength(1)
  })

  it('lets the answers that nobody waits for any more go', async () => {
    const road = await openRoad()
    let no = 1
    road.answer = () => (no-- > 0 ? often : { ok: true })
    await road.post({ id: 'reply', action: say('g1', 'reply') })
    await road.post({ id: 'notice', action: say('g2', 'notice'), manner: 'notice' })
    await road.advance(HOUR)
    expect(road.texts).toEqual(['notice'])
    expect(road.settled).toMatchObject([
      { id: 'reply', outcome: 'expired' },
      { id: 'notice', outcome: 'done' },
    ])
  })

  it('tries on the next day at 10:00 what WeChat says to try tomorrow (明日)', async () => {
    const road = await openRoad({ start: shanghai(MONDAY, 21) })
    let no = 1
    road.answer = () => (no-- > 0 ? { ok: false, code: '-1', how: 'tomorrow' } : { ok: true })
    await road.post({ action: create('跑步2群'), manner: 'notice' })
    await road.advance(DAY)
    expect(road.reached).toMatchObject([{ at: shanghai(MONDAY, 10) + DAY }])
    expect(road.pauses).toMatchObject([{ kind: 'create', until: shanghai(MONDAY, 10) + DAY }])
  })
})

describe('the stop button', () => {
  it('holds everything, kicks too, until its time, over a crash', async () => {
    const road = await openRoad()
    await road.outbox.hold(MONDAY + 2 * HOUR)
    await road.post({ action: kick('g1', 'lu') })
    await road.post({ action: say('g1', '早'), manner: 'notice' })
    await road.advance(HOUR)
    await road.crash()
    await road.advance(HOUR - 1)
    expect(road.reached).toEqual([])
    await road.advance(1)
    expect(road.reached.map(({ at }) => at)).toEqual([MONDAY + 2 * HOUR, MONDAY + 2 * HOUR])
  })

  it('lets go at once', async () => {
    const road = await openRoad()
    await road.outbox.hold(MONDAY + 2 * HOUR)
    await road.post({ action: say('g1', '早') })
    await road.advance(MINUTE)
    await road.outbox.hold(0)
    await road.idle()
    expect(road.reached).toMatchObject([{ at: MONDAY + MINUTE }])
  })

  it('keeps what waited, however long it was held', async () => {
    const road = await openRoad()
    road.connected = false
    await road.post({ action: kick('g1', 'before') })
    road.connected = true
    await road.outbox.hold(MONDAY + 2 * DAY)
    await road.post({ action: say('g1', 'meanwhile'), manner: 'notice' })
    await road.advance(2 * DAY)
    expect(road.reached).toHaveLength(2)
  })
})

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
    await road.post({ id: 'a', action: { ...say('g1', '早起 5 人'), mentions: ['x', 'y'] }, manner: 'unasked', origin: 'check-in' })
    await road.post({ id: 'b', action: say('g2', '别的群'), manner: 'notice' })
    await road.post({ id: 'c', action: say('g1', '已移出小鹿'), manner: 'notice', origin: 'kernel', case: 'K1' })
    await road.post({ id: 'd', action: { ...say('g1', '今晚话题'), mentions: ['y', 'z'] }, manner: 'notice', origin: 'topics' })
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

describe('a crash', () => {
  it('before a text left: it is unknown, listed, and not repeated', async () => {
    for (const when of ['before', 'after'] as const) {
      const road = await openRoad()
      road.dies = () => when
      await road.post({ id: when, action: say('g1', '早'), origin: 'check-in' })
      await road.idle()
      expect(road.reached).toHaveLength(when === 'after' ? 1 : 0)
      expect(road.settled).toEqual([])
      await road.crash(HOUR)
      await road.advance(HOUR)
      expect(road.reached).toHaveLength(when === 'after' ? 1 : 0)
      expect(road.settled).toMatchObject([{ id: when, outcome: 'unknown', origin: 'check-in' }])
      expect((await road.outbox.listed()).unknown).toMatchObject([{ id: when, action: { text: '早' } }])
      expect(await road.post({ id: when, action: say('g1', '早') })).toBe(false)
      await road.close()
      roads.pop()
      await store.redis.flushall()
    }
  })

  it('repeats a text whose author says that a double does no harm', async () => {
    const road = await openRoad()
    road.dies = () => 'before'
    await road.post({ id: 'a', action: say('g1', '早'), ifUnknown: 'resend' })
    await road.idle()
    await road.crash()
    await road.idle()
    expect(road.texts).toEqual(['早'])
    expect(road.settled).toMatchObject([{ id: 'a', outcome: 'done' }])
  })

  it.each([
    ['kick', kick('g1', 'lu')],
    ['add', add('g1', 'lu')],
    ['create', create('跑步2群')],
    ['topic', { act: 'topic', room: 'g1', topic: '跑步1群（新）' }],
    ['befriend', { act: 'befriend', member: 'lu', request: 'r1' }],
  ] as const)('after a %s that happened settles it as done; before, does it', async (_, action) => {
    for (const when of ['before', 'after'] as const) {
      const road = await openRoad()
      road.dies = () => when
      await road.post({ id: when, action })
      await road.idle()
      await road.crash()
      await road.advance(HOUR)
      expect(road.reached).toHaveLength(1)
      expect(road.settled).toMatchObject([{ id: when, outcome: 'done' }])
      expect((await road.outbox.listed()).unknown).toEqual([])
      await road.close()
      roads.pop()
      await store.redis.flushall()
    }
  })

  it('while the end is being told tells it again', async () => {
    const road = await openRoad()
    let told = 0
    road.onSettled = () => {
      told += 1
      return told === 1 ? new Promise(() => {}) : Promise.resolve()
    }
    await road.post({ id: 'a', action: kick('g1', 'lu'), case: 'K1' })
    await expect.poll(() => told).toBe(1)
    await road.crash()
    await road.idle()
    expect(told).toBe(2)
    expect(road.settled).toEqual([{ id: 'a', action: kick('g1', 'lu'), case: 'K1', origin: 'test', outcome: 'done' }])
    await road.crash()
    await road.idle()
    expect(told).toBe(2)
    expect(road.reached).toHaveLength(1)
  })

  it('in the middle of a merged message loses and repeats no part of it', async () => {
    const road = await openRoad({ start: shanghai(MONDAY, 23), quiet: [22, 7] })
    for (const id of ['a', 'b', 'c']) await road.post({ id, action: say('g1', id), manner: 'notice' })
    road.dies = () => 'after'
    await road.until(shanghai(MONDAY, 8) + DAY)
    await road.crash()
    await road.advance(DAY)
    expect(road.texts).toEqual(['a\n\nb\n\nc'])
    expect(road.settled.map(({ id, outcome }) => `${id} ${outcome}`).sort()).toEqual(['a unknown', 'b unknown', 'c unknown'])
    expect((await road.outbox.listed()).unknown).toHaveLength(1)
  })

  it('does not let the next send come sooner than the gap', async () => {
    const road = await openRoad({ pacing: { ...shipped } })
    await road.post({ action: invite('g1', 'a'), manner: 'notice' })
    await road.post({ action: invite('g1', 'b'), manner: 'notice' })
    await road.post({ action: say('g2', 'text'), manner: 'notice' })
    await road.idle()
    await road.crash()
    await road.advance(HOUR)
    const [first, text, second] = road.reached.map(({ at }) => at)
    expect(text).toBeGreaterThanOrEqual((first ?? 0) + 1500)
    expect(second).toBeGreaterThanOrEqual((first ?? 0) + 25 * SECOND)
  })

  it('finds an orderly stop to have finished the action in hand', async () => {
    const road = await openRoad()
    let taken = () => {}
    const inHand = new Promise<void>(resolve => {
      taken = resolve
    })
    let go = () => {}
    road.onPerform = () => {
      taken()
      return new Promise(resolve => {
        go = resolve
      })
    }
    await road.post({ id: 'a', action: say('g1', 'a') })
    await road.post({ id: 'b', action: say('g1', 'b') })
    await inHand
    road.onPerform = async () => {}
    const restarted = road.restart()
    go()
    await restarted
    await road.idle()
    expect(road.texts).toEqual(['a', 'b'])
    expect(road.settled.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
  })
})

describe('without a connection to WeChat', () => {
  it('keeps everything until it is back', async () => {
    const road = await openRoad()
    road.connected = false
    await road.post({ action: say('g1', '早'), manner: 'notice' })
    await road.advance(HOUR)
    expect(road.reached).toEqual([])
    road.connected = true
    await road.outbox.pump()
    await road.idle()
    expect(road.texts).toEqual(['早'])
  })
})

describe('over random orders and crashes', () => {
  const actions = fc.constantFrom(
    ...['g1', 'g2'].flatMap(room => [say(room, 'x'), say(room, 'y'), kick(room, 'ad'), invite(room, 'lu'), add(room, 'lu')]),
  )
  const deed = fc.record({
    action: actions,
    after: fc.oneof(fc.constant(0), fc.nat(5 * SECOND), fc.nat(20 * MINUTE)),
    dies: fc.oneof(
      { weight: 5, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constantFrom('before' as const, 'after' as const) },
    ),
  })

  it('nothing is lost or done twice, at most what was in hand is unknown, and no limit is exceeded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 30, size: 'max' }), fc.nat(), async (deeds, seed) => {
        await store.redis.flushall()
        const pacing = { ...shipped, perRoomGap: 4 * SECOND, perMinute: 6, kicksPerHour: 2, inviteGap: [20 * SECOND, 40 * SECOND] as const }
        let drawn = seed
        const road = await openRoad({ pacing, random: () => (drawn = (drawn * 1103515245 + 12345) % 2147483648) / 2147483648 })
        let deaths = 0
        for (const [i, { action, after, dies }] of deeds.entries()) {
          // Each is of a person of its own, so that what is seen of one says nothing of another.
          const own = 'member' in action ? { ...action, member: `m${i}` } : { ...action, text: `${i}` }
          if (dies !== undefined) road.dies = () => dies
          await road.post({ id: `d${i}`, action: own, manner: 'notice', expires: MONDAY + 30 * DAY })
          await road.advance(after)
          if (!road.alive) {
            deaths += 1
            await road.crash(after)
          }
        }
        road.dies = () => undefined
        await road.advance(20 * DAY)
        expect(road.settled.map(({ id }) => id).sort()).toEqual(deeds.map((_, i) => `d${i}`).sort())
        const unknown = road.settled.filter(({ outcome }) => outcome === 'unknown')
        expect(road.settled.filter(({ outcome }) => outcome !== 'unknown' && outcome !== 'done')).toEqual([])
        expect(unknown.length).toBeLessThanOrEqual(deaths)
        expect((await road.outbox.listed()).unknown).toHaveLength(unknown.length)
        const reached = road.reached.map(({ action }) => JSON.stringify(action))
        expect(new Set(reached).size).toBe(reached.length)
        expect(reached.length).toBeGreaterThanOrEqual(deeds.length - unknown.length)
        const at = (which: (action: Action) => boolean) => road.reached.filter(each => which(each.action)).map(each => each.at)
        const gaps = (times: number[]) => times.slice(1).map((time, i) => time - (times[i] ?? 0))
        expect(Math.min(DAY, ...gaps(at(() => true)))).toBeGreaterThanOrEqual(1500)
        expect(Math.min(DAY, ...gaps(at(({ act }) => act === 'kick')))).toBeGreaterThanOrEqual(5 * SECOND)
        expect(Math.min(DAY, ...gaps(at(({ act }) => act === 'invite' || act === 'add')))).toBeGreaterThanOrEqual(20 * SECOND)
        const kicks = at(({ act }) => act === 'kick')
        kicks.forEach((time, i) => expect(time - (kicks[i - 2] ?? 0)).toBeGreaterThanOrEqual(HOUR))
        await road.close()
        roads.pop()
      }),
      { numRuns: 25 },
    )
  })
})

describe('a death at any command to Redis', () => {
  const deeds = [
    { id: 'text', action: say('g1', 'text') },
    { id: 'kick', action: kick('g1', 'ad') },
    { id: 'late', action: say('g1', 'late'), notBefore: MONDAY + MINUTE },
    { id: 'harmless', action: say('g2', 'harmless'), ifUnknown: 'resend' as const },
    { id: 'room', action: create('新群') },
  ]
  it.each(['before', 'after'] as const)('%s it was sent: what was accepted is done once, or unknown and listed', async when => {
    let survived = false
    for (let nth = 1; !survived; nth++) {
      await store.redis.flushall()
      const road = await openRoad({ pacing: { ...free, gap: [SECOND, SECOND] } })
      road.diesAtCommand = { left: nth, when }
      const accepted = new Set<string>()
      for (const deed of deeds) await road.post(deed).then(yes => yes && accepted.add(deed.id), () => undefined)
      await road.advance(HOUR)
      survived = road.alive
      if (!road.alive) await road.crash()
      road.diesAtCommand = undefined
      await road.advance(2 * HOUR)
      const ended = road.settled.map(({ id, outcome }) => `${id} ${outcome}`)
      // Told twice perhaps, if the death came while it was told; but never two ends.
      const ends = new Set(ended)
      for (const id of accepted) expect([...ends].filter(end => end.startsWith(`${id} `))).toHaveLength(1)
      expect([...ends].filter(end => end.endsWith(' unknown')).length).toBeLessThanOrEqual(1)
      expect([...ends].filter(end => !/ (done|unknown)$/.test(end))).toEqual([])
      const reached = road.reached.map(({ action }) => JSON.stringify(action))
      const doubled = reached.filter((text, i) => reached.indexOf(text) < i)
      expect(doubled.filter(text => !text.includes('harmless'))).toEqual([])
      expect((await road.outbox.listed()).unknown).toHaveLength([...ends].filter(end => end.endsWith(' unknown')).length)
      expect(await store.redis.hlen('qg:test:outbox:actions')).toBe(0)
      await road.close()
      roads.pop()
    }
  })
})

describe('a Redis that is restarted', () => {
  it('loses nothing that was handed in, and doubles nothing', async () => {
    const road = await openRoad({ pacing: { ...free, gap: [SECOND, SECOND] } })
    const posting = (i: number): Partial<Posting> & Pick<Posting, 'action'> => ({
      id: `p${i}`,
      action: say(`g${i % 5}`, `${i}`),
      manner: 'notice',
    })
    await road.post(posting(0))
    const posted = Array.from({ length: 100 }, (_, i) => road.post(posting(i + 1)))
    const restarted = store.server.restart()
    await Promise.all([...posted, restarted])
    await road.advance(HOUR)
    expect(road.texts.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 101 }, (_, i) => i))
    road.errors.length = 0
  })
})

describe('odd texts', () => {
  it.each([
    ['an unpaired surrogate', '\ud800'],
    ['control characters', '\u0000\u0001\u001f\u007f\u2028\u202e'],
    ['a megabyte', '长'.repeat(350_000)],
    ['nothing', ''],
  ])('of %s leave as they are, also over a crash', async (_, text) => {
    const road = await openRoad()
    road.connected = false
    await road.post({ action: say('g1', text), manner: 'notice' })
    road.connected = true
    await road.crash()
    await road.idle()
    expect(road.texts[0]).toBe(text)
  })
})

describe('the records', () => {
  it('answer yes to a hand-in that a broken connection sends twice', async () => {
    const { OutboxRecords } = await import('../../src/queue/outbox-records.js')
    const redis = connect({ socket: store.socket })
    const records = new OutboxRecords(redis, 'qg:test')
    const record = {
      id: 'a',
      origin: 'test',
      manner: 'reply' as const,
      action: say('g1', '早'),
      seq: 1,
      lane: 'reply' as const,
      queuedAt: MONDAY,
      expires: MONDAY + DAY,
      notBefore: MONDAY,
      tries: 0,
      state: 'queued' as const,
    }
    expect(await records.add(record, MONDAY)).toBe(true)
    expect(await records.add(record, MONDAY)).toBe(true)
    expect(await records.add({ ...record, seq: 2 }, MONDAY)).toBe(false)
    redis.disconnect()
  })
})
