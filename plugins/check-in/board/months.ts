import { type Argument, addDays, dateOf, type Millis, simplify, timeOn } from '../../../src/kernel/plugin.js'

// Months as `YYYY-MM`, and how people name them.

export function monthOf(date: string): string {
  return date.slice(0, 7)
}

export function monthBefore(month: string): string {
  return monthOf(addDays(`${month}-01`, -1))
}

function monthAfter(month: string): string {
  return monthOf(addDays(`${month}-28`, 4))
}

/** How many days a month has; leap years are the calendar's business. */
export function lengthOf(month: string): number {
  return Number(addDays(`${monthAfter(month)}-01`, -1).slice(8))
}

/** The first of a month at a time of day, after a moment. */
export function nextFirst(after: Millis, time: string, zone: string): Millis {
  const month = monthOf(dateOf(after, zone))
  const first = timeOn(`${month}-01`, time, zone)
  return first > after ? first : timeOn(`${monthAfter(month)}-01`, time, zone)
}

/**
 * The month that people mean: `10月` and `十月` are the latest that has begun, `上月`, `上个月`, `本月`, `去年12月`, `2029年10月`,
 * `2029-10`. Undefined for anything else.
 * @param today an ISO date
 */
export function parseMonth(text: string, today: string): string | undefined {
  const word = simplify(text.normalize('NFKC')).replace(/\s+/g, '')
  const now = monthOf(today)
  if (/^(?:本月|这个?月|当月)$/.test(word)) return now
  const back = /^(上{1,3})个?月$/.exec(word)?.[1]?.length
  if (back !== undefined) return Array.from({ length: back }).reduce<string>(monthBefore, now)
  const match = /^(?:(今年|去年|前年|\d{4}[-/.年]))?(\d{1,2}|[一二三四五六七八九十]{1,2})月?份?$/.exec(word)
  if (!match || (match[1] === undefined && !word.includes('月'))) return undefined
  const number = numberOf(match[2] ?? '')
  if (number < 1 || number > 12) return undefined
  const year = Number(today.slice(0, 4))
  const named = { 今年: year, 去年: year - 1, 前年: year - 2 }[match[1] ?? ''] ?? Number(match[1]?.slice(0, 4))
  const month = (of: number) => `${of}-${String(number).padStart(2, '0')}`
  if (match[1] !== undefined) return named < 2000 ? undefined : month(named)
  return month(year) <= now ? month(year) : month(year - 1)
}

function numberOf(written: string): number {
  if (/^\d+$/.test(written)) return Number(written)
  const digits = '一二三四五六七八九'
  if (!written.startsWith('十')) return written === '十' ? 10 : written.length === 1 ? digits.indexOf(written) + 1 : 0
  return 10 + digits.indexOf(written.slice(1) || ' ') + 1
}

/** A month behind a command's name; without one the command means this month. */
export const month: Argument<string | undefined> = {
  name: '月份',
  optional: true,
  read(text, { today }) {
    const found = parseMonth(text, today)
    return found === undefined
      ? { code: 'not-this-kind', problem: '月份这样写：10月、上月、2029-10' }
      : { value: found, left: '' }
  },
}
