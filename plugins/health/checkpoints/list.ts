import { standing, sumOf, type Vitals } from '../checkup/lines.js'

/** What is looked at on a checkpoint, in the order in which it is told. */
const items = ['goal', 'spoke', 'deputy', 'rhythm', 'helpers', 'owner', 'rate', 'newcomers'] as const
type Item = (typeof items)[number]

/** From this day on, these: most groups die within a week or within thirty-six days, and each time of something else. */
const lists: readonly (readonly [from: number, what: readonly Item[]])[] = [
  [0, ['goal', 'spoke', 'deputy']],
  [7, ['goal', 'rhythm', 'helpers', 'owner']],
  [36, ['rate', 'rhythm', 'deputy', 'newcomers']],
]

/** In a small circle everybody should have said a word within days. */
const SPOKE = 0.5
const OWNER = 0.3

/** The checklist of a day of a new group: what is there and what is not. */
export function checklist(day: number, vitals: Vitals): { item: Item; done: boolean }[] {
  const [, what] = lists.findLast(([from]) => day >= from) ?? [0, items]
  return what.map(item => ({ item, done: isDone(item, vitals) }))
}

function isDone(item: Item, vitals: Vitals): boolean {
  const { week, people, active, joins, firstWords } = vitals
  switch (item) {
    case 'goal':
      return vitals.hasGoal
    case 'spoke':
      return active >= SPOKE * people
    case 'deputy':
      return vitals.admins > 0
    case 'rhythm':
      return sumOf(week, 'checkIns') + sumOf(week, 'topics') > 0
    case 'helpers':
      return vitals.helpers > 0
    case 'owner':
      return sumOf(week, 'messages') > 0 && sumOf(week, 'owner') <= OWNER * sumOf(week, 'messages')
    case 'rate':
      return standing(vitals) !== 'below'
    case 'newcomers':
      return joins > 0 && firstWords > 0
  }
}
