import { describe, expect, it } from 'vitest'
import { capacityConfig } from '../../../../plugins/capacity/config.js'
import { nextLook } from '../../../../plugins/capacity/prune/next-look.js'
import type { Listed, Plan } from '../../../../plugins/capacity/prune/records.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const now = 1000 * DAY

const ctx = { now: () => now, quietUntil: () => undefined, config: capacityConfig.parse({}) }

const due: Listed = { step: 'warned', heard: 'yes', told: now - 7 * DAY, until: now - MINUTE }
const removing = (ago: number): Listed => ({ step: 'removing', case: 'K1', tried: now - ago })

function plan(...listed: Listed[]): Plan {
  const people = Object.fromEntries(listed.map((each, at) => [`m${at}`, each]))
  return { number: 'P1', community: 'c', room: 'g1', by: 'lin', madeAt: now - 8 * DAY, state: 'running', people }
}

describe('when a pruning looks again', () => {
  const cases: [string, Plan, number][] = [
    ['somebody is due and nobody was tried', plan(due, due), MINUTE / 2],
    ['the first was tried just now, the others are due', plan(removing(MINUTE), due, due), MINUTE / 2],
    ['the first hangs for an hour, the others are due', plan(removing(HOUR), due, due), 10 * MINUTE],
    ['the first hangs for a day, the others are due', plan(removing(DAY), due, due), HOUR],
    ['one is gone, another hangs, the others are due', plan({ ...removing(HOUR), step: 'removed' }, due), MINUTE / 2],
    ['all wait for their time', plan({ ...due, until: now + 3 * HOUR }), 3 * HOUR],
  ]
  it.each(cases)('%s', (_, known, span) => {
    expect(nextLook(ctx, known) - now).toBe(span)
  })
})
