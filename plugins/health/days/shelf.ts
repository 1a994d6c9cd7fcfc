import { addDays, type Store } from '../../../src/kernel/plugin.js'
import type { Day } from './day.js'
import { readDay, writeDay } from './packed.js'

/** `days:YEAR` hash `MMDD` → figures of that day, packed; `keep` (400 days). */
const yearKey = (store: Store, year: string) => store.key(`days:${year}`)

const yearOf = (date: string) => date.slice(0, 4)
const fieldOf = (date: string) => `${date.slice(5, 7)}${date.slice(8)}`

/** So many single days are asked for by name; more are had faster with the whole year. */
const FEW = 40

/** Puts days on the shelf, in place of what stood there of them. */
export async function shelve(store: Store, days: readonly Day[]): Promise<void> {
  if (days.length === 0) return
  const step = store.redis.multi()
  for (const day of days) step.hset(yearKey(store, yearOf(day.date)), fieldOf(day.date), writeDay(day))
  for (const [error] of (await step.exec()) ?? []) if (error) throw error
}

/** The days that are kept from one date to another, both included, oldest first. */
export async function shelved(store: Store, from: string, to: string): Promise<Day[]> {
  const dates = datesFrom(from, to)
  if (dates.length === 0) return []
  const years = [...new Set(dates.map(yearOf))]
  const reads = store.redis.pipeline()
  for (const year of years) {
    const key = yearKey(store, year)
    if (dates.length > FEW) reads.hgetall(key)
    else reads.hmget(key, ...dates.filter(date => yearOf(date) === year).map(fieldOf))
  }
  const answers = ((await reads.exec()) ?? []).map(([error, answer]) => {
    if (error) throw error
    return answer as Record<string, string> | (string | null)[]
  })
  return years.flatMap((year, at) => {
    const answer = answers[at] ?? []
    return dates
      .filter(date => yearOf(date) === year)
      .flatMap((date, index) => {
        const written = Array.isArray(answer) ? answer[index] : answer[fieldOf(date)]
        return typeof written === 'string' ? [readDay(date, written)] : []
      })
  })
}

/** Drops what is older than `oldest`, also of the two years before that one. */
export async function dropBefore(store: Store, oldest: string): Promise<void> {
  const year = Number(yearOf(oldest))
  await store.redis.del(yearKey(store, String(year - 1)), yearKey(store, String(year - 2)))
  const key = yearKey(store, String(year))
  const old = (await store.redis.hkeys(key)).filter(field => field < fieldOf(oldest))
  if (old.length > 0) await store.redis.hdel(key, ...old)
}

/** Every date from one to another, both included. */
export function datesFrom(from: string, to: string): string[] {
  const dates: string[] = []
  for (let date = from; date <= to; date = addDays(date, 1)) dates.push(date)
  return dates
}
