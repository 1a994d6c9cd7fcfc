import type { In } from './standing.js'
import { historiesOf } from './store.js'

/** How many people came on a day, in whichever of its windows; days made up afterwards are no coming. */
export async function figures(ctx: In, date: string): Promise<{ checkIns: number }> {
  const members = ctx.members().map(({ key }) => key)
  const histories = await historiesOf(ctx.store, members, [date.slice(0, 7)])
  const came = [...histories.values()].filter(({ lines }) =>
    lines.get(date)?.some(({ window }) => window !== undefined),
  )
  return { checkIns: came.length }
}
