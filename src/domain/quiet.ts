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

/** The time at which `span` of waking time has passed since `from`: quiet hours do not count. */
export function awakeAfter(
  quiet: 'off' | { from: string; to: string },
  zone: string,
  from: Millis,
  span: Millis,
): Millis {
  if (quiet === 'off') return from + span
  let at = quietUntil(quiet, zone, from) ?? from
  for (let left = span; ; ) {
    const night = nextQuiet(quiet, zone, at)
    if (at + left <= night) return at + left
    left -= night - at
    at = quietUntil(quiet, zone, night) ?? night
    // Quiet hours from 00:00 to 24:00 leave no waking time; days are counted all the same.
    if (at === night) return night + left
  }
}

/** When the next quiet hours begin, from a waking moment on. */
function nextQuiet(quiet: { from: string; to: string }, zone: string, at: Millis): Millis {
  const today = timeOn(dateOf(at, zone), quiet.from, zone)
  return today >= at ? today : timeOn(addDays(dateOf(at, zone), 1), quiet.from, zone)
}

/** The longest text that is one line, in characters. */
const ONE_LINE = 60

/** Whether an answer is short enough to be given in quiet hours; longer ones go privately (docs/config.md: quiet). */
export function isOneLine(text: string): boolean {
  return text.length <= ONE_LINE && !text.includes('\n')
}
