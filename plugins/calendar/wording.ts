import { addDays, weekdayOf } from '../../src/kernel/plugin.js'
import type { Anniversaries } from './anniversaries.js'
import type { Occasion } from './moments.js'

// How dates and entries read. The lines themselves are in texts.ts.

/** A line of the catalogue, as `ctx.text` gives it. */
export type Say = (key: string, values?: { [name: string]: string | number }) => string

/** `3月25日（周二）`, with its year where that is not this one's. */
export function dateText(say: Say, date: string, today: string): string {
  const [year = '', month = '', day = ''] = date.split('-')
  const values = { year, month: Number(month), day: Number(day), weekday: say(weekdayOf(date)) }
  return say(date.slice(0, 4) === today.slice(0, 4) ? 'date' : 'dateOfYear', values)
}

/** The same, with 今天 or 明天 before it where it is. */
export function nearText(say: Say, date: string, today: string): string {
  const near = date === today ? 'today' : date === addDays(today, 1) ? 'tomorrow' : undefined
  const text = dateText(say, date, today)
  return near === undefined ? text : say(near, { date: text })
}

/** What it is, in a line: its name and text, or which birthday it is; undefined before the first one. */
export function whatText(say: Say, { name, text, born }: Occasion, date: string): string | undefined {
  if (born === undefined) return text === '' ? name : say('what', { name, text })
  const years = Number(date.slice(0, 4)) - Number(born.slice(0, 4))
  return years > 0 ? say('birthday', { years: yearsText(say, years) }) : undefined
}

/** 一周年, 十一周年. */
function yearsText(say: Say, years: number): string {
  return say('years', { years, words: inChinese(years) })
}

/** `欢欢、小鹿入群一周年；王敏入群两周年` and how many more there are. */
export function anniversariesText(say: Say, { list, count }: { list: Anniversaries[]; count: number }): string {
  const parts = list.map(({ years, names }) =>
    say('joinedFor', { names: names.join(say('comma')), years: yearsText(say, years) }),
  )
  const shown = list.reduce((sum, { names }) => sum + names.length, 0)
  const line = parts.join(say('semicolon'))
  return say(count > shown ? 'anniversariesMore' : 'anniversaries', { line, count: count - shown })
}

/** When it comes, in words: 每月25号, 每周五, 每个工作日. */
export function ruleText(say: Say, { monthly, yearly, cron, days, holiday }: Occasion): string {
  const rule = baseRule(say, { monthly, yearly, cron, days })
  return holiday === 'run' ? rule : say(`rule.${holiday}`, { rule })
}

function baseRule(say: Say, { monthly, yearly, cron, days }: Pick<Occasion, 'monthly' | 'yearly' | 'cron' | 'days'>) {
  const [, , ofMonth, ofYear, weekdays = '*'] = (cron ?? '').trim().split(/\s+/)
  const daily = cron !== undefined && ofMonth === '*' && ofYear === '*'
  if (daily && weekdays === '*') return say(`rule.${days}`)
  const limited = (rule: string) => (days === 'all' ? rule : say('rule.limited', { rule, days: say(`rule.${days}`) }))
  if (monthly === 31) return limited(say('rule.last'))
  if (monthly !== undefined) return limited(say('rule.monthly', { day: monthly }))
  if (yearly !== undefined)
    return limited(say('rule.yearly', { month: Number(yearly.slice(0, 2)), day: Number(yearly.slice(3)) }))
  if (daily && /^[0-7](?:[,-][0-7])*$/.test(weekdays)) {
    const named = weekdays.replace(/[0-7]/g, day => say(sundayFirst[Number(day) % 7] ?? 'sun'))
    return limited(say('rule.weekly', { weekdays: named.replaceAll(',', say('comma')).replaceAll('-', say('to')) }))
  }
  const nth = daily ? /^([0-7])(?:#([1-5])|L)$/.exec(weekdays) : null
  if (nth) {
    const weekday = say(sundayFirst[Number(nth[1]) % 7] ?? 'sun')
    const which = nth[2] === undefined ? 'rule.lastOf' : 'rule.nth'
    return limited(say(which, { weekday, nth: nth[2] ?? '' }))
  }
  return limited(say('rule.cron', { cron: cron ?? '' }))
}

const sundayFirst = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** 1 to 99; 两 only stands before other words. */
function inChinese(number: number): string {
  const digits = '零一二三四五六七八九'
  const [tens, ones] = [Math.floor(number / 10), number % 10]
  if (number > 99) return String(number)
  if (tens === 0) return digits.charAt(ones)
  return `${tens === 1 ? '' : digits.charAt(tens)}十${ones === 0 ? '' : digits.charAt(ones)}`
}
