import type { MemberKey, Store } from '../../../src/kernel/plugin.js'
import { withRoom } from '../rooms.js'
import type { In } from '../topic.js'

/**
 * Asks one person, in private; who is no friend, in the room with one @ (nothing in it is a secret). Silence is option 1.
 * The same id again asks nothing new.
 */
export async function askOne(
  ctx: In,
  member: MemberKey,
  asking: { id: string; text: string; options: readonly string[]; about: string; data: unknown; expires: number },
): Promise<void> {
  const { friend } = ctx.member(member)
  const text = friend ? await withRoom(ctx, member, asking.text) : asking.text
  await ctx.ask({ ...asking, text, to: [member], ownReply: true, ...(friend ? {} : { inRoom: true }) })
}

/** Says something to one person, where he was asked. */
export async function answerOne(
  ctx: In,
  member: MemberKey,
  text: string,
  { id, manner = 'reply' }: { id: string; manner?: 'reply' | 'notice' },
): Promise<void> {
  if (ctx.member(member).friend) return ctx.dm(member, await withRoom(ctx, member, text), { id, manner })
  return ctx.say(text, { id, manner, mentions: [member] })
}

/** Tells the owner, and with him the admins who can be written to, so that it does not hang on one person. */
export async function tellStaff(ctx: In, text: string, { id }: { id: string }): Promise<void> {
  const [owner] = ctx.staff('owner')
  if (owner !== undefined) await ctx.tell(owner, text, { id })
  for (const admin of ctx.staff('admin')) {
    const { friend, present } = ctx.member(admin)
    if (admin !== owner && friend && present) await ctx.dm(admin, text, { id: `${id}|${admin}` })
  }
}

/** Puts one person in another's place wherever a list names him, each once; with nobody in his place he is left out. */
export function replaced(members: readonly MemberKey[], from: MemberKey, into?: MemberKey): MemberKey[] {
  return [...new Set(members.flatMap(member => (member === from ? (into ?? []) : [member])))]
}

/** The account's corner, for what holds for a person in all rooms of a community. */
export const ofAccount = (store: Store) => store.at('account')

/** The rows `community|member` of one person. */
export async function rowsOfMember<T>(
  hash: { all(): Promise<Map<string, T>> },
  member: MemberKey,
): Promise<[string, T][]> {
  return [...(await hash.all())].filter(([row]) => row.endsWith(`|${member}`))
}
