import type { Board, MemberKey } from '../../../src/kernel/plugin.js'
import { type In, recentDates, streaksOf } from '../standing.js'
import { joined, type Say } from '../wording.js'
import { lengthOf, monthOf } from './months.js'

// Who came on how many days of a month, and who stands in the longest row: computed whenever somebody asks.

interface Standing {
  name: string
  days: number
}

export interface Standings {
  /** `YYYY-MM` */
  month: string
  /** Days in that month, most first; nobody without one. */
  days: readonly Standing[]
  /** Rows as of its last day, or of today while it is not over. */
  streaks: readonly Standing[]
}

/** Places on a board; in words whoever shares the last one is on it too. */
const PLACES = 10
/** Rows of the picture. */
const ROWS = 15

/** How those who are in the room now stand in a month. */
export async function standingsOf(ctx: In, month: string, today: string): Promise<Standings> {
  const members = ctx.members()
  const keys = members.map(({ key }) => key)
  const asOf = month === monthOf(today) ? today : `${month}-${lengthOf(month)}`
  const recent = recentDates(ctx, keys, asOf)
  const [dates, streaks] = await Promise.all([recent, streaksOf(ctx, keys, asOf, recent)])
  const daysOf = (key: MemberKey) => [...(dates.get(key) ?? [])].filter(date => date.startsWith(month)).length
  const standing = (count: (key: MemberKey) => number) =>
    members
      .map(({ key, name }) => ({ name, days: count(key) }))
      .filter(({ days }) => days > 0)
      .sort((a, b) => b.days - a.days)
  return {
    month,
    days: standing(daysOf),
    streaks: standing(key => streaks.get(key) ?? 0),
  }
}

/** The longest row of anybody's. */
export function longestOf({ streaks }: Standings): number {
  return streaks[0]?.days ?? 0
}

/** Places, one a line; people of equal days share one. */
export function placesText(say: Say, standings: readonly Standing[]): string[] {
  const last = standings[PLACES - 1]?.days ?? 1
  const lines: string[] = []
  for (let at = 0; at < standings.length; ) {
    const days = standings[at]?.days ?? 0
    if (days < last) break
    const equals = standings.filter(each => each.days === days)
    const shown = equals.slice(0, PLACES).map(each => each.name)
    const names = joined(say, shown) + (equals.length > PLACES ? '…' : '')
    lines.push(say('boardLine', { rank: at + 1, names, days }))
    at += equals.length
  }
  return lines
}

/** The same as a picture. */
export function standingsPicture(say: Say, standings: Standings, values: { topic: string; month: string }): Board {
  const { days } = standings
  const most = days[0]?.days ?? 1
  const times = days.reduce((sum, each) => sum + each.days, 0)
  return {
    title: say('pictureBoard', values),
    subtitle: values.topic,
    figures: [
      { value: String(days.length), label: say('picturePeople') },
      { value: times.toLocaleString('en'), label: say('pictureTimes') },
      { value: String(longestOf(standings)), label: say('pictureStreak') },
    ],
    rows: days.slice(0, ROWS).map(each => ({
      label: `${days.findIndex(other => other.days === each.days) + 1}  ${each.name}`,
      value: say('pictureDays', { days: each.days }),
      share: each.days / most,
    })),
    note: say('pictureNote'),
  }
}
