import { type Ctx, dateOf, type Millis, type Store } from '../../src/kernel/plugin.js'
import type { CareConfig } from './config.js'
import type { Waiting } from './waiting.js'

/** Days are counted up the night after, or a week later where the bot was away. */
const KEPT: Millis = 8 * 86_400_000

/**
 * `unanswered` hash message id → when it was found that nobody had taken up that question; 8 days. What was asked late at
 * night is found the next morning, when the figures of its own day are made already: it counts for the day it is found on.
 */
const unansweredIn = (store: Store) => store.hash<Millis>('unanswered')

/** Counts a question that nobody took up, once however often it is looked at; a first word counts where it asks something. */
export async function countUnanswered(ctx: Ctx<CareConfig>, id: string, { kind, isQuestion }: Waiting): Promise<void> {
  if (kind === 'first' && !isQuestion) return
  const known = unansweredIn(ctx.store)
  if (!(await known.setNew(id, ctx.now()))) return
  for (const [other, found] of await known.all()) if (found < ctx.now() - KEPT) await known.delete(other)
}

/** How many questions were found on a day that nobody had taken up. */
export async function figures(ctx: Ctx<CareConfig>, date: string): Promise<{ unanswered: number }> {
  const times = [...(await unansweredIn(ctx.store).all()).values()]
  return { unanswered: times.filter(at => dateOf(at, ctx.zone) === date).length }
}
