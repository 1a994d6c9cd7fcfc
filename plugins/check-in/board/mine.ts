import {
  addDays,
  type Board,
  type Calendar,
  type CommandCtx,
  calendarText,
  type DayMark,
  dateOf,
  markSigns,
  weekdayOf,
} from '../../../src/kernel/plugin.js'
import { type Config, dayOf, restsIn } from '../standing.js'
import { type History, historyOf } from '../store.js'
import { streakOf } from '../streak.js'
import { plannedDays } from '../three/records.js'
import { dayText, joined } from '../wording.js'
import { lengthOf, monthOf } from './months.js'
import { sendPicture } from './pictures.js'
import { monthName } from './wording.js'

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const headings = ['weekMon', 'weekTue', 'weekWed', 'weekThu', 'weekFri', 'weekSat', 'weekSun']

/** One's own month: figures, a small calendar, and to a friend the same as a picture. */
export async function showMine(ctx: CommandCtx<Config>, asked?: string): Promise<void> {
  const { caller, config, text } = ctx
  const today = dayOf(ctx, ctx.message.sentAt)
  const month = asked ?? monthOf(today)
  const now = month === monthOf(today)
  const named = monthName(text, month, today)
  if (month > monthOf(today)) return ctx.whisper(text('monthAhead', { month: named }))
  const history = await historyOf(ctx.store, caller.key)
  if (history.dates.size === 0) return ctx.whisper(text('mineEmpty'))
  const rests = await restsIn(ctx, [caller.key])
  const restsHere = (date: string) => rests(caller.key, date)
  const from = firstOf(history)
  const { days: streak } = streakOf(history.dates, { today, from, rests: restsHere })
  const madeUp = history.madeUp.filter(date => monthOf(date) === month)
  const figures = {
    streak,
    days: [...history.dates].filter(date => monthOf(date) === month).length,
    total: history.dates.size,
    best: longestRow(history.dates, restsHere),
    three: await plannedDays(ctx.store, caller.key, month),
  }
  const line = now
    ? text('mine', { ...figures, month: figures.days, left: Math.max(0, config.makeup.perMonth - madeUp.length) })
    : text('mineOf', { ...figures, month: named })
  const since = dateOf(Math.max(caller.joinedAt, ctx.room.since), ctx.zone, config.dayBoundary)
  const calendar: Calendar = {
    weekdays: headings.map(heading => text(heading)),
    before: weekdays.indexOf(weekdayOf(`${month}-01`)),
    days: marksOf(month, { history, today, since: [since, from].sort()[0] ?? from, rests: restsHere }),
    legend: (['came', 'madeUp', 'missed', 'rest'] as const).map(mark => ({ mark, label: text(labels[mark]) })),
  }
  const days = joined(
    text,
    madeUp.map(date => dayText(text, date)),
  )
  const lines = [
    line,
    ...(madeUp.length > 0 ? [text(now ? 'mineMadeUp' : 'mineMadeUpOf', { days, month: named })] : []),
    text('mineBest', figures) + (figures.three > 0 ? text('mineThree', { days: figures.three }) : ''),
    named,
    calendarText(calendar),
    calendar.legend.map(({ mark, label }) => text('mineSays', { sign: markSigns[mark], label })).join('  '),
  ]
  // On the first, or after days of leave alone, there is nothing to see in a calendar.
  if (!calendar.days.some(mark => mark !== 'ahead' && mark !== 'rest')) {
    return ctx.whisper(lines.slice(0, -CALENDAR).join('\n'), line)
  }
  await ctx.whisper(lines.join('\n'), line)
  await sendPicture(ctx, `mine-${month}`, {
    name: text('pictureFile', { name: text('title'), month }),
    content: picture(ctx, { figures, calendar, named }),
  })
}

/** The lines that the calendar takes among them: its month, itself, its legend. */
const CALENDAR = 3

const labels = { came: 'came', madeUp: 'madeUpDay', missed: 'missed', rest: 'rest' } as const

interface Frame {
  history: Pick<History, 'dates' | 'madeUp'>
  today: string
  /** Days before this one were none of his. */
  since: string
  rests: (date: string) => boolean
}

/** What each day of a month was. Today is missed only when it is over. */
export function marksOf(month: string, { history, today, since, rests }: Frame): DayMark[] {
  const madeUp = new Set(history.madeUp)
  return Array.from({ length: lengthOf(month) }, (_, at) => {
    const date = addDays(`${month}-01`, at)
    if (history.dates.has(date)) return madeUp.has(date) ? 'madeUp' : 'came'
    if (date >= today) return 'ahead'
    return date < since || rests(date) ? 'rest' : 'missed'
  })
}

/** The longest row there ever was; days that rest neither count nor break. */
export function longestRow(dates: ReadonlySet<string>, rests: (date: string) => boolean): number {
  const sorted = [...dates].sort()
  let longest = 0
  let row = 0
  let before: string | undefined
  for (const date of sorted) {
    if (before !== undefined)
      for (let day = addDays(before, 1); day < date; day = addDays(day, 1)) if (!rests(day)) row = 0
    row += 1
    longest = Math.max(longest, row)
    before = date
  }
  return longest
}

function picture(
  ctx: CommandCtx<Config>,
  {
    figures,
    calendar,
    named,
  }: {
    figures: { streak: number; best: number; days: number; total: number; three: number }
    calendar: Calendar
    named: string
  },
): Board {
  const { text, caller, room } = ctx
  return {
    title: text('pictureMine', { name: caller.name, month: named }),
    subtitle: room.name,
    figures: [
      { value: String(figures.streak), label: text('pictureNow') },
      { value: String(figures.best), label: text('pictureStreak') },
      { value: String(figures.days), label: text('pictureMonth') },
      { value: String(figures.total), label: text('pictureTotal') },
    ],
    calendar,
    rows: [],
    note: figures.three > 0 ? text('mineThree', { days: figures.three }) : '',
  }
}

function firstOf({ dates }: History): string {
  return [...dates].sort()[0] ?? ''
}
