import type { Millis, Store } from '../../../src/kernel/plugin.js'
import { type In, type Topic, topicOf } from '../topic.js'
import { excerptsOf } from './excerpts.js'
import { beginMinutes, endMinutes } from './record.js'
import { printsOf, turnsOf } from './turns.js'

/** After the end of a topic's hour one looks whether it was closed, put off or called off. */
const LOOK: Millis = 3_600_000

/** Sees to it that what is kept of a topic goes at its time, from its first message on; may come with every message. */
export async function setForgetting(ctx: In, topic: Topic): Promise<void> {
  const { redis } = ctx.store
  const row = ctx.store.key(topic.id)
  const set = isSet.get(redis) ?? new Set<string>()
  isSet.set(redis, set)
  if (set.has(row)) return
  await beginMinutes(ctx.store, topic.id, ctx.now())
  await forgetAt(ctx, topic.id, topic.end + LOOK)
  set.add(row)
}

/** Topics that this process has set it for. */
const isSet = new WeakMap<Store['redis'], Set<string>>()

/** The time has come to look: what is too old goes, what was called off goes, of all else one looks again. */
export async function forget(ctx: In, id: string): Promise<void> {
  const topic = await topicOf(ctx.store, id)
  if (topic?.phase === 'planned' || topic?.phase === 'open') {
    return forgetAt(ctx, id, Math.max(ctx.now(), topic.end) + LOOK)
  }
  const until =
    topic?.phase === 'closed' ? Math.min(topic.end, topic.closedAt ?? topic.end) + ctx.config.summary.keep : 0
  if (ctx.now() < until) return forgetAt(ctx, id, until)
  // The record goes last: with it one would not know what else there is.
  await ctx.store.redis.del(...[excerptsOf, turnsOf, printsOf].map(of => of(ctx.store, id).key))
  await endMinutes(ctx.store, id)
}

function forgetAt(ctx: In, id: string, at: Millis): Promise<void> {
  return ctx.later('minutesForget', { id }, at, { id: `minutesForget|${id}` })
}
