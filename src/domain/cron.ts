import { CronExpressionParser } from 'cron-parser'
import type { Millis } from './events.js'

/** The next moment after `after`, and not that moment itself, that a cron of five fields names in a zone. */
export function nextCron(cron: string, after: Millis, zone: string): Millis {
  return CronExpressionParser.parse(cron, { tz: zone, currentDate: new Date(after) })
    .next()
    .getTime()
}

/** The same, one after the other, without reading the cron anew for each. Throws where none is left. */
export function* everyCron(cron: string, after: Millis, zone: string): Generator<Millis> {
  const times = CronExpressionParser.parse(cron, { tz: zone, currentDate: new Date(after) })
  for (;;) yield times.next().getTime()
}
