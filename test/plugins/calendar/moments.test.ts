import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarConfig } from '../../../plugins/calendar/config.js'
import { everyWeek, nextDate, type Rule } from '../../../plugins/calendar/dates.js'
import { nextMoment, occasions, staleFrom, toldAt } from '../../../plugins/calendar/moments.js'
import { addDays, clockOf, dateOf, timeOn } from '../../../src/domain/calendar.js'
import { workdaysOf } from '../../../src/domain/workdays.js'

const of = (rule: Partial<Rule>): Rule => ({ days: 'all', holiday: 'run', ...rule })
const datesOf = (rule: Partial<Rule>, from: string, count: number, workdays = everyWeek) => {
  const dates: string[] = []
  for (let date: string | undefined = from; dates.length < count; date = addDays(date, 1)) {
    date = nextDate(of(rule), date, workdays)
    if (date === undefined) break
    dates.push(date)
  }
  return dates
}

/** The National Day of 2026, as the state announced it. */
const table = workdaysOf(
  new Map([[2026, { holidays: { 国庆节: { from: '10-01', to: '10-07' } }, workdays: ['09-20', '10-10'] }]]),
)

describe('the dates of a rule', () => {
  test.each<[Partial<Rule>, string, string[]]>([
    [{ monthly: 25 }, '2030-03-25', ['2030-03-25', '2030-04-25']],
    [{ monthly: 31 }, '2031-01-31', ['2031-01-31', '2031-02-28', '2031-03-31', '2031-04-30']],
    [{ monthly: 30 }, '2032-02-01', ['2032-02-29', '2032-03-30']],
    [{ yearly: '02-29' }, '2031-01-01', ['2031-02-28', '2032-02-29', '2033-02-28']],
    [{ yearly: '12-31' }, '2031-12-31', ['2031-12-31', '2032-12-31']],
    [{ cron: '0 20 * * 5' }, '2030-03-20', ['2030-03-22', '2030-03-29']],
    [{ cron: '0 20 * * 6#1' }, '2030-03-20', ['2030-04-06', '2030-05-04']],
    [{ cron: '0 20 29 2 *' }, '2097-03-01', ['2104-02-29']],
    [{ cron: '0 9 * * *', days: 'workdays' }, '2026-09-30', ['2026-09-30', '2026-10-08', '2026-10-09', '2026-10-10']],
    [{ cron: '0 9 * * *', days: 'holidays' }, '2026-10-07', ['2026-10-07', '2026-10-11', '2026-10-17']],
    [{ monthly: 1, holiday: 'next' }, '2026-10-01', ['2026-10-08', '2026-11-02']],
    // In the middle of the days off behind it: it is still to come.
    [{ monthly: 1, holiday: 'next' }, '2026-10-04', ['2026-10-08']],
    [{ monthly: 1, holiday: 'skip' }, '2026-09-01', ['2026-09-01', '2026-12-01']],
    // Several that are moved to one day are one.
    [{ cron: '0 9 * * *', holiday: 'next' }, '2026-10-01', ['2026-10-08', '2026-10-09', '2026-10-10', '2026-10-12']],
    // Over the end of the month, and of the year.
    [{ monthly: 31, holiday: 'next' }, '2026-10-25', ['2026-11-02', '2026-11-30', '2026-12-31']],
  ])('%j from %s', (rule, from, expected) => {
    expect(datesOf(rule, from, expected.length, table)).toEqual(expected)
  })

  test('never, where its days are left out', () => {
    expect(nextDate(of({ cron: '0 9 * * 6', days: 'workdays' }), '2030-01-01', everyWeek)).toBeUndefined()
  })

  test('every month has exactly one run of each day of the month', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 1990, max: 2110 }), (monthly, year) => {
        const dates = datesOf({ monthly }, `${year}-01-01`, 24)
        const months = dates.map(date => date.slice(0, 7))
        expect(new Set(months).size).toBe(24)
        expect(months).toEqual([...months].sort())
        for (const date of dates) expect(Number(date.slice(8))).toBeLessThanOrEqual(monthly)
      }),
    )
  })
})

const day = fc.integer({ min: 1, max: 31 })
const rule = fc.oneof(
  day.map(monthly => ({ monthly })),
  fc.integer({ min: 0, max: 365 }).map(n => ({ yearly: addDays('2024-01-01', n).slice(5) })),
  fc.integer({ min: 0, max: 7 }).map(weekday => ({ cron: `30 2 * * ${weekday}` })),
  fc.constant({ cron: '30 0 * * *' }),
)
const entry = fc
  .record({
    rule,
    at: fc.constantFrom('00:00', '00:30', '02:30', '10:00', '23:59'),
    remind: fc.constantFrom('0s', '90m', '1d', '7d'),
    days: fc.constantFrom('all', 'workdays', 'holidays'),
    holiday: fc.constantFrom('run', 'skip', 'next'),
  })
  .map(({ rule: named, at, ...more }) => ({ ...named, ...('cron' in named ? {} : { at }), ...more }))
const zone = fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'UTC')

describe('the moments of a calendar', () => {
  test('come one after the other, each says something, nothing twice, and no day twice', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 3 }),
        zone,
        fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2028-12-31T00:00:00Z') }),
        (entries, where, start) => {
          const named = entries.map((each, index) => ({ name: `第${index}项`, ...each }))
          const config = calendarConfig.parse({ entries: named })
          const place = { zone: where, workdays: table }
          const said = new Set<string>()
          let at = start
          for (let turn = 0; turn < 30; turn++) {
            const next = nextMoment(config, at, place)
            if (next === undefined) break
            expect(next).toBeGreaterThan(at)
            const told = toldAt(occasions(config), next, place)
            expect(told.length).toBeGreaterThan(0)
            for (const { of: each, kind, date, moment } of told) {
              const key = `${each.name}|${kind}|${date}`
              expect(said).not.toContain(key)
              said.add(key)
              expect(moment).toBe(timeOn(date, each.at, where))
              expect(kind === 'now' ? moment === next : moment > next).toBe(true)
            }
            at = next
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  test('nothing between two of them is left out', () => {
    const config = calendarConfig.parse({
      entries: [
        { name: '读书会', monthly: 25, at: '20:00' },
        { name: '夜跑', cron: '0 20 * * 5', remind: '2h' },
        { name: '日报', cron: '0 17 * * *', days: 'workdays' },
      ],
      birthday: '2029-05-01',
    })
    const place = { zone: 'Asia/Shanghai', workdays: everyWeek }
    const counts = new Map<string, number>()
    const end = timeOn('2031-01-01', '00:00', place.zone)
    for (let at = timeOn('2030-01-01', '00:00', place.zone); ; ) {
      const next = nextMoment(config, at, place)
      if (next === undefined || next >= end) break
      for (const { of: each, kind } of toldAt(occasions(config), next, place)) {
        const key = `${each.name}${kind}`
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
      at = next
    }
    expect(Object.fromEntries(counts)).toEqual({
      读书会now: 12,
      读书会soon: 12,
      夜跑now: 52,
      夜跑soon: 52,
      // Every day but the weekend, of which nobody needs to be reminded.
      日报now: 261,
      now: 1,
      soon: 1,
    })
  })

  test('a time that clocks skip is as much later, on the same day', () => {
    const config = calendarConfig.parse({ entries: [{ name: '守夜', monthly: 14, at: '02:30', remind: '0s' }] })
    const place = { zone: 'America/New_York', workdays: everyWeek }
    const next = nextMoment(config, timeOn('2032-03-10', '00:00', place.zone), place) ?? 0
    expect([dateOf(next, place.zone), clockOf(next, place.zone)]).toEqual(['2032-03-14', '03:30'])
  })
})

describe('what is no longer said', () => {
  const zone = 'Asia/Shanghai'
  const at = (date: string, time: string) => timeOn(date, time, zone)
  const [hour] = occasions(calendarConfig.parse({ entries: [{ name: '午读', cron: '0 12 * * *' }] }))
  const [day] = occasions(calendarConfig.parse({ entries: [{ name: '建群日', yearly: '01-07' }], at: '10:00' }))

  test.each([
    ['of an hour, three hours after it', hour, 'now', '2030-01-07', '12:00', '2030-01-07 12:00', '2030-01-07 15:00'],
    ['of an evening, with its day', hour, 'now', '2030-01-07', '22:00', '2030-01-07 22:00', '2030-01-08 00:00'],
    ['told late, an hour on', hour, 'now', '2030-01-07', '12:00', '2030-01-07 17:00', '2030-01-07 18:00'],
    ['held at night, an hour on', hour, 'now', '2030-01-07', '23:00', '2030-01-08 07:30', '2030-01-08 08:30'],
    ['of a day, with it', day, 'now', '2030-01-07', '10:00', '2030-01-07 10:00', '2030-01-08 00:00'],
    ['明天, with the day before', day, 'soon', '2030-01-07', '10:00', '2030-01-06 10:00', '2030-01-07 00:00'],
    ['今天, when it begins', day, 'soon', '2030-01-07', '10:00', '2030-01-07 07:30', '2030-01-07 10:00'],
    ['of a day to come, the day after', day, 'soon', '2030-01-07', '10:00', '2030-01-04 10:00', '2030-01-05 11:00'],
  ] as const)('%s', (_, of, kind, date, time, leaves, stale) => {
    if (!of) throw new Error('no entry')
    const [on = '', when = ''] = leaves.split(' ')
    const from = staleFrom({ of, kind, date, moment: at(date, time) }, at(on, when), zone)
    expect(`${dateOf(from, zone)} ${clockOf(from, zone)}`).toBe(stale)
  })
})
