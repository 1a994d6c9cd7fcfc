import type { MemberKey } from '../../../src/kernel/plugin.js'
import type { In } from './facts.js'
import { asItStands, type Listed, type Plan, type Step } from './records.js'
import { namesOf } from './wording.js'

/** How a pruning ended: who was seen to be gone, who stays and why, what could not be done. */
export function reportText(ctx: In, before: Plan): string {
  const plan = asItStands(ctx, before)
  const at = (...steps: Step[]) => Object.entries(plan.people).filter(([, { step }]) => steps.includes(step))
  const [gone, stays, failed] = [at('gone'), at('stays'), at('failed')]
  const removed = at('removed').sort(([, a], [, b]) => caseOf(a) - caseOf(b))
  const one = ([member, { case: number = '' }]: [MemberKey, Listed]) =>
    ctx.text('prune.reportOne', { name: ctx.member(member).name, case: number })
  return [
    ctx.text('prune.report', {
      number: plan.number,
      room: ctx.room.name,
      end: ctx.text(plan.stopped ? 'prune.reportStopped' : 'prune.reportDone'),
      removed: removed.length,
      stays: stays.length,
      failed: failed.length,
    }),
    ...(removed.length > 0
      ? [ctx.text('prune.reportRemoved', { names: removed.map(one).join(ctx.text('prune.comma')) })]
      : []),
    ...(gone.length > 0 ? [ctx.text('prune.reportGone', { names: namesOf(ctx, keysOf(gone)) })] : []),
    ...byWhy(ctx, 'prune.reportStays', stays),
    ...byWhy(ctx, 'prune.reportFailed', failed),
  ].join('\n')
}

function byWhy(ctx: In, line: string, people: readonly [MemberKey, Listed][]): string[] {
  const reasons = [...new Set(people.map(([, { why = 'said' }]) => why))]
  return reasons.map(why => {
    const those = people.filter(([, listed]) => (listed.why ?? 'said') === why)
    return ctx.text(line, { why: ctx.text(`prune.why.${why}`), names: namesOf(ctx, keysOf(those)) })
  })
}

const caseOf = ({ case: number = '' }: Listed) => Number(number.slice(1))

const keysOf = (people: readonly [MemberKey, Listed][]) => people.map(([member]) => member)
