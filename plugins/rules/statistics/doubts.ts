import { type Ctx, type Millis, type Store, sayDuration } from '../../../src/kernel/plugin.js'
import { type Counted, countUndone, isDoubtful } from './counts.js'

/** So far back judgements are looked at. */
const LOOKED_BACK: Millis = 30 * 86_400_000

/** `PREFIX:p:rules:ROOM:doubts` hash kind → when the bot last doubted that rule there; kept. */
const doubts = (store: Store) => store.hash<Millis>('doubts')

/**
 * Looks whether too many of the bot's own judgements were taken back in this room, by kind. If so it asks first from now on
 * and tells the owner, who switches back with `/开 群规`; what was judged before that is not held against the rule again.
 */
export async function reconsider(ctx: Ctx): Promise<void> {
  if (ctx.mode !== 'enforce') return
  const now = ctx.now()
  const own = ctx.cases().filter(each => each.plugin === ctx.plugin && each.room === ctx.room.key)
  const doubted = await doubts(ctx.lasting).all()
  for (const [kind, cases] of byKind(own)) {
    const from = Math.max(now - LOOKED_BACK, (doubted.get(kind) ?? Number.NEGATIVE_INFINITY) + 1)
    const count = countUndone(cases, from, now + 1)
    if (!isDoubtful(count)) continue
    await doubts(ctx.lasting).set(kind, now)
    await ctx.set('run', 'ask')
    const [owner] = ctx.staff('owner')
    const reason = cases.at(-1)?.reason ?? kind
    const line = ctx.text('doubted', { topic: ctx.room.name, reason, ...count, span: sayDuration(LOOKED_BACK) })
    if (owner !== undefined) await ctx.tell(owner, line, { id: `doubt|${kind}` })
    return
  }
}

function byKind<T extends Counted>(cases: readonly T[]): Map<string, T[]> {
  const kinds = new Map<string, T[]>()
  for (const each of cases) {
    const kind = each.kind ?? each.reason
    kinds.set(kind, [...(kinds.get(kind) ?? []), each])
  }
  return kinds
}
