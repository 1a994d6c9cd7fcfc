import type { Ctx, MemberKey } from '../../../../src/kernel/plugin.js'
import type { CapacityConfig } from '../../config.js'
import type { SplitState } from '../state.js'
import { leaderless } from './after.js'
import { drop } from './deeds.js'

/**
 * Somebody has his records erased: what waits for him is taken back as if he had left, and the split knows nothing of him any
 * more. May be repeated.
 */
export async function eraseFrom(ctx: Ctx<CapacityConfig>, state: SplitState, member: MemberKey): Promise<SplitState> {
  if (state.end === undefined && state.people[member] !== undefined) await drop(ctx, state, member, ctx.now())
  return forgotten(state, member)
}

/** The state without him. Pure; the same again where nothing in it is his. */
export function forgotten(before: SplitState, member: MemberKey): SplitState {
  const { asked, sending, founding, ...state } = leaderless(before, member)
  const { [member]: _, ...people } = state.people
  return {
    ...state,
    people,
    reserves: state.reserves.filter(each => each !== member),
    movers: state.movers.filter(each => each !== member),
    done: withoutHim(state.done, member),
    ...(asked === undefined || asked === member ? {} : { asked }),
    ...(sending === undefined || sending.member === member ? {} : { sending }),
    ...(founding === undefined
      ? {}
      : { founding: founding.with ? { ...founding, with: founding.with.filter(each => each !== member) } : founding }),
  }
}

/** How many led and then did not goes into what they are asked by: that it was one of them stays, who it was does not. */
function withoutHim(done: readonly string[], member: MemberKey): string[] {
  return done.flatMap((each, at) => {
    if (!each.split('|').includes(member)) return [each]
    return each.startsWith('leads not|') ? [`leads not|#${at}`] : []
  })
}
