import { addDays } from '../domain/calendar.js'
import { parseNumber } from './numbers.js'
import { simplify } from './simplify.js'

/** Which way to look when what was typed fits more than one day: a makeup looks back, a plan ahead. Today is near in both. */
export type Nearness = 'past' | 'future'

/**
 * The day that people mean, as an ISO date: `昨天` `大前天` `周一` `下週五` `11-01` `11月1日` `十一月一号` `15号` `2026-11-01` `today`.
 * Undefined for anything else and for days that do not exist.
 *
 * @param today an ISO date: the day it is said on
 * @param nearness which `周一` or `11-01` is meant: the latest one not after today, or the next one not before it
 */
export function parseDay(text: string, today: string, nearness: Nearness): string | undefined {
  const word = simplify(text.normalize('NFKC')).toLowerCase().replace(/\s+/g, '')
  const shift = relative.get(word)
  if (shift !== undefined) return addDays(today, shift)
  return weekday(word, today, nearness) ?? dayOfMonth(word, today, nearness) ?? fullDate(word, today, nearness)
}

const relative = new Map<string, number>([
  ...['今天', '今日', '今', '今晚', '今早', 'today'].map(word => [word, 0] as const),
  ...['昨天', '昨日', '昨', '昨晚', '昨早', 'yesterday'].map(word => [word, -1] as const),
  ...['明天', '明日', '明', '明晚', '明早', 'tomorrow'].map(word => [word, 1] as const),
  ...['前天', '前日'].map(word => [word, -2] as const),
  ...['后天', '后日'].map(word => [word, 2] as const),
  ['大前天', -3],
  ['大后天', 3],
])

const english = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

function weekday(word: string, today: string, nearness: Nearness): string | undefined {
  const match = /^(上+|下+|这|本)?个?(?:周|星期|礼拜)([一二三四五六日天末1-7])$/.exec(word)
  const named = english.findIndex(name => name === word || (word.length === 3 && name.startsWith(word)))
  if (!match && named < 0) return undefined
  const wanted = match ? dayNumber(match[2] ?? '') : named === 0 ? 7 : named
  const now = new Date(`${today}T00:00:00Z`).getUTCDay() || 7
  const week = match?.[1]
  if (week !== undefined) {
    const weeks = week.startsWith('上') ? -week.length : week.startsWith('下') ? week.length : 0
    return addDays(today, wanted - now + weeks * 7)
  }
  const ahead = (wanted - now + 7) % 7
  return addDays(today, nearness === 'future' || ahead === 0 ? ahead : ahead - 7)
}

/** 1 for Monday to 7 for Sunday; 周末 is its Saturday. */
function dayNumber(word: string): number {
  if (word === '末') return 6
  const at = '一二三四五六日'.indexOf(word === '天' ? '日' : word)
  return at >= 0 ? at + 1 : Number(word)
}

/** `15号`, `二十日`: in this month or the one before or after it that has such a day. */
function dayOfMonth(word: string, today: string, nearness: Nearness): string | undefined {
  const match = /^([\d一二三十]{1,3})[号日]$/.exec(word)
  const day = match ? parseNumber(match[1] ?? '') : undefined
  if (day === undefined) return undefined
  const [year = 0, month = 0] = today.split('-').map(Number)
  for (let step = 0; step < 3; step++) {
    const found = isoDate(year, month + (nearness === 'future' ? step : -step), day)
    if (found !== undefined && (nearness === 'future' ? found >= today : found <= today)) return found
  }
  return undefined
}

function fullDate(word: string, today: string, nearness: Nearness): string | undefined {
  const match =
    /^(?:(今年|去年|明年|\d{4}|[二〇零一三四五六七八九]{4})(?:[-/.年]|(?<=年)))?([\d一二三四五六七八九十]{1,2})[-/.月]([\d一二三四五六七八九十]{1,3})[号日]?$/.exec(
      word,
    )
  if (!match) return undefined
  const month = parseNumber(match[2] ?? '')
  const day = parseNumber(match[3] ?? '')
  if (month === undefined || day === undefined || month > 12) return undefined
  const thisYear = Number(today.slice(0, 4))
  if (match[1] !== undefined) {
    const year = { 今年: thisYear, 去年: thisYear - 1, 明年: thisYear + 1 }[match[1]] ?? parseNumber(match[1])
    return year === undefined ? undefined : isoDate(year, month, day)
  }
  const found = nearness === 'future' ? [thisYear, thisYear + 1] : [thisYear, thisYear - 1]
  return found
    .map(year => isoDate(year, month, day))
    .find(date => date !== undefined && (nearness === 'future' ? date >= today : date <= today))
}

/** The ISO date, or undefined when there is no such day; months before 1 and after 12 are of the years around. */
function isoDate(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day))
  const exists = date.getUTCDate() === day && date.getUTCMonth() === (((month - 1) % 12) + 12) % 12
  return exists ? date.toISOString().slice(0, 10) : undefined
}
