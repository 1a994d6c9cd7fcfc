import { type Ctx, clockOf, dateOf, type MemberView, type Millis, quietUntil } from '../../src/kernel/plugin.js'
import type { CareConfig } from './config.js'
import { calledIn, greeterFor, helperFor } from './helpers.js'
import { countUnanswered } from './unanswered.js'
import { type Waiting, waitingIn } from './waiting.js'

type In = Ctx<CareConfig>

const HOUR: Millis = 3_600_000
/** A look this late was missed: what was answered meanwhile, nobody knows. */
const MISSED: Millis = 5 * 60_000
/** Older than this it has been forgotten by whoever said it; a night is the longest that is waited for. */
const OLDEST: Millis = 14 * HOUR
/** A nudge that could not leave within this time is none any more. */
const FRESH_NUDGE: Millis = 2 * HOUR
/** By /求助, at most so many in an hour and a room. */
const ASKED_PER_HOUR = 2

/** `nudges` hash kind → what was nudged in the last hours: message id and time. */
const nudgesIn = (store: In['store']) => store.hash<{ id: string; at: Millis }[]>('nudges')

/** When to look at what was said at `at`: after the wait, and not in the hours in which nobody is called. */
export function dueFor(ctx: In, wait: Millis, at: Millis): Millis {
  const due = Math.max(at + wait, ctx.now())
  return quietUntil(ctx.config.unanswered.quiet, ctx.zone, due) ?? due
}

/** Nobody took it up: one person is told in private, and of what was asked by /求助 the room too. */
export async function look(ctx: In, id: string): Promise<void> {
  const waiting = (await waitingIn(ctx.store).all()).get(id)
  if (!waiting) return
  const asker = ctx.member(waiting.member)
  const now = ctx.now()
  const forgotten = now - waiting.at > OLDEST || (waiting.kind !== 'asked' && now - waiting.due > MISSED)
  if (!asker.present || forgotten || ctx.books.silence.isSilent(ctx.room.key, now))
    return waitingIn(ctx.store).remove(id)
  await countUnanswered(ctx, id, waiting)
  const quiet = quietUntil(ctx.config.unanswered.quiet, ctx.zone, now)
  if (quiet !== undefined) return postpone(ctx, id, waiting, quiet)

  const greeter = waiting.kind === 'first' ? await greeterFor(ctx, waiting.member) : undefined
  const kind = waiting.kind === 'first' && !greeter && waiting.isQuestion ? 'question' : waiting.kind
  const helper = kind === 'first' ? greeter : await helperFor(ctx, waiting.member)
  if (helper || kind === 'asked') {
    const free = await turnOf(ctx, kind, id)
    // Once the room has had its share, what is still fresh then is looked at again.
    if (free > now) {
      if (free - waiting.at <= FRESH_NUDGE + HOUR) return postpone(ctx, id, waiting, free)
      return waitingIn(ctx.store).remove(id)
    }
  }
  if (helper) await call(ctx, helper, kind, { name: asker.name, at: waiting.at })
  if (kind === 'asked') {
    const line = ctx.text('line', { name: asker.name })
    await ctx.say(line, { id: 'line', manner: 'unasked', expires: now + FRESH_NUDGE })
  }
  await waitingIn(ctx.store).remove(id)
}

async function postpone(ctx: In, id: string, waiting: Waiting, due: Millis): Promise<void> {
  await waitingIn(ctx.store).put(id, { ...waiting, due })
  await ctx.later('look', { id }, due, { id })
}

async function call(
  ctx: In,
  helper: MemberView,
  kind: Waiting['kind'],
  { name, at }: { name: string; at: Millis },
): Promise<void> {
  await calledIn(ctx.store).set(helper.key, ctx.now())
  const date = dateOf(at, ctx.zone)
  const clock = clockOf(at, ctx.zone)
  const [, month, day] = date.split('-').map(Number)
  const today = date === dateOf(ctx.now(), ctx.zone)
  const time = today ? clock : ctx.text('dayBefore', { month: month ?? 0, day: day ?? 0, clock })
  const text = ctx.text(kind === 'first' ? 'first' : 'nudge', { name, time, topic: ctx.room.name })
  await ctx.dm(helper.key, text, { id: 'nudge', expires: ctx.now() + FRESH_NUDGE })
}

/** When this one may be nudged: now, if the room has not had its share. What may be is noted; again it is the same one. */
async function turnOf(ctx: In, kind: Waiting['kind'], id: string): Promise<Millis> {
  const now = ctx.now()
  const { unanswered, firstWord } = ctx.config
  const limits = {
    question: { span: unanswered.gap, most: 1 },
    asked: { span: HOUR, most: ASKED_PER_HOUR },
    first: { span: HOUR, most: firstWord.perHour },
  }
  const { span, most } = limits[kind]
  if (most === 0) return Number.POSITIVE_INFINITY
  const all = await nudgesIn(ctx.store).update(kind, (known = []) => {
    const recent = known.filter(({ at }) => at > now - span)
    return recent.some(each => each.id === id) || recent.length >= most ? recent : [...recent, { id, at: now }]
  })
  if (all?.some(each => each.id === id)) return now
  return (all?.at(-most)?.at ?? now) + span
}
