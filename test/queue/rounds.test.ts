import { afterEach, describe, expect, it, vi } from 'vitest'
import { InHand } from '../../src/domain/in-hand.js'
import { Rounds } from '../../src/queue/rounds.js'

const MINUTE = 60_000
afterEach(() => void vi.useRealTimers())

describe('rounds', () => {
  it('under a virtual clock go at their time, and the next is known before the clock may move', async () => {
    const inHand = new InHand()
    let now = 0
    const went: number[] = []
    const rounds = new Rounds({
      now: () => now,
      inHand,
      virtual: true,
      go: async () => {
        went.push(now)
        await Promise.resolve()
        return now + 10 * MINUTE
      },
      onError: error => expect.fail(error.message),
    })
    rounds.start(5 * MINUTE)
    for (let step = 0; step < 3; step++) {
      now = rounds.next() ?? expect.fail('no next round')
      rounds.moved(now)
      await inHand.empty()
    }
    expect(went).toEqual([5, 15, 25].map(minutes => minutes * MINUTE))
    rounds.moved(now + MINUTE)
    expect(went).toHaveLength(3)
  })

  it('go on after a failure, and end when they are stopped', async () => {
    vi.useFakeTimers()
    const errors: string[] = []
    let times = 0
    const rounds = new Rounds({
      now: () => Date.now(),
      inHand: new InHand(),
      go: () => {
        times += 1
        return times === 1 ? Promise.reject(new Error('no line')) : Promise.resolve(Date.now() + MINUTE)
      },
      onError: error => errors.push(error.message),
    })
    rounds.start(Date.now() + MINUTE)
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect([times, errors]).toEqual([1, ['no line']])
    await vi.advanceTimersByTimeAsync(5 * MINUTE)
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(times).toBe(3)
    rounds.stop()
    await vi.advanceTimersByTimeAsync(60 * MINUTE)
    expect(times).toBe(3)
  })
})
