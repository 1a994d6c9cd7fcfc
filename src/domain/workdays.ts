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

/** From this day of a year on the next year's table is due: the state says in November what it holds. */
export const TABLE_DUE = '12-01'

/** The year whose table is wanted on a date (`YYYY-MM-DD`) and missing: its own, or from 1 December on the next. */
export function missingYear(date: string, workdays: Pick<Workdays, 'knows'>): number | undefined {
  const year = Number(date.slice(0, 4))
  if (!workdays.knows(year)) return year
  return date.slice(5) >= TABLE_DUE && !workdays.knows(year + 1) ? year + 1 : undefined
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
