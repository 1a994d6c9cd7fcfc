import { describe, expect, it } from 'vitest'
import { create, DAY, HOUR, invite, kick, MINUTE, MONDAY, SECOND, say, shanghai } from '../support/outbox-road.js'
import { roadsOnRedis } from '../support/roads.js'

const { openRoad, roads } = roadsOnRedis()

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

describe('a session that is over', () => {
  const over = { ok: false, code: '1101', how: 'away' } as const

  it('stops everything until somebody logs in again; nothing is lost, and it was no try', async () => {
    const road = await openRoad()
    let out = true
    let asked = 0
    road.answer = () => {
      asked += 1
      return out ? over : { ok: true }
    }
    for (const text of ['一', '二']) await road.post({ id: text, action: say('g1', text), manner: 'notice' })
    await road.post({ action: kick('g1', 'lu') })
    await road.advance(3 * HOUR)
    expect(asked).toBe(1)
    expect(road.outbox.away).toBe(true)
    out = false
    await road.outbox.loggedIn()
    await road.advance(MINUTE)
    expect(road.reached).toHaveLength(3)
    expect(road.settled.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done'])
    expect((await road.outbox.listed()).dead).toEqual([])
  })

  it('is found again by the next process, which tries once', async () => {
    const road = await openRoad()
    let asked = 0
    road.answer = () => {
      asked += 1
      return over
    }
    await road.post({ action: say('g1', '一'), manner: 'notice' })
    await road.advance(HOUR)
    await road.crash()
    await road.advance(HOUR)
    expect(asked).toBe(2)
    expect(road.outbox.waiting).toMatchObject([{ tries: 0 }])
  })
})

describe('a new room', () => {
  it.each(['often', 'tomorrow', 'again', 'refused'] as const)('that is there after all is found (%s)', async how => {
    const road = await openRoad()
    const visible = road.now + 100_000
    road.answer = () => ({ ok: false, code: '1', how, reached: true })
    const look = road.look
    road.look = action => (road.now < visible ? 'unseen' : look(action))
    await road.post({ id: how, action: create('2群'), manner: 'notice' })
    await road.advance(10 * MINUTE)
    expect(road.reached).toHaveLength(1)
    expect(road.settled).toMatchObject([{ id: how, outcome: 'done' }])
  })

  it('that was never made is not asked for twice after a yes', async () => {
    const road = await openRoad()
    let asked = 0
    road.answer = () => {
      asked += 1
      return { ok: true, reached: false }
    }
    await road.post({ action: create('2群'), manner: 'notice' })
    await road.advance(DAY)
    expect(asked).toBe(1)
    expect(road.settled).toMatchObject([{ outcome: 'refused', code: 'unseen' }])
  })
})
