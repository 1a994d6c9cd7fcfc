import { addDays, weekdayOf } from './calendar.js'

/** Which days are worked in China: weekdays without the state's holidays, and the weekend days worked for them (调休). */
export interface Workdays {
  /** Whether a date (`YYYY-MM-DD`) is worked. Of a year without a table Monday to Friday are. */
  isWorkday(date: string): boolean
  /** The holiday's name, where a table has one for this date. */
  holidayOf(date: string): string | undefined
  /** Whether there is a table of this year. */
  knows(year: number): boolean
}

/** One year's table: stretches of days off, both ends included, and weekend days that are worked; dates as `MM-DD`. */
export interface WorkdayTable {
  holidays: Readonly<Record<string, { from: string; to: string }>>
  workdays: readonly string[]
}

/** The calendar that tables by year make. Pure. */
export function workdaysOf(tables: ReadonlyMap<number, WorkdayTable>): Workdays {
  const off = new Map<string, string>()
  const worked = new Set<string>()
  for (const [year, { holidays, workdays }] of tables) {
    for (const [name, { from, to }] of Object.entries(holidays)) {
      for (let date = `${year}-${from}`; date <= `${year}-${to}`; date = addDays(date, 1)) off.set(date, name)
    }
    for (const day of workdays) worked.add(`${year}-${day}`)
  }
  return {
    isWorkday(date) {
      if (worked.has(date)) return true
      const weekday = weekdayOf(date)
      return !off.has(date) && weekday !== 'sat' && weekday !== 'sun'
    },
    holidayOf: date => off.get(date),
    knows: year => tables.has(year),
  }
}
