import type { Ctx } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { look } from '../carry/look.js'
import { jobOf } from '../carry/once.js'
import { setPlacesAside } from '../carry/places.js'
import { sendPicture } from '../picture.js'
import { mustMove } from '../plan.js'
import type { SplitRun } from '../saga.js'
import { sagaIdOf } from '../saga-id.js'
import { fitting, seedsOf } from '../sketch.js'
import { type SplitState, splitsOf } from '../state.js'
import { planText } from '../wording.js'
import { awaitAnswer, questionsOf } from './answer.js'
import { ownerHere } from './owner.js'

type In = Ctx<CapacityConfig>

/** Nobody is asked before the owner could read what he is answered: the gap between two messages in a room, and some. */
const ANSWER_FIRST = 10_000

/** The plan is the owner's to decide: he is shown it, and it rests until he does. A veto ends it, nobody else having heard of it. */
export const decide: SplitRun = async (ctx, state) => {
  if (state.decided !== undefined) await ctx.unask(questionsOf(state))
  if (state.decided === 'no' || state.decided === 'moot') {
    await over(ctx, state)
    return { state: { ...state, end: state.decided === 'no' ? 'vetoed' : 'moot' } }
  }
  if (state.decided !== undefined) {
    await ctx.cancel(`silence|${state.number}`)
    await splitsOf(ctx).update(ctx.community, split =>
      split?.number === state.number ? { ...split, carried: true } : split,
    )
    const begun = asOfNow(ctx, state)
    await setPlacesAside(ctx, begun, look(ctx, begun))
    await ctx.later('carry', { saga: sagaIdOf(state.community, state.number) }, ctx.now() + ANSWER_FIRST, {
      id: jobOf(state),
    })
    return { next: 'lead', state: begun, wait: true }
  }
  const after = await shown(ctx, state)
  const { number, until } = after
  if (ctx.now() < until) await ctx.later('silence', { number }, until, { id: `silence|${number}` })
  return { state: after, wait: true }
}

/** Whoever came while he thought about it counts too: so many are to move from how full it is now. */
function asOfNow(ctx: In, state: SplitState): SplitState {
  const { size, key } = ctx.room
  const cap = ctx.capOf(key)
  const toMove = mustMove(size, cap, ctx.config.move.target)
  return { ...state, size, cap, toMove: fitting(ctx, state, seedsOf(state).length, toMove) }
}

/** Shows the plan to the owner, or tells the admins that it waits for one; once each. */
async function shown(ctx: In, state: SplitState): Promise<SplitState> {
  const owner = ownerHere(ctx)
  if (owner === undefined) {
    if (state.done.includes('orphan')) return state
    const text = ctx.text('plan.noOwner', { room: ctx.room.name, number: state.number })
    const owners = ctx.staff('owner')
    const admins = ctx.staff('admin').filter(admin => !owners.includes(admin))
    for (const admin of admins) await ctx.tell(admin, text, { id: `orphan|${admin}` })
    if (admins.length === 0) ctx.alert(text)
    return { ...state, done: [...state.done, 'orphan'] }
  }
  if (state.done.includes('shown') && state.asked === owner) return state
  // Who is new to it has the whole time to say no.
  const late = ctx.now() >= state.until
  const plan = late ? { ...state, until: ctx.awakeAfter(ctx.config.veto), reminded: false } : state
  await ctx.tell(owner, planText(ctx, plan), { id: `plan|${owner}` })
  await sendPicture(ctx, owner, plan)
  await awaitAnswer(ctx, owner, plan)
  return { ...plan, asked: owner, done: [...new Set([...state.done, 'shown'])] }
}

async function over(ctx: In, { number, decided }: SplitState): Promise<void> {
  await ctx.cancel(`silence|${number}`)
  const how = decided === 'moot' ? { moot: true } : { vetoed: true }
  await splitsOf(ctx).update(ctx.community, split =>
    split?.number === number ? { ...split, state: 'over', ...how, overAt: split.overAt ?? ctx.now() } : split,
  )
}
