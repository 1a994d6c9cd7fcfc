import { addDays, type Millis } from '../../../src/kernel/plugin.js'
import type { Day } from '../days/day.js'
import type { Stage } from './stages.js'

// Which stage of its life a group is in, by figures alone. What is not known decides nothing: where the bot was away, or
// listens for less than a week, the stage stays what it was.

const DAY: Millis = 86_400_000
const WEEK = 7
/** Nobody wrote for so long, of the time in which the bot listened. */
export const SILENT_AFTER: Millis = WEEK * DAY
/** A seedling is younger than this, or smaller; once it is one, a few people more do not end it. */
const YOUNG: Millis = 14 * DAY
const SMALL = 30
const SMALL_STILL = 35
/** New people a week, of those who were there; and what still is growth, once it grew. */
const GROWTH = 0.1
const GROWTH_STILL = 0.05
/** Of what was usual; a decline is over when a week reaches this much of it again. */
const FALL = 0.5
const FALL_STILL = 0.7
/** Fewer than this share write: silent; and what is silent still, once it was. */
const SILENT = 0.01
const SILENT_STILL = 0.015
/**
 * Fewer people in a week end no silence where they are below the floor: a word a week would wake a group and let it sleep
 * again for ever.
 */
const VOICES = 3
/** So many days of a week must be known for its mean, and for the share of those who write. */
const KNOWN = 4
const KNOWN_ACTIVE = 5
/** Weeks that say what was usual, before the two that are looked at. */
const USUAL = [2, 3, 4, 5]

/** What a judgement is made from. */
export interface Reading {
  now: Millis
  /** The last whole day, `YYYY-MM-DD`. */
  date: string
  /** The days known of the last seven weeks; those on which the bot was away for long are left out. */
  days: readonly Day[]
  /** People in the room, and how many of them wrote within the last seven days. */
  members: number
  active: number
  /** For how long the bot has listened here, and for how long of that, up to now, nobody wrote. */
  heardFor: Millis
  quietFor: Millis
  /** When it was made, where that was seen or the owner says so. */
  born?: Millis
  /** When the owner said so: what was before does not count against it. */
  said?: Millis
  /** The share of people who write from which a group of this kind is alive. */
  floor: number
}

/** Why: a line of the catalogue (`why.NAME`) and its figures. */
export interface Why {
  why: string
  values: Readonly<Record<string, number>>
}

export interface Judgement extends Why {
  stage: Stage
  /** Since when, where the figures say so themselves: then it is not waited for a second day. */
  since?: Millis
}

/** What the figures of today say; undefined where they say nothing, and the stage stays what it was. */
export function judge(reading: Reading, now?: Stage, before?: Stage): Judgement | undefined {
  const { said, quietFor } = reading
  const isSaid = said !== undefined && reading.now - said < YOUNG && quietFor < SILENT_AFTER
  if (isSaid) return young(reading, now)
  return (
    asleep(reading, now) ??
    dozing(reading, now) ??
    falling(reading, now) ??
    young(reading, now) ??
    settled(reading, now) ??
    left(reading, now, before)
  )
}

function asleep({ now, quietFor, members, active, ...rest }: Reading, stage?: Stage): Judgement | undefined {
  if (quietFor >= SILENT_AFTER) {
    const days = Math.floor(quietFor / DAY)
    return { stage: '沉寂', why: 'quiet', values: { days }, since: now - (quietFor - SILENT_AFTER) }
  }
  // That nobody writes at all is a matter of seven days, and they are not over.
  if (!isMeasured(rest) || active === 0) return undefined
  const bound = stage === '沉寂' ? SILENT_STILL : SILENT
  return active / members >= bound ? undefined : fewWrite(active, members)
}

/** A silence that a voice or two do not end; a room that many come into is no silent one. */
function dozing(reading: Reading, stage?: Stage): Judgement | undefined {
  const { active, members, floor } = reading
  if (stage !== '沉寂' || !isMeasured(reading) || growthOf(reading).growth >= GROWTH) return undefined
  const talks = active >= VOICES || active / members >= floor
  return talks ? undefined : fewWrite(active, members)
}

function fewWrite(active: number, members: number): Judgement {
  return { stage: '沉寂', why: 'few', values: { active, members, rate: percent(active / members) } }
}

function falling({ days, date }: Reading, stage?: Stage): Judgement | undefined {
  const bound = stage === '衰亡' ? FALL_STILL : FALL
  for (const what of ['messages', 'speakers'] as const) {
    const mean = (week: number) => meanOf(days, date, week, what)
    const [last, before] = [mean(0), mean(1)]
    const usual = USUAL.flatMap(week => mean(week) ?? [])
    const base = usual.reduce((sum, each) => sum + each, 0) / usual.length
    if (last === undefined || before === undefined || usual.length < USUAL.length - 1 || base < 1) continue
    if (Math.max(last, stage === '衰亡' ? last : before) > bound * base) continue
    const values = { less: Math.round(100 * (1 - last / base)), usual: round(base), last: round(last) }
    return { stage: '衰亡', why: what === 'messages' ? 'fewerMessages' : 'fewerSpeakers', values }
  }
  return undefined
}

function young({ born, now, members }: Reading, stage?: Stage): Judgement | undefined {
  if (born === undefined) return undefined
  const days = Math.max(0, Math.floor((now - born) / DAY))
  if (now - born < YOUNG) return { stage: '萌芽', why: 'young', values: { days } }
  if (members >= (stage === '萌芽' ? SMALL_STILL : SMALL)) return undefined
  return { stage: '萌芽', why: 'small', values: { members } }
}

function settled(reading: Reading, stage?: Stage): Judgement | undefined {
  if (!isMeasured(reading)) return undefined
  const { members, active, floor } = reading
  const { net, growth } = growthOf(reading)
  if (growth >= (stage === '成长' ? GROWTH_STILL : GROWTH))
    return { stage: '成长', why: 'growing', values: { net, growth: percent(growth) } }
  const rate = active / members
  if (rate < floor) return undefined
  return { stage: '活跃', why: 'active', values: { active, members, rate: percent(rate), floor: percent(floor) } }
}

/** How many more people there are than a week ago, and what share of those who were there that is. */
function growthOf({ days, date, members }: Reading): { net: number; growth: number } {
  const net = weekOf(days, date, 0).reduce((sum, { joins, leaves }) => sum + joins - leaves, 0)
  return { net, growth: net / Math.max(1, members - net) }
}

/**
 * What it was no longer fits, and nothing else does: people write again, too few to call it lively. A silence gives way to
 * what was before it; where nothing was, it goes on until the figures say what the group has become.
 */
function left(reading: Reading, stage?: Stage, before?: Stage): Judgement | undefined {
  const ended = stage === '沉寂' || stage === '萌芽'
  if (!ended || !isMeasured(reading)) return undefined
  const { active, members, floor } = reading
  const next = stage === '萌芽' ? '衰亡' : before === undefined || before === '萌芽' ? '沉寂' : before
  return {
    stage: next,
    why: 'below',
    values: { active, members, rate: percent(active / members), floor: percent(floor) },
  }
}

/** Whether the share of those who write is known: the bot has listened for a week, with few days missing. */
export function isMeasured({ heardFor, days, date }: Pick<Reading, 'heardFor' | 'days' | 'date'>): boolean {
  return heardFor >= SILENT_AFTER && weekOf(days, date, 0).length >= KNOWN_ACTIVE
}

/** The days known of a week: 0 is the one that ends with `date`. */
function weekOf(days: readonly Day[], date: string, week: number): Day[] {
  const first = addDays(date, 1 - WEEK * (week + 1))
  const last = addDays(date, -WEEK * week)
  return days.filter(day => day.date >= first && day.date <= last)
}

function meanOf(days: readonly Day[], date: string, week: number, what: 'messages' | 'speakers'): number | undefined {
  const known = weekOf(days, date, week)
  return known.length < KNOWN ? undefined : known.reduce((sum, day) => sum + day[what], 0) / known.length
}

/** A share as it is printed: 5.8 of 0.0583. */
export function percent(share: number): number {
  return round(100 * share)
}

function round(value: number): number {
  return Math.round(10 * value) / 10
}
