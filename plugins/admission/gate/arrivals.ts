import { atLeast, BOT, type Ctx, type MemberKey } from '../../../src/kernel/plugin.js'
import { letIn } from '../candidates.js'
import type { AdmissionConfig } from '../config.js'
import { mayBringIn } from '../invite-right.js'
import { isGated } from './passing.js'

/** Somebody who came in, as far as the gate cares. */
export interface Arrival {
  member: MemberKey
  /** He is in by right, or because there is no gate. */
  rightful: boolean
  /** He is one of the community already, and was asked into this room too: nobody need welcome him. */
  fromNextDoor?: true
  /** Who answered for him at the door. */
  introducer?: MemberKey
}

/** Sorts those who came in together. Whoever is barred is left out: the rules see to him, and nobody greets him. */
export async function sortArrivals(
  ctx: Ctx<AdmissionConfig>,
  { members, by }: { members: readonly MemberKey[]; by?: MemberKey },
): Promise<Arrival[]> {
  const open = ctx.config.mode === 'open'
  const brought = by !== undefined && (await mayBringIn(ctx, by))
  const sorted: Arrival[] = []
  for (const member of members) {
    if (member === BOT || ctx.books.blocks.blockedUntil(ctx.community, member, ctx.now()) !== undefined) continue
    const through = await letIn(ctx, member)
    // Whoever the bot itself asked in, out of another room, has a place kept.
    const seated = ctx.books.seats.wasKept(ctx.room.key, member, ctx.now())
    const rightful = open || brought || through !== undefined || seated || (await isKnownHere(ctx, member))
    const introducer = through?.introducer
    const fromNextDoor = seated && through === undefined && (await isNextDoor(ctx, member))
    sorted.push({
      member,
      rightful,
      ...(fromNextDoor ? { fromNextDoor } : {}),
      ...(introducer === undefined ? {} : { introducer }),
    })
  }
  return sorted
}

/** Somebody whom nobody need have let in: he is trusted, his removal was taken back, or he passed this very gate next door. */
async function isKnownHere(ctx: Ctx<AdmissionConfig>, member: MemberKey): Promise<boolean> {
  const { before, role } = ctx.member(member)
  if (before || atLeast(role, 'trusted')) return true
  const here = ctx.casesOf(member).filter(({ room, measure }) => room === ctx.room.key && measure === 'remove')
  if (here.at(-1)?.status === 'undone') return true
  const gate = gateOf(ctx)
  return isNextDoor(ctx, member, there => gateOf(there) === gate)
}

/** He is in another room of the community (such a one), and no gate is before him there. */
async function isNextDoor(
  ctx: Ctx<AdmissionConfig>,
  member: MemberKey,
  counts: (there: Ctx<AdmissionConfig>) => boolean = () => true,
): Promise<boolean> {
  for (const { key } of ctx.rooms(ctx.community)) {
    if (key === ctx.room.key) continue
    const there = ctx.at(key)
    if (there.member(member).present && counts(there) && !(await isGated(there, member))) return true
  }
  return false
}

/** What a gate asks, to compare it with that of another room. */
function gateOf({ config: { mode, passphrases, question, rules } }: Ctx<AdmissionConfig>): string {
  return JSON.stringify({ mode, passphrases, question, rules })
}
