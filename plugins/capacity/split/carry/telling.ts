import { type Ctx, type MemberKey, nextTime, sha256 } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import type { SplitState } from '../state.js'
import { did } from './after.js'
import { bossesOf } from './look.js'
import type { Facts } from './next.js'
import { once } from './once.js'
import { progress, say, whenOf } from './words.js'

// What the owner hears while a split is carried out.

/** Tells the owner in private; the admins where he is gone. */
export async function tellOwner(
  ctx: Ctx<CapacityConfig>,
  state: SplitState,
  text: string,
  what: string,
): Promise<void> {
  const bosses = bossesOf(ctx, state)
  const friends: MemberKey[] = []
  for (const member of bosses) if (await ctx.isFriend(member)) friends.push(member)
  // Heard twice it does no harm, and not at all it might.
  const options = { ifUnknown: 'resend' } as const
  for (const member of friends) await ctx.dm(member, text, { ...options, once: once(state, `${what}|${member}`) })
  const [first] = bosses
  if (friends.length > 0) return
  if (first === undefined) ctx.alert(text)
  else await ctx.tell(first, text, { ...options, once: once(state, what) })
}

/** The owner is gone: the admins hear once where it stands; so does whoever becomes the owner. */
export async function tellHeir(
  ctx: Ctx<CapacityConfig>,
  state: SplitState,
  facts: Facts,
  owner: MemberKey | undefined,
): Promise<SplitState> {
  const told = progress(ctx, state, facts, { named: true })
  if (owner === undefined) {
    await tellOwner(ctx, state, say(ctx, state, 'carryOrphan', { progress: told }), 'orphan')
    return did(state, 'orphan')
  }
  await tellOwner(ctx, state, told, `heir|${owner}`)
  return did(state, `heir|${owner}`)
}

/** In the evening, where something is another than the evening before. */
export async function tellDaily(ctx: Ctx<CapacityConfig>, state: SplitState, facts: Facts): Promise<SplitState> {
  const text = progress(ctx, state, facts, { named: true })
  const told = sha256(text)
  const what = `daily|${facts.today}`
  if (told !== state.told) {
    const expires = nextTime(facts.now, '23:00', ctx.zone)
    for (const member of bossesOf(ctx, state))
      if (await ctx.isFriend(member)) await ctx.dm(member, text, { once: once(state, `${what}|${member}`), expires })
  }
  // Only the last evening is of use.
  const done = state.done.filter(each => !each.startsWith('daily|'))
  return { ...state, told, done: [...done, what] }
}

/** The lines that are said when WeChat wants the new room later, or not at all; once each. */
export async function tellOfFounding(ctx: Ctx<CapacityConfig>, state: SplitState): Promise<void> {
  const { founding, to = '' } = state
  if (founding?.is === 'held') {
    const values = { until: whenOf(ctx, founding.until ?? ctx.now()), key: to }
    const [line, what] =
      founding.code === 'paced' ? ['carryCreatePacedOwner', 'paced'] : ['carryCreateHeldOwner', 'held']
    await tellOwner(ctx, state, say(ctx, state, line, values), `${what}|${founding.try}`)
  }
  if (founding?.is === 'refused') {
    const values = { code: founding.code ?? '?', key: to }
    await tellOwner(ctx, state, say(ctx, state, 'carryCreateRefusedOwner', values), `refused|${founding.try}`)
  }
}
