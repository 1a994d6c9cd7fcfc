import type { Case, MemberKey } from '../../../src/kernel/plugin.js'
import { excuseOf } from './choose.js'
import { type Facts, type In, knownIn } from './facts.js'
import { type Change, isOver, type Listed, type Plan } from './records.js'

/** What became of somebody on the list since the last turn; undefined: nothing. */
export async function becameOf(
  ctx: In,
  plan: Plan,
  facts: Facts,
  member: MemberKey,
  listed: Listed,
): Promise<Change | undefined> {
  if (listed.step === 'removing') return ofCase(ctx, plan, facts, member, listed)
  // A crash came between his case and this list: it is looked at in the next turn.
  const begun = ctx.casesOf(member).find(({ cause }) => cause.startsWith(`saga|capacity|prune|${plan.number}|`))
  if (begun) return now => ({ ...now, step: 'removing', case: begun.number, tried: begun.openedAt })
  const known = knownIn(facts, member)
  // While the list is not believed, who is missing in it may be there.
  if (!known) return ctx.room.doubted || ctx.member(member).present ? undefined : ended('gone')
  const excuse = excuseOf(known, facts.since, ctx.config.core.prune.exempt)
  if (excuse !== undefined) {
    return ended('stays', ['owner', 'admin', 'kol', 'trusted'].includes(excuse) ? 'role' : excuse)
  }
  // By what was known of him when the list was made: what WeChat says of times is whole seconds, a clock is not.
  const spoke = known.last !== undefined && known.last > (listed.last ?? 0)
  if (spoke || (await hasAnswered(ctx, member, listed))) return ended('stays', 'said')
  return plan.stopped ? ended('stays', 'stopped') : undefined
}

/** He answered; or wrote to the bot in private since he was told, be it a command or an answer to something else. */
async function hasAnswered(ctx: In, member: MemberKey, { said, told }: Listed): Promise<boolean> {
  if (said !== undefined) return true
  const wrote = told === undefined ? undefined : await ctx.books.activity.lastPrivate(member)
  return told !== undefined && wrote !== undefined && wrote > told
}

/** How the removal of one of them went, as far as it was seen. */
async function ofCase(
  ctx: In,
  plan: Plan,
  facts: Facts,
  member: MemberKey,
  listed: Listed,
): Promise<Change | undefined> {
  const known = listed.case === undefined ? undefined : ctx.case(listed.case)
  if (!known) return ended('failed', 'refused')
  if (known.status === 'acting') {
    const why = await whyNow(ctx, plan, facts, member, listed)
    if (why === undefined || !(await ctx.dismiss(known.number))) return undefined
    return ended('stays', why)
  }
  return ofStatus(known)
}

/** Why somebody stays after all whose removal waits for its turn: he spoke up meanwhile, say, or was asked along. */
async function whyNow(
  ctx: In,
  plan: Plan,
  facts: Facts,
  member: MemberKey,
  listed: Listed,
): Promise<string | undefined> {
  if (plan.stopped) return 'stopped'
  if (await hasAnswered(ctx, member, listed)) return 'said'
  return knownIn(facts, member)?.splitting ? 'split' : undefined
}

function ofStatus({ status }: Case): Change | undefined {
  if (status === 'done') return ended('removed')
  if (status === 'undone' || status === 'dismissed') return ended('stays', 'undone')
  return ended('failed', 'refused')
}

function ended(step: Listed['step'], why?: string): Change {
  return known => (isOver(known) ? known : { ...known, step, ...(why === undefined ? {} : { why }) })
}
