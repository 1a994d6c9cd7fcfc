import type { ActRecord } from './acts.js'
import type { Report } from './play.js'
import { isoIn } from './when.js'

/** An act with the keys of the expectation of the same name; `at` in the scenario's time zone, `refused` last. */
export function actObject(record: ActRecord, zone: string): Record<string, unknown> {
  const { at, act, refused, ...rest } = record
  return { at: isoIn(at, zone), act, ...rest, ...(refused === undefined ? {} : { refused }) }
}

/** One line of `simulate --json`. */
export function actLine(record: ActRecord, zone: string): string {
  return JSON.stringify(actObject(record, zone))
}

/** The last line of a file. */
export function reportLine(report: Report): string {
  return JSON.stringify(report)
}
