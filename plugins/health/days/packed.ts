import type { Day } from './day.js'

// How a day is written. A thousand rooms keep four hundred days each, so a day takes the characters of its figures and
// little more; a year of a room lies in one hash, which Redis holds in one piece as long as its values stay short.

type Figure = Exclude<keyof Day, 'date'>

/** The order in which figures are written. What is new comes at the end: days of before have 0 there. */
const order = [
  'members',
  'joins',
  'leaves',
  'speakers',
  'messages',
  'checkIns',
  'top',
  'owner',
  'startedByMembers',
  'started',
  'answered',
  'pairs',
  'links',
  'firstWords',
  'veterans',
  'veteranSpeakers',
  'veteranMessages',
  'cases',
  'undone',
  'topics',
  'unanswered',
] as const satisfies readonly Figure[]

const BASE = 36

/** A day's figures to the base 36, `,` between them; nothing stands for 0, and zeros at the end are left out. */
export function writeDay(day: Day): string {
  return order
    .map(figure => (day[figure] === 0 ? '' : day[figure].toString(BASE)))
    .join(',')
    .replace(/,+$/, '')
}

/** @param date `YYYY-MM-DD`, which is not written with the figures */
export function readDay(date: string, written: string): Day {
  const values = written.split(',')
  const day = { date } as Day
  order.forEach((figure, at) => {
    const value = values[at] ?? ''
    day[figure] = value === '' ? 0 : Number.parseInt(value, BASE)
  })
  return day
}
