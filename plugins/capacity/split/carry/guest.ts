import { type Ctx, type MemberKey, type RoomKey, wayInto } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import { sagaIdOf } from '../saga-id.js'
import { type SplitState, those } from '../state.js'
import { did } from './after.js'
import { bossesOf } from './look.js'
import type { Facts } from './next.js'
import { about, once } from './once.js'
import { say } from './words.js'

/** The new room is there: the owner hears it once, and may come in where he is not there yet. */
export async function tellOfRoom(
  ctx: Ctx<CapacityConfig>,
  state: SplitState,
  { now, expires, inNew }: Facts,
): Promise<SplitState> {
  const count = those(state, 'seed', 'arrived', 'left').length
  const text = say(ctx, state, count === 0 ? 'carryRoomFound' : 'carryRoomThere', { count })
  for (const member of bossesOf(ctx, state)) {
    const comes = inNew(member) || ['yes', 'asked', 'planned', 'invited'].includes(state.people[member]?.step ?? '')
    if (!(await ctx.isFriend(member))) continue
    if (comes) await ctx.dm(member, text, { once: once(state, `room|${member}`) })
    else
      await ctx.ask({
        // The room stays when the split is over, and so does the question.
        id: `capacity|room|${state.number}|${member}|`,
        to: [member],
        text: say(ctx, state, 'carryRoomAsk', { there: text }),
        options: [ctx.text('carryRoomNo'), ctx.text('carryRoomYes')],
        about: about.guest,
        data: { saga: sagaIdOf(state.community, state.number), member, room: state.to },
        expires: now + expires,
        ownReply: true,
      })
  }
  return did(state, 'room')
}

/** The owner wants to be brought into the new room: he counts neither as a seed nor as a mover. */
export async function bringGuest(ctx: Ctx<CapacityConfig>, to: RoomKey, member: MemberKey): Promise<void> {
  if (ctx.at(to).member(member).present) return
  const now = ctx.now()
  const until = now + ctx.config.inviteExpires
  const { size } = ctx.at(to).room
  // He is asked in however full it is, and is to be known as one who was expected.
  await ctx.books.seats.reserve(to, member, { until, places: Number.POSITIVE_INFINITY, now })
  await ctx.act(
    { act: wayInto(size), room: to, member },
    { once: `guest|${to}|${member}`, expires: until, unless: [{ is: 'ambiguous', member }] },
  )
}
