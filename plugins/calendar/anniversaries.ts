import { dateOf, type MemberView } from '../../src/kernel/plugin.js'
import { dayOf } from './dates.js'

/** Members who came on this day of an earlier year, by how many years ago; the longest first. */
export interface Anniversaries {
  years: number
  names: string[]
}

/** At most so many names in a line. */
const NAMES = 5

/**
 * Whose day it is. Only of those does one know it who came while the bot was there; whoever cannot be told apart is left
 * out.
 */
export function anniversariesOn(
  date: string,
  members: readonly MemberView[],
  zone: string,
): { list: Anniversaries[]; count: number } {
  const year = Number(date.slice(0, 4))
  const theirs = members.flatMap(({ name, joinedAt, before, present, unsure }) => {
    if (before || !present || unsure) return []
    const joined = dateOf(joinedAt, zone)
    const years = year - Number(joined.slice(0, 4))
    return years > 0 && dayOf(year, joined.slice(5)) === date ? [{ name, years, joinedAt }] : []
  })
  const shown = theirs.sort((a, b) => a.joinedAt - b.joinedAt).slice(0, NAMES)
  const list = [...new Set(shown.map(({ years }) => years))].map(years => ({
    years,
    names: shown.filter(each => each.years === years).map(({ name }) => name),
  }))
  return { list, count: theirs.length }
}
