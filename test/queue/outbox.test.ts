import { describe, expect, it } from 'vitest'
import {
  create,
  DAY,
  free,
  HOUR,
  invite,
  kick,
  MINUTE,
  MONDAY,
  OutboxRoad,
  SECOND,
  say,
  shipped,
} from '../support/outbox-road.js'
import { roadsOnRedis } from '../support/roads.js'

const { openRoad, roads, store } = roadsOnRedis()

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
