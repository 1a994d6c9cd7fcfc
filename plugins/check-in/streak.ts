import { addDays } from '../../src/kernel/plugin.js'

export interface StreakFrame {
  /** The day that is not over yet: missing it breaks nothing so far. */
  today: string
  /** Nothing is known of days before this one. */
  from: string
  /** Days that neither count nor break: on which no window opens, or which an outage froze. */
  rests: (date: string) => boolean
}

export interface Streak {
  days: number
  /** Unbroken back to the first day that is known: it may be longer. */
  mayBeLonger: boolean
}

/** How many days in a row somebody checked in, up to today or, while he can still come, up to yesterday. */
export function streakOf(dates: ReadonlySet<string>, { today, from, rests }: StreakFrame): Streak {
  let days = 0
  for (let date = today; date >= from; date = dayBefore(date)) {
    if (dates.has(date)) days += 1
    else if (date !== today && !rests(date)) return { days, mayBeLonger: false }
  }
  return { days, mayBeLonger: true }
}

/** Within a month that is a matter of two letters; over years that makes a streak ten times as fast. */
function dayBefore(date: string): string {
  const day = Number(date.slice(8)) - 1
  return day === 0 ? addDays(date, -1) : `${date.slice(0, 8)}${day < 10 ? '0' : ''}${day}`
}
