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
  if (listed.step === 'removing') return ofCase(ctx, plan, listed)
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
  if (listed.said !== undefined || spoke) return ended('stays', 'said')
  return plan.stopped ? ended('stays', 'stopped') : undefined
}

/** How the removal of one of them went, as far as it was seen. */
async function ofCase(ctx: In, plan: Plan, listed: Listed): Promise<Change | undefined> {
  const known = listed.case === undefined ? undefined : ctx.case(listed.case)
  if (!known) return ended('failed', 'refused')
  if (known.status === 'acting') {
    if (listed.said === undefined && !plan.stopped) return undefined
    // He spoke up while his removal waited for its turn.
    if (!(await ctx.dismiss(known.number))) return undefined
    return ended('stays', plan.stopped ? 'stopped' : 'said')
  }
  return ofStatus(known)
}

function ofStatus({ status }: Case): Change | undefined {
  if (status === 'done') return ended('removed')
  if (status === 'undone' || status === 'dismissed') return ended('stays', 'undone')
  return ended('failed', 'refused')
}

function ended(step: Listed['step'], why?: string): Change {
  return known => (isOver(known) ? known : { ...known, step, ...(why === undefined ? {} : { why }) })
}
