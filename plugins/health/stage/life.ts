import { addDays, BOT, type Ctx, dateOf, type Millis, type Store, timeOn } from '../../../src/kernel/plugin.js'
import type { HealthConfig } from '../config.js'
import { daysOf } from '../days/days.js'
import { judge, type Reading } from './classify.js'
import { type Staged, settle } from './settle.js'

// What is known of a room's life beside its days: since when the bot listens, when it was away, what the owner said.

export type In = Ctx<HealthConfig>

const DAY: Millis = 86_400_000
/** Away for longer, it does not know whether anybody wrote: a silence begins anew. What is shorter is only not counted. */
const LONG_AWAY: Millis = DAY
/** A day on which it was away for longer than this says little; a machine that is off at night hears the day. */
const DEAF: Millis = 12 * 3_600_000
/** Seven weeks are looked at. */
const LOOKS_BACK = 49
/** Who was there when a group had no more people than this saw how it was made; the bot counts. */
const FIRST_PEOPLE = 9
/** A core group is for so many people: a preset of the capacity plugin. A small room of another size is none. */
const CORE = 69

/** How the bot came in: when it first listened, and how many people there were. */
export interface Heard {
  at: Millis
  size: number
}

/** [from, to) of a time in which nothing reached the bot. */
type Stretch = readonly [from: Millis, to: Millis]

/** `heard` hash with the row `first`, as long as the room is kept. */
const heardIn = (store: Store) => store.hash<Heard>('heard')
/** `away` hash with the row `all`: when the bot was away in the last sixty days. */
const awayIn = (store: Store) => store.hash<Stretch[]>('away')
/** `stage` hash with the row `now` (Staged) · `born` hash with the row `word`: since when it is 萌芽 by the owner's word. */
const stageIn = (store: Store) => store.hash<Staged>('stage')
const bornIn = (store: Store) => store.hash<Millis>('born')

export const stageOf = (ctx: In): Promise<Staged | undefined> => stageIn(ctx.lasting).get('now')

export async function keepStage(ctx: In, change: (known: Staged | undefined) => Staged | undefined) {
  return stageIn(ctx.lasting).update('now', change)
}

/** It is a seedling by the owner's word, from now on. */
export async function sayBorn(ctx: In, at: Millis): Promise<void> {
  await bornIn(ctx.lasting).set('word', at)
}

/** The bot listens here: noted the first time. */
export async function noteHeard(ctx: In): Promise<Heard> {
  const first = { at: ctx.now(), size: ctx.room.size }
  await heardIn(ctx.lasting).setNew('first', first)
  return (await heardIn(ctx.lasting).get('first')) ?? first
}

export async function noteAway(ctx: In, from: Millis, to: Millis): Promise<void> {
  await awayIn(ctx.lasting).update('all', (known = []) => {
    const still = known.filter(([begun, ended]) => begun !== from && ended > to - 60 * DAY)
    return [...still, [from, to] as const]
  })
}

/** When the group was made, if the bot saw it: it came out of another, or the bot was in it with its first people. */
export function bornSeen(ctx: In, heard: Heard, first: number = FIRST_PEOPLE): Millis | undefined {
  const { purpose, since } = ctx.room
  if (purpose !== undefined) return since
  return heard.at - since < DAY && heard.size <= first ? since : undefined
}

/** The share of people who write from which this group is alive, and the upper end where it has one. */
export function boundsOf(ctx: In): { floor: number; good?: number } {
  const { standard, core } = ctx.config.activeRate
  if (ctx.capOf(ctx.room.key) === CORE) return { floor: core }
  return { floor: standard[0], good: standard[1] }
}

/** How long nobody wrote, of the time in which the bot listened; and for how long it has listened at all. */
export async function quietOf(ctx: In): Promise<{ heardFor: Millis; quietFor: Millis; last: Millis }> {
  const now = ctx.now()
  const { at } = await noteHeard(ctx)
  const away = (await awayIn(ctx.lasting).get('all')) ?? []
  const times = [...(await ctx.books.activity.lastActive(ctx.room.key))].flatMap(([who, time]) =>
    who === BOT ? [] : time,
  )
  const last = Math.max(0, ...times)
  const returned = away.filter(([from, to]) => to - from >= LONG_AWAY).map(([, to]) => to)
  const from = Math.max(at, last, ...returned)
  const missed = away.reduce((sum, [begun, ended]) => sum + Math.max(0, ended - Math.max(begun, from)), 0)
  return { heardFor: now - Math.max(at, ...returned), quietFor: now - from - missed, last }
}

/**
 * The stage as it is kept; before the first night that could judge, what the figures say by now. Somebody was told that, and
 * of the day it began on: it is kept like a night's.
 */
export async function stageSeen(ctx: In): Promise<Staged | undefined> {
  const known = await stageOf(ctx)
  if (known !== undefined) return known
  const reading = await readingOf(ctx)
  const judged = judge(reading)
  return judged && keepStage(ctx, meanwhile => meanwhile ?? settle(undefined, judged, reading))
}

/** How many of those who are in the room wrote within the window. */
export async function activeIn(ctx: In): Promise<number> {
  const present = new Set(ctx.members().map(({ key }) => key))
  const last = await ctx.books.activity.lastActive(ctx.room.key)
  return [...last].filter(([member, at]) => at > ctx.now() - ctx.config.window && member !== BOT && present.has(member))
    .length
}

/** What today's judgement is made from. */
export async function readingOf(ctx: In): Promise<Reading> {
  const now = ctx.now()
  const date = addDays(dateOf(now, ctx.zone), -1)
  const heard = await noteHeard(ctx)
  const [{ heardFor, quietFor }, days, active, away = [], word] = await Promise.all([
    quietOf(ctx),
    daysOf(ctx, addDays(date, 1 - LOOKS_BACK), date),
    activeIn(ctx),
    awayIn(ctx.lasting).get('all'),
    bornIn(ctx.lasting).get('word'),
  ])
  const deaf = deafDays(away, ctx.zone)
  const born = word ?? bornSeen(ctx, heard)
  return {
    now,
    date,
    days: days.filter(day => !deaf.has(day.date)),
    members: Math.max(1, ctx.room.size),
    active,
    heardFor,
    quietFor: word === undefined ? quietFor : Math.min(quietFor, now - word),
    floor: boundsOf(ctx).floor,
    ...(born === undefined ? {} : { born }),
    ...(word === undefined ? {} : { said: word }),
  }
}

/** The days on which the bot was away for long. */
function deafDays(away: readonly Stretch[], zone: string): Set<string> {
  const deaf = new Map<string, Millis>()
  for (const [from, to] of away) {
    for (let date = dateOf(from, zone); date <= dateOf(to, zone); date = addDays(date, 1)) {
      const missed = Math.min(to, timeOn(date, '24:00', zone)) - Math.max(from, timeOn(date, '00:00', zone))
      deaf.set(date, (deaf.get(date) ?? 0) + missed)
    }
  }
  return new Set([...deaf].flatMap(([date, long]) => (long > DEAF ? [date] : [])))
}
