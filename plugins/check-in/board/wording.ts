import type { Say } from '../wording.js'

/** `1月`, or `2029年12月` where it is not of this year. */
export function monthName(say: Say, month: string, today: string): string {
  const values = { year: month.slice(0, 4), month: Number(month.slice(5)) }
  return say(values.year === today.slice(0, 4) ? 'monthName' : 'monthNameOf', values)
}
