import { addDays, dateOf, type Millis } from '../../../src/kernel/plugin.js'
import { daysOf } from '../days/days.js'
import { SILENT_AFTER } from '../stage/classify.js'
import { activeIn, type In, quietOf, stageOf } from '../stage/life.js'
import type { Staged } from '../stage/settle.js'
import { rest, restOf, wokenAt } from './rest.js'

// A group that fell silent is left in peace: its owner is asked once, and while he says nothing it rests.

const DAY: Millis = 86_400_000
const MINUTE: Millis = 60_000
/** What rings so late was missed: the bot was away and does not know what was said meanwhile. */
const LATE: Millis = 10 * MINUTE
/** After the quiet hours what waited in them goes first. */
const AFTER_QUIET: Millis = 10 * MINUTE
/** So many people on a day are a conversation, and such a group is not asked about. */
export const CONVERSATION = 3
/** Nor is one in which somebody wrote so lately. */
const LATELY: Millis = 3 * DAY
/** For so long the owner may answer with a number; later by command. */
const PATIENCE: Millis = 3 * DAY

/** Sets the question for when a silence has lasted long enough, or takes it back. */
export async function considerHibernation(ctx: In, staged: Staged | undefined): Promise<void> {
  const { after } = ctx.config.hibernate
  if (after === 0 || ctx.mode === 'observe' || (await restOf(ctx)) !== undefined) return
  if (staged?.stage !== '沉寂') return ctx.cancel('hibernate')
  const of = Math.max(staged.since, await wokenAt(ctx))
  const due = Math.max(of + after, ctx.now() + MINUTE)
  await ctx.later('hibernate', { of, due }, due, { id: 'hibernate' })
}

/** The silence has lasted: the room rests from now on, and its owner may wake it. */
export async function letRest(ctx: In, { of, due }: { of: Millis; due: Millis }): Promise<void> {
  const now = ctx.now()
  const staged = await stageOf(ctx)
  const resting = await restOf(ctx)
  // What is said after a crash is what was begun before it.
  const begun = resting !== undefined && resting.of === of
  if (!begun) {
    if (resting !== undefined || ctx.mode === 'observe' || staged?.stage !== '沉寂') return
    if (of !== Math.max(staged.since, await wokenAt(ctx)) || now - due > LATE) return
    const quiet = ctx.quietUntil()
    if (quiet !== undefined) {
      const at = quiet + AFTER_QUIET
      return ctx.later('hibernate', { of, due: at }, at, { id: 'hibernate' })
    }
    if (await isTalking(ctx, of)) return
    await rest(ctx, of)
  }
  await tellOwner(ctx, of)
}

async function isTalking(ctx: In, since: Millis): Promise<boolean> {
  const { last } = await quietOf(ctx)
  if (ctx.now() - last < LATELY) return true
  const today = dateOf(ctx.now(), ctx.zone)
  const days = await daysOf(ctx, dateOf(since, ctx.zone), addDays(today, -1))
  return days.some(({ speakers }) => speakers >= CONVERSATION)
}

async function tellOwner(ctx: In, of: Millis): Promise<void> {
  const [owner] = ctx.staff('owner')
  const topic = ctx.room.name
  const text = await questionText(ctx, topic)
  // To who cannot be written to nothing is said in a room that is to have its peace.
  if (owner === undefined || !(await ctx.isFriend(owner))) return ctx.alert(ctx.text('rest.told', { topic }))
  await ctx.ask({
    id: `health|${ctx.room.key}|hibernate|${of}`,
    to: [owner],
    text,
    options: [ctx.text('rest.let'), ctx.text('rest.wake')],
    about: 'hibernate',
    expires: ctx.awakeAfter(PATIENCE),
    ownReply: true,
  })
}

/** With the reason as it is: nobody wrote for days, or next to nobody. */
async function questionText(ctx: In, topic: string): Promise<string> {
  const { quietFor } = await quietOf(ctx)
  const active = await activeIn(ctx)
  const why =
    quietFor >= SILENT_AFTER || active === 0
      ? ctx.text('rest.why', { topic, days: Math.max(1, Math.floor(quietFor / DAY)) })
      : ctx.text('rest.whyFew', { topic, members: ctx.room.size, active })
  return ctx.text('rest.ask', { why })
}
