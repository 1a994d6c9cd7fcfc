import { dateOf, type Millis, simplify } from '../../src/kernel/plugin.js'

/** What a line of the catalogue is made with, and in which zone it is read. */
interface Said {
  zone: string
  now(): Millis
  text(key: string, values?: Record<string, string | number>): string
}

/** A day as it is read: 1月7日, of another year with the year; 0 is before anybody looked. */
export function dayText({ zone, now, text }: Said, at: Millis): string {
  if (at === 0) return text('before')
  const [year = '', month = '', day = ''] = dateOf(at, zone).split('-')
  const key = dateOf(now(), zone).startsWith(year) ? 'day' : 'dayOfYear'
  return text(key, { year, month: Number(month), day: Number(day) })
}

/** The name in a list that somebody typed; 繁简 and width make no difference. */
export function named(names: readonly string[], typed: string): string | undefined {
  const plain = (word: string) => simplify(word.normalize('NFKC').trim().toLowerCase())
  return names.find(name => plain(name) === plain(typed))
}
