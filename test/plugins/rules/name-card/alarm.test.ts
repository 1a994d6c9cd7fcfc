import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alarmAt, turnOf } from '../../../../plugins/rules/name-card/alarm.js'

const MINUTE = 60_000
const times = fc.record({
  now: fc.integer({ min: 10 * MINUTE, max: 20 * MINUTE }),
  /** How long ago the room was looked at, and how far off the next thing is: 1 ms and minutes on both sides of the limits. */
  ago: fc.oneof(fc.integer({ min: 0, max: 5 * MINUTE }), fc.constantFrom(MINUTE, 2 * MINUTE, 2 * MINUTE + 1)),
  ahead: fc.oneof(
    fc.integer({ min: -5 * MINUTE, max: 5 * MINUTE }),
    fc.constantFrom(-1, 0, 1, MINUTE, MINUTE + 1, 2 * MINUTE),
  ),
})

describe('when the job of a room runs', () => {
  it('has something to do whenever it is set for now, and else waits for a later time', () => {
    fc.assert(
      fc.property(times, ({ now, ago, ahead }) => {
        const expected = { first: now + ahead, looked: now - ago, now }
        const at = alarmAt(expected, 0)
        if (turnOf(expected) === 'wait') expect(at).toBeGreaterThan(now)
        else expect(at).toBe(now)
      }),
    )
  })

  it('looks first, and acts when that is known, with no other run than these', () => {
    fc.assert(
      fc.property(times, ({ now, ago, ahead }) => {
        const first = now + ahead
        let looked = now - ago
        const runs: string[] = []
        let at = alarmAt({ first, looked, now }, 0)
        for (; runs.at(-1) !== 'act' && runs.length < 5; ) {
          const turn = turnOf({ first, looked, now: at })
          runs.push(turn)
          if (turn === 'look') looked = at
          if (turn === 'act') expect(at - looked).toBeLessThanOrEqual(2 * MINUTE)
          if (turn === 'act') expect(at).toBeGreaterThanOrEqual(first)
          at = alarmAt({ first, looked, now: at }, turn === 'look' ? at + 20_000 : at + 1)
        }
        expect([['act'], ['look', 'act']]).toContainEqual(runs)
      }),
    )
  })

  it('is never before a time that it is given', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 60 * MINUTE }), ({ now, ago, ahead }, from) => {
        expect(alarmAt({ first: now + ahead, looked: now - ago, now }, from)).toBeGreaterThanOrEqual(
          Math.max(now, from),
        )
      }),
    )
  })
})
