import { addDays } from '../domain/calendar.js'
import { parseDay } from './dates.js'
import { parseNumber } from './numbers.js'

// The days that a plan may name: those of every date, and `下个月20号`, `三天后`, `月底`, `20300401`; and words that sound like a day and are none that could
// be put in a calendar: `下周八`, `月初`, `改天`. All of it in plain form: half-width, simplified, small letters.

const digits = '[零〇一二两三四五六七八九十]'
const number = `(?:\\d{1,3}|${digits}{1,3})`
const week = '(?:周|星期|礼拜)'
const month = '(?:下{1,2}个?|这个?|本)月'

const plannedDays = [
  `${month}的?(?:\\d{1,2}|${digits}{1,3})(?:[日号]|(?=\\s))`,
  `${number}(?:[天日]|个?${week})(?:之后|以后|后)`,
  '(?:(?:下{1,2}个?|这个?|本))?月[底末]',
  '(?<!\\d)20\\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\\d|3[01])(?!\\d)',
]

const english = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*(?![a-z])|today|tomorrow|yesterday'
const monthDay = `(?:(?:\\d{4}|${digits}{4})\\s?[-/.年]\\s?|今年|明年|去年)?(?:\\d{1,2}|${digits}{1,2})\\s?[-/.月]\\s?(?:\\d{1,2}|${digits}{1,3})(?:[日号](?!期))?`
/** Pattern of the days that a line may name before its hour. */
export const days = [
  ...plannedDays,
  '大?[后前]天|[后前]日|[今明昨][天日]|[今明昨](?=[晚早夜])|tonight',
  '(?:[上下]{1,3}|这|本)?个?(?:周|星期|礼拜)[一二三四五六日天末1-7]',
  `(?<![\\d.])${monthDay}(?![\\d-])`,
  `(?<!\\d)(?:\\d{1,2}|${digits}{1,3})[日号]`,
  `(?<![a-z])(?:${english})`,
].join('|')
/** Pattern of those behind the hour, where a bare `1-2` belongs to the title. */
export const daysBehind = [
  '大?后天|[今明]天|[今明后]日',
  ...plannedDays,
  '(?:[上下]{1,3}|这|本)?个?(?:周|星期|礼拜)[一二三四五六日天末]',
  `(?:(?:今年|明年|\\d{4}年)?(?:\\d{1,2}|${digits}{1,2})月)?(?:\\d{1,2}|${digits}{1,3})[日号]`,
  '\\d{4}-\\d{1,2}-\\d{1,2}',
  `(?<![a-z])(?:${english})`,
].join('|')
/** Pattern of a day that nobody can put in a calendar. */
export const vagueDay = [
  `(?:下{1,3}|这|本)个?${week}[零〇一二三四五六七八九十日天末\\d]{0,3}`,
  `${week}[零〇一二三四五六七八九十日天末\\d]{1,3}`,
  `${month}(?:[初中]|[上中下]旬)?`,
  '月[初中]|年[初中底末]|[明后]后天|今明两天|这[几两]天|大大+后天|改[天日]|哪天|过些天|(?<![a-z])(?:next|last) ?(?:week|month|year)',
  `(?:${number}|几|数|半)个?(?:[天日月年]|${week})(?:之后|以后|后)`,
  `过(?:${number}|几)个?(?:[天日月]|${week})`,
  '(?<![^\\s])(?:元旦|除夕|春节|元宵|清明|端午|五一|七夕|中秋|国庆|十一|重阳|圣诞|平安夜)节?(?:当天|那天|前夕)?',
].join('|')

/**
 * The day that was typed, as an ISO date; undefined where there is none such.
 *
 * @param word in plain form
 * @param today an ISO date: the day it is said on
 */
export function plannedDay(word: string, today: string): string | undefined {
  const plain = word.replace(/\s/g, '')
  const later = /^(\d{1,3}|[零〇一二两三四五六七八九十]{1,3})([天日]|个?(?:周|星期|礼拜))(?:之后|以后|后)$/.exec(plain)
  if (later) {
    const count = parseNumber(later[1] ?? '')
    return count === undefined ? undefined : addDays(today, count * (/[天日]/.test(later[2] ?? '') ? 1 : 7))
  }
  const [year = 0, at = 0] = today.split('-').map(Number)
  const dated = /^(下{1,2}|这|本)个?月的?(\d{1,2}|[零〇一二两三四五六七八九十]{1,3})[日号]?$/.exec(plain)
  if (dated) {
    const day = parseNumber(dated[2] ?? '') ?? 0
    return day > 0 && day <= daysIn(year, at + monthsOn(dated[1]))
      ? isoDate(year, at + monthsOn(dated[1]), day)
      : undefined
  }
  const ends = /^(下{1,2}|这|本)?个?月[底末]$/.exec(plain)
  if (ends) return isoDate(year, at + monthsOn(ends[1]) + 1, 0)
  const compact = /^(20\d{2})(\d{2})(\d{2})$/.exec(plain)
  return parseDay(compact ? compact.slice(1).join('-') : plain, today, 'future')
}

/** 下 is the next month, 下下 the one after it. */
function monthsOn(word = ''): number {
  return word.startsWith('下') ? word.length : 0
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function isoDate(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)
}
