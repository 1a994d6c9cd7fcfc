import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  calledAt,
  closedAt,
  type Days,
  DIGEST_DELAY,
  nextCall,
  nextDigest,
  openAt,
  openDaysBefore,
  opensOn,
  type Schedule,
} from '../../../plugins/check-in/windows.js'
import { readWorkdays } from '../../../src/config/workdays.js'
import { clockOf, dateOf, weekdays } from '../../../src/domain/calendar.js'
import { workdaysOf } from '../../../src/domain/workdays.js'

const DAY = 86_400_000
const zone = 'Asia/Shanghai'
const workdays = workdaysOf(new Map())
const here = { zone, workdays }
const early = { name: '早起', from: '05:00', to: '09:00' }
const whole = { name: '全天', from: '00:00', to: '24:00' }
const shipped: Schedule = { windows: [early], days: 'all', dayBoundary: '00:00' }
const atFour: Schedule = { windows: [whole], days: 'all', dayBoundary: '04:00' }

const moment = (text: string) => Date.parse(`${text}+08:00`)
const shown = (at: number | undefined) =>
  at === undefined ? undefined : new Date(at + 8 * 3_600_000).toISOString().slice(0, 19)

describe('the window that a message falls into', () => {
  it.each([
    ['2030-01-07T04:59:59.999', shipped, undefined],
    ['2030-01-07T05:00:00', shipped, '早起 2030-01-07'],
    ['2030-01-07T08:59:59.999', shipped, '早起 2030-01-07'],
    ['2030-01-07T09:00:00', shipped, undefined],
    ['2030-01-07T23:59:58', { ...shipped, windows: [whole] }, '全天 2030-01-07'],
    ['2030-01-08T00:00:30', { ...shipped, windows: [whole] }, '全天 2030-01-08'],
    ['2030-01-08T02:30:00', atFour, '全天 2030-01-07'],
    ['2030-01-08T04:00:00', atFour, '全天 2030-01-08'],
    ['2030-02-01T02:30:00', atFour, '全天 2030-01-31'],
    ['2028-03-01T03:59:59', atFour, '全天 2028-02-29'],
    ['2030-01-08T02:30:00', { ...atFour, windows: [{ name: '夜', from: '01:00', to: '03:00' }] }, '夜 2030-01-07'],
    ['2030-01-05T06:00:00', { ...shipped, days: 'weekdays' as const }, undefined],
    ['2030-01-05T02:30:00', { ...atFour, days: 'weekdays' as const }, '全天 2030-01-04'],
    ['2030-01-07T06:00:00', { ...shipped, windows: [whole, early] }, '全天 2030-01-07'],
  ])('%s', (at, schedule, expected) => {
    const open = openAt(moment(at), schedule, here)
    expect(open && `${open.window} ${open.date}`).toBe(expected)
  })

  it.each([
    ['all', 'mon tue wed thu fri sat sun'],
    ['weekdays', 'mon tue wed thu fri'],
    ['workdays', 'mon tue wed thu fri'],
    ['holidays', 'sat sun'],
    [['mon', 'sat'] as const, 'mon sat'],
  ] as [Days, string][])('opens, for days %j, on %s', (days, expected) => {
    const week = weekdays.map((weekday, index) => [weekday, `2030-01-${String(7 + index).padStart(2, '0')}`] as const)
    expect(
      week
        .filter(([, date]) => opensOn(date, days, workdays))
        .map(([weekday]) => weekday)
        .join(' '),
    ).toBe(expected)
  })
})

describe('the digest', () => {
  it.each([
    ['2030-01-07T08:00:00', shipped, '2030-01-07T09:00:30'],
    ['2030-01-07T09:00:29.999', shipped, '2030-01-07T09:00:30'],
    ['2030-01-07T09:00:30', shipped, '2030-01-08T09:00:30'],
    ['2030-01-31T12:00:00', { ...shipped, windows: [whole] }, '2030-02-01T00:00:30'],
    ['2030-02-01T00:00:10', { ...shipped, windows: [whole] }, '2030-02-01T00:00:30'],
    ['2028-02-29T04:00:31', atFour, '2028-03-01T04:00:30'],
    ['2030-01-04T10:00:00', { ...shipped, days: 'weekdays' as const }, '2030-01-07T09:00:30'],
    ['2030-01-07T10:00:00', { ...shipped, days: ['mon'] as const }, '2030-01-14T09:00:30'],
    [
      '2030-01-07T10:00:00',
      { ...shipped, windows: [early, { name: '夜跑', from: '20:00', to: '22:00' }] },
      '2030-01-07T22:00:30',
    ],
    ['2030-01-07T10:00:00', { ...shipped, windows: [] }, undefined],
  ])('after %s', (after, schedule, expected) => {
    expect(shown(nextDigest(moment(after), schedule, here))).toBe(expected)
  })

  it('is about the windows that closed just before', () => {
    const schedule = { ...shipped, windows: [early, { ...early, name: '晨读', from: '06:00' }, whole] }
    expect(closedAt(moment('2030-01-07T09:00:00'), schedule, here)).toEqual([
      { window: '早起', date: '2030-01-07' },
      { window: '晨读', date: '2030-01-07' },
    ])
    expect(closedAt(moment('2030-01-08T00:00:00'), schedule, here)).toEqual([{ window: '全天', date: '2030-01-07' }])
    expect(closedAt(moment('2030-01-08T04:00:00'), atFour, here)).toEqual([{ window: '全天', date: '2030-01-07' }])
    expect(closedAt(moment('2030-01-07T09:00:01'), schedule, here)).toEqual([])
  })
})

describe('by the tables of workdays', () => {
  const { workdays: china } = readWorkdays({}, '')
  const place = { zone, workdays: china }

  it.each([
    ['workdays', '2026-10-01', false],
    ['workdays', '2026-10-10', true],
    ['holidays', '2026-10-01', true],
    ['holidays', '2026-10-10', false],
    ['weekdays', '2026-10-01', true],
    ['weekdays', '2026-10-10', false],
    // No table of this year.
    ['workdays', '2030-10-01', true],
    ['holidays', '2030-10-05', true],
  ] as [Days, string, boolean][])('%s on %s: %s', (days, date, open) => {
    expect(opensOn(date, days, china)).toBe(open)
  })

  it.each([
    // Nine days of spring festival, and the Saturday before it that is worked.
    ['2026-02-14T10:00:00', 'workdays', '2026-02-24T09:00:30'],
    ['2026-02-13T10:00:00', 'workdays', '2026-02-14T09:00:30'],
    ['2026-09-30T10:00:00', 'workdays', '2026-10-08T09:00:30'],
    ['2026-10-07T10:00:00', 'holidays', '2026-10-11T09:00:30'],
  ] as [string, Days, string][])('after %s, on %s, the next list is due at %s', (after, days, due) => {
    expect(shown(nextDigest(moment(after), { ...shipped, days }, place))).toBe(due)
  })

  it('the days before are those on which windows opened', () => {
    expect(openDaysBefore('2026-10-08', 3, { ...shipped, days: 'workdays' }, place)).toEqual([
      '2026-09-30',
      '2026-09-29',
      '2026-09-28',
    ])
    expect(openDaysBefore('2030-01-07', 2, { ...shipped, days: [] }, place)).toEqual([])
  })
})

describe('the last call', () => {
  it.each([
    ['2030-01-07T08:00:00', shipped, '2030-01-07T08:50:00'],
    ['2030-01-07T08:50:00', shipped, '2030-01-08T08:50:00'],
    ['2030-01-07T12:00:00', { ...shipped, windows: [whole] }, '2030-01-07T23:50:00'],
    ['2030-01-08T00:00:00', atFour, '2030-01-08T03:50:00'],
    // Too short a window for one.
    ['2030-01-07T08:00:00', { ...shipped, windows: [{ ...early, from: '08:45' }] }, undefined],
  ])('after %s', (after, schedule, expected) => {
    const due = nextCall(moment(after), schedule, here)
    expect(shown(due)).toBe(expected)
    if (due !== undefined) expect(calledAt(due, schedule, here)).toHaveLength(1)
  })
})

const minutes = fc.integer({ min: 0, max: 24 * 60 })
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const anyWindow = fc
  .tuple(minutes, minutes)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ name: 'w', from: clock(Math.min(a, b)), to: clock(Math.max(a, b)) }))
const anySchedule: fc.Arbitrary<Schedule> = fc.record({
  windows: fc
    .array(anyWindow, { minLength: 1, maxLength: 3 })
    .map(all => all.map((each, index) => ({ ...each, name: `w${index}` }))),
  days: fc.oneof(
    fc.constantFrom('all' as const, 'weekdays' as const, 'workdays' as const, 'holidays' as const),
    fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }),
  ),
  dayBoundary: fc.integer({ min: 0, max: 24 * 60 - 1 }).map(clock),
})
const anyMoment = fc.integer({ min: Date.UTC(2028, 1, 1), max: Date.UTC(2031, 1, 1) })
const anyZone = fc.constantFrom(zone, 'UTC', 'America/New_York', 'Asia/Kathmandu')

describe('any schedule', () => {
  it('is open when the clocks say so, on the day that the boundary says', () => {
    fc.assert(
      fc.property(anySchedule, anyMoment, (schedule, at) => {
        const date = dateOf(at, zone, schedule.dayBoundary)
        const now = clockOf(at, zone)
        const window = schedule.windows.find(each => each.from <= now && now < each.to)
        const expected = window && opensOn(date, schedule.days, workdays) ? { window: window.name, date } : undefined
        expect(openAt(at, schedule, here)).toEqual(expected)
      }),
    )
  })

  it('puts whoever came on a digest after he came, and within a day', () => {
    fc.assert(
      fc.property(anySchedule, anyMoment, anyZone, (schedule, at, zone) => {
        const open = openAt(at, schedule, { zone, workdays })
        fc.pre(open !== undefined)
        for (
          let due = nextDigest(at + DIGEST_DELAY, schedule, { zone, workdays });
          ;
          due = nextDigest(due, schedule, { zone, workdays })
        ) {
          if (due === undefined || due > at + 1.05 * DAY + DIGEST_DELAY) throw new Error('he is on no digest')
          const closed = closedAt(due - DIGEST_DELAY, schedule, { zone, workdays })
          expect(closed.length).toBeGreaterThan(0)
          if (closed.some(each => each.window === open?.window && each.date === open.date)) return
        }
      }),
    )
  })

  it('has its digests one after the other, each found from any moment before it', () => {
    fc.assert(
      fc.property(
        anySchedule,
        anyMoment,
        anyZone,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (schedule, at, zone, part) => {
          const due = nextDigest(at, schedule, { zone, workdays })
          if (due === undefined) throw new Error('no digest ever')
          expect(due).toBeGreaterThan(at)
          const between = at + Math.floor((due - 1 - at) * part)
          expect(nextDigest(between, schedule, { zone, workdays })).toBe(due)
        },
      ),
    )
  })

  it('does not depend on the zone of the machine', () => {
    const before = process.env['TZ']
    const seen = ['UTC', 'America/New_York', zone].map(machine => {
      process.env['TZ'] = machine
      return [
        openAt(moment('2030-01-08T02:30:00'), atFour, here),
        nextDigest(moment('2030-01-08T02:30:00'), atFour, here),
      ]
    })
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
    expect(seen[1]).toEqual(seen[0])
    expect(seen[2]).toEqual(seen[0])
  })
})
