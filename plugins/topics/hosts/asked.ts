import type { MemberKey, Store } from '../../../src/kernel/plugin.js'
import type { In } from '../topic.js'

/**
 * Asks one person, in private; who is no friend, in the room with one @ (nothing in it is a secret). Silence is option 1.
 * The same id again asks nothing new.
 */
export function askOne(
  ctx: In,
  member: MemberKey,
  asking: { id: string; text: string; options: readonly string[]; about: string; data: unknown; expires: number },
): Promise<void> {
  return ctx.ask({ ...asking, to: [member], ownReply: true, ...(ctx.member(member).friend ? {} : { inRoom: true }) })
}

/** Says something to one person, where he was asked. */
export async function answerOne(
  ctx: In,
  member: MemberKey,
  text: string,
  { id, manner = 'reply' }: { id: string; manner?: 'reply' | 'notice' },
): Promise<void> {
  if (ctx.member(member).friend) return ctx.dm(member, text, { id, manner })
  return ctx.say(text, { id, manner, mentions: [member] })
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
