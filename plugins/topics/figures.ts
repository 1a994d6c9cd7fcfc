import { dateOf } from '../../src/kernel/plugin.js'
import { type In, knownTopics } from './topic.js'

/** How many topics were held on a day: opened on it, not called off, and talked about. */
export async function figures(ctx: In, date: string): Promise<{ topics: number }> {
  const held = (await knownTopics(ctx.store)).filter(
    ({ phase, openedAt, messages }) =>
      (phase === 'open' || phase === 'closed') &&
      openedAt !== undefined &&
      dateOf(openedAt, ctx.zone) === date &&
      messages !== 0,
  )
  return { topics: held.length }
}
