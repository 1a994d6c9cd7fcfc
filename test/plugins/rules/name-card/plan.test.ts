import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Next, nextFor, type Terms } from '../../../../plugins/rules/name-card/plan.js'
import type { Tended } from '../../../../plugins/rules/name-card/records.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const shipped: Terms = { grace: 48 * HOUR, remindAt: [2 * HOUR, 24 * HOUR, 40 * HOUR], atTheEnd: 'report' }
const kicking: Terms = { ...shipped, atTheEnd: 'kick' }

/** Somebody who came at 0 with a card out of shape, and was reminded by these steps at these hours. */
function came(reminders: Record<number, number> = {}, more: Partial<Tended> = {}): Tended {
  return {
    since: 0,
    seen: 0,
    reminders: Object.entries(reminders).map(([step, hour]) => ({
      step: Number(step),
      at: hour * HOUR,
      message: `m${step}`,
      out: true as const,
    })),
    ...more,
  }
}

/** What is done to somebody who never minds, hour by hour, when every reminder leaves at once. */
function life(terms: Terms, start: Tended = came()): string[] {
  const done: string[] = []
  let person = start
  for (let now = person.seen; now < person.seen + 200 * HOUR; now += 10 * MINUTE) {
    const next = nextFor(person, terms, now)
    if (!next || next.at > now) continue
    done.push(`${next.do} ${now / HOUR}`)
    if (next.do === 'end') return done
    const reminder = { step: next.step, at: now, message: `m${done.length}`, out: true as const }
    person = { ...person, reminders: [...person.reminders, reminder] }
  }
  return done
}

describe('what comes next for somebody whose card is out of shape', () => {
  it('is every reminder at its time, and the end of the grace', () => {
    expect(life(shipped)).toEqual(['remind 2', 'remind 24', 'remind 40', 'end 48'])
    expect(life(kicking)).toEqual(['remind 2', 'remind 24', 'remind 40', 'end 48'])
  })

  it.each<[what: string, person: Tended, terms: Terms, now: number, next: Next | undefined]>([
    ['one reminder for two that are overdue', came(), shipped, 25 * HOUR, { do: 'remind', step: 1, at: 24 * HOUR }],
    ['nothing once it is over', came({}, { over: HOUR }), kicking, 60 * HOUR, undefined],
    ['nothing while he is to be thanked', came({ 0: 2 }, { thanks: HOUR }), shipped, 3 * HOUR, undefined],
    [
      'no reminder for what was past when he was first seen',
      came({}, { seen: 30 * HOUR }),
      shipped,
      30 * HOUR,
      { do: 'remind', step: 2, at: 40 * HOUR },
    ],
    [
      'never before a second reading',
      came(),
      { ...shipped, remindAt: [0, HOUR] },
      0,
      { do: 'remind', step: 0, at: MINUTE },
    ],
    ['the end alone after the grace', came(), shipped, 50 * HOUR, { do: 'end', at: 48 * HOUR }],
    [
      'a reminder first, for who was never reminded and would be removed',
      came(),
      kicking,
      50 * HOUR,
      { do: 'remind', step: 3, at: 48 * HOUR },
    ],
    ['a day after a first reminder that came late', came({ 2: 40 }), kicking, 50 * HOUR, { do: 'end', at: 64 * HOUR }],
    [
      'no wait where operators want no reminders',
      came(),
      { ...kicking, remindAt: [] },
      1,
      { do: 'end', at: 48 * HOUR },
    ],
    [
      'nothing while the only reminder is on its way',
      { ...came(), reminders: [{ step: 2, at: 40 * HOUR, message: 'm' }] },
      kicking,
      50 * HOUR,
      undefined,
    ],
    ['no reminder that would come after the end', came(), { ...shipped, grace: HOUR }, 0, { do: 'end', at: HOUR }],
  ])('is %s', (_, person, terms, now, next) => {
    expect(nextFor(person, terms, now)).toEqual(next)
  })

  it('ends for everybody, and never removes who heard nothing', () => {
    const hours = fc.integer({ min: 1, max: 72 })
    const terms = fc.record({
      grace: hours.map(hour => hour * HOUR),
      remindAt: fc.array(hours, { minLength: 1, maxLength: 4 }).map(all => all.map(hour => hour * HOUR)),
      atTheEnd: fc.constantFrom('report' as const, 'kick' as const),
    })
    fc.assert(
      fc.property(terms, fc.integer({ min: 0, max: 90 }), (given, seen) => {
        const all = life(given, came({}, { seen: seen * HOUR }))
        expect(all.at(-1)).toMatch(/^end/)
        expect(all.filter(each => each.startsWith('end'))).toHaveLength(1)
        expect(all.length).toBeLessThanOrEqual(given.remindAt.length + 2)
        if (given.atTheEnd === 'kick') expect(all.length).toBeGreaterThan(1)
      }),
    )
  })
})
