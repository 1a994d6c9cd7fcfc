import { addDays, BOT, type Ctx, dateOf, type MemberKey, type Millis, timeOn } from '../../../src/kernel/plugin.js'
import { isVeteran, sizeOf, sumOf, topOf } from './counting.js'
import type { Day, DaysOf } from './day.js'
import { dropLeft, sinceOf } from './left.js'
import { allMoves, dropMoves, type Moves, membersAt } from './moves.js'
import { datesFrom, dropBefore, shelve, shelved } from './shelf.js'

// The days of a room: made once a night from the books, and read by all that this plugin reports. A day that is made again
// comes to the same figures, but for the cases that were taken back in between and how many veterans there are.

const DAY: Millis = 86_400_000
/** Whoever came within this time says his first word. */
const NEW: Millis = 30 * DAY
/** Books tell who talked with whom for seven days: so far back a day is made that nobody made in its night. */
const BACK = 6
/** Two weeks are held against each other, and a day or two late. */
const LEFT_KEPT: Millis = 16 * DAY

/** What of the plugin's config is needed to count. */
export interface Counting {
  veterans: { days: number }
  keep: Millis
}

/**
 * The days of a room from one date to another. Those of the shelf, and where the last night's has not been made yet,
 * yesterday as it will be; today, asked for by name, as far as it has come.
 */
export const daysOf: DaysOf = async (ctx, from, to) => {
  const today = dateOf(ctx.now(), ctx.zone)
  const [kept, moves] = await Promise.all([shelved(ctx.lasting, from, to), allMoves(ctx.lasting)])
  const known = new Set(kept.map(({ date }) => date))
  const open = [addDays(today, -1), today].filter(date => date >= from && date <= to && !known.has(date))
  const made = await Promise.all(open.map(date => makeDay(ctx as Ctx<Counting>, date, moves)))
  return [...kept, ...made.filter(day => day.date === today || isKnown(day))]
}

/** One day of a room from the books, kept nowhere: today so far, or a day made again. */
export async function dayOf(ctx: Ctx, date: string): Promise<Day> {
  return makeDay(ctx as Ctx<Counting>, date, await allMoves(ctx.lasting))
}

/**
 * Makes yesterday, and what is missing of the days before as far back as the books tell.
 * @param late whether the bot was away when yesterday should have been made: then a day on which nothing was heard is not
 * known to have been silent, and is left out
 */
export async function keepDays(ctx: Ctx<Counting>, { late }: { late: boolean }): Promise<void> {
  const today = dateOf(ctx.now(), ctx.zone)
  const yesterday = addDays(today, -1)
  const first = addDays(today, -BACK)
  const [kept, moves] = await Promise.all([shelved(ctx.lasting, first, yesterday), allMoves(ctx.lasting)])
  const known = new Set(kept.map(({ date }) => date))
  const since = dateOf(ctx.room.since, ctx.zone)
  // Yesterday is made again where it was made already: this run may be the second after a crash.
  const open = datesFrom(first, yesterday).filter(date => date >= since && (date === yesterday || !known.has(date)))
  const made = await Promise.all(open.map(date => makeDay(ctx, date, moves)))
  await shelve(
    ctx.lasting,
    made.filter(day => isKnown(day) || (day.date === yesterday && !late)),
  )
  await Promise.all([
    dropMoves(ctx.lasting, first),
    dropLeft(ctx.lasting, ctx.now() - LEFT_KEPT),
    dropBefore(ctx.lasting, addDays(today, -Math.ceil(ctx.config.keep / DAY))),
  ])
}

/** Something was heard on it. */
function isKnown({ messages, joins, leaves }: Day): boolean {
  return messages + joins + leaves > 0
}

async function makeDay(ctx: Ctx<Counting>, date: string, moves: Moves): Promise<Day> {
  const { activity, talk } = ctx.books
  const [counts, talked, figures, since] = await Promise.all([
    activity.countsOf(ctx.room.key, date, date),
    talk.of(ctx.room.key, date),
    ctx.figures(date),
    sinceOf(ctx, date),
  ])
  counts.delete(BOT)
  const end = timeOn(date, '24:00', ctx.zone)
  const present = ctx.members().filter(({ memberSince }) => memberSince < end)
  const isOld = (memberSince: Millis) => isVeteran({ memberSince }, end, ctx.config.veterans.days * DAY)
  // Whoever left has written what he wrote as the veteran that he was.
  const veterans = new Set([...counts.keys()].filter(member => isOld(since(member))))
  const owners = new Set(ctx.staff('owner'))
  const ofMembers = (begun: ReadonlyMap<MemberKey, number>) => sumOf(begun) - sumOf(begun, owners)
  const opened = ctx
    .cases()
    .filter(({ room, openedAt }) => room === ctx.room.key && dateOf(openedAt, ctx.zone) === date)
  const { joins, leaves } = moves.get(date) ?? { joins: 0, leaves: 0 }
  const members = membersAt(date, dateOf(ctx.now(), ctx.zone), ctx.members().length, moves)
  return {
    date,
    members,
    joins,
    leaves,
    speakers: counts.size,
    messages: sumOf(counts),
    checkIns: figures.checkIns ?? 0,
    top: topOf(counts.values(), sizeOf(members)),
    owner: sumOf(counts, owners),
    startedByMembers: ofMembers(talked.started),
    started: sumOf(talked.started),
    answered: ofMembers(talked.answered),
    pairs: talked.links.length,
    links: talked.links.reduce((sum, { count }) => sum + count, 0),
    firstWords: await firstWordsOn(ctx, date, counts, end),
    veterans: present.filter(({ memberSince }) => isOld(memberSince)).length,
    veteranSpeakers: veterans.size,
    veteranMessages: sumOf(counts, veterans),
    cases: opened.length,
    undone: opened.filter(({ status }) => status === 'undone').length,
    topics: figures.topics ?? 0,
    unanswered: figures.unanswered ?? 0,
  }
}

/** Who of those that came lately wrote on a day and on none before, since the first of them came. */
async function firstWordsOn(
  ctx: Ctx,
  date: string,
  counts: ReadonlyMap<MemberKey, number>,
  end: Millis,
): Promise<number> {
  const views = [...counts.keys()].map(member => ctx.member(member))
  const recent = views.filter(view => view.present && view.memberSince > end - NEW)
  if (recent.length === 0) return 0
  const first = dateOf(Math.min(...recent.map(({ memberSince }) => memberSince)), ctx.zone)
  const before = await ctx.books.activity.speakers(ctx.room.key, datesFrom(first, addDays(date, -1)))
  return recent.filter(({ key }) => !before.has(key)).length
}
