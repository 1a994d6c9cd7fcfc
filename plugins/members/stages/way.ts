import { addDays, type Books, dateOf, type Millis, timeOn } from '../../../src/kernel/plugin.js'
import type { Sign, Stage } from '../config.js'
import type { Hand, Path } from './records.js'

// Somebody's way through the stages, computed from what he did. Pure: forward by himself, back by a person's hand alone.

/** What led to a stage: something he did, or somebody's hand. */
export interface Move {
  /** Places in the list of stages; `from` is missing where the way begins. */
  from?: number
  to: number
  /** 0: before anybody looked. */
  at: Millis
  by: Sign | { hand: Hand }
}

/** When he did something; of what came once a day the hour is not known, but that it was before `until`. */
export interface Deed {
  at: Millis
  until?: Millis
}

/** When he did what leads somewhere: every time that is known, for after a person's hand it counts anew. */
export type Deeds = Readonly<Partial<Record<Sign, readonly Deed[]>>>

type Entry = Awaited<ReturnType<Books['points']['entries']>>[number]

/**
 * What he did, from what is known of him.
 *
 * @param last when he last wrote; without a first word that was seen, he wrote before anybody looked
 * @param entries lines of his account: what comes once a day is a check-in, any other that gave points is an output
 * @param zone in which days begin
 */
export function deedsOf(
  path: Path,
  { last, entries, zone }: { last: Millis | undefined; entries: readonly Entry[]; zone: string },
): Deeds {
  const spoke = path.spoke.length === 0 && last !== undefined ? [0] : path.spoke
  const came: string[] = []
  const output: Deed[] = []
  for (const { points, date, at } of entries) {
    if (points <= 0) continue
    if (date === undefined) output.push({ at })
    else came.push(date)
  }
  const beginOf = (date: string) => timeOn(date, '00:00', zone)
  return {
    message: spoke.map(at => ({ at })),
    // Nobody checked in before his first word.
    checkin: daysThatTell(
      came,
      path.hands.map(({ at }) => dateOf(at, zone)),
    ).map(date => ({
      at: Math.max(beginOf(date), spoke[0] ?? 0),
      until: beginOf(addDays(date, 1)),
    })),
    output,
    invite: Object.values(path.brought).map(at => ({ at })),
  }
}

/** Of the days on which he came the first, and the first on and behind each of those days: years of others tell nothing more. */
function daysThatTell(dates: readonly string[], days: readonly string[]): string[] {
  const earliest = (from: string) =>
    dates.reduce<string | undefined>((first, date) => (date < from || (first ?? date) < date ? first : date), undefined)
  const told = ['', ...days, ...days.map(day => addDays(day, 1))].flatMap(from => earliest(from) ?? [])
  return [...new Set(told)]
}

/** His way, from coming on, oldest first. */
export function wayOf(stages: readonly Stage[], joined: Millis, deeds: Deeds, hands: readonly Hand[]): Move[] {
  const known = hands.toSorted((a, b) => a.at - b.at)
  const set = known.flatMap(hand => {
    const to = placeOf(stages, hand.to)
    return to === undefined ? [] : [{ at: hand.at, turn: 1, to, by: { hand } as Move['by'] }]
  })
  const done = stages.flatMap(({ on }, to) => {
    const all = to === 0 ? [] : (deeds[on] ?? [])
    return all.map(deed => ({ ...whenDone(stages, known, to, deed), to, by: on as Move['by'] }))
  })
  // Of what happened at once the lesser stage is first.
  const steps = [...set, ...done].sort((a, b) => a.at - b.at || a.turn - b.turn || a.to - b.to)
  const way: Move[] = [{ to: 0, at: joined, by: 'join' }]
  let now = 0
  for (const { at, to, by } of steps) {
    if (typeof by === 'object' ? to === now : to <= now) continue
    way.push({ from: now, to, at, by })
    now = to
  }
  return way
}

/**
 * When something was done, before (0) or behind (2) a hand (1) of that moment. What came on a day on which a person put him
 * somewhere, from where it would have moved him on, came behind that.
 */
function whenDone(
  stages: readonly Stage[],
  hands: readonly Hand[],
  to: number,
  { at, until = at }: Deed,
): { at: Millis; turn: number } {
  const first = hands.find(hand => hand.at >= at && hand.at < until)
  const from = first && placeOf(stages, first.from)
  return first && from !== undefined && from < to ? { at: first.at, turn: 2 } : { at, turn: 0 }
}

/** Where a stage stands that was set by hand once; undefined where there is none like it any more. */
function placeOf(stages: readonly Stage[], id: string): number | undefined {
  const place = stages.findIndex(stage => idOf(stage) === id)
  return place < 0 ? undefined : place
}

/** By what a stage is known when it is called otherwise: what leads there, or its name where only a person does. */
export function idOf({ name, on }: Stage): string {
  return on === 'hand' ? name : on
}

/** Where he stands: at the end of his way. */
export function standsAt(way: readonly Move[]): number {
  return way.at(-1)?.to ?? 0
}
