import { type Millis, plainLine } from '../../../src/kernel/plugin.js'
import type { In } from './facts.js'
import { type Changes, changePeople, type Listed, type Plan, plansOf } from './records.js'

const DAY: Millis = 86_400_000

/** So old may the last look at the room be when somebody is removed. */
const FRESH_LOOK: Millis = 300_000

/** Removes those whose time is over, no more than so many a day, and not at night. */
export async function removeDue(ctx: In, plan: Plan): Promise<Plan> {
  if (ctx.quietUntil() !== undefined || !Object.values(plan.people).some(listed => isDue(ctx, listed))) return plan
  if (ctx.now() - (plan.looked ?? 0) > FRESH_LOOK) {
    // Nobody is removed by a list that was read a while ago: what this look finds is known in the next turn.
    ctx.look()
    return (await plansOf(ctx.lasting).update(plan.number, now => now && { ...now, looked: ctx.now() })) ?? plan
  }
  let left = ctx.config.core.prune.perRun - triedToday(ctx, plan).length
  const changes: Changes = new Map()
  for (const [member, listed] of Object.entries(plan.people)) {
    if (left <= 0 || !isDue(ctx, listed)) continue
    left -= 1
    const opened = await ctx.accuse({
      member,
      reason: plainLine(ctx.text('prune.reason'), 20),
      measure: 'remove',
      kind: 'prune',
      by: plan.by,
    })
    changes.set(member, known => ({ ...known, step: 'removing', case: opened.number, tried: ctx.now() }))
  }
  return changes.size === 0 ? plan : ((await changePeople(ctx.lasting, plan.number, changes)) ?? plan)
}

function isDue(ctx: In, { step, heard, until }: Listed): boolean {
  return step === 'warned' && heard === 'yes' && until !== undefined && until <= ctx.now()
}

/** When those were tried who were removed, or were to be, within a day. */
export function triedToday(ctx: In, plan: Plan): Millis[] {
  return Object.values(plan.people).flatMap(({ tried }) =>
    tried !== undefined && tried > ctx.now() - DAY ? [tried] : [],
  )
}
