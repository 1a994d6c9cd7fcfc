import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Millis } from '../../src/domain/events.js'
import { InHand } from '../../src/domain/in-hand.js'
import { Alarm, type AlarmOptions } from '../../src/queue/alarm.js'
import { VirtualClock } from '../../src/sandbox/clock.js'
import { loseReply } from '../support/lost-reply.js'
import { HOUR, MONDAY } from '../support/outbox-road.js'
import { type TestRedis, testRedis } from '../support/redis.js'

let store: TestRedis
const alarms: Alarm[] = []
let clock: VirtualClock | undefined
beforeAll(async () => {
  store = await testRedis({ persist: true })
})
beforeEach(() => store.redis.flushall())
afterEach(async () => {
  await Promise.all(alarms.splice(0).map(alarm => alarm.sever()))
  clock?.uninstall()
  clock = undefined
})
afterAll(() => store.stop())

type Rung = { id: string; due: Millis }

async function start(given: Partial<AlarmOptions> = {}): Promise<{ alarm: Alarm; rung: Rung[]; errors: Error[] }> {
  const rung: Rung[] = []
  const errors: Error[] = []
  const alarm = new Alarm({
    name: 'bell',
    prefix: 'qg:test',
    connection: { path: store.socket, maxRetriesPerRequest: null },
    redis: store.redis,
    now: Date.now,
    inHand: new InHand(),
    onDue: async (id, due) => void rung.push({ id, due }),
    onError: error => errors.push(error),
    ...given,
  })
  alarms.push(alarm)
  await alarm.start()
  return { alarm, rung, errors }
}

/** Connections to Redis, ours included. */
async function clients(): Promise<number> {
  return String(await store.redis.client('LIST'))
    .trim()
    .split('\n').length
}

/** One that rings: when it has connected anew and rings again, a severed one that did the same would be back too. */
async function oneThatLivesOn(): Promise<{ rings(): Promise<void> }> {
  const { alarm, rung } = await start({ name: 'other' })
  const rings = async () => {
    const times = rung.length + 1
    await alarm.set([{ id: `ring${times}`, due: Date.now() }])
    await expect.poll(() => rung.length).toBe(times)
  }
  await rings()
  return { rings }
}

describe('by the machine’s clock', () => {
  it('rings when it is due, in order, and forgets', async () => {
    const { alarm, rung } = await start()
    const now = Date.now()
    await alarm.set([
      { id: 'second', due: now + 60 },
      { id: 'first', due: now + 20 },
      { id: 'missed', due: now - HOUR },
    ])
    await expect.poll(() => rung.map(({ id }) => id)).toEqual(['missed', 'first', 'second'])
    await expect.poll(() => alarm.next()).toBe(undefined)
    await alarm.set([{ id: 'first', due: now }])
    await expect.poll(() => rung.length).toBe(4)
  })

  it('never rings early', async () => {
    const { alarm, rung } = await start()
    const dues = Array.from({ length: 30 }, (_, i) => ({ id: `a${i}`, due: Date.now() + 20 + i * 3 }))
    const early: string[] = []
    const at = new Map(dues.map(({ id, due }) => [id, due]))
    const { alarm: second } = await start({
      name: 'other',
      onDue: async id => {
        if (Date.now() < (at.get(id) ?? 0)) early.push(id)
        rung.push({ id, due: 0 })
      },
    })
    await second.set(dues)
    await expect.poll(() => rung.length).toBe(30)
    expect(early).toEqual([])
    expect(alarm.pending.size).toBe(0)
  })

  it('takes back at once what a killed process had in its hands', async () => {
    let taken = 0
    const first = await start({
      onDue: () => {
        taken += 1
        return new Promise(() => {})
      },
    })
    await first.alarm.set(['a', 'b', 'c'].map(id => ({ id, due: Date.now() })))
    await expect.poll(() => taken).toBe(3)
    await first.alarm.sever()
    // BullMQ alone would wait for the locks (30 s) and for its next look at stalled jobs (30 s).
    const { rung } = await start()
    await expect.poll(() => rung.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c'])
  })

  it('does so as often as the process is killed', async () => {
    let taken = 0
    const onDue = () => {
      taken += 1
      return new Promise<void>(() => {})
    }
    for (let life = 1; life <= 6; life++) {
      const { alarm } = await start({ onDue })
      if (life === 1) await alarm.set([{ id: 'a', due: Date.now() }])
      await expect.poll(() => taken).toBe(life)
      await alarm.sever()
    }
    const { rung } = await start()
    await expect.poll(() => rung.length).toBe(1)
  })

  it('leaves nothing of a severed life behind that would take from the next', async () => {
    const other = await oneThatLivesOn()
    const before = await clients()
    for (let life = 0; life < 5; life++) {
      const { alarm } = await start()
      await alarm.sever()
    }
    await store.redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await other.rings()
    await expect.poll(clients).toBe(before)
  })

  it('is severed at once also while Redis is away, and stays so when Redis is back', async () => {
    const other = await oneThatLivesOn()
    const before = await clients()
    const { alarm, errors } = await start()
    await alarm.set([{ id: 'a', due: Date.now() + HOUR }])
    await store.server.restart(async () => {
      // An attempt has failed: its connections wait for the next.
      await expect.poll(() => errors.length).toBeGreaterThan(0)
      await alarm.sever()
    })
    await other.rings()
    await expect.poll(clients).toBe(before)
  })

  it('rings on when its work throws, and tells', async () => {
    const seen: string[] = []
    const { alarm, errors } = await start({
      onDue: async id => {
        seen.push(id)
        if (id === 'bad') throw new Error('no')
      },
    })
    await alarm.set(['bad', 'good'].map(id => ({ id, due: Date.now() })))
    await expect.poll(() => seen.sort()).toEqual(['bad', 'good'])
    await expect.poll(() => alarm.pending.size).toBe(0)
    expect(errors.map(({ message }) => message)).toEqual(['no'])
  })

  it('goes on after Redis was restarted, with what was set before and meanwhile', async () => {
    const { alarm, rung } = await start()
    await alarm.set([{ id: 'before', due: Date.now() + 400 }])
    const meanwhile = alarm.set(Array.from({ length: 50 }, (_, i) => ({ id: `meanwhile${i}`, due: Date.now() + 300 })))
    await store.server.restart()
    await meanwhile
    await alarm.set([{ id: 'after', due: Date.now() }])
    await expect.poll(() => rung.length).toBe(52)
    expect(new Set(rung.map(({ id }) => id)).size).toBe(52)
  })
})

describe('taking one back', () => {
  it('works before it rings, and lets ring what rings already', async () => {
    let go = () => {}
    const seen: string[] = []
    const { alarm } = await start({
      onDue: id => {
        seen.push(id)
        return id === 'ringing' ? new Promise(resolve => (go = resolve)) : Promise.resolve()
      },
    })
    await alarm.set([
      { id: 'ringing', due: Date.now() },
      { id: 'later', due: Date.now() + HOUR },
    ])
    await expect.poll(() => seen).toEqual(['ringing'])
    await alarm.cancel('ringing')
    await alarm.cancel('later')
    await alarm.cancel('later')
    go()
    expect(alarm.pending.size).toBe(0)
    await expect.poll(() => store.redis.keys('qg:test:bell:later')).toEqual([])
    await alarm.set([{ id: 'later', due: Date.now() }])
    await expect.poll(() => seen).toEqual(['ringing', 'later'])
  })

  it('is safe at the very moment of ringing', async () => {
    const seen = new Set<string>()
    const { alarm } = await start({ onDue: async id => void seen.add(id) })
    const ids = Array.from({ length: 60 }, (_, i) => `a${i}`)
    const due = Date.now() + 30
    await alarm.set(ids.map(id => ({ id, due })))
    await expect.poll(() => seen.size, { timeout: 5000, interval: 1 }).toBeGreaterThan(0)
    await Promise.all(ids.map(id => alarm.cancel(id)))
    await expect.poll(() => alarm.pending.size).toBe(0)
    expect(await store.redis.zcard('qg:test:bell:delayed')).toBe(0)
  })
})

describe('by a virtual clock', () => {
  it('rings for what has become due, and is in hand until it has rung', async () => {
    clock = new VirtualClock(MONDAY)
    clock.install()
    const inHand = new InHand()
    const { alarm, rung } = await start({ now: clock.now, inHand, virtual: true })
    await alarm.set([1, 2, 3].map(hours => ({ id: `h${hours}`, due: MONDAY + hours * HOUR })))
    expect(alarm.next()).toBe(MONDAY + HOUR)
    expect(inHand.count).toBe(0)
    clock.set(MONDAY + 2 * HOUR)
    await alarm.moved(clock.now())
    expect(inHand.count).toBeGreaterThan(0)
    await inHand.empty()
    expect(rung.map(({ id }) => id).sort()).toEqual(['h1', 'h2'])
    expect(alarm.next()).toBe(MONDAY + 3 * HOUR)
  })

  it('counts at once what is set for this very moment', async () => {
    clock = new VirtualClock(MONDAY)
    clock.install()
    const inHand = new InHand()
    const { alarm, rung } = await start({ now: clock.now, inHand, virtual: true })
    await alarm.set([{ id: 'now', due: MONDAY }])
    await inHand.empty()
    expect(rung).toEqual([{ id: 'now', due: MONDAY }])
  })

  /** BullMQ's scripts by the number of keys they take. */
  const scripts = { 'taking it': 11, 'putting it away': 14 }
  it.each(Object.entries(scripts))('rings once for each, also when the answer to %s is lost', async (_, keys) => {
    clock = new VirtualClock(MONDAY)
    clock.install()
    const inHand = new InHand()
    const { alarm, rung } = await start({ now: clock.now, inHand, virtual: true })
    await alarm.set([1, 2, 3].map(nth => ({ id: `a${nth}`, due: MONDAY + nth })))
    const isLost = loseReply(keys)
    clock.set(MONDAY + HOUR)
    await alarm.moved(clock.now())
    await inHand.empty()
    expect(isLost()).toBe(true)
    expect(rung.map(({ id }) => id).sort()).toEqual(['a1', 'a2', 'a3'])
    expect(alarm.pending.size).toBe(0)
  })

  it('runs nothing twice, however long the clock stands still or jumps while something is in hand', async () => {
    clock = new VirtualClock(MONDAY)
    clock.install()
    const inHand = new InHand()
    let go = () => {}
    let runs = 0
    const { alarm } = await start({
      now: clock.now,
      inHand,
      virtual: true,
      onDue: () => {
        runs += 1
        return new Promise(resolve => (go = resolve))
      },
    })
    await alarm.set([{ id: 'long', due: MONDAY }])
    await expect.poll(() => runs).toBe(1)
    clock.set(MONDAY + 300 * 24 * HOUR)
    await alarm.moved(clock.now())
    go()
    await inHand.empty()
    expect(runs).toBe(1)
    expect(alarm.pending.size).toBe(0)
  })
})
