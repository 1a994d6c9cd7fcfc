import { type AwayEvent, addDays, daysBetween, type MemberKey, type Millis } from '../../../src/kernel/plugin.js'
import { dayOf, type In } from '../standing.js'
import { allOutages, changeOutage, claimAsks, outageOf, type Stretch } from './book.js'
import { covers, lengthOf, united } from './overlaps.js'
import { type Missed, missedOn } from './plan.js'
import { missedText } from './wording.js'

// What was missed is noted at once; the owner is asked a moment later, when every room of his has noted its own, and in
// quiet hours at their end: then only about what he has not settled by himself.

/** Of an absence longer than this only the last days are of use to anybody, and what was proposed before is settled by itself. */
const DAYS = 7
/** Every room hears of an absence within so long. */
const GATHERING: Millis = 3000

/** Notes what was missed; a window that nobody could come to breaks no streak, whatever the owner says. */
export async function propose(ctx: In, { from, to }: AwayEvent): Promise<void> {
  const last = dayOf(ctx, to)
  const { least } = ctx.config.outage
  let noted = false
  for (let back = Math.min(DAYS - 1, daysBetween(dayOf(ctx, from), last)); back >= 0; back--) {
    const date = addDays(last, -back)
    const found = missedOn(date, [[Math.max(from, ctx.room.since), to]], ctx.config, ctx).filter(
      ({ away, whole }) => whole || lengthOf(away) >= least,
    )
    const away = united(found.flatMap(each => each.away))
    const known = await outageOf(ctx.store, date)
    if (found.length === 0 || covers(known?.away ?? [], away)) continue
    noted = true
    await changeOutage(ctx.store, date, outage => {
      const proposed = united([...outage.proposed, ...away])
      const all = missedOn(date, [...proposed, ...outage.away], ctx.config, ctx)
      return { ...outage, proposed, frozen: outage.frozen || all.some(({ whole }) => whole) }
    })
  }
  if (!noted) return
  const when = ctx.quietUntil() ?? ctx.now() + GATHERING
  await ctx.later('askOwners', {}, when, { id: 'outage' })
}

/** Asks each owner once about all his rooms in which something is open. */
export async function askOwners(ctx: In): Promise<void> {
  const open = new Map<string, { room: In; stretches: Stretch[]; missed: Missed[] }>()
  for (const { key } of ctx.rooms()) {
    const room = key === ctx.room.key ? ctx : ctx.at(key)
    // Where people still sleep the room's own job asks later.
    if (room.mode === 'off' || (key !== ctx.room.key && room.quietUntil() !== undefined)) continue
    const days = await openIn(room)
    const stretches = days.flatMap(each => each.stretches)
    const missed = days.flatMap(day => missedOn(day.date, day.stretches, room.config, room))
    if (missed.length > 0) open.set(key, { room, stretches, missed })
  }
  if (!open.has(ctx.room.key)) return
  const ends = new Map([...open].map(([key, { stretches }]) => [key, Math.max(...stretches.map(([, to]) => to))]))
  const mine = await claimAsks(ctx.store, ends, ctx.cause)
  const asked = new Map<MemberKey, { room: In; missed: readonly Missed[] }[]>()
  for (const [key, { room, missed: all }] of open) {
    const after = mine.get(key)
    if (after === undefined) continue
    // What he was asked about before is on the same day or is not said again.
    const missed = all.filter(({ away }) => away.some(([, to]) => to > after))
    for (const owner of room.staff('owner')) asked.set(owner, [...(asked.get(owner) ?? []), { room, missed }])
  }
  for (const [owner, rooms] of asked) await ctx.tell(owner, missedText(ctx, rooms), { id: `outage|${owner}` })
}

/**
 * What was proposed in a room and is not settled, oldest day first.
 * @param by what this message settled before counts as open, so that it may be handled again
 */
export async function openIn(room: In, by?: string): Promise<{ date: string; stretches: Stretch[] }[]> {
  const today = dayOf(room, room.now())
  return [...(await allOutages(room.store))]
    .filter(([date]) => daysBetween(date, today) <= DAYS)
    .map(([date, outage]) => ({
      date,
      stretches: [...(by !== undefined && outage.by === by ? outage.away : outage.proposed)],
    }))
    .filter(({ stretches }) => stretches.length > 0)
    .sort((a, b) => (a.date < b.date ? -1 : 1))
}
