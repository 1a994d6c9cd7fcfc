import { type Ctx, type MemberKey, type Millis, wayInto, z } from '../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../config.js'
import { promotions, type Waiting } from './seats.js'

// A seat of a core group is free and somebody waits for one: the owner is asked, and only then is anybody asked in.

export type In = Ctx<CapacityConfig>

const HOUR: Millis = 3_600_000
const DAY = 24 * HOUR
/** The owner has so long to answer; a place is kept for so long. */
const PATIENCE = 3 * DAY
/** Who was not asked in is not put to the owner again before this. */
const NOT_AGAIN = 30 * DAY

/** Places that nobody has, or is kept one. */
export function freeSeats(ctx: In): number {
  return ctx.capOf(ctx.room.key) - ctx.room.size - ctx.books.seats.taken(ctx.room.key, ctx.now())
}

/** Who waits, in the order in which they were put on the list. */
export async function waitingList(ctx: In): Promise<[MemberKey, Waiting][]> {
  return [...(await promotions(ctx).all())].sort(([, a], [, b]) => a.at - b.at)
}

/** Asks the owner about the first who waits, where a seat is free and no such question is open. */
export async function offerSeat(ctx: In): Promise<void> {
  const [owner] = ctx.staff('owner')
  const free = freeSeats(ctx)
  if (owner === undefined || free <= 0 || ctx.room.doubted) return
  const now = ctx.now()
  const list = await waitingList(ctx)
  if (list.some(([, { asked, answered }]) => asked !== undefined && !answered && asked + PATIENCE > now)) return
  const next = list.find(
    ([member, { asked, invited }]) =>
      !ctx.member(member).present &&
      ctx.member(member).friend &&
      (invited === undefined || invited <= now) &&
      (asked === undefined || asked + NOT_AGAIN <= now),
  )
  if (!next) return
  const [member] = next
  const { answered: _, ...rest } = next[1]
  const { name } = ctx.member(member)
  // First asked, then noted: what a crash fell between is asked again, and by its id once.
  await ctx.ask({
    id: `${questionsOn(ctx, member)}${ctx.cause}`,
    to: [owner],
    text: ctx.text('rise.ask', { room: ctx.room.name, free, name }),
    options: [ctx.text('rise.no'), ctx.text('rise.yes')],
    about: 'seat',
    data: { member },
    expires: now + PATIENCE,
    ownReply: true,
  })
  await promotions(ctx).set(member, { ...rest, asked: now })
}

export const friendJob = z.object({ member: z.string() })

/** Who waits may have become a friend, whom the owner can be asked about. */
export async function lookForFriend(ctx: In, { member }: z.output<typeof friendJob>): Promise<void> {
  if (await ctx.isFriend(member)) await offerSeat(ctx)
}

/** So many are asked after in a day: the first of the list. */
const LOOKED_AFTER = 20

/** The daily look at the list: WeChat tells nobody who has become a friend by another's hand. */
export async function lookForFriends(ctx: In): Promise<void> {
  const list = await waitingList(ctx)
  if (list.length === 0) return
  const strangers = list.filter(([member]) => !ctx.member(member).friend)
  for (const [member] of strangers.slice(0, LOOKED_AFTER)) await ctx.isFriend(member)
  await offerSeat(ctx)
}

/** What the ids of the questions begin with in which the owner is asked about somebody. */
export function questionsOn(ctx: Pick<In, 'room'>, member: MemberKey): string {
  return `capacity|${ctx.room.key}|seat|${member}|`
}

export const seatQuestion = z.object({ member: z.string() })

/** The owner said yes or no, or nothing, which is no. */
export async function seatAnswered(ctx: In, member: MemberKey, choice: number | undefined): Promise<void> {
  const known = await promotions(ctx).get(member)
  const [owner] = ctx.staff('owner')
  if (!known || owner === undefined) return
  await promotions(ctx).update(member, now => now && { ...now, answered: true })
  const { name, present, friend } = ctx.member(member)
  const say = (line: string) => ctx.tell(owner, ctx.text(line, { name }), { id: 'seat', manner: 'reply' })
  if (choice === undefined) return offerSeat(ctx)
  if (choice === 1) {
    await say('rise.kept')
    return offerSeat(ctx)
  }
  if (present) return settle(ctx, member)
  if (!(await ctx.isFriend(member)) || !friend) return say('rise.notFriend')
  const now = ctx.now()
  const until = (ctx.quietUntil() ?? now) + PATIENCE
  const places = ctx.capOf(ctx.room.key) - ctx.room.size
  if (!(await ctx.books.seats.reserve(ctx.room.key, member, { until, places, now }))) return say('rise.noSeat')
  await promotions(ctx).update(member, before => before && { ...before, invited: until })
  await ctx.later('seatLapse', { member, until }, until, { id: `seat|${member}` })
  const act = wayInto(ctx.room.size)
  const values = { owner: ctx.member(owner).name, room: ctx.room.name }
  await ctx.dm(member, ctx.text(act === 'add' ? 'rise.add' : 'rise.invite', values), { id: 'seat|word' })
  await ctx.act({ act, room: ctx.room.key, member }, { id: `seat|${member}`, expires: until })
  await say('rise.sent')
}

/** Somebody who waited is in: off the list, and the owner hears of it. */
export async function settle(ctx: In, member: MemberKey): Promise<void> {
  const known = await promotions(ctx).get(member)
  if (!known) return
  await promotions(ctx).delete(member)
  await ctx.unask(questionsOn(ctx, member))
  const [owner] = ctx.staff('owner')
  if (owner === undefined || known.invited === undefined) return
  const { key, size } = ctx.room
  const values = { name: ctx.member(member).name, room: ctx.room.name, size, cap: ctx.capOf(key) }
  await ctx.tell(owner, ctx.text('rise.came', values), { id: `seat|came|${member}` })
}

export const lapseJob = z.object({ member: z.string(), until: z.number() })

/** His place was kept long enough. */
export async function seatLapsed(ctx: In, { member, until }: z.output<typeof lapseJob>): Promise<void> {
  const known = await promotions(ctx).get(member)
  if (known?.invited !== until) return
  await freeAgain(ctx, member)
  await tellOwner(ctx, 'rise.notCome', { name: ctx.member(member).name }, `seat|lapsed|${member}`)
  await offerSeat(ctx)
}

/** WeChat did not let him be asked in. */
export async function notAskedIn(ctx: In, member: MemberKey, code: string): Promise<void> {
  const known = await promotions(ctx).get(member)
  if (known?.invited === undefined) return
  await freeAgain(ctx, member)
  await tellOwner(ctx, 'rise.failed', { name: ctx.member(member).name, code }, `seat|failed|${member}`)
  await offerSeat(ctx)
}

async function freeAgain(ctx: In, member: MemberKey): Promise<void> {
  await promotions(ctx).update(member, known => {
    if (!known) return known
    const { invited: _, ...rest } = known
    return rest
  })
  await ctx.books.seats.release(ctx.room.key, member)
}

async function tellOwner(ctx: In, line: string, values: Record<string, string>, id: string): Promise<void> {
  const [owner] = ctx.staff('owner')
  if (owner !== undefined) await ctx.tell(owner, ctx.text(line, values), { id })
}
