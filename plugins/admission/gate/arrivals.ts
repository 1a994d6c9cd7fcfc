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
    const rightful = open || brought || through !== undefined || (await isKnownHere(ctx, member))
    const introducer = through?.introducer
    sorted.push({ member, rightful, ...(introducer === undefined ? {} : { introducer }) })
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
  for (const { key, community } of ctx.rooms()) {
    if (community !== ctx.community || key === ctx.room.key) continue
    const there = ctx.at(key)
    if (there.member(member).present && gateOf(there) === gate && !(await isGated(there, member))) return true
  }
  return false
}

/** What a gate asks, to compare it with that of another room. */
function gateOf({ config: { mode, passphrases, question, rules } }: Ctx<AdmissionConfig>): string {
  return JSON.stringify({ mode, passphrases, question, rules })
}
