import type { Day } from '../../../../plugins/health/days/day.js'
import { readDay } from '../../../../plugins/health/days/packed.js'
import { judge, type Reading } from '../../../../plugins/health/stage/classify.js'
import { type Staged, settle } from '../../../../plugins/health/stage/settle.js'
import { addDays, timeOn } from '../../../../src/kernel/plugin.js'

const ZONE = 'Asia/Shanghai'
export const DAY = 86_400_000
const FIRST = '2030-01-01'

/** One day of a made-up group, before noise. */
export interface Made {
  members: number
  messages: number
  speakers: number
  joins?: number
  leaves?: number
  /** Different people who wrote within the last seven days. */
  active: number
}

const dateAt = (at: number): string => addDays(FIRST, at)

function day(date: string, { members, messages, speakers, joins = 0, leaves = 0 }: Made): Day {
  return { ...readDay(date, ''), members, joins, leaves, speakers, messages, top: messages }
}

/** A stream of numbers in [0, 1) that a seed decides. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Every figure off by up to a fifth, each for itself. */
export function noisy(made: Made, random: () => number): Made {
  const off = (value: number) => Math.round(value * (0.8 + 0.4 * random()))
  return {
    members: made.members,
    messages: off(made.messages),
    speakers: off(made.speakers),
    joins: off(made.joins ?? 0),
    leaves: off(made.leaves ?? 0),
    active: off(made.active),
  }
}

/**
 * Lets days go by as the bot would see them, judging every night.
 * @param missing days on which the bot was away: it has no figures of them and does not judge after them
 */
export function replay(
  days: readonly Made[],
  { born, missing = () => false, from }: { born?: number; missing?: (at: number) => boolean; from?: Staged } = {},
): { staged: Staged | undefined; changes: { at: number; stage: string }[] } {
  let staged = from
  const changes: { at: number; stage: string }[] = []
  const known: Day[] = []
  let quiet = 0
  let listened = 0
  for (const [at, made] of days.entries()) {
    const away = missing(at)
    if (away) {
      listened = quiet = 0
      continue
    }
    known.push(day(dateAt(at), made))
    listened += DAY
    quiet = made.messages > 0 ? 0 : quiet + DAY
    const now = timeOn(dateAt(at + 1), '03:40', ZONE)
    const reading: Reading = {
      now,
      date: dateAt(at),
      days: known.slice(-49),
      members: made.members,
      active: made.active,
      heardFor: listened,
      quietFor: quiet,
      floor: 0.05,
      ...(born === undefined ? {} : { born: timeOn(dateAt(born), '10:00', ZONE) }),
    }
    const next = settle(staged, judge(reading, staged?.stage, staged?.before), { date: dateAt(at), now })
    if (next && next.stage !== staged?.stage) changes.push({ at, stage: next.stage })
    staged = next
  }
  return { staged, changes }
}

export const steady = (made: Made, days: number): Made[] => Array.from({ length: days }, () => made)
