import { activeRateOf, sizeOf } from '../days/counting.js'
import type { Day } from '../days/day.js'

// Seven days in figures, beside the seven before. Pure.

/** What a week came to. Shares are in [0, 1], and undefined where there is nothing to have a share of. */
export interface Week {
  /** How many of its days are known. */
  days: number
  /** As WeChat counts them at its end, and by how many more than at its beginning. */
  size: number
  grown: number
  joins: number
  leaves: number
  /**
   * Who wrote at least once in it; those of them who are there at its end; and those of whom nobody knows since a login. The
   * rest left.
   */
  speakers: number
  active: number
  unsure: number
  activeRate: number
  messages: number
  /** Of the messages, what the fifth of the members wrote who wrote most. */
  topShare: number | undefined
  checkIns: number
  startedByMembers: number
  started: number
  answered: number
  /** People who talked with each other, pairs a day. */
  pairs: number
  firstWords: number
  /** Of the messages, what veterans wrote. */
  veteranShare: number | undefined
  topics: number
  unanswered: number
  cases: number
  undone: number
  undoRate: number | undefined
}

/** What days do not tell: who wrote in the whole week, what became of them, and how much the busiest fifth did. */
export interface Talkers {
  speakers: number
  active: number
  unsure: number
  topShare: number | undefined
}

/** @returns undefined where no day of it is known */
export function weekOf(days: readonly Day[], { speakers, active, unsure, topShare }: Talkers): Week | undefined {
  const first = days[0]
  const last = days.at(-1)
  if (!first || !last) return undefined
  const sum = (figure: Exclude<keyof Day, 'date'>) => days.reduce((all, day) => all + day[figure], 0)
  const messages = sum('messages')
  return {
    days: days.length,
    size: sizeOf(last.members),
    grown: last.members - (first.members - first.joins + first.leaves),
    joins: sum('joins'),
    leaves: sum('leaves'),
    speakers,
    active,
    unsure,
    activeRate: activeRateOf(active, last.members),
    messages,
    topShare,
    checkIns: sum('checkIns'),
    startedByMembers: sum('startedByMembers'),
    started: sum('started'),
    answered: sum('answered'),
    pairs: sum('pairs') / days.length,
    firstWords: sum('firstWords'),
    veteranShare: shareOf(sum('veteranMessages'), messages),
    topics: sum('topics'),
    unanswered: sum('unanswered'),
    cases: sum('cases'),
    undone: sum('undone'),
    undoRate: shareOf(sum('undone'), sum('cases')),
  }
}

/** Something happened in it that a report can tell of: words, check-ins, people who came or went, cases. */
export function isEventful({ messages, checkIns, joins, leaves, cases }: Week): boolean {
  return messages + checkIns + joins + leaves + cases > 0
}

/**
 * Whether the owner is told of it without having asked: something happened, or in the week before something did and now
 * nothing does. Where a room was silent all along he is left in peace; that somebody came into a silent one breaks no
 * silence.
 */
export function isWorthTelling(week: Week, before: Week | undefined): boolean {
  return isStirring(week) || (before !== undefined && isStirring(before))
}

function isStirring(week: Week): boolean {
  return isEventful({ ...week, joins: 0 })
}

/**
 * Whether the week before can be held against this one: of fewer days everything would seem to have grown.
 */
export function comparable(week: Week, before: Week | undefined): before is Week {
  return before !== undefined && before.days >= week.days
}

/** How a figure moved; `size` is never negative. */
export interface Change {
  way: 'up' | 'down' | 'same'
  size: number
}

/** @param step what is shown is rounded to this: 1 for people, 0.001 for a rate in tenths of a percent */
export function changeOf(now: number, before: number, step = 1): Change {
  const moved = Math.round(now / step) - Math.round(before / step)
  const way = moved > 0 ? 'up' : moved < 0 ? 'down' : 'same'
  return { way, size: Math.abs(moved) * step }
}

export function shareOf(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole
}
