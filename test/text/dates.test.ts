import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../src/domain/calendar.js'
import { parseDay } from '../../src/text/dates.js'

const wednesday = '2026-11-18'

describe('parseDay', () => {
  it.each([
    ['今天', '2026-11-18', '2026-11-18'],
    ['昨天', '2026-11-17', '2026-11-17'],
    ['前天', '2026-11-16', '2026-11-16'],
    ['大前天', '2026-11-15', '2026-11-15'],
    ['明天', '2026-11-19', '2026-11-19'],
    ['後天', '2026-11-20', '2026-11-20'],
    ['yesterday', '2026-11-17', '2026-11-17'],
    ['周一', '2026-11-16', '2026-11-23'],
    ['周三', '2026-11-18', '2026-11-18'],
    ['星期五', '2026-11-13', '2026-11-20'],
    ['禮拜天', '2026-11-15', '2026-11-22'],
    ['周 日', '2026-11-15', '2026-11-22'],
    ['monday', '2026-11-16', '2026-11-23'],
    ['上周三', '2026-11-11', '2026-11-11'],
    ['上上周一', '2026-11-02', '2026-11-02'],
    ['本周五', '2026-11-20', '2026-11-20'],
    ['下週五', '2026-11-27', '2026-11-27'],
    ['11-01', '2026-11-01', '2027-11-01'],
    ['11/1', '2026-11-01', '2027-11-01'],
    ['11月1日', '2026-11-01', '2027-11-01'],
    ['十一月一号', '2026-11-01', '2027-11-01'],
    ['１２月３１日', '2025-12-31', '2026-12-31'],
    ['15号', '2026-11-15', '2026-12-15'],
    ['31号', '2026-10-31', '2026-12-31'],
    ['2026-11-01', '2026-11-01', '2026-11-01'],
    ['2026年11月1日', '2026-11-01', '2026-11-01'],
    ['二〇二六年十一月一日', '2026-11-01', '2026-11-01'],
    ['去年12月31日', '2025-12-31', '2025-12-31'],
  ])('%j is %s looking back and %s looking ahead', (text, past, future) => {
    expect(parseDay(text, wednesday, 'past')).toBe(past)
    expect(parseDay(text, wednesday, 'future')).toBe(future)
  })

  it.each(['', '周八', '02-30', '13-01', '32号', '明天吧', '2026-02-29', '1', 'soon'])('%j is no day', text => {
    expect(parseDay(text, wednesday, 'past')).toBeUndefined()
    expect(parseDay(text, wednesday, 'future')).toBeUndefined()
  })

  it('reads back every ISO date, and keeps to the side it was asked for', () => {
    const day = fc.integer({ min: 0, max: 20_000 }).map(days => addDays('2000-01-01', days))
    fc.assert(
      fc.property(day, day, (date, today) => {
        expect(parseDay(date, today, 'past')).toBe(date)
        const past = parseDay(date.slice(5), today, 'past')
        const future = parseDay(date.slice(5), today, 'future')
        if (past !== undefined) expect(past <= today).toBe(true)
        if (future !== undefined) expect(future >= today).toBe(true)
      }),
    )
  })
})
