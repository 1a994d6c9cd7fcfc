import { addDays, dateOf, timeOn } from './calendar.js'
import type { Millis } from './events.js'

/** End of the quiet hours that hold at a time, if they do: [from, to). */
export function quietUntil(quiet: 'off' | { from: string; to: string }, zone: string, at: Millis): Millis | undefined {
  if (quiet === 'off') return undefined
  const today = dateOf(at, zone)
  const from = timeOn(today, quiet.from, zone)
  const to = timeOn(today, quiet.to, zone)
  if (from < to) return at >= from && at < to ? to : undefined
  if (at >= from) return timeOn(addDays(today, 1), quiet.to, zone)
  return at < to ? to : undefined
}

/** The longest text that is one line, in characters. */
const ONE_LINE = 60

/** Whether an answer is short enough to be given in quiet hours; longer ones go privately (docs/config.md: quiet). */
export function isOneLine(text: string): boolean {
  return text.length <= ONE_LINE && !text.includes('\n')
}
