import { addDays } from '../../../src/kernel/plugin.js'
import type { Day } from '../days/day.js'

// How much of a room's talk is its veterans', week by week. Pure.

/** Weeks that a week is held against. */
export const BEFORE = 4
const WEEK = 7
/** Of fewer messages a week, two a day, a share says little. */
const FEWEST = 14

/** What veterans were of a week: of its messages, and of those who wrote on each day. */
export interface Part {
  messages: number
  veteranMessages: number
  speakers: number
  veteranSpeakers: number
}

/**
 * The last weeks up to a date, oldest first: `BEFORE` of them, and the last one.
 * @param to the last day of the last week
 */
export function seriesOf(days: readonly Day[], to: string): Part[] {
  return Array.from({ length: BEFORE + 1 }, (_, at) => {
    const last = addDays(to, -WEEK * (BEFORE - at))
    const first = addDays(last, 1 - WEEK)
    const week = days.filter(({ date }) => date >= first && date <= last)
    const sum = (figure: keyof Part) => week.reduce((all, day) => all + day[figure], 0)
    return {
      messages: sum('messages'),
      veteranMessages: sum('veteranMessages'),
      speakers: sum('speakers'),
      veteranSpeakers: sum('veteranSpeakers'),
    }
  })
}

/** Their share of a week's messages and of those who wrote, in [0, 1]; undefined where nobody did. */
export function sharesOf({ messages, veteranMessages, speakers, veteranSpeakers }: Part) {
  return messages === 0 ? undefined : { messages: veteranMessages / messages, speakers: veteranSpeakers / speakers }
}

/** What a share fell to, from the mean of the weeks before. */
export interface Drop {
  of: 'messages' | 'speakers'
  from: number
  to: number
}

/**
 * Whether a share of the last week is lower by `least` than the mean of the four before; of two, the one that fell further.
 * Undefined where it is not, or where that cannot be told: a week of four that says little, or a last week in which little
 * was said though the veterans said as much as ever.
 */
export function dropIn(series: readonly Part[], least: number): Drop | undefined {
  const last = series.at(-1)
  const before = series.slice(0, -1)
  const now = last && sharesOf(last)
  if (least === 0 || !now || before.length < BEFORE || before.some(({ messages }) => messages < FEWEST))
    return undefined
  const mean = (of: (week: Part) => number) => before.reduce((sum, week) => sum + of(week), 0) / before.length
  const said = mean(({ veteranMessages }) => veteranMessages)
  if (last.messages < FEWEST && last.veteranMessages > said * (1 - least)) return undefined
  const drops = (['messages', 'speakers'] as const).map(of => ({
    of,
    from: mean(week => sharesOf(week)?.[of] ?? 0),
    to: now[of],
  }))
  return drops
    .filter(({ from, to }) => from > 0 && to <= from * (1 - least) + ROUNDING)
    .sort((a, b) => a.to / a.from - b.to / b.from)[0]
}

/** Shares are fractions: what is exactly as much less counts. */
const ROUNDING = 1e-9

/**
 * What was told of a drop is over when the share is halfway back, or when the low is what four weeks were like: then the
 * next one is told again.
 */
export function isOver(series: readonly Part[], least: number): boolean {
  const last = series.at(-1)
  return last !== undefined && last.messages >= FEWEST && dropIn(series, least / 2) === undefined
}
