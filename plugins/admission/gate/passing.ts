import type { Ctx, MemberKey, MemberView, Millis, RoomKey } from '../../../src/kernel/plugin.js'
import { cameBy, candidatesOf, doorStore, passedInRoom } from '../candidates.js'
import type { AdmissionConfig } from '../config.js'
import { decide } from '../door/queue.js'
import { toWelcome } from '../welcome.js'
import { type Gate, gatesOf } from './records.js'

/** What kind of case a removal at the end of the grace is. */
export const GATE = 'gate'

/** Rooms of this community in which somebody sits who has yet to pass the gate there. */
export async function gatedRooms(ctx: Ctx<AdmissionConfig>, member: MemberKey): Promise<RoomKey[]> {
  const found: RoomKey[] = []
  for (const { key } of ctx.rooms(ctx.community)) {
    if (await isGated(ctx.at(key), member)) found.push(key)
  }
  return found
}

/** Whether somebody has to pass the gate of this context's room. */
export async function isGated(ctx: Ctx<AdmissionConfig>, member: MemberKey): Promise<boolean> {
  const gate = ctx.config.mode === 'open' ? undefined : await gatesOf(ctx.store).get(member)
  if (!gate) return false
  const accused = gate.case === undefined ? undefined : ctx.case(gate.case)
  // The admins were asked whether he stays, and let him.
  return accused?.status !== 'dismissed' && accused?.status !== 'undone'
}

/** Those at the gate of this context's room whom a typed name may mean. */
export async function findGated(ctx: Ctx<AdmissionConfig>, typed: string): Promise<MemberView[]> {
  const called = ctx.find(typed)
  if (called.length === 0) return []
  const gates = await gatesOf(ctx.store).all()
  return called.filter(({ key }) => gates.has(key))
}

/**
 * Somebody is through the gate of this context's room: nothing waits for him any more, an open case of it is let go, and
 * he is welcomed. False when he was not at the gate. Says nothing of its own: whoever calls answers him.
 * @param source the channel his phrase was given to
 */
export async function passGate(
  ctx: Ctx<AdmissionConfig>,
  member: MemberKey,
  { source, introducer }: { source?: string; introducer?: MemberKey } = {},
): Promise<boolean> {
  const gates = gatesOf(ctx.store)
  const gate = await gates.get(member)
  if (!gate) return false
  await dismissCases(ctx, member)
  await cameBy(ctx, member, source ?? gate.keyed?.source ?? '')
  const number = (await candidatesOf(doorStore(ctx)).get(member))?.number
  // Decided before the record says that he is in: a crash between the two leaves no number open that nobody closes.
  if (number !== undefined) await decide(doorStore(ctx), number, { state: 'gone', at: ctx.now(), cause: ctx.cause })
  await passedInRoom(ctx, member)
  await toWelcome(ctx, [{ member, ...(introducer === undefined ? {} : { introducer }) }])
  // Last: until here a crash leaves him at the gate, and the same word opens it again.
  await gates.delete(member)
  return true
}

/** An admin says no to somebody at the gate of this context's room: he is removed at once. False when he was not there. */
export async function refuseAtGate(ctx: Ctx<AdmissionConfig>, member: MemberKey, by: MemberKey): Promise<boolean> {
  if (!ctx.member(member).present || !(await isGated(ctx, member))) return false
  await dismissCases(ctx, member)
  await ctx.accuse({ member, reason: ctx.text('gate.refused'), measure: 'remove', kind: GATE, by })
  return true
}

/** A removal that is decided and not done is called off. */
export async function dismissCases(ctx: Ctx<AdmissionConfig>, member: MemberKey): Promise<void> {
  for (const known of ctx.casesOf(member)) {
    const open = known.status === 'open' || known.status === 'acting'
    if (open && known.kind === GATE && known.room === ctx.room.key) await ctx.dismiss(known.number)
  }
}

/**
 * What is left of a gate when somebody has done what the mode asks, but not yet agreed to the rules. Who did so while his
 * removal was on its way has his time anew.
 */
export function keyed({ case: over, ...gate }: Gate, source: string | undefined, now: Millis): Gate {
  const key = source === undefined || source === '' ? {} : { source }
  return { ...gate, keyed: key, ...(over === undefined ? {} : { told: now }) }
}

/** Whether the rules are still to be agreed to before he is in. */
export function lacksConsent(ctx: Ctx<AdmissionConfig>, member: MemberKey): boolean {
  const { consent, version } = ctx.config.rules
  if (!consent) return false
  return (ctx.books.consent.agreedTo(ctx.community, member)?.version ?? 0) < version
}
