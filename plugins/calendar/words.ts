import { integer, plainLine } from '../../src/kernel/plugin.js'
import type { Added } from './config.js'

// Reads what people type behind `/日历 加`: 每月25号 10:00 读书会 · 每月最后一天 交周报 · 每周五晚上8点 夜跑 · 每年3月15日 年会 ·
// 每个工作日 9:00 晨会 · 每月第一个周六 大扫除 · 每月1号 发工资 遇假顺延.

export type New = Omit<Added, 'no'>

/** Why it is none: it names no rule; a day, a time of day that does not exist; nothing it could be called. */
export type Wrong = 'usage' | 'noSuchDay' | 'noSuchTime' | 'noName'

/** As many characters as a name has at most. */
const NAME = 30

/** @param shipped when it is, if nobody says */
export function readEntry(typed: string, shipped: string): { entry: New } | { wrong: Wrong } {
  const { text, holiday } = takeHoliday(typed.replace(/\s+/gu, ' ').trim())
  const rule = takeRule(text)
  if (rule === undefined) return { wrong: 'usage' }
  if (rule === 'noSuchDay') return { wrong: rule }
  const timed = takeTime(rule.left)
  if (timed === 'noSuchTime') return { wrong: timed }
  const name = plainLine(timed.left.replace(/^[，,、：:\s]+/u, ''), NAME)
  if (name === '') return { wrong: 'noName' }
  const shared = { name, text: timed.text, remind: DAY, holiday, days: rule.days ?? 'all' } as const
  if (rule.by !== 'week') {
    const at = timed.at === undefined ? {} : { at: timed.at }
    const date = rule.by === 'month' ? { monthly: rule.day } : { yearly: rule.day }
    return { entry: { ...shared, ...date, ...at } }
  }
  const [hour = '10', minute = '0'] = (timed.at ?? shipped).split(':')
  return { entry: { ...shared, cron: `${Number(minute)} ${Number(hour)} * * ${rule.weekdays}` } }
}

const DAY = 86_400_000

type Rule = { left: string; days?: New['days'] } & (
  | { by: 'month'; day: number }
  | { by: 'year'; day: string }
  | { by: 'week'; weekdays: string }
)

const NUMBER = '[\\d零〇一二两三四五六七八九十廿]{1,4}'
const WEEK = '(?:周|週|星期|礼拜|禮拜)'
const EVERY = '每(?:个|個|一)?'
const WEEKDAY = '[一二三四五六日天末1-7]'

function takeRule(text: string): Rule | 'noSuchDay' | undefined {
  const left = (match: RegExpExecArray) => text.slice(match[0].length)

  const last = start(`(?:${EVERY}月的?)?(?:最[后後]一天|月底|月末)|${EVERY}月的?[底末]`).exec(text)
  if (last) return { by: 'month', day: 31, left: left(last) }

  const nth = start(`${EVERY}月的?(?:第([一二三四1-4])|最[后後]一)(?:个|個)${WEEK}(${WEEKDAY})`).exec(text)
  if (nth) {
    const day = weekdayNumber(nth[2] ?? '')
    const which = nth[1] === undefined ? `${day}L` : `${day}#${numberOf(nth[1])}`
    return { by: 'week', weekdays: which, left: left(nth) }
  }

  const month = start(`${EVERY}月的?(${NUMBER})[号號日]?(?![\\d:：点點/.~到至-])`).exec(text)
  if (month) {
    const day = numberOf(month[1] ?? '')
    return day === undefined || day < 1 || day > 31 ? 'noSuchDay' : { by: 'month', day, left: left(month) }
  }

  const year = start(`每年的?(${NUMBER})[月/.-](${NUMBER})[号號日]?`).exec(text)
  if (year) {
    const day = dayOfYear(numberOf(year[1] ?? ''), numberOf(year[2] ?? ''))
    return day === undefined ? 'noSuchDay' : { by: 'year', day, left: left(year) }
  }

  const span = start(`${EVERY}${WEEK}(${WEEKDAY})(?:到|至|-|~)${WEEK}?(${WEEKDAY})`).exec(text)
  if (span) {
    const [from, to] = [weekdayNumber(span[1] ?? ''), weekdayNumber(span[2] ?? '')]
    return from < to ? { by: 'week', weekdays: `${from}-${to}`, left: left(span) } : 'noSuchDay'
  }

  // 「每周一三五」 only where the list ends visibly: 「每周五一起跑」 is Friday alone.
  const together = start(`${EVERY}${WEEK}([一二三四五六日天]{2,7}|[1-7]{2,7})(?=[\\s早晚上中下凌]|\\d+[:：点點]|$)`)
  const apart = start(`${EVERY}${WEEK}(${WEEKDAY}(?:[、,，和及]+ ?(?:${WEEK})?${WEEKDAY}(?![\\d点點:：]))*)`)
  const week = together.exec(text) ?? apart.exec(text)
  if (week) {
    const days = [...(week[1] ?? '').matchAll(new RegExp(WEEKDAY, 'gu'))].map(([day]) => weekdayNumber(day))
    return { by: 'week', weekdays: [...new Set(days)].sort().join(','), left: left(week) }
  }

  const daily = start(`(?:${EVERY})?(?:(工作日|上班日)|(节假日|節假日|休息日|假日)|(?<=每)天|(?<=每)日|天天)`).exec(
    text,
  )
  if (!daily) return undefined
  const days = daily[1] ? 'workdays' : daily[2] ? 'holidays' : 'all'
  return { by: 'week', weekdays: '*', days, left: left(daily) }
}

function start(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})(?![年月])`, 'u')
}

/** 1 for Monday to 7 for Sunday, as a cron has them; 周末 is its Saturday. */
function weekdayNumber(word: string): number {
  if (word === '末') return 6
  const at = '一二三四五六日'.indexOf(word === '天' ? '日' : word)
  return at >= 0 ? at + 1 : Number(word)
}

/** `MM-DD`; the 29th of February is one. */
function dayOfYear(month: number | undefined, day: number | undefined): string | undefined {
  if (month === undefined || day === undefined) return undefined
  const date = new Date(Date.UTC(2024, month - 1, day))
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCFullYear() === 2024
  return exists ? date.toISOString().slice(5, 10) : undefined
}

const PART = '(凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|夜裡|晚|早)?'
const CLOCK = `${PART} ?(?:(\\d{1,2})[:：](\\d{2})|(${NUMBER})[点點时時](?:(半)|([一三])刻|(${NUMBER})分?|整)?)`
const atBegin = new RegExp(`^[，, ]*${CLOCK}(?: ?[-~到至] ?${CLOCK})?`, 'u')
const atEnd = new RegExp(` ${CLOCK}$`, 'u')

/** The time of day, at the beginning of what is left or at its very end; what it is until becomes its text. */
function takeTime(text: string): { at?: string; text: string; left: string } | 'noSuchTime' {
  const found = atBegin.exec(text) ?? atEnd.exec(text)
  if (!found) return { text: '', left: text }
  const at = clockOf(found.slice(1, 8))
  const to = (found[9] ?? found[11]) ? clockOf(found.slice(8, 15), found[1]) : ''
  if (at === undefined || to === undefined) return 'noSuchTime'
  const left = found.index === 0 ? text.slice(found[0].length) : text.slice(0, found.index)
  return { at, text: to === '' ? '' : `${at}–${to}`, left }
}

/** `HH:mm` of a part of the day, `20:00`, or 八点半; `like` is the part that the time before it named. */
function clockOf(found: readonly (string | undefined)[], like?: string): string | undefined {
  const [part = like, hours, minutes, spoken, half, quarters, spokenMinutes] = found
  const typed = hours === undefined ? numberOf(spoken ?? '') : Number(hours)
  const minute = half
    ? 30
    : quarters
      ? (numberOf(quarters) ?? 0) * 15
      : (numberOf(minutes ?? spokenMinutes ?? '0') ?? 99)
  if (typed === undefined || minute > 59 || typed > 23) return undefined
  // 晚上12点 is of which day? Whoever means midnight writes 0:00.
  if (typed === 12 && /晚|夜|凌晨/u.test(part ?? '')) return undefined
  const later =
    /下午|傍晚|晚/u.test(part ?? '') || (/夜/u.test(part ?? '') && typed > 5) || (part === '中午' && typed < 11)
  const hour = later && typed < 12 ? typed + 12 : typed
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/** 「遇假顺延」 and the like, wherever it stands. */
function takeHoliday(text: string): { text: string; holiday: New['holiday'] } {
  const found =
    /[，,（( ]*[遇逢](?:节假日|節假日|假日|假期|休息日|周末|假)(?:(顺延|順延)|跳过|跳過|取消|不办|不辦|不开|休息)[）)]?/u.exec(
      text,
    )
  if (!found) return { text, holiday: 'run' }
  return { text: text.replace(found[0], ' ').replace(/ +/g, ' ').trim(), holiday: found[1] ? 'next' : 'skip' }
}

const number = integer()

function numberOf(word: string): number | undefined {
  const read = number.read(word.replace('廿', '二十'), { today: '2000-01-01' }, true)
  return 'value' in read ? read.value : undefined
}
