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
  for (let date = today; date >= from; date = addDays(date, -1)) {
    if (dates.has(date)) days += 1
    else if (date !== today && !rests(date)) return { days, mayBeLonger: false }
  }
  return { days, mayBeLonger: true }
}
