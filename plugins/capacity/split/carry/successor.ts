import type { CommandCtx, Ctx, MemberKey } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { changeSplit } from '../decide/change.js'
import { namesIn } from '../decide/swap.js'
import { sagaIdOf } from '../saga-id.js'
import type { SplitState } from '../state.js'
import { did } from './after.js'
import { isLeaderless, needsLeader } from './leading.js'
import { bossesOf, look } from './look.js'
import { about, leadersGone, leadQuestion, once } from './once.js'
import { nameOf, say } from './words.js'

/**
 * `/分群 换人 @某人` in a split under way: where nobody leads the new room the owner names somebody, who is asked in private.
 * It is his only when he says so himself; seeds are not exchanged any more, for each of them was asked.
 */
export async function nameLeader(
  ctx: CommandCtx<CapacityConfig>,
  { saga, state }: { saga: string; state: SplitState },
  typed: string,
): Promise<void> {
  const old = ctx.at(state.from)
  if (state.leader !== undefined)
    return ctx.decline(say(ctx, state, 'carryLedBy', { name: nameOf(ctx, state, state.leader) }))
  // Where nobody has to lead nobody is looked for.
  const facts = look(ctx, state)
  if (!needsLeader(state, facts) && !isLeaderless(state, facts))
    return ctx.decline(ctx.text('plan.underWay', { number: state.number }))
  const named = namesIn(typed)
  if (named.length === 0) return ctx.decline(say(ctx, state, 'carryNameWho'))
  const rooms =
    state.to === undefined || !ctx.rooms().some(({ key }) => key === state.to) ? [old] : [old, ctx.at(state.to)]
  const keys = named.map(name => [
    ...new Set(rooms.flatMap(room => room.find(name).filter(({ present }) => present)).map(({ key }) => key)),
  ])
  // 「@甲 @乙」: whoever leads no more is named first, and he is not asked.
  const found = keys.filter(each => !each.some(key => state.done.includes(`leads not|${key}`)))
  const [one, another] = found.at(-1) ?? []
  if (one === undefined) return ctx.decline(say(ctx, state, 'carryNameWho'))
  if (another !== undefined) return ctx.decline(say(ctx, state, 'carryNameSeveral'))
  const name = nameOf(ctx, state, one)
  if (old.member(one).unsure || !(await ctx.isFriend(one)))
    return ctx.decline(say(ctx, state, 'carryCannotAsk', { name }))
  await changeSplit(ctx, saga, known => did(known, `named|${one}`))
  await old.dm(one, say(ctx, state, 'carryWillYouLead'), {
    once: once(state, `named|${leadersGone(state)}|${one}`),
    expires: ctx.now() + old.config.inviteExpires,
  })
  await ctx.reply(say(ctx, state, 'carryNamed', { name }))
}

/** Somebody who is none of those asked would lead: the owner says whether he does. */
export async function askAboutLead(ctx: Ctx<CapacityConfig>, state: SplitState, member: MemberKey): Promise<void> {
  const old = ctx.at(state.from)
  await old.ask({
    id: leadQuestion(state, member),
    to: bossesOf(ctx, state),
    text: say(ctx, state, 'carryMayHeLead', { name: old.member(member).name }),
    options: [ctx.text('carryLeadNo'), ctx.text('carryLeadGo')],
    about: about.lead,
    data: { saga: sagaIdOf(state.community, state.number), member },
    expires: ctx.now() + old.config.inviteExpires,
    label: state.number,
    ownReply: true,
  })
}
