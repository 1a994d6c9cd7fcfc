import type { Millis, Store } from '../../../src/kernel/plugin.js'
import type { In } from '../stage/life.js'

/** That a room rests: nothing nobody asked for is said in it. */
export interface Rest {
  since: Millis
  /** Which silence it followed from (when that began, or when it was last woken); none where the owner ordered it. */
  of?: Millis
  /** When its owner was last told that people talk again, and by which message. */
  proposed?: { at: Millis; by: string }
}

/** `rest` hash with the row `now`, while the room rests · `woken` hash with the row `last`: when it was last woken. */
const restIn = (store: Store) => store.hash<Rest>('rest')
const wokenIn = (store: Store) => store.hash<Millis>('woken')

export const restOf = (ctx: In): Promise<Rest | undefined> => restIn(ctx.lasting).get('now')
export const wokenAt = async (ctx: In): Promise<Millis> => (await wokenIn(ctx.lasting).get('last')) ?? 0

/** Lets the room rest until it is woken; the same again changes nothing. */
export async function rest(ctx: In, of?: Millis): Promise<Rest | undefined> {
  await ctx.books.silence.begin(ctx.room.key, undefined, ctx.plugin)
  const fresh = { since: ctx.now(), ...(of === undefined ? {} : { of }) }
  return restIn(ctx.lasting).update('now', known => known ?? fresh)
}

/** False where it was awake. */
export async function wake(ctx: In): Promise<boolean> {
  await wokenIn(ctx.lasting).set('last', ctx.now())
  await ctx.books.silence.end(ctx.room.key)
  return restIn(ctx.lasting).delete('now')
}

/** Notes that the owner is told of a conversation, unless he was so lately; true for the message that is the reason. */
export async function claimProposal(ctx: In, by: string, gap: Millis): Promise<boolean> {
  const now = ctx.now()
  const rest = await restIn(ctx.lasting).update('now', known => {
    if (known === undefined) return undefined
    const lately = known.proposed !== undefined && now - known.proposed.at < gap
    return lately ? known : { ...known, proposed: { at: now, by } }
  })
  return rest?.proposed?.by === by
}
