import type { Millis } from '../../src/kernel/plugin.js'

// How a month of one person's check-ins is written. Hundreds of thousands of days lie in Redis, so a day takes six bytes:
// the day of the month and the second in which he came.

/** One line of the ledger: a check-in in a window, or a day made up afterwards. */
export interface CheckIn {
  /** In whole seconds: WeChat's own times are no finer. */
  at: Millis
  /** The window; a makeup has none. */
  window?: string
}

/** What happened on which date. */
export type Lines = ReadonlyMap<string, readonly CheckIn[]>

/**
 * A month as it is stored: its lines, and the names of the windows that they count from 0. A line is the day and the seconds
 * since the midnight (UTC) before it, both to the base 36, then `-` for a makeup or `:1` for the second window:
 * `["74ffy,84f4d:1,99hhk-","早起","夜跑"]`.
 */
export type Month = readonly string[]

const BASE = 36
const DAY = 86_400_000

export function writeMonth(lines: Lines): Month {
  const names: string[] = []
  const indexOf = (window: string) => (names.includes(window) ? names.indexOf(window) : names.push(window) - 1)
  const written = [...lines].flatMap(([date, all]) =>
    all.map(({ at, window }) => {
      const index = window === undefined ? undefined : indexOf(window)
      const day = Number(date.slice(8)).toString(BASE)
      const seconds = Math.floor((at - dawnOf(date)) / 1000).toString(BASE)
      return `${day}${seconds}${index === undefined ? '-' : index === 0 ? '' : `:${index}`}`
    }),
  )
  return [written.join(','), ...names]
}

/** @param month `YYYY-MM` */
export function readMonth(month: string, [written = '', ...names]: Month): Lines {
  const lines = new Map<string, CheckIn[]>()
  for (const line of written === '' ? [] : written.split(',')) {
    const [head = '', index = '0'] = line.split(':')
    const isMakeup = head.endsWith('-')
    const day = Number.parseInt(head.charAt(0), BASE)
    const date = `${month}-${String(day).padStart(2, '0')}`
    const at = dawnOf(date) + Number.parseInt(isMakeup ? head.slice(1, -1) : head.slice(1), BASE) * 1000
    const each = isMakeup ? { at } : { at, window: names[Number(index)] ?? '' }
    lines.set(date, [...(lines.get(date) ?? []), each])
  }
  return lines
}

/**
 * The dates alone on which something stands in a month, for boards of hundreds of people: a tenth of the time.
 * @param month `YYYY-MM`
 */
export function datesIn(month: string, [written = '']: Month): string[] {
  const dates: string[] = []
  for (let at = 0; at < written.length; at = written.indexOf(',', at) + 1 || written.length) {
    const day = Number.parseInt(written.charAt(at), BASE)
    dates.push(`${month}-${day < 10 ? '0' : ''}${day}`)
  }
  return dates
}

/** As it is after it was written and read again. */
export function inSeconds(at: Millis): Millis {
  return Math.floor(at / 1000) * 1000
}

/** A moment before all that counts for a date, in whatever zone. */
function dawnOf(date: string): Millis {
  return Date.parse(`${date}T00:00:00Z`) - DAY
}
