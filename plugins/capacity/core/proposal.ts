import { addDays, atLeast, BOT, dateOf } from '../../../src/kernel/plugin.js'
import { factsOf } from '../prune/facts.js'
import { shareText } from '../prune/wording.js'
import type { In } from './letting-in.js'
import { type Candidate, rotate, type Seated } from './rotation.js'
import { isCore, promotions, seatsTaken } from './seats.js'

/** So far back a proposal looks, in days. */
const LOOK_BACK = 90

/** Once a quarter the owner of a core group sees who might make room, and who might come in. Nobody is told or touched. */
export async function proposeRotation(ctx: In): Promise<void> {
  const [owner] = ctx.staff('owner')
  if (owner === undefined || ctx.room.doubted || !(await isCore(ctx))) return
  const facts = await factsOf(ctx)
  if (facts.counted === undefined || facts.counted > facts.since) return
  const today = dateOf(ctx.now(), ctx.zone)
  const from = addDays(today, -LOOK_BACK)
  const here = await ctx.books.activity.countsOf(ctx.room.key, from, today)
  const seated: Seated[] = facts.people.map(({ key, role, before, joinedAt, unsure, onLeave, fixed }) => ({
    key,
    count: here.get(key) ?? 0,
    stays: fixed || unsure || onLeave || atLeast(role, 'admin') || (!before && joinedAt > facts.since),
  }))
  const { out, into, rotating } = rotate(seated, await candidatesFor(ctx, from, today))
  if (out.length === 0 && into.length === 0) return
  const { fixedSeats: mostFixed, rotatingSeats: mostRotating } = ctx.config.core
  const join = (lines: string[]) => lines.join(ctx.text('prune.comma'))
  const one = ({ key, count }: Seated) => ctx.text('turn.one', { name: ctx.member(key).name, count })
  const comes = ({ key, count, listed }: Candidate) =>
    ctx.text(listed === undefined ? 'turn.one' : 'turn.listed', { name: ctx.member(key).name, count })
  const lines = [
    ctx.text('turn.head', { room: ctx.room.name }),
    ctx.text('turn.seats', { fixed: await seatsTaken(ctx), mostFixed, rotating, mostRotating }),
    shareText(ctx, facts),
    ...(out.length > 0 ? [ctx.text('turn.out', { list: join(out.map(one)) })] : []),
    ...(into.length > 0 ? [ctx.text('turn.in', { list: join(into.map(comes)) })] : []),
    ctx.text('turn.next'),
  ]
  await ctx.tell(owner, lines.join('\n'), { id: 'rotation' })
}

/** Those on the list, and whoever talks in the community's other rooms. */
async function candidatesFor(ctx: In, from: string, to: string): Promise<Candidate[]> {
  const listed = await promotions(ctx).all()
  const found = new Map<string, Candidate>()
  for (const [member, { at }] of listed) found.set(member, { key: member, count: 0, listed: at })
  for (const { key, community } of ctx.rooms()) {
    if (community !== ctx.community || key === ctx.room.key) continue
    const there = ctx.at(key)
    for (const [member, count] of await ctx.books.activity.countsOf(key, from, to)) {
      if (member === BOT || !there.member(member).present) continue
      const known = found.get(member) ?? { key: member, count: 0 }
      found.set(member, { ...known, count: known.count + count })
    }
  }
  return [...found.values()].filter(({ key }) => !ctx.member(key).present && !ctx.member(key).unsure)
}
