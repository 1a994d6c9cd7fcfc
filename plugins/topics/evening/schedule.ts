import { z } from '../../../src/kernel/plugin.js'
import { setGuestTimes } from '../guests/times.js'
import { setNudge } from '../hosts/nudge.js'
import type { In, Topic } from '../topic.js'
import { momentsOf } from './moments.js'

/** What a moment's job carries; what it is about is looked up when it rings. */
export const momentJob = z.object({ id: z.string(), name: z.string() })

/** The window of a topic's hour, as the flood guard asks for it. */
export const windowOf = (topic: Pick<Topic, 'id'>) => `topic|${topic.id}`

/** Words that announce an hour are dropped when it is moved or called off before they left. */
export const unlessMoved = (ctx: In, topic: Topic) =>
  ({ is: 'moved', room: ctx.room.key, window: windowOf(topic), from: topic.start }) as const

/**
 * Sets the jobs of everything that is still before a topic, and its window. May come as often as it likes: a job is known
 * by topic and moment, and its run by its time besides.
 */
export async function schedule(ctx: In, topic: Topic): Promise<void> {
  if (ctx.mode !== 'observe' && topic.phase !== 'closed' && topic.phase !== 'cancelled') {
    await ctx.books.windows.open(ctx.room.key, windowOf(topic), { kind: 'topic', from: topic.start, to: topic.end })
  }
  for (const { name, at } of momentsOf(topic, ctx.config)) {
    await ctx.later('moment', { id: topic.id, name }, at, { id: jobOf(topic, name) })
  }
  await setNudge(ctx, topic)
  await setGuestTimes(ctx, topic)
}

/** Takes back what was set for a topic as it was before it changed, where that is no longer before it. */
export async function unschedule(ctx: In, before: Topic, after: Topic): Promise<void> {
  const still = new Set(momentsOf(after, ctx.config).map(({ name }) => name))
  for (const { name } of momentsOf(before, ctx.config)) {
    if (!still.has(name)) await ctx.cancel(jobOf(before, name))
  }
  await setNudge(ctx, after)
}

const jobOf = ({ id }: Topic, name: string) => `topic|${id}|${name}`
