import { addDays, dateOf, type Millis, timeOn } from '../../../src/kernel/plugin.js'
import { daysOf } from '../days/days.js'
import { activeIn, boundsOf, type In, quietOf } from '../stage/life.js'
import { countsOf, topShareOf } from '../weekly/report.js'
import { sumOf, type Vitals } from './lines.js'

const DAY: Millis = 86_400_000
const WEEK = 7
const FOUR_WEEKS = 28
/** Who came within this time is too new to have stayed; who came longer ago is no newcomer any more. */
const SETTLING: Millis = 14 * DAY
const NEW: Millis = 60 * DAY

/** What a check-up of this room is made from, up to this moment. */
export async function vitalsOf(ctx: In): Promise<Vitals> {
  const now = ctx.now()
  const today = dateOf(now, ctx.zone)
  const first = addDays(today, 1 - WEEK)
  const [month, active, { heardFor }, spoke, counts] = await Promise.all([
    daysOf(ctx, addDays(today, 1 - FOUR_WEEKS), today),
    activeIn(ctx),
    quietOf(ctx),
    ctx.books.activity.lastActive(ctx.room.key),
    countsOf(ctx, first, today),
  ])
  const [owner] = ctx.staff('owner')
  const members = ctx.members()
  const came = members.filter(({ before, joinedAt }) => !before && now - joinedAt < NEW)
  const recent = came.filter(({ joinedAt }) => now - joinedAt >= SETTLING)
  const weekAgo = timeOn(first, '00:00', ctx.zone)
  const present = new Set(members.map(({ key }) => key))
  const week = month.filter(({ date }) => date >= first)
  const top = topShareOf(counts, members.length)
  return {
    people: ctx.room.size,
    active,
    ...boundsOf(ctx),
    known: Math.min(WEEK, Math.floor(heardFor / DAY)),
    week,
    ...(top === undefined ? {} : { top }),
    joins: sumOf(month, 'joins'),
    firstWords: sumOf(month, 'firstWords'),
    hasGoal: ctx.charter.goal !== '',
    admins: ctx.staff('admin').filter(member => member !== owner && present.has(member)).length,
    helpers: ctx.books.duties.helpers(ctx.community).size,
    fresh: came.length - recent.length,
    newcomers: recent.length,
    regulars: recent.filter(({ key }) => (spoke.get(key) ?? 0) >= weekAgo).length,
  }
}
