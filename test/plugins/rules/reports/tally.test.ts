import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ALLOWANCE,
  counting,
  type Reports,
  type Standing,
  voicesOf,
  weigh,
} from '../../../../plugins/rules/reports/tally.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const window = 30 * MINUTE
const rules = { window, at: 10 * HOUR }

/** One report by m1 against m9, with what others reported before. */
const one = (book: Record<string, Reports>, more: Partial<Parameters<typeof weigh>[0]> = {}): Standing =>
  weigh({ book: new Map(Object.entries(book)), reporter: 'm1', accused: 'm9', ...rules, ...more })

describe('a report', () => {
  it('counts, whoever else reported whom', () => {
    expect(one({})).toBe('counted')
    expect(one({ m9: { m2: 9.9 * HOUR }, m8: { m1: 9 * HOUR } })).toBe('counted')
  })

  it('of the same person again is still one', () => {
    expect(one({ m9: { m1: 9.9 * HOUR } })).toBe('again')
    expect(one({ m9: { m1: -15 * HOUR } })).toBe('counted')
  })

  it('of somebody who reported him first does not count for as long as reports do', () => {
    expect(one({ m1: { m9: 9.9 * HOUR } })).toBe('back')
    expect(one({ m1: { m9: 9.4 * HOUR } })).toBe('counted')
  })

  it('that has led to a case is used up', () => {
    expect(one({ m9: { m1: 9 * HOUR } }, { decided: 9 * HOUR })).toBe('spent')
    expect(one({ m9: { m1: 9 * HOUR } }, { decided: 8 * HOUR })).toBe('again')
    expect(one({ m9: { m2: 9 * HOUR } }, { decided: 9.5 * HOUR })).toBe('counted')
  })

  it('of a fourth person within a day is not heard', () => {
    const three = { m5: { m1: 9 * HOUR }, m6: { m1: 2 * HOUR }, m7: { m1: 8 * HOUR } }
    expect(Object.keys(three)).toHaveLength(ALLOWANCE)
    expect(one(three)).toBe('enough')
    expect(one({ ...three, m9: { m1: 3 * HOUR } })).toBe('again')
    expect(one(three, { at: 26.5 * HOUR })).toBe('counted')
  })
})

it('only different people within the window count, and none twice', () => {
  const reporter = fc.constantFrom('m1', 'm2', 'm3', 'm4', 'm5')
  fc.assert(
    // No two at the same moment: of those it is open which came before the case.
    fc.property(
      fc.uniqueArray(fc.tuple(reporter, fc.integer({ min: 0, max: 20 * HOUR })), { selector: ([, at]) => at }),
      made => {
        const sorted = [...made].sort(([, a], [, b]) => a - b)
        let reports: Reports = {}
        let decided: number | undefined
        let used = new Set<string>()
        for (const [by, at] of sorted) {
          const standing = weigh({ book: new Map([['m9', reports]]), reporter: by, accused: 'm9', at, window, decided })
          if (standing === 'spent') expect(used.has(by)).toBe(true)
          if (standing !== 'counted' && standing !== 'again') continue
          reports = { ...reports, [by]: at }
          const count = counting(reports, { at, window, decided })
          const lately = sorted.filter(([, then]) => then > at - window && then <= at).map(([who]): string => who)
          expect(count.every(who => lately.includes(who))).toBe(true)
          expect(new Set(count).size).toBe(count.length)
          if (count.length < 3) continue
          decided = at
          used = new Set(Object.keys(reports))
        }
      },
    ),
  )
})

describe('voices', () => {
  it.each([
    [['m1', 'm2', 'm3'], [], 3],
    [['m1', 'm2', 'm3'], [['m1', 'm2', 'm3']], 1],
    [['m1', 'm2', 'm3'], [['m1', 'm2', 'm8']], 2],
    [
      ['m1', 'm2', 'm3', 'm4'],
      [
        ['m1', 'm2'],
        ['m3', 'm4'],
      ],
      2,
    ],
    [
      ['m1', 'm3', 'm2'],
      [
        ['m1', 'm2'],
        ['m2', 'm3'],
      ],
      1,
    ],
    [['m1', 'm2', 'm3'], [['m7', 'm8', 'm9']], 3],
    [[], [['m1']], 0],
  ] as const)('%j after %j: %i', (reporters, parties, voices) => {
    expect(voicesOf(reporters, parties)).toBe(voices)
  })
})
