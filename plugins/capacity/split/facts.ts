import { addDays, type Ctx, dateOf, type MemberKey, type Millis, type RoomKey } from '../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../config.js'
import { hasCorePreset } from '../core/seats.js'
import { warnedIn } from '../prune/records.js'
import type { Candidate, PlanInput } from './plan.js'
import { offersOf } from './state.js'

// What a plan is made of: looked up in the books when somebody needs one.

type In = Ctx<CapacityConfig>

/** Days that a plan looks back, and days by which a room is called awake. */
const LOOKS_BACK = 30
const WEEK = 7
const DAY: Millis = 86_400_000

/** Everything that a plan for this room is made of; `declined` have no part in it. */
export async function factsOf(ctx: In, declined: readonly MemberKey[] = []): Promise<PlanInput> {
  const { room, books, community, zone } = ctx
  const now = ctx.now()
  const today = dateOf(now, zone)
  const [counts, last, offers, warned] = await Promise.all([
    books.activity.countsOf(room.key, addDays(today, 1 - LOOKS_BACK), today),
    books.activity.lastActive(room.key),
    offersOf(ctx.lasting).all(),
    warnedIn(ctx).all(),
  ])
  // Whoever has taken something on (/我来) shows that he cares.
  const dutiful = books.duties.helpers(community)
  const out = new Set(declined)
  const members = ctx.members().map((member): Candidate => {
    const { key, role, friend, unsure } = member
    const offer = offers.get(`${community}|${key}`)
    const lastWrote = last.get(key)
    return {
      key,
      role,
      friend,
      unsure,
      since: member.memberSince,
      messages: counts.get(key) ?? 0,
      ...(lastWrote === undefined ? {} : { lastWrote }),
      ...(offer ? { offer: offer.as } : {}),
      duty: dutiful.has(key),
      // Nobody is asked to lead people somewhere who has just been asked whether he is still there.
      away: warned.has(key) || books.absence.awayUntil(community, key, now) !== undefined,
      declined: out.has(key),
    }
  })
  return { members, size: room.size, cap: ctx.capOf(room.key), now, config: ctx.config }
}

/** A room in which nothing at all was heard is called silent after so long: a bot that has just come may have heard nothing. */
const SILENT: Millis = 9 * DAY

/** `p:capacity:ROOM:watched` hash `since` → when the bot began to listen here, as far as is known; while the room is kept. */
const watchedOf = (ctx: Pick<In, 'lasting'>) => ctx.lasting.hash<Millis>('watched')

/** Notes that the bot listens here; the first time counts. What its config says of how long it keeps the room is no listening. */
export async function watches(ctx: In): Promise<void> {
  await watchedOf(ctx).setNew('since', ctx.now())
}

/**
 * The share of those here who wrote in the last seven days; undefined where the bot has not heard a whole week of this room
 * yet, for then silence says nothing. `days`: nothing at all was heard, for so long.
 */
export async function activeShare(ctx: In): Promise<{ share: number; speakers: number; days?: number } | undefined> {
  const { activity } = ctx.books
  const since = await activity.since(ctx.room.key)
  const now = ctx.now()
  if (since === undefined || since > now - WEEK * DAY) {
    const watched = (await watchedOf(ctx).get('since')) ?? now
    if (watched > now - SILENT) return undefined
    if (since === undefined) return { share: 0, speakers: 0, days: Math.floor((now - watched) / DAY) }
  }
  const today = dateOf(now, ctx.zone)
  const spoke = await activity.speakers(
    ctx.room.key,
    Array.from({ length: WEEK }, (_, ago) => addDays(today, -ago)),
  )
  const members = ctx.members()
  const speakers = members.filter(({ key }) => spoke.has(key)).length
  return { speakers, share: members.length === 0 ? 0 : speakers / members.length }
}

/** Places of a kept room that nobody has: those that are kept for others are not counted on. */
export function freePlaces(ctx: In, key: RoomKey): number {
  return Math.max(0, ctx.capOf(key) - ctx.at(key).room.size - ctx.books.seats.taken(key, ctx.now()))
}

/**
 * A room of the same community that was made ready beforehand: it has space for the seeds and, where anybody is to move, for
 * one at least; the one that is least full.
 */
export function preparedRoom(
  ctx: In,
  seeds: number,
  toMove: number,
): { key: RoomKey; topic: string; size: number } | undefined {
  const [first] = ctx
    .rooms()
    .filter(({ key, community }) => community === ctx.community && key !== ctx.room.key)
    // Into a core group its owner asks people in, one by one.
    .filter(({ key }) => hasCorePreset(ctx) || !hasCorePreset(ctx.at(key)))
    .filter(({ key, size }) => size > 0 && freePlaces(ctx, key) >= seeds + Math.min(1, toMove))
    .sort((a, b) => a.size / ctx.capOf(a.key) - b.size / ctx.capOf(b.key))
  return first && { key: first.key, topic: first.topic, size: first.size }
}
