import { CronExpressionParser } from 'cron-parser'
import { z } from 'zod'
import { parseDuration } from '../domain/durations.js'
import { nearestDuration, nearestTime, nearestWindow, nearestZone } from './nearest.js'
import { both } from './problems.js'

// The values that YAML has no types for. Each is written as a string and says what is right when it is wrong. Where the
// parsed value differs from the written one (durations, windows), give a default with `.prefault('48h')`.

/** Longer than any community lives; keeps sums of times far from the end of what a Date can hold. */
const longest = 3650 * 86_400_000

/** `90s`, `30m`, `48h`, `7d`; parsed: milliseconds. At most ten years. */
export const duration = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, { error: issue => wrongDuration(String(issue.input)) })
  .refine(text => (parseDuration(text) ?? 0) <= longest, {
    error: both('时长太长，最多 3650d', 'too long, at most 3650d'),
  })
  .transform(text => parseDuration(text) ?? 0)

function wrongDuration(text: string): string {
  const near = nearestDuration(text)
  return near === undefined
    ? both(`「${text}」不是时长，写法如 90s、30m、48h、7d`, 'a duration is digits and ms, s, m, h or d')
    : both(`「${text}」不是时长，应为 ${near}`, `not a duration; did you mean ${near}?`)
}

/** `"05:00"`, from 00:00 to 23:59; parsed: the same text, so that times of one day compare as strings. */
export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: issue => wrongTime(String(issue.input), '23:59') })

/** The end of something: as `timeOfDay`, and `"24:00"` ends the day. */
export const endOfDay = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: issue => wrongTime(String(issue.input), '24:00') })

function wrongTime(text: string, last: string): string {
  const near = nearestTime(text)
  if (near !== undefined && near <= last)
    return both(`「${text}」不是时刻，应为 "${near}"`, `not a time of day; did you mean "${near}"?`)
  return both(`没有「${text}」这个时刻，从 00:00 到 ${last}，写法如 "05:00"`, `no such time; 00:00 to ${last}`)
}

/** `"22:30-07:30"`, over midnight when it ends before it begins; parsed: `{ from, to }`, meant as [from, to). */
export const timeWindow = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, {
    error: issue => wrongWindow(String(issue.input)),
  })
  .refine(text => text.slice(0, 5) !== text.slice(6), {
    error: both('开始和结束相同，这段时间是空的；全天写 "00:00-24:00"', 'empty: it ends where it begins'),
  })
  .transform(text => ({ from: text.slice(0, 5), to: text.slice(6) }))

function wrongWindow(text: string): string {
  const near = nearestWindow(text)
  return near === undefined
    ? both(`「${text}」不是时间段，写法如 "22:30-07:30"，时刻从 00:00 到 24:00`, 'a window is written "22:30-07:30"')
    : both(`「${text}」不是时间段，应为 "${near}"`, `not a window; did you mean "${near}"?`)
}

/** No recurring timer below five minutes: a virtual clock has to step on every one of them. */
const shortestPeriod = 5 * 60_000

/** Five fields (minute, hour, day, month, weekday) in the config's timezone, at least five minutes apart. */
export const cron = z.string().superRefine((text, context) => {
  const wrong = wrongCron(text)
  if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong, input: text })
})

function wrongCron(text: string): string | undefined {
  const example = '如每周五 20:00 写 "0 20 * * 5"'
  if (text.trim().split(/\s+/).length !== 5)
    return both(`「${text}」不是 cron：要有五段 分 时 日 月 周，${example}`, 'cron has five fields')
  try {
    const fires = CronExpressionParser.parse(text, { tz: 'UTC', currentDate: '2030-01-01T00:00:00Z' })
      .take(6)
      .map(date => date.getTime())
    const tooOften = fires.some((time, index) => index > 0 && time - (fires[index - 1] ?? 0) < shortestPeriod)
    return tooOften ? both(`「${text}」太密，至少隔 5 分钟`, 'too often, at least five minutes apart') : undefined
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return both(`「${text}」不是有效的 cron，${example}`, why)
  }
}

/** A zone of the IANA database, known to this machine's `Intl`. */
export const timezone = z.string().superRefine((text, context) => {
  if (text !== 'CST' && isZone(text)) return
  const near = nearestZone(text)
  // Intl takes CST for Chicago; whoever writes it here means China.
  const wrong = text === 'CST' ? 'CST 是美国中部时间' : `没有「${text}」这个时区`
  const message =
    near === undefined
      ? both(`${wrong}，写法如 Asia/Shanghai`, 'no such timezone, write for example Asia/Shanghai')
      : both(`${wrong}，应为 ${near}`, `no such timezone; did you mean ${near}?`)
  context.addIssue({ code: 'custom', message, input: text })
})

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false // Intl has no other way to say that it does not know a zone
  }
}

/** `2031-03-31`: a day that exists. */
export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, {
    error: issue => both(`「${issue.input}」不是日期，写法如 2031-03-31`, 'a date is written 2031-03-31'),
  })
  .refine(isDay, { error: both('没有这一天', 'there is no such day') })

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** A whole number, 0 or more. */
export const count = z.int().min(0)

/** A share, 0 to 1. */
export const share = z.number().min(0).max(1)

/** A part of the YAML that is a map of its own; left out, it is all defaults. Every key of `shape` must have one. */
export function section<Shape extends z.ZodRawShape>(shape: Shape) {
  const schema = z.strictObject(shape)
  return schema.prefault({} as z.input<typeof schema>)
}
