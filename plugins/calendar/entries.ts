import { type Ctx, dateOf, definePart, type Millis, nextTime, timeOn } from '../../src/kernel/plugin.js'
import { anniversariesOn } from './anniversaries.js'
import { type CalendarConfig, calendarConfig } from './config.js'
import { nextMoment, occasions, staleFrom, type Told, toldAt } from './moments.js'
import { noteSaid, untold } from './said.js'
import { anniversariesText, nearText, whatText } from './wording.js'

type In = Ctx<CalendarConfig>

const HOUR: Millis = 3_600_000
/** What is later than this is said as something that was missed. */
const LATE: Millis = HOUR
/** And what is later than this is not said any more, nor on another day. */
const LATEST: Millis = 12 * HOUR

/** Says what is on, and a day before that it will be: everything of one moment in one message. */
export const entriesPart = definePart(calendarConfig, {
  timers: {
    entries: {
      at: (config, after, zone, workdays) => nextMoment(config, after, { zone, workdays }),
      missed: 'run',
      upTo: LATEST,
      run: tell,
    },
  },
})

async function tell(ctx: In, { due }: { due: Millis }): Promise<void> {
  // What is held through quiet hours is read the next morning, and speaks of 今天 from there.
  const leaves = ctx.quietUntil() ?? ctx.now()
  const today = dateOf(leaves, ctx.zone)
  const all = occasions(ctx.config, dateOf(ctx.room.since, ctx.zone))
  const told = (await untold(ctx, toldAt(all, due, { zone: ctx.zone, workdays: ctx.workdays }))).filter(
    ({ kind, date, moment }) => (kind === 'soon' ? moment > leaves : date === today || ctx.now() - moment <= LATE),
  )
  const lines = told.flatMap(each => lineOf(ctx, each, today) ?? [])
  const theirs = anniversaryLine(ctx, due, today)
  if (theirs !== undefined) lines.push(theirs)
  if (lines.length > 0) {
    // As one message it waits no longer than its lines are true; none takes another with it before the day is over.
    const midnight = timeOn(today, '24:00', ctx.zone)
    const stale = told.map(each => staleFrom(each, leaves, ctx.zone))
    if (theirs !== undefined) stale.push(midnight)
    const expires = lines.length === 1 ? Math.min(...stale) : Math.min(...stale.map(at => Math.max(at, midnight)))
    await ctx.say(lines.join('\n'), { id: 'told', manner: 'unasked', expires })
  }
  await noteSaid(ctx, told)
}

function lineOf(ctx: In, { of, kind, date, moment }: Told, today: string): string | undefined {
  const plain = whatText(ctx.text, of, date)
  if (plain === undefined) return undefined
  const what = of.born !== undefined && kind === 'now' ? ctx.text('thanks', { what: plain }) : plain
  const late = kind === 'now' && ctx.now() - moment > LATE
  const key = kind === 'soon' ? 'soon' : late ? 'oneLate' : 'one'
  return ctx.text(key, { when: nearText(ctx.text, date, today), time: of.at, what })
}

/** One line for everybody who came on this day of an earlier year; a day later nobody says so. */
function anniversaryLine(ctx: In, due: Millis, today: string): string | undefined {
  const { config, zone } = ctx
  if (config.anniversaries === 'off' || nextTime(due - 1, config.at, zone) !== due) return undefined
  const date = dateOf(due, zone)
  const found = anniversariesOn(date, ctx.members(), zone)
  return found.count > 0 && date === today ? anniversariesText(ctx.text, found) : undefined
}
