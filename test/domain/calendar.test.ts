import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, clockOf, dateOf, daysBetween, nextTime, timeOn, weekdayOf } from '../../src/domain/calendar.js'

const HOUR = 3_600_000
const shanghai = 'Asia/Shanghai'
/** Clocks are set back at midnight in Havana, by half an hour on Lord Howe, and Samoa once left out a day. */
const zones = [
  shanghai,
  'UTC',
  'America/New_York',
  'America/Havana',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
]

const anyMoment = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2060, 0, 1) })
const anyTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
const anyZone = fc.constantFrom(...zones)

describe('the date that a moment counts for', () => {
  it.each([
    ['2030-01-07T23:59:58+08:00', '00:00', '2030-01-07'],
    ['2030-01-08T00:00:00+08:00', '00:00', '2030-01-08'],
    ['2030-01-08T00:00:30+08:00', '00:00', '2030-01-08'],
    ['2030-01-08T02:30:00+08:00', '04:00', '2030-01-07'],
    ['2030-01-08T03:59:59.999+08:00', '04:00', '2030-01-07'],
    ['2030-01-08T04:00:00+08:00', '04:00', '2030-01-08'],
    ['2030-02-01T02:30:00+08:00', '04:00', '2030-01-31'],
    ['2028-03-01T02:30:00+08:00', '04:00', '2028-02-29'],
    ['2030-01-01T00:10:00+08:00', '04:00', '2029-12-31'],
  ])('%s, days from %s on: %s', (at, boundary, date) => {
    expect(dateOf(Date.parse(at), shanghai, boundary)).toBe(date)
  })

  it('in a zone that keeps its offset is that of the moment, moved by the boundary', () => {
    fc.assert(
      fc.property(anyMoment, anyTime, (at, boundary) => {
        const [hour = 0, minute = 0] = boundary.split(':').map(Number)
        const moved = at + 8 * HOUR - hour * HOUR - minute * 60_000
        expect(dateOf(at, shanghai, boundary)).toBe(new Date(moved).toISOString().slice(0, 10))
      }),
    )
  })

  it('never goes back, whatever the clocks do', () => {
    fc.assert(
      fc.property(anyMoment, fc.integer({ min: 0, max: 100 * HOUR }), anyZone, anyTime, (at, later, zone, boundary) => {
        expect(dateOf(at + later, zone, boundary) >= dateOf(at, zone, boundary)).toBe(true)
      }),
    )
  })

  it('begins at its boundary and ends where the next begins', () => {
    fc.assert(
      fc.property(anyMoment, fc.constantFrom(shanghai, 'UTC', 'America/New_York'), anyTime, (at, zone, boundary) => {
        const date = dateOf(at, zone, boundary)
        expect(timeOn(date, boundary, zone)).toBeLessThanOrEqual(at)
        expect(timeOn(addDays(date, 1), boundary, zone)).toBeGreaterThan(at)
      }),
    )
  })

  it('does not depend on the zone of the machine', () => {
    const before = process.env['TZ']
    const seen = ['UTC', 'America/New_York', 'Asia/Shanghai'].map(zone => {
      process.env['TZ'] = zone
      return [timeOn('2030-01-08', '00:00', shanghai), dateOf(Date.UTC(2030, 0, 7, 16), shanghai), clockOf(0, shanghai)]
    })
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
    expect(seen).toEqual(seen.map(() => [Date.UTC(2030, 0, 7, 16), '2030-01-08', '08:00']))
  })
})

describe('a time of day', () => {
  it.each([
    ['2030-01-07', '05:00', shanghai, '2030-01-06T21:00:00.000Z'],
    ['2030-01-31', '24:00', shanghai, '2030-01-31T16:00:00.000Z'],
    ['2028-02-28', '24:00', shanghai, '2028-02-28T16:00:00.000Z'],
    // 10 March 2030: from 02:00 to 03:00; 3 November: back from 02:00 to 01:00
    ['2030-03-10', '02:30', 'America/New_York', '2030-03-10T07:30:00.000Z'],
    ['2030-11-03', '01:30', 'America/New_York', '2030-11-03T05:30:00.000Z'],
  ])('%s %s in %s is %s', (date, time, zone, moment) => {
    expect(new Date(timeOn(date, time, zone)).toISOString()).toBe(moment)
  })

  it('is what the clocks show then', () => {
    fc.assert(
      fc.property(anyMoment, anyTime, (at, time) => {
        expect(clockOf(timeOn(dateOf(at, shanghai), time, shanghai), shanghai)).toBe(time)
      }),
    )
  })

  it('comes again within a day, or a little more where clocks change', () => {
    fc.assert(
      fc.property(anyMoment, anyTime, fc.constantFrom(shanghai, 'UTC', 'America/New_York'), (after, time, zone) => {
        const next = nextTime(after, time, zone)
        expect(next).toBeGreaterThan(after)
        expect(next).toBeLessThanOrEqual(after + 25 * HOUR)
      }),
    )
  })

  it('at the very moment comes again tomorrow', () => {
    const nine = timeOn('2030-01-07', '09:00', shanghai)
    expect(nextTime(nine, '09:00', shanghai)).toBe(nine + 24 * HOUR)
    expect(nextTime(nine - 1, '09:00', shanghai)).toBe(nine)
  })

  it('of an unknown zone or day is refused', () => {
    expect(() => timeOn('2030-01-07', '09:00', 'Asia/Beijing')).toThrow('Asia/Beijing')
    expect(() => timeOn('2030-02-30', '09:00', shanghai)).toThrow('2030-02-30')
    expect(() => dateOf(0, 'Asia/Beijing')).toThrow('Asia/Beijing')
  })
})

describe('days', () => {
  it.each([
    ['2030-01-31', 1, '2030-02-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2030-02-28', 1, '2030-03-01'],
    ['2030-01-01', -1, '2029-12-31'],
    ['2030-01-07', -14, '2029-12-24'],
  ])('%s and %i days is %s', (date, days, result) => {
    expect(addDays(date, days)).toBe(result)
    expect(daysBetween(date, result)).toBe(days)
  })

  it.each([
    ['2030-01-07', 'mon'],
    ['2030-01-13', 'sun'],
    ['1969-12-31', 'wed'],
  ])('%s is a %s', (date, weekday) => {
    expect(weekdayOf(date)).toBe(weekday)
  })
})
