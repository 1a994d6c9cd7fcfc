import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { streakOf } from '../../../plugins/check-in/streak.js'
import { addDays, weekdayOf } from '../../../src/domain/calendar.js'

const never = () => false
const from = '2029-01-01'

function days(dates: readonly string[], today: string, rests: (date: string) => boolean = never): number {
  return streakOf(new Set(dates), { today, from, rests }).days
}

/** All dates from one to another. */
function every(first: string, last: string): string[] {
  const dates: string[] = []
  for (let date = first; date <= last; date = addDays(date, 1)) dates.push(date)
  return dates
}

describe('a streak', () => {
  const weekend = (date: string) => ['sat', 'sun'].includes(weekdayOf(date))

  it.each([
    ['nothing yet', [], '2030-01-09', 0],
    ['today only', ['2030-01-09'], '2030-01-09', 1],
    ['yesterday, and today is not over', ['2030-01-08'], '2030-01-09', 1],
    ['the day before yesterday is broken off', ['2030-01-07'], '2030-01-09', 0],
    ['Tuesday missed, Wednesday there', [...every('2029-12-27', '2030-01-07'), '2030-01-09'], '2030-01-09', 1],
    ['Tuesday made up', every('2029-12-27', '2030-01-09'), '2030-01-09', 14],
    ['over the end of a month', every('2030-01-30', '2030-02-02'), '2030-02-02', 4],
    ['over the end of February', every('2030-02-27', '2030-03-01'), '2030-03-01', 3],
    ['over a leap day', every('2028-02-28', '2028-03-01'), '2028-03-01', 3],
    ['over the end of a year', every('2029-12-31', '2030-01-01'), '2030-01-01', 2],
    ['a day that is yet to come does not count', ['2030-01-09', '2030-01-10'], '2030-01-09', 1],
  ])('%s', (_, dates, today, streak) => {
    expect(streakOf(new Set(dates), { today, from: '2028-01-01', rests: never }).days).toBe(streak)
  })

  it('runs on over days that rest, which count for nothing', () => {
    const week = ['2030-01-04', '2030-01-07', '2030-01-08']
    expect(days(week, '2030-01-08', weekend)).toBe(3)
    expect(days(week, '2030-01-08')).toBe(2)
    expect(days(['2030-01-04'], '2030-01-07', weekend)).toBe(1)
    expect(days(['2030-01-03'], '2030-01-07', weekend)).toBe(0)
  })

  it('that reaches the first day known may be longer', () => {
    const frame = { today: '2030-01-09', rests: never }
    const dates = new Set(every('2030-01-01', '2030-01-09'))
    expect(streakOf(dates, { ...frame, from: '2030-01-01' })).toEqual({ days: 9, mayBeLonger: true })
    expect(streakOf(dates, { ...frame, from: '2029-12-01' })).toEqual({ days: 9, mayBeLonger: false })
  })

  const today = '2030-03-02'
  /** Days back from today on which somebody came, and those that rest. */
  const history = fc.record({
    came: fc.uniqueArray(fc.integer({ min: 0, max: 80 })),
    resting: fc.uniqueArray(fc.integer({ min: 0, max: 80 })),
  })
  const dated = ({ came, resting }: { came: number[]; resting: number[] }) => {
    const rest = new Set(resting.map(back => addDays(today, -back)))
    return { dates: came.map(back => addDays(today, -back)), rests: (date: string) => rest.has(date) }
  }

  it('is the number of days he came since the last one he missed', () => {
    fc.assert(
      fc.property(history, raw => {
        const { dates, rests } = dated(raw)
        const missed = every(from, addDays(today, -1)).filter(date => !dates.includes(date) && !rests(date))
        const last = missed.at(-1) ?? ''
        expect(days(dates, today, rests)).toBe(dates.filter(date => date > last).length)
      }),
    )
  })

  it('never gets shorter by coming, by making up, or by a frozen day', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 80 }), (raw, back) => {
        const { dates, rests } = dated(raw)
        const day = addDays(today, -back)
        const before = days(dates, today, rests)
        expect(days([...dates, day], today, rests)).toBeGreaterThanOrEqual(before)
        expect(days(dates, today, date => date === day || rests(date))).toBeGreaterThanOrEqual(before)
      }),
    )
  })

  it('is the same the next morning, as long as he can still come', () => {
    fc.assert(
      fc.property(history, raw => {
        const { dates, rests } = dated(raw)
        const came = [...dates, today]
        expect(days(came, addDays(today, 1), rests)).toBe(days(came, today, rests))
      }),
    )
  })
})
