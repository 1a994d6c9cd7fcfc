import { atLeast, type CommandCtx, type MemberKey, type Role } from '../../../src/kernel/plugin.js'
import { allTopics, type Config, type In, type Topic } from '../topic.js'

// Which topic a command is about: commands come from the room or from private chats, with a topic's number or without.

export type Asked = CommandCtx<Config>

/** A topic, and the context of the room that it was in. */
export interface Place {
  at: In
  topic: Topic
}

/**
 * The topic with this number, or the last one of these phases: in this room, or for who asks in private in the rooms of
 * which he is at least `role`, the latest of them.
 */
export async function whichTopic(
  ctx: Asked,
  { id, phases = ['closed'], role }: { id?: string | undefined; phases?: readonly Topic['phase'][]; role: Role },
): Promise<Place | undefined> {
  const places = await Promise.all(
    placesOf(ctx, role).map(async (at): Promise<Place[]> => {
      const topics = (await allTopics(at.store)).filter(({ phase }) => phases.includes(phase))
      const topic = id === undefined ? topics.at(-1) : topics.find(each => each.id === id)
      return topic ? [{ at, topic }] : []
    }),
  )
  return places
    .flat()
    .sort((a, b) => a.topic.start - b.topic.start)
    .at(-1)
}

function placesOf(ctx: Asked, role: Role): In[] {
  if (!ctx.private) return [ctx]
  const all = ctx.rooms().map(({ key }) => ctx.at(key))
  return all.filter(at => {
    const caller = at.member(ctx.caller.key)
    return caller.present && atLeast(caller.role, role)
  })
}

/** What stands behind a command: a topic's number, other numbers, and words. */
export interface Order {
  topic?: string
  numbers: number[]
  words: string[]
}

/** Reads `T1 发布`, `1 2`, `１、２`, `去掉 3 5`: in any order, with any blanks and stops. Pure. */
export function readOrder(text: string): Order {
  const order: Order = { numbers: [], words: [] }
  for (const word of text.normalize('NFKC').split(/[\s、,;.。]+/u)) {
    if (/^t\d{1,6}$/i.test(word)) order.topic = word.toUpperCase()
    else if (/^\d{1,6}$/.test(word)) order.numbers.push(Number(word))
    else if (word !== '') order.words.push(word)
  }
  return order
}

/** Who runs the group and is told of a topic: its host and its creator, or the owner where neither does. */
export function stewardsOf(ctx: In, { host, by }: Topic): MemberKey[] {
  const runs = [host, by].flatMap(key => (key !== undefined && mayDecide(ctx, key) ? [key] : []))
  return [...new Set(runs.length > 0 ? runs : ctx.staff('owner'))]
}

function mayDecide(ctx: In, key: MemberKey): boolean {
  const member = ctx.member(key)
  return member.present && atLeast(member.role, 'admin')
}

/**
 * Tells these people something, in private. Where none of them is a friend, the first is told where to look, without what
 * it says.
 */
export async function confide(
  ctx: In,
  people: readonly MemberKey[],
  { id, text, hint }: { id: string; text: string; hint: string },
): Promise<void> {
  const friends: MemberKey[] = []
  for (const key of people) if (await ctx.isFriend(key)) friends.push(key)
  for (const key of friends) await ctx.dm(key, text, { id: `${id}|${key}` })
  const [first] = people
  if (friends.length === 0 && first !== undefined) await ctx.tell(first, hint, { id })
}
