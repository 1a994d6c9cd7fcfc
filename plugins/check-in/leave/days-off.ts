import { type Arguments, addDays, args, date, daysBetween, simplify, span } from '../../../src/kernel/plugin.js'
import { blanks } from '../wording.js'
import type { Range } from './ranges.js'

/**
 * Days as typed: `backwards` when the end stands before the beginning, `cancel` for 取消. `counted`: so many days from now on,
 * whichever they are.
 */
export type DaysOff = (Range & { counted?: true }) | 'backwards' | 'over' | 'cancel'

const DAY = 86_400_000
/** What is further ahead than this was meant as a day that is over. */
const AHEAD = 180

const length = args({ length: span() })
const dayAhead = args({ day: date({ toward: 'future' }) })
const dayBehind = args({ day: date({ toward: 'past' }) })

/** When somebody is away: `7天`, `到周五`, `明天`, `明天 3天`, `11-20 到 11-25`. */
export const daysOff: Arguments<{ days: DaysOff }> = {
  form: '几天',
  parse(rest, { today }) {
    if (cancels(rest)) return { ok: true, value: { days: 'cancel' } }
    // What follows the days is why, and nobody's business.
    const words = rest.trim().split(/[\s，,。]+/)
    for (let count = words.length; count > 0; count--) {
      const days = readDays(words.slice(0, count).join(' '), today) ?? readDays(together(words.slice(0, count)), today)
      if (days) return { ok: true, value: { days } }
    }
    const code = rest.trim() === '' ? 'missing' : 'not-this-kind'
    return { ok: false, code, argument: '几天', problem: '请假这样写：7天、到周五、11-20 到 11-25；回来了发 /销假' }
  },
  accepts: rest =>
    cancels(rest) || [rest.trim(), together([rest.trim()])].some(text => readDays(text, '2000-01-01') !== undefined),
}

/** 到 周 五 is 到周五. */
function together(words: readonly string[]): string {
  return words.join(' ').replace(blanks, '')
}

function cancels(rest: string): boolean {
  return /^(?:取消|撤[销消]|销假|不请了|cancel)[\s!！.。~～]*$/i.test(simplify(rest.normalize('NFKC').trim()))
}

function readDays(text: string, today: string): DaysOff | undefined {
  const [head = '', tail, ...more] = text.split(between)
  if (more.length > 0) return undefined
  if (tail === undefined) return daysFrom(head, today)
  const from = head.trim() === '' ? today : near(head, today)
  if (from === undefined) return undefined
  return upTo(from, tail, today)
}

/** 到, 至, ~; a hyphen with blanks around it, for 11-20 has one too. */
const between = /\s*(?:到|至|~|～|—+|–)\s*|\s+-\s+/

/** A length from today, a single day, or a day and a length. */
function daysFrom(text: string, today: string): DaysOff | undefined {
  const days = wholeDays(text)
  if (days !== undefined) return { from: today, to: addDays(today, days - 1), counted: true }
  const [first = '', second, ...more] = text.split(/\s+/)
  const from = more.length === 0 ? near(first, today) : undefined
  if (from === undefined) return undefined
  const long = second === undefined ? 1 : wholeDays(second)
  return long === undefined ? undefined : clipped({ from, to: addDays(from, long - 1) }, today)
}

function upTo(from: string, text: string, today: string): DaysOff | undefined {
  // 明天 and 后天 are counted from the day on which they are said, 周一 and 11-25 from the beginning.
  if (/^(?:今|明|[大]?[后後]|昨|前)/.test(text)) return orderly(from, near(text, today), today)
  const ahead = dayAhead.parse(text, { today: from })
  if (!ahead.ok) return undefined
  const to = ahead.value.day
  const behind = dayBehind.parse(text, { today: from })
  // 11-25 到 11-20 is no leave of a year.
  if (behind.ok && behind.value.day < from && daysBetween(from, to) > AHEAD) return 'backwards'
  return orderly(from, to, today)
}

function orderly(from: string, to: string | undefined, today: string): DaysOff | undefined {
  if (to === undefined) return undefined
  return to < from ? 'backwards' : clipped({ from, to }, today)
}

/** The day that is meant: the next of that name, or one that has just been. */
function near(text: string, today: string): string | undefined {
  const ahead = dayAhead.parse(text, { today })
  const behind = dayBehind.parse(text, { today })
  if (!ahead.ok) return undefined
  return behind.ok && daysBetween(today, ahead.value.day) > AHEAD ? behind.value.day : ahead.value.day
}

/** Nobody is on leave from yesterday on. */
function clipped({ from, to }: Range, today: string): DaysOff {
  return to < today ? 'over' : { from: from < today ? today : from, to }
}

/** `7天`, `一周`; half a day is a day. */
function wholeDays(text: string): number | undefined {
  const parsed = text === '' ? undefined : length.parse(text, { today: '2000-01-01' })
  return parsed?.ok ? Math.max(1, Math.ceil(parsed.value.length / DAY)) : undefined
}
