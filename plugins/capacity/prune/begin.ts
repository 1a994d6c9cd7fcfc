import { atLeast, type CommandCtx, z } from '../../../src/kernel/plugin.js'
import { becameOf } from './became.js'
import { hasWord } from './carry.js'
import { factsOf, type In } from './facts.js'
import { callOn } from './hearing.js'
import { answer, askedBy, LOOK, newestFor } from './preview.js'
import { isOver, type Plan, plansIn, plansOf, pruningIn } from './records.js'
import { timeOf } from './wording.js'

// The owner's word: from here on people are told, and later removed.

type Asked = CommandCtx<In['config']>

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Which list is begun, by whose word, and where he gave it. */
export const beginJob = askedBy.extend({ number: z.string() })

/** Takes the owner's word for a list; it begins once the room has been looked at. */
export async function carryOut(ctx: Asked, typed: string | undefined): Promise<void> {
  const number = numberOf(typed)
  if (number === undefined) {
    const newest = await newestFor(ctx)
    return ctx.decline(ctx.text('prune.whichPlan', { number: newest?.number ?? 'P1' }))
  }
  const plan = await plansOf(ctx.lasting).get(number)
  const at = plan && ctx.rooms().some(({ key }) => key === plan.room) ? ctx.at(plan.room) : undefined
  if (!plan || !at || !atLeast(at.member(ctx.caller.key).role, 'owner'))
    return ctx.decline(ctx.text('prune.unknown', { number }))
  if (!ctx.private && plan.room !== ctx.room.key) return ctx.decline(elsewhere(ctx, at, number))
  if (plan.state === 'running' && (!hasWord(at, plan) || plan.waits === 'refused')) {
    // It rests until an owner speaks again: goes on by his word.
    await plansOf(at.lasting).update(number, now => now && { ...byWordOf(now, at, ctx.caller.key), resumed: ctx.now() })
    await callOn(at, number)
    return ctx.reply(ctx.text('prune.goesOn', { number }))
  }
  const no = await whyNot(at, plan)
  if (no !== undefined) return ctx.decline(no)
  const before = await pruningIn(at).get('now')
  const other = before === undefined || before === number ? undefined : await plansOf(at.lasting).get(before)
  if (other?.state === 'running') return ctx.decline(ctx.text('prune.otherRunning', { number: other.number }))
  // Two at once: one is the first. A crash before anything was done leaves a claim that the next one takes over.
  if (before !== number && !(await pruningIn(at).compareAndSet('now', before, number)))
    return ctx.decline(ctx.text('prune.otherRunning', { number: (await pruningIn(at).get('now')) ?? number }))
  await at.later('pruneTurn', { number }, ctx.now() + HOUR, { id: `prune|${number}` })
  await plansOf(at.lasting).update(number, now =>
    now?.state === 'shown' ? { ...byWordOf(now, at, ctx.caller.key), state: 'running' } : now,
  )
  at.look()
  const begun: z.output<typeof beginJob> = { number, by: ctx.caller.key, private: ctx.private }
  await at.later('pruneBegin', begun, ctx.now() + LOOK, { id: `prune-begin|${number}` })
}

/** A list is carried out where it is of: there its first word is said. What a room of others is called stays there. */
function elsewhere(ctx: Asked, at: In, number: string): string {
  if (at.community !== ctx.community) return ctx.text('prune.ofOthers', { number })
  return ctx.text('prune.ofRoom', { number, room: at.room.name })
}

/** Why a list cannot be begun as things are; undefined: it can. */
async function whyNot(at: In, { number, state, madeAt }: Plan): Promise<string | undefined> {
  if (state === 'running') return at.text('prune.running', { number })
  if (state === 'over') return at.text('prune.over', { number })
  const fresh = at.now() - DAY
  const newest = (await plansIn(at)).find(plan => plan.state === 'shown' && plan.madeAt >= fresh)
  if (newest && newest.number !== number) return at.text('prune.newer', { number, newer: newest.number })
  if (madeAt < fresh) return at.text('prune.old', { number })
  if (at.mode === 'observe' || at.mode === 'off') return at.text('prune.observing')
  if (at.room.doubted) return at.text('prune.doubted')
  return (await at.canRemove()) ? undefined : at.text('prune.noRight')
}

function byWordOf({ outside: _, ...plan }: Plan, at: In, by: string): Plan {
  return { ...plan, by, ...(at.member(by).present ? {} : { outside: true }) }
}

/** `P7`, `7`, `ｐ７号`. */
function numberOf(typed: string | undefined): string | undefined {
  const [, digits] = /^p?\s*0*([1-9]\d{0,8})号?[\p{P}\s]*$/iu.exec(typed?.normalize('NFKC') ?? '') ?? []
  return digits === undefined ? undefined : `P${digits}`
}

/** The room has been looked at: says how many are told, and begins. */
export async function begin(ctx: In, { number, ...asking }: z.output<typeof beginJob>): Promise<void> {
  const plan = await plansOf(ctx.lasting).get(number)
  if (plan?.state !== 'running') return
  if (ctx.room.doubted) {
    // Nobody was told yet: it is a list again.
    await answer(ctx, asking, ctx.text('prune.doubted'))
    await ctx.cancel(`prune|${number}`)
    await plansOf(ctx.lasting).update(number, now => now && { ...now, state: 'shown' })
    await pruningIn(ctx).compareAndSet('now', number, undefined)
    return
  }
  if (!plan.stopped) {
    const { warn, perRun } = ctx.config.core.prune
    const until = timeOf(ctx, ctx.awakeAfter(0, (ctx.quietUntil() ?? ctx.now()) + warn))
    const count = await countLeft(ctx, plan)
    const line = count > 0 ? 'prune.begun' : 'prune.begunNobody'
    await answer(ctx, asking, ctx.text(line, { number, count, until, perRun }))
  }
  await ctx.startSaga('prune', `prune|${number}`, 'turn', { number })
}

/** How many of the list are told, as things are now: some have spoken since it was made, or left. */
async function countLeft(ctx: In, plan: Plan): Promise<number> {
  const facts = await factsOf(ctx)
  let count = 0
  for (const [member, listed] of Object.entries(plan.people)) {
    if (!isOver(listed) && (await becameOf(ctx, plan, facts, member, listed)) === undefined) count += 1
  }
  return count
}
