import { atLeast, type MemberKey, type Millis, z } from '../../../src/kernel/plugin.js'
import { becameOf } from './became.js'
import { factsOf, type In } from './facts.js'
import { callOn } from './hearing.js'
import { nextLook } from './next-look.js'
import {
  type Changes,
  changePeople,
  forgetWarned,
  isOver,
  mayStillAnswer,
  type Plan,
  plansOf,
  pruningIn,
  warnedIn,
} from './records.js'
import { isRefused, removeDue } from './removing.js'
import { reportText } from './report.js'
import { tellThem } from './telling.js'

// One turn of a pruning that the owner ordered: looks at everybody on the list as things are now, tells who was not told,
// removes whose time is over, and says when to look again. A turn that a crash broke off is done again under the same
// cause: what it posted and accused collapses.

const MINUTE: Millis = 60_000
const HOUR = 60 * MINUTE

const sagaState = z.object({ number: z.string() })

/** The long job behind a pruning: it knows its number alone, and rests between two turns. */
export const pruneSaga = {
  state: sagaState,
  steps: {
    async turn(ctx: In, state: z.output<typeof sagaState>) {
      const { number } = state
      // Should the turn fail, it is tried again.
      await ctx.later('pruneTurn', state, ctx.now() + HOUR, { id: `prune|${number}` })
      const next = await turn(ctx, number)
      if (next === undefined) {
        await ctx.cancel(`prune|${number}`)
        return { state }
      }
      await ctx.later('pruneTurn', state, next, { id: `prune|${number}` })
      return { state, wait: true }
    },
  },
}

/** Its time to look again has come. */
export const turnJob = {
  data: sagaState,
  async run(ctx: In, { number }: z.output<typeof sagaState>) {
    // Ordered, and the process died before it had begun.
    if (!(await callOn(ctx, number))) await ctx.startSaga('prune', `prune|${number}`, 'turn', { number })
  },
}

/** The time is over in which those were to answer who had been told when it was stopped. */
export const forgetJob = {
  data: sagaState,
  async run(ctx: In, { number }: z.output<typeof sagaState>) {
    const plan = await plansOf(ctx.lasting).get(number)
    if (plan) await forgetWarned(ctx, plan)
  },
}

/** Does what can be done now; the time at which to look again, undefined when it is over. */
async function turn(ctx: In, number: string): Promise<Millis | undefined> {
  const plan = await plansOf(ctx.lasting).get(number)
  if (plan?.state !== 'running') return undefined
  const facts = await factsOf(ctx)
  const changes: Changes = new Map()
  for (const [member, listed] of Object.entries(plan.people)) {
    if (isOver(listed)) continue
    const change = await becameOf(ctx, plan, facts, member, listed)
    if (change) changes.set(member, change)
  }
  const after = (await changePeople(ctx.lasting, number, changes)) ?? plan
  for (const member of changes.keys()) {
    const now = after.people[member]
    if (now && isOver(now) && !mayStillAnswer(ctx, now)) await warnedIn(ctx).delete(member)
  }
  if (Object.values(after.people).every(isOver)) return finish(ctx, after)
  const waits = await waitsFor(ctx, after)
  if (waits !== undefined) return hold(ctx, after, waits)
  if (after.waits !== undefined) await plansOf(ctx.lasting).update(number, now => now && went(now))
  const told = await tellThem(ctx, after)
  const tried = await removeDue(ctx, told)
  return nextLook(ctx, tried)
}

/** What keeps everybody from being touched just now. */
async function waitsFor(ctx: In, plan: Plan): Promise<string | undefined> {
  if (!hasWord(ctx, plan)) return owns(ctx, plan) ? 'ownerLeft' : 'owner'
  if (ctx.mode === 'observe' || ctx.mode === 'off') return 'observing'
  if (ctx.room.doubted) return 'doubted'
  if (isRefused(plan)) return 'refused'
  return (await ctx.canRemove()) ? undefined : 'noRight'
}

function owns(ctx: In, { by }: Plan): boolean {
  return by !== '' && atLeast(ctx.member(by).role, 'owner')
}

/** Whether whoever ordered it still owns the group, and has not left it since. */
export function hasWord(ctx: In, plan: Plan): boolean {
  const there = plan.outside || ctx.room.doubted || ctx.member(plan.by).present
  return owns(ctx, plan) && there === true
}

/** Who hears of it: whoever owns the group now; where nobody of them is left, the operators and an admin who is. */
async function inform(ctx: In, plan: Plan, text: string, options: { id: string } | { once: string }): Promise<void> {
  const here = (member: MemberKey) => ctx.room.doubted || ctx.member(member).present
  const owner = hasWord(ctx, plan) ? plan.by : ctx.staff('owner').find(here)
  if (owner !== undefined) return ctx.tell(owner, text, options)
  ctx.alert(text)
  const admin = ctx.staff('admin').find(here)
  if (admin !== undefined) await ctx.tell(admin, text, options)
}

/** Waits, and says so once. */
async function hold(ctx: In, plan: Plan, waits: string): Promise<Millis> {
  if (plan.waits !== waits) {
    await plansOf(ctx.lasting).update(plan.number, now => now && { ...now, waits })
    const text = ctx.text(`prune.waits.${waits}`, { number: plan.number })
    await inform(ctx, plan, text, { id: `prune|${plan.number}|waits` })
  }
  return ctx.now() + (waits === 'doubted' ? 10 * MINUTE : 6 * HOUR)
}

function went({ waits: _, ...plan }: Plan): Plan {
  return plan
}

/** Everybody is seen to: the owner hears how it went, and the room is free for another list. */
async function finish(ctx: In, plan: Plan): Promise<undefined> {
  await inform(ctx, plan, reportText(ctx, plan), { once: `prune|${plan.number}|report` })
  const later = await forgetWarned(ctx, plan)
  if (later !== undefined)
    await ctx.later('pruneForget', { number: plan.number }, later, { id: `prune-forget|${plan.number}` })
  await plansOf(ctx.lasting).update(plan.number, now => now && { ...now, state: 'over' })
  await pruningIn(ctx).compareAndSet('now', plan.number, undefined)
  return undefined
}
