import {
  addDays,
  dateOf,
  definePart,
  type Millis,
  TABLE_DUE,
  timeOn,
  type Workdays,
  weekdayOf,
} from '../../src/kernel/plugin.js'
import { checkInConfig } from './config.js'

// The state says in November which days of the next year are worked. Until somebody writes that down, Monday to Friday are.

/** When the operators are reminded, in the zone of the community. */
const HOUR = '10:00'
/** So many years back a table is looked for. */
const FAR = 50

/** Whoever counts workdays needs next year's table in time: the operators are told once a week until it is there. */
export const yearsPart = definePart(checkInConfig, {
  texts: {
    'zh-CN': {
      'years.missing':
        '还没有 {year} 年的放假安排：{model}写一个 {file}，保存就生效；在那之前 {year} 年按周一到周五算工作日',
      'years.like': '照 {file} ',
    },
    en: {
      'years.missing':
        'No table of workdays for {year} yet: write {file}{model}. Until then Monday to Friday are worked in {year}',
      'years.like': ' like {file}',
    },
  },
  timers: {
    years: {
      at: ({ days }, after, zone, workdays) =>
        days === 'workdays' || days === 'holidays' ? nextReminder(after, zone, workdays) : undefined,
      missed: 'run',
      async run(ctx) {
        const today = dateOf(ctx.now(), ctx.zone)
        const year = wantedYear(today, ctx.workdays)
        if (year === undefined) return
        // One reminder a day for all rooms of the account.
        const told = ctx.store.at('account').hash<string>('years')
        if (!(await told.setNew(today, ctx.cause)) && (await told.get(today)) !== ctx.cause) return
        for (const old of (await told.all()).keys()) if (old < today) await told.delete(old)
        const latest = newestKnown(year, ctx.workdays)
        const model = latest === undefined ? '' : ctx.text('years.like', { file: fileOf(latest) })
        ctx.alert(ctx.text('years.missing', { year, file: fileOf(year), model }))
      },
    },
  },
})

/** The year whose table somebody has to write: from 1 December on the next one, else this one. */
function wantedYear(date: string, workdays: Workdays): number | undefined {
  const year = Number(date.slice(0, 4))
  if (date.slice(5) >= TABLE_DUE && !workdays.knows(year + 1)) return year + 1
  return workdays.knows(year) ? undefined : year
}

/** The newest table that one can be written after. */
function newestKnown(year: number, workdays: Workdays): number | undefined {
  for (let back = -1; back <= FAR; back++) if (workdays.knows(year - back)) return year - back
  return undefined
}

function fileOf(year: number): string {
  return `config/workdays/${year}.yaml`
}

/** On 1 December, and every Monday from then on, as long as a table is missing. */
function nextReminder(after: Millis, zone: string, workdays: Workdays): Millis | undefined {
  const today = dateOf(after, zone)
  const year = Number(today.slice(0, 4))
  const begins = [today, ...[year, year + 1, year + 2].map(each => `${each}-${TABLE_DUE}`)]
  const first = begins.find(date => date >= today && wantedYear(date, workdays) !== undefined)
  if (first === undefined) return undefined
  for (let days = 0; days <= 7; days++) {
    const date = addDays(first, days)
    const moment = timeOn(date, HOUR, zone)
    if (moment > after && (date.slice(5) === TABLE_DUE || weekdayOf(date) === 'mon')) return moment
  }
  return undefined
}
