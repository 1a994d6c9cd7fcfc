import { join } from 'node:path'
import { dateOf } from '../domain/calendar.js'
import type { Millis } from '../domain/events.js'
import { missingYear } from '../domain/workdays.js'
import type { QunguanConfig } from './load.js'
import { both, type Problem } from './problems.js'
import type { Source } from './source.js'

/**
 * A warning that the table of a year is missing which somebody counts workdays in: this year's, or from 1 December on the
 * next year's.
 * @param now when it is asked
 */
export function workdaysDue(config: QunguanConfig, now: Millis): Problem | undefined {
  const year = missingYear(dateOf(now, config.main.timezone), config.workdays)
  if (year === undefined || !countsWorkdays(config)) return undefined
  return {
    file: join(config.dir, 'workdays', `${year}.yaml`),
    line: 1,
    column: 1,
    path: ['workdays', String(year)],
    message: both(
      `还没有 ${year} 年的放假安排，${year} 年先按周一到周五算工作日；照 ${year - 1}.yaml 写一个就好`,
      `no table of workdays for ${year}: until there is one, Monday to Friday are worked`,
    ),
    severity: 'warning',
  }
}

/** Whether a plugin's config says workdays or holidays anywhere, for everybody or for one room. */
function countsWorkdays({ documents }: QunguanConfig): boolean {
  const sources: Source[] = [...Object.values(documents.plugins), ...Object.values(documents.groups)].flat()
  return sources.some(({ value }) => says(value))
}

function says(value: unknown): boolean {
  if (typeof value === 'string') return value === 'workdays' || value === 'holidays'
  return typeof value === 'object' && value !== null && Object.values(value).some(says)
}
