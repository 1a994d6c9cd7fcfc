import type { MemberKey, Millis, Store } from '../../../src/kernel/plugin.js'
import { type Candidate, candidatesOf, doorStore } from '../candidates.js'
import type { DoorCtx } from './doors.js'

/** A private conversation with somebody before the door, in one of its moments. */
export interface Talk {
  ctx: DoorCtx
  store: Store
  member: MemberKey
  /** When he wrote. */
  at: Millis
  cause: string
  /** He is a friend of the bot now: to who is none nothing can be said and no card be sent. */
  friend: boolean
}

export function talkOf(ctx: DoorCtx, member: MemberKey, about: Pick<Talk, 'at' | 'cause' | 'friend'>): Talk {
  return { ctx, member, store: doorStore(ctx), ...about }
}

/** Answers him with a line of the catalogue; one line of a kind in one moment. */
export async function say(
  { member, friend }: Talk,
  ctx: DoorCtx,
  line: string,
  values: Record<string, string | number> = {},
): Promise<void> {
  if (friend) await ctx.dm(member, ctx.text(line, values), { id: `door|${line}`, manner: 'reply' })
}

/** Writes to him unasked, if he is a friend: at night it waits until the night is over. */
export async function write(
  ctx: DoorCtx,
  member: MemberKey,
  line: string,
  values: Record<string, string | number> = {},
): Promise<void> {
  if (await ctx.isFriend(member)) await ctx.dm(member, ctx.text(line, values), { id: `door|${line}|${member}` })
}

/**
 * Moves somebody from where he was seen to stand; false when he stands elsewhere by now (an admin decided, he came in), and
 * nothing is changed.
 */
export async function move(
  store: Store,
  member: MemberKey,
  from: Candidate | undefined,
  to: Candidate,
): Promise<boolean> {
  let moved = false
  await candidatesOf(store).update(member, known => {
    moved = isSame(known, from)
    return moved ? to : known
  })
  return moved
}

function isSame(one: Candidate | undefined, other: Candidate | undefined): boolean {
  return one?.standing === other?.standing && one?.since === other?.since && one?.community === other?.community
}

/** The first moment of a new try. */
export function beginning(talk: Pick<Talk, 'at' | 'cause'>, community: string): Candidate {
  return { community, standing: 'greeted', since: talk.at, cause: talk.cause, source: '' }
}
