import { dateOf, type Millis } from '../../../src/kernel/plugin.js'
import type { In } from '../standing.js'
import { wordOf } from '../wording.js'
import { monthBefore, monthOf, nextFirst } from './months.js'
import { placesText, standingsOf, standingsPicture } from './standings.js'
import { monthName } from './wording.js'

/** On the first of a month, when people are up. */
const MORNING = '10:00'
const ID = 'month-board'
/** One alone is no rank. */
const FEWEST = 2

export function nextLastMonth(after: Millis, zone: string): Millis {
  return nextFirst(after, MORNING, zone)
}

/** The board of the month that is over, once; nothing where hardly anybody came. */
export async function tellLastMonth(ctx: In, { due }: { due: Millis }): Promise<void> {
  const today = dateOf(due, ctx.zone)
  const month = monthBefore(monthOf(today))
  const standings = await standingsOf(ctx, month, today)
  if (standings.days.length < FEWEST) return
  const { text } = ctx
  const times = standings.days.reduce((sum, { days }) => sum + days, 0)
  const head = text('boardTold', { month: monthName(text, month, today), count: standings.days.length, times })
  const lines = [head, ...placesText(text, standings.days), text('boardNext', { word: wordOf(ctx.config.words) })]
  await ctx.say(lines.join('\n'), { id: `${ID}|${month}`, manner: 'unasked' })
}

/**
 * Its picture follows when the words have left: with them it is one message that nobody asked for, and where they do not
 * leave it does not either.
 */
export async function followWithPicture(ctx: In, settledId: string): Promise<void> {
  const month = new RegExp(`\\|${ID}\\|(\\d{4}-\\d{2})$`).exec(settledId)?.[1]
  if (month === undefined) return
  const today = dateOf(ctx.now(), ctx.zone)
  const standings = await standingsOf(ctx, month, today)
  const { text, room } = ctx
  const content = standingsPicture(text, standings, { topic: room.name, month: monthName(text, month, today) })
  const name = text('pictureFile', { name: text('board'), month })
  await ctx.act({ act: 'file', room: room.key, name, content }, { id: `${ID}-picture`, manner: 'notice' })
}
