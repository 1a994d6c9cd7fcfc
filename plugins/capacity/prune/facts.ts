import { BOT, type Case, type Ctx, type MemberKey, type Millis, type RoomKey } from '../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../config.js'
import { fixedSeats } from '../core/seats.js'
import { openSplit, type Person } from '../split/state.js'
import { type Gap, type Known, silentSince } from './choose.js'
import { sparedIn } from './records.js'

export type In = Ctx<CapacityConfig>

/** What is known of everybody in a room, and since when. */
export interface Facts {
  people: Known[]
  /** Since when silence is known: the room is kept, or its first message is counted; undefined: nobody has written yet. */
  counted?: Millis | undefined
  /** Since when somebody has to have been silent to be listed. */
  since: Millis
  gaps: Gap[]
}

/** `gaps` hash from → Gap: when the bot was away from this room; for as long as anybody could be judged by it. */
const gapsOf = (ctx: Pick<Ctx, 'lasting'>) => ctx.lasting.hash<Gap>('gaps')

/** No rule looks back further; the books of activity do not either. */
const LOOK_BACK: Millis = 400 * 86_400_000

/** Notes that nothing that was written in this time reached the bot. */
export async function noteGap(ctx: Pick<Ctx, 'lasting' | 'now'>, { from, to }: Gap): Promise<void> {
  const gaps = gapsOf(ctx)
  for (const [row, gap] of await gaps.all()) if (gap.to < ctx.now() - LOOK_BACK) await gaps.delete(row)
  await gaps.set(String(from), { from, to })
}

/** Looks everything up that decides about people of this room; in a handful of reads, however many they are. */
export async function factsOf(ctx: In): Promise<Facts> {
  const { books, community, room } = ctx
  const [last, first, gaps, seats, spared, splitting] = await Promise.all([
    books.activity.lastSeen(room.key),
    books.activity.since(room.key),
    gapsOf(ctx).all(),
    fixedSeats(ctx).all(),
    sparedIn(ctx),
    splittingIn(ctx),
  ])
  const away = [...gaps.values()]
  const now = ctx.now()
  const { idle } = ctx.config.core.prune
  // What nobody said while the bot kept the room is silence that it saw.
  const counted = first === undefined ? undefined : Math.min(first, room.since)
  const back = takenBack(ctx, now - idle)
  const people = ctx
    .members()
    .filter(({ key }) => key !== BOT)
    .map(
      ({ key, role, before, joinedAt, unsure }): Known => ({
        key,
        role,
        before,
        joinedAt,
        unsure,
        last: last.get(key),
        onLeave: books.absence.awayUntil(community, key, now) !== undefined,
        fixed: seats.has(key),
        splitting: splitting.has(key),
        spared: spared.has(key) || back.has(key),
      }),
    )
  return { people, counted, gaps: away, since: silentSince(now, idle, away) }
}

/**
 * Who has a part in the split that this room is in: they lead, go along, move or were asked, and who said no was told that
 * all stays as it is. Who never answered is as silent as before.
 */
async function splittingIn(ctx: In): Promise<Set<MemberKey>> {
  const split = await openSplit(ctx)
  if (!split || (split.state.from !== ctx.room.key && split.state.to !== ctx.room.key)) return new Set()
  const { people, leader } = split.state
  const those = Object.entries(people).flatMap(([member, { step }]) => (outOfIt.includes(step) ? [] : [member]))
  return new Set(leader === undefined ? those : [leader, ...those])
}

const outOfIt: readonly Person['step'][] = ['expired', 'left']

/** The removals of somebody by a list that were taken back. */
export function wasTakenBack(ctx: Pick<Ctx, 'casesOf' | 'room'>, member: MemberKey): boolean {
  return ctx.casesOf(member).some(known => isTakenBack(known, ctx.room.key))
}

/** Whose removal since then was taken back: he is not listed again at once. */
function takenBack(ctx: Pick<Ctx, 'cases' | 'room'>, from: Millis): Set<MemberKey> {
  const those = ctx.cases().filter(known => known.openedAt >= from && isTakenBack(known, ctx.room.key))
  return new Set(those.map(({ member }) => member))
}

function isTakenBack({ plugin, kind, status, room }: Case, here: RoomKey): boolean {
  return plugin === 'capacity' && kind === 'prune' && status === 'undone' && room === here
}

/** What is known of one of them; undefined: he is not in the room. */
export function knownIn(facts: Facts, member: MemberKey): Known | undefined {
  return facts.people.find(({ key }) => key === member)
}
