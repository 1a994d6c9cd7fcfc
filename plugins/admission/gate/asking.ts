import type { Ctx, MemberKey } from '../../../src/kernel/plugin.js'
import { type Candidate, candidatesOf, doorStore } from '../candidates.js'
import type { AdmissionConfig } from '../config.js'
import { decide, enqueue } from '../door/queue.js'
import { tellStaff } from '../door/staff.js'
import { beginning, move } from '../door/talk.js'
import { lacksConsent } from './passing.js'

type Ours = Ctx<AdmissionConfig>

/**
 * Puts those at the gate before the admins, each under a number like everybody who asks to come in, all in one message; not
 * before they agreed to the rules where they have to, and not who is in the queue already.
 */
export async function putToAdmins(ctx: Ours, members: readonly MemberKey[]): Promise<void> {
  const asked: { number: number; name: string }[] = []
  for (const member of members) {
    if (lacksConsent(ctx, member)) continue
    const number = await queued(ctx, member)
    if (number !== undefined) asked.push({ number, name: ctx.member(member).name })
  }
  const [first] = asked
  if (!first) return
  const list = asked.map(each => ctx.text('gate.queueOne', each)).join('、')
  const values = { list, topic: ctx.room.name, number: first.number }
  await tellStaff(ctx, 'gate.queue', values, `gate|queue|${first.number}`)
}

/** His number; undefined where he is being decided about already. */
async function queued(ctx: Ours, member: MemberKey): Promise<number | undefined> {
  const store = doorStore(ctx)
  const from = await candidatesOf(store).get(member)
  // Told by a round that a crash cut short: the same number again.
  if (from?.standing === 'queued') return from.cause === ctx.cause ? from.number : undefined
  if (from && from.community !== ctx.community && from.standing !== 'in' && from.standing !== 'out') return undefined
  const moment = { at: ctx.now(), cause: ctx.cause }
  const number = await enqueue(store, { member, community: ctx.community, ...moment })
  const to: Candidate = { ...beginning(moment, ctx.community), standing: 'queued', number }
  return (await move(store, member, from, to)) ? number : undefined
}

/** He is past the gate, or out of the room: the admins need not decide about him any more. */
export async function takeFromAdmins(ctx: Ours, member: MemberKey): Promise<void> {
  const store = doorStore(ctx)
  const known = await candidatesOf(store).get(member)
  if (known?.standing !== 'queued' || known.community !== ctx.community) return
  await move(store, member, known, { ...known, standing: 'out', since: ctx.now() })
  if (known.number !== undefined) await decide(store, known.number, { state: 'gone', at: ctx.now(), cause: ctx.cause })
}
