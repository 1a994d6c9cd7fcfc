import { type Millis, plainLine } from '../../../src/kernel/plugin.js'
import type { In } from './facts.js'
import { type Changes, changePeople, isOver, type Listed, type Plan, plansOf } from './records.js'

const DAY: Millis = 86_400_000

/** So old may the last look at the room be when somebody is removed. */
const FRESH_LOOK: Millis = 300_000

/** Removes those whose time is over, no more than so many a day, and not at night. */
export async function removeDue(ctx: In, plan: Plan): Promise<Plan> {
  if (ctx.quietUntil() !== undefined || !Object.values(plan.people).some(listed => isDue(ctx, listed))) return plan
  if (awaitsFirst(ctx, plan)) return plan
  if (ctx.now() - (plan.looked ?? 0) > FRESH_LOOK) {
    // Nobody is removed by a list that was read a while ago: what this look finds is known in the next turn.
    ctx.look()
    return (await plansOf(ctx.lasting).update(plan.number, now => now && { ...now, looked: ctx.now() })) ?? plan
  }
  const free = ctx.config.core.prune.perRun - triedToday(ctx, plan).length
  let left = isProven(ctx, plan) ? free : Math.min(1, free)
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

/**
 * Until one was seen to be gone nobody knows whether WeChat lets the bot remove anybody here: one is tried at a time, and
 * nobody else is due before it is known how that went.
 */
export function awaitsFirst(ctx: Pick<In, 'now'>, plan: Plan): boolean {
  return !isProven(ctx, plan) && Object.values(plan.people).some(({ step }) => step === 'removing')
}

function isProven(ctx: Pick<In, 'now'>, plan: Plan): boolean {
  const from = Math.max(plan.resumed ?? 0, ctx.now() - DAY)
  return Object.values(plan.people).some(({ step, tried = 0 }) => step === 'removed' && tried > from)
}

/** WeChat let none of the last two be removed since an owner last said that it goes on: it is not to be hammered. */
export function isRefused({ people, resumed = 0 }: Pick<Plan, 'people' | 'resumed'>): boolean {
  const tried = Object.values(people).filter(each => each.tried !== undefined && each.tried > resumed && isOver(each))
  const [last, before] = tried.sort((a, b) => (b.tried ?? 0) - (a.tried ?? 0))
  return [last, before].every(each => each?.step === 'failed' && each.why === 'refused')
}

/** When those were tried who were removed, or were to be, within a day. */
export function triedToday(ctx: Pick<In, 'now'>, plan: Plan): Millis[] {
  return Object.values(plan.people).flatMap(({ tried }) =>
    tried !== undefined && tried > ctx.now() - DAY ? [tried] : [],
  )
}
