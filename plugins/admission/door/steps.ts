import type { MemberKey } from '../../../src/kernel/plugin.js'
import type { Candidate } from '../candidates.js'
import { passGate } from '../gate/passing.js'
import { barredUntil, type Door, type DoorCtx, gatedIn, gateOf, namesOf } from './doors.js'
import { enqueue } from './queue.js'
import { tellStaff } from './staff.js'
import { move, say, type Talk } from './talk.js'

/** Who was asked for his consent is reminded after this much waking time, and let go after that much. */
const REMIND_AFTER = 2 * 3_600_000

/**
 * Goes on with somebody who has done what the mode asks: first his consent to the rules, then the admins where they
 * decide, then a place. `from` is where he was seen to stand, `to` what is known of him now. `review`: the admins decide
 * whatever the mode.
 */
export async function proceed(
  talk: Talk,
  door: Door,
  from: Candidate | undefined,
  to: Candidate,
  { review = false } = {},
): Promise<void> {
  const { ctx, community } = door
  const { store, member, at } = talk
  const barred = barredUntil(door, member)
  if (barred !== undefined) return say(talk, ctx, 'doorBarred', { names: namesOf(door), date: barred })
  const { asking: _, ...rest } = to
  const candidate: Candidate = { ...rest, community, since: at }
  const queued = review || to.review === true || gateOf(door) === 'approval'

  const { rules } = ctx.config
  const agreed = ctx.books.consent.agreedTo(community, member)?.version ?? 0
  if (rules.consent && agreed < rules.version) {
    const next: Candidate = { ...candidate, standing: 'rules', ...(review ? { review } : {}) }
    if (!(await move(store, member, from, next))) return
    await ctx.later('consent', { member, since: at, step: 'remind' }, ctx.awakeAfter(REMIND_AFTER, at), {
      id: `consent|${member}`,
    })
    return say(talk, ctx, queued ? 'doorRulesFirst' : 'doorRules', { names: namesOf(door), rules: rules.text })
  }

  if (queued) {
    const number = await enqueue(store, { member, community, at, cause: to.cause })
    if (!(await move(store, member, from, { ...candidate, standing: 'queued', number }))) return
    await ctx.later('undecided', { number }, ctx.awakeAfter(ctx.config.approval.timeout, at), {
      id: `undecided|${number}`,
    })
    await say(talk, ctx, review ? 'doorQueuedLocked' : 'doorQueued', { names: namesOf(door), number })
    return tellStaff(
      ctx,
      'queueNew',
      { number, name: ctx.member(member).name, names: namesOf(door) },
      `queue|${number}`,
    )
  }

  if (await passGates(door, member, candidate)) return say(talk, ctx, 'doorPassed', { names: namesOf(door) })
  if (!(await move(store, member, from, { ...candidate, standing: 'admitted', asking: true }))) return
  // Who asked for a friend first gets his card when he is one.
  if (talk.friend) await findPlace(ctx, member)
}

/** Somebody who was brought in and stands at the gate inside: what he did at the door opens it. False when he is at none. */
export async function passGates(door: Door, member: MemberKey, { source, introducer }: Candidate): Promise<boolean> {
  let passed = false
  for (const room of await gatedIn(door, member)) {
    const about = { source, ...(introducer === undefined ? {} : { introducer }) }
    passed = (await passGate(room, member, about)) || passed
  }
  return passed
}

/** Has a place looked for somebody who may come in, in the lane of the community's first room: see letting-in.ts. */
export function findPlace(ctx: DoorCtx, member: MemberKey): Promise<void> {
  return ctx.later('let-in', { member }, ctx.now(), { id: `let-in|${member}` })
}
