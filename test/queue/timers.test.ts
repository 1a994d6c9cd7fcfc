import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { Alarm } from '../../src/queue/alarm.js'
import type { WantedTimer } from '../../src/queue/timers.js'
import { type Clockwork, clockwork } from '../support/clockwork.js'
import { DAY, HOUR, MINUTE, MONDAY, SECOND } from '../support/outbox-road.js'
import { type TestRedis, testRedis } from '../support/redis.js'

let store: TestRedis
const open: Clockwork[] = []
beforeAll(async () => {
  store = await testRedis({ persist: true })
})
beforeEach(() => store.redis.flushall())
afterEach(async () => {
  for (const works of open.splice(0)) {
    await works.close()
    expect(works.errors).toEqual([])
  }
})
afterAll(() => store.stop())

async function start(): Promise<Clockwork> {
  const works = await clockwork({ socket: store.socket })
  open.push(works)
  return works
}

const digest = (room: string, due: number): WantedTimer => ({ name: 'check-in.digest', room, due })
const daily = ({ due }: { due: number }) => due + DAY
/** How many alarms BullMQ holds, whatever their state. */
const alarms = async () =>
  (await store.redis.zcard('qg:test:timers:delayed')) +
  (await store.redis.llen('qg:test:timers:wait')) +
  (await store.redis.llen('qg:test:timers:active'))

describe('a timer', () => {
  it('runs at its time and sets the next', async () => {
    const works = await start()
    works.next = daily
    await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
    await works.advance(HOUR - 1)
    expect(works.runs).toEqual([])
    await works.advance(3 * DAY)
    expect(works.ran()).toEqual([1, 25, 49].map(hours => `check-in.digest g1 +${hours * HOUR}`))
    expect(works.runs[0]?.run).toBe(`check-in.digest|g1|t${MONDAY + HOUR}`)
    expect(works.timers.dueOf('check-in.digest', 'g1')).toBe(MONDAY + HOUR + 3 * DAY)
    expect(await alarms()).toBe(1)
  })

  it('that wants no further run is gone', async () => {
    const works = await start()
    await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
    await works.advance(DAY)
    expect(works.runs).toHaveLength(1)
    expect(works.timers.size).toBe(0)
    expect(await alarms()).toBe(0)
    expect(await store.redis.hlen('qg:test:timers:next')).toBe(0)
  })

  it('runs in many rooms at one moment', async () => {
    const works = await start()
    works.next = daily
    const rooms = Array.from({ length: 200 }, (_, i) => `g${i}`)
    await works.timers.reconcile(rooms.map(room => digest(room, MONDAY + HOUR)))
    await works.advance(DAY)
    expect(works.runs.map(({ room }) => room).sort()).toEqual([...rooms].sort())
    await works.advance(DAY)
    expect(works.runs).toHaveLength(400)
  })

  it('whose run fails is told of, and runs again after a restart, for nobody knows how far it came', async () => {
    const works = await start()
    works.next = () => Promise.reject(new Error('no'))
    await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
    await works.advance(2 * HOUR)
    expect(works.errors.splice(0).map(({ message }) => message)).toEqual(['no'])
    works.next = daily
    await works.crash()
    expect(works.ran()).toEqual([`check-in.digest g1 +${HOUR}`, `check-in.digest g1 +${2 * HOUR}`])
    expect(works.runs[0]?.run).toBe(works.runs[1]?.run)
  })
})

describe('reconciling', () => {
  it('adds, moves and removes', async () => {
    const works = await start()
    await works.timers.reconcile([
      digest('g1', MONDAY + HOUR),
      digest('g2', MONDAY + HOUR),
      digest('g3', MONDAY + HOUR),
    ])
    await works.timers.reconcile([
      digest('g1', MONDAY + HOUR),
      digest('g2', MONDAY + 2 * HOUR),
      digest('g4', MONDAY + HOUR),
    ])
    expect(works.timers.size).toBe(3)
    expect(await alarms()).toBe(3)
    await works.advance(DAY)
    expect(works.ran().sort()).toEqual([
      `check-in.digest g1 +${HOUR}`,
      `check-in.digest g2 +${2 * HOUR}`,
      `check-in.digest g4 +${HOUR}`,
    ])
  })

  it('moves a timer to an earlier time, and back', async () => {
    const works = await start()
    await works.timers.reconcile([digest('g1', MONDAY + 2 * HOUR)])
    await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
    await works.timers.reconcile([digest('g1', MONDAY + 2 * HOUR)])
    await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
    await works.advance(DAY)
    expect(works.ran()).toEqual([`check-in.digest g1 +${HOUR}`])
  })

  it('does not touch what is due: it runs, and sets its own next', async () => {
    const works = await start()
    await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
    await works.die()
    await works.crash(2 * HOUR)
    // What `crash` waited for was the run; now the same with the reconcile in between.
    expect(works.ran()).toEqual([`check-in.digest g1 +${2 * HOUR}`])
    works.next = async ({ due }) => {
      await works.timers.reconcile([digest('g2', due + DAY)])
      return due + 2 * DAY
    }
    await works.timers.reconcile([digest('g2', MONDAY + 3 * HOUR)])
    await works.advance(HOUR)
    expect(works.ran().at(-1)).toBe(`check-in.digest g2 +${3 * HOUR}`)
    expect(works.timers.dueOf('check-in.digest', 'g2')).toBe(MONDAY + 3 * HOUR + 2 * DAY)
    expect(await alarms()).toBe(1)
  })

  it('twice at once comes to what the second wants', async () => {
    const works = await start()
    const rooms = ['g1', 'g2', 'g3', 'g4', 'g5']
    const at = (hours: number) => rooms.map(room => digest(room, MONDAY + hours * HOUR))
    await works.timers.reconcile(at(3))
    await Promise.all([works.timers.reconcile(at(2)), works.timers.reconcile(at(3)), works.timers.reconcile(at(2))])
    expect(await alarms()).toBe(5)
    await works.crash()
    await works.advance(DAY)
    expect(works.ran().sort()).toEqual(rooms.map(room => `check-in.digest ${room} +${2 * HOUR}`))
  })

  it('ends with exactly what is wanted, whatever came before', async () => {
    const wanted = fc.uniqueArray(
      fc.record({ room: fc.constantFrom('g1', 'g2', 'g3', 'g4'), hours: fc.integer({ min: 1, max: 4 }) }),
      { selector: ({ room }) => room },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(wanted, fc.boolean()), { minLength: 1, maxLength: 6 }), async wishes => {
        await store.redis.flushall()
        const works = await start()
        let last: WantedTimer[] = []
        for (const [wish, crash] of wishes) {
          last = wish.map(({ room, hours }) => digest(room, MONDAY + hours * HOUR))
          await works.timers.reconcile(last)
          if (crash) await works.crash()
        }
        expect(await alarms()).toBe(last.length)
        await works.advance(DAY)
        expect(works.ran().sort()).toEqual(
          last.map(({ room, due }) => `check-in.digest ${room} +${due - MONDAY}`).sort(),
        )
        await works.close()
        open.pop()
      }),
      { numRuns: 25 },
    )
  })

  it('takes 10,000 timers, at once and again after a restart', async () => {
    const works = await start()
    const many = Array.from({ length: 10_000 }, (_, i) => digest(`g${i}`, MONDAY + HOUR + (i % 97) * MINUTE))
    await works.timers.reconcile(many)
    expect(await alarms()).toBe(10_000)
    await works.crash()
    await works.timers.reconcile(many)
    expect(works.timers.size).toBe(10_000)
    expect(await alarms()).toBe(10_000)
    const moved = many.map((timer, i) => (i % 10 === 0 ? { ...timer, due: timer.due + MINUTE } : timer))
    await works.timers.reconcile(moved)
    expect(await alarms()).toBe(10_000)
    await works.advance(HOUR)
    expect(works.runs).toHaveLength(moved.filter(({ due }) => due === MONDAY + HOUR).length)
  })
})

describe('after an absence', () => {
  it('a run that was missed is handed over with its own time, once', async () => {
    const works = await start()
    works.next = ({ due }) => Math.max(due, works.now) + DAY
    await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
    await works.crash(10 * HOUR)
    expect(works.runs).toMatchObject([{ due: MONDAY + HOUR, at: MONDAY + 10 * HOUR }])
    await works.crash()
    expect(works.runs).toHaveLength(1)
  })

  it('several runs that were missed come one after the other, each with its own time', async () => {
    const works = await start()
    works.next = daily
    await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
    await works.crash(3 * DAY)
    expect(works.runs.map(({ due }) => due)).toEqual([0, 1, 2].map(days => MONDAY + HOUR + days * DAY))
    expect(works.runs.every(({ at }) => at === MONDAY + 3 * DAY)).toBe(true)
  })

  it('what was in hand when the process died runs again at once, as the same run', async () => {
    const works = await start()
    works.next = () => {
      void works.die()
      return new Promise(() => {})
    }
    await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
    works.clock.set(MONDAY + HOUR)
    await works.timers.moved(works.now)
    await expect.poll(() => works.runs.length).toBe(1)
    works.next = daily
    await works.crash()
    expect(works.runs).toHaveLength(2)
    expect(works.runs[0]).toEqual(works.runs[1])
    await works.crash()
    expect(works.runs).toHaveLength(2)
  })

  it('what ran and was noted does not run again when the process died before BullMQ knew', async () => {
    const works = await start()
    works.next = daily
    await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
    await works.advance(2 * HOUR)
    expect(works.runs).toHaveLength(1)
    await works.die()
    // As it is when the note was written and the job not yet completed: the alarm is still in BullMQ.
    const again = await clockwork({ socket: store.socket, start: MONDAY + 2 * HOUR })
    open.push(again)
    await again.timers.reconcile([digest('g1', MONDAY + HOUR)])
    await again.timers.moved(again.now)
    await again.idle()
    expect(again.runs).toEqual([])
  })

  it('a death at any command to Redis loses no run and no successor', async () => {
    for (const when of ['before', 'after'] as const) {
      // So many commands a run needs: the wake-up, and the note of it in one transaction.
      for (let nth = 1; nth <= 6; nth++) {
        await store.redis.flushall()
        const works = await start()
        works.next = daily
        await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
        works.diesAtCommand = { left: nth, when }
        await works.advance(HOUR)
        // Back only after the next run was missed: nothing but what Redis holds tells of it.
        await works.crash(DAY)
        works.diesAtCommand = undefined
        await works.advance(HOUR)
        const dues = new Set(works.runs.map(({ due }) => due))
        expect([...dues]).toEqual([MONDAY + HOUR, MONDAY + HOUR + DAY])
        // Again only if the note of it was not written.
        expect(works.runs.length).toBeLessThanOrEqual(3)
        await works.close()
        open.pop()
      }
    }
  })
})

describe('a job for later', () => {
  const job = (id: string, after: number, data: unknown = null) => ({
    id,
    name: 'rules.remind',
    room: 'g1',
    due: MONDAY + after,
    data,
  })

  it('runs once at its time, with what was handed in, over a crash', async () => {
    const works = await start()
    await works.timers.later(job('rules|g1|lu', HOUR, { text: '长\ud800', list: [1, 2] }))
    await works.crash()
    await works.advance(2 * HOUR)
    expect(works.jobs).toEqual([{ ...job('rules|g1|lu', HOUR, { text: '长\ud800', list: [1, 2] }), at: MONDAY + HOUR }])
    expect(works.timers.size).toBe(0)
    await works.crash()
    expect(works.jobs).toHaveLength(1)
  })

  it('is moved by the same id, earlier and later, with new data', async () => {
    const works = await start()
    await works.timers.later(job('a', HOUR, 1))
    await works.timers.later(job('a', 3 * HOUR, 2))
    await works.timers.later(job('b', 3 * HOUR, 1))
    await works.timers.later(job('b', HOUR, 2))
    await works.timers.later(job('c', HOUR, 1))
    await works.timers.later(job('c', HOUR, 2))
    await works.crash()
    await works.advance(DAY)
    const seen = works.jobs.map(({ id, at, data }) => `${id} +${(at - MONDAY) / HOUR} ${data}`)
    expect(seen.sort()).toEqual(['a +3 2', 'b +1 2', 'c +1 2'])
    expect(await alarms()).toBe(0)
  })

  it('is taken back', async () => {
    const works = await start()
    await works.timers.later(job('a', HOUR))
    await works.timers.cancel('a')
    await works.timers.cancel('a')
    await works.timers.cancel('never there')
    await works.crash()
    await works.advance(DAY)
    expect(works.jobs).toEqual([])
    await works.timers.later(job('a', 2 * DAY))
    await works.advance(2 * DAY)
    expect(works.jobs).toHaveLength(1)
  })

  it('that is due now runs now', async () => {
    const works = await start()
    await works.timers.later(job('a', 0))
    await works.idle()
    expect(works.jobs).toHaveLength(1)
  })

  it('is set again from its own run: later, or for this very moment', async () => {
    const works = await start()
    let rounds = 0
    works.job = async ({ id, due }) => {
      rounds += 1
      if (rounds < 4) await works.timers.later({ ...job(id, 0), due: due + HOUR, data: rounds })
      else if (rounds < 6) await works.timers.later({ ...job(id, 0), due, data: rounds })
    }
    await works.timers.later(job('a', HOUR))
    await works.advance(DAY)
    expect(works.jobs.map(({ at, data }) => [(at - MONDAY) / HOUR, data])).toEqual([
      [1, null],
      [2, 1],
      [3, 2],
      [4, 3],
      [4, 4],
      [4, 5],
    ])
    expect(works.timers.size).toBe(0)
    expect(await store.redis.hlen('qg:test:timers:later')).toBe(0)
  })

  it('no longer stands for whoever holds it when it was moved or taken back from elsewhere', async () => {
    const works = await start()
    const stood: boolean[] = []
    works.job = async given => {
      stood.push(works.timers.stands(given))
      if (given.id === 'a') await works.timers.cancel('a')
      else await works.timers.later(job('b', 3 * HOUR))
      stood.push(works.timers.stands(given))
    }
    await works.timers.later(job('a', HOUR))
    await works.timers.later(job('b', 2 * HOUR))
    await works.advance(2 * HOUR)
    expect(stood).toEqual([true, false, true, false])
    works.job = async () => {}
    await works.advance(DAY)
    expect(works.jobs.map(({ id }) => id)).toEqual(['a', 'b', 'b'])
  })

  it('runs again after a crash in the middle of its run, as the same job', async () => {
    const works = await start()
    works.job = () => {
      void works.die()
      return new Promise(() => {})
    }
    await works.timers.later(job('a', HOUR, 'x'))
    works.clock.set(MONDAY + HOUR)
    await works.timers.moved(works.now)
    await expect.poll(() => works.jobs.length).toBe(1)
    works.job = async () => {}
    await works.crash()
    expect(works.jobs).toHaveLength(2)
    expect(works.jobs[0]).toEqual(works.jobs[1])
  })

  it('of any id keeps to itself: with bars, colons, and what looks like a number', async () => {
    const works = await start()
    const ids = ['1', 'a|b|t5', 'later|x', 'kernel|case:K1|question', '长|\u2028', 'a b']
    for (const [i, id] of ids.entries()) await works.timers.later(job(id, (i + 1) * SECOND))
    await works.crash()
    await works.advance(HOUR)
    expect(works.jobs.map(({ id }) => id)).toEqual(ids)
  })
})

describe('a Redis that is restarted', () => {
  it('loses no timer and no job, and they go on', async () => {
    const works = await start()
    works.next = daily
    await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
    const set = Array.from({ length: 30 }, (_, i) =>
      works.timers.later({ id: `j${i}`, name: 'rules.remind', room: 'g1', due: MONDAY + HOUR + i, data: i }),
    )
    await Promise.all([...set, store.server.restart()])
    await works.advance(2 * HOUR)
    expect(works.runs).toHaveLength(1)
    expect(works.jobs.map(({ data }) => data)).toEqual(Array.from({ length: 30 }, (_, i) => i))
    works.errors.length = 0
  })
})

describe('a Redis that refuses to write', () => {
  const refusals = (works: Clockwork) => works.errors.splice(0).map(({ message }) => message)

  it('when a timer is set: the next reconciling sets it', async () => {
    const works = await start()
    works.next = daily
    works.refusals.set('hset', 1)
    await expect(works.timers.reconcile([digest('g1', MONDAY + HOUR)])).rejects.toThrow('MISCONF')
    await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
    await works.advance(3 * DAY)
    expect(works.runs).toHaveLength(3)
  })

  it('when a timer has run: what comes next is told again until it is taken', async () => {
    const works = await start()
    works.next = async run => {
      if (works.runs.length === 1) await store.redis.config('SET', 'maxmemory', '1')
      return daily(run)
    }
    await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
    const days = works.advance(3 * DAY)
    await expect.poll(() => refusals(works).some(message => message.includes('EXECABORT'))).toBe(true)
    await store.redis.config('SET', 'maxmemory', '0')
    await days
    works.errors.splice(0)
    expect(works.runs).toHaveLength(3)
    await works.crash()
    await works.advance(DAY)
    expect(works.runs).toHaveLength(4)
  })

  it('when a timer is taken away: it is, the next time', async () => {
    const works = await start()
    works.next = daily
    await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
    works.refusals.set('hdel', 1)
    await expect(works.timers.reconcile([])).rejects.toThrow('MISCONF')
    await works.timers.reconcile([])
    await works.crash(DAY)
    expect(works.runs).toEqual([])
    expect(works.timers.size).toBe(0)
  })

  it('when a job is set, moved, taken back or over: it stays what it was until Redis took it', async () => {
    const works = await start()
    const job = (due: number) => ({ id: 'a', name: 'rules.remind', room: 'g1', due, data: null })
    works.refusals.set('hset', 1)
    await expect(works.timers.later(job(MONDAY + HOUR))).rejects.toThrow('MISCONF')
    expect(works.timers.size).toBe(0)
    await works.timers.later(job(MONDAY + HOUR))
    works.refusals.set('hset', 1)
    await expect(works.timers.later(job(MONDAY + 9 * HOUR))).rejects.toThrow('MISCONF')
    works.refusals.set('hdel', 1)
    await expect(works.timers.cancel('a')).rejects.toThrow('MISCONF')
    works.job = async () => {
      works.refusals.set('hdel', 1)
    }
    await works.advance(2 * HOUR)
    expect(works.jobs.map(({ at }) => at)).toEqual([MONDAY + HOUR])
    expect(refusals(works)).toEqual(['MISCONF refused: hdel'])
    await works.crash()
    expect(works.jobs).toHaveLength(1)
  })

  it('when the alarm of a timer or a job is set: the next reconciling sets it', async () => {
    const works = await start()
    works.next = daily
    await store.redis.config('SET', 'maxmemory', '1')
    await expect(works.timers.reconcile([digest('g1', MONDAY + HOUR)])).rejects.toThrow('OOM')
    await store.redis.config('SET', 'maxmemory', '0')
    const set = vi.spyOn(Alarm.prototype, 'set').mockRejectedValueOnce(new Error('refused'))
    await expect(works.timers.reconcile([digest('g1', MONDAY + HOUR)])).rejects.toThrow('refused')
    set.mockRejectedValueOnce(new Error('refused'))
    const job = { id: 'a', name: 'rules.remind', room: 'g1', due: MONDAY + HOUR, data: null }
    await expect(works.timers.later(job)).rejects.toThrow('refused')
    set.mockRestore()
    await works.timers.reconcile([digest('g1', MONDAY + HOUR)])
    await works.advance(3 * DAY)
    expect(works.runs).toHaveLength(3)
    expect(works.jobs).toHaveLength(1)
  })
})
