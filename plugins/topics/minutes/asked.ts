import {
  atLeast,
  type CommandCtx,
  type MemberKey,
  type Millis,
  plainLine,
  type Role,
} from '../../../src/kernel/plugin.js'
import { whichRoom, withRoom } from '../rooms.js'
import { allTopics, type Config, type In, type Topic } from '../topic.js'

// Which topic a command is about: commands come from the room or from private chats, with a topic's number or without.

export type Asked = CommandCtx<Config>

/** A topic, and the context of the room that it was in. */
export interface Place {
  at: In
  topic: Topic
}

export interface Wish {
  id?: string | undefined
  phases?: readonly Topic['phase'][]
  /** Rooms to look in. */
  rooms: readonly In[]
  /** Whether a topic still waits for what is asked: of several rooms that one is meant. */
  waits?: (place: Place) => Promise<boolean>
}

/**
 * The topic with this number, or the last one of these phases. In several rooms: the one that waits for it, else the latest;
 * where it waits in more than one, those are all handed back, and whoever asks has to say which.
 */
export async function whichTopics({ id, phases = ['closed'], rooms, waits }: Wish): Promise<Place[]> {
  const found = await Promise.all(
    rooms.map(async (at): Promise<Place[]> => {
      const topics = (await allTopics(at.store)).filter(({ phase }) => phases.includes(phase))
      const topic = id === undefined ? topics.at(-1) : topics.find(each => each.id === id)
      return topic ? [{ at, topic }] : []
    }),
  )
  const places = found.flat().sort((a, b) => a.topic.start - b.topic.start)
  const latest = places.at(-1)
  if (!latest || places.length === 1) return places
  const waiting: Place[] = []
  for (const place of places) {
    const lately = place.topic.start > latest.topic.start - LATELY
    if (waits && lately && (await waits(place))) waiting.push(place)
  }
  return waiting.length > 0 ? waiting : [latest]
}

/** What was left lying for longer than this when there was another topic is not what somebody means. */
const LATELY: Millis = 7 * 86_400_000

/** Says that more than one topic fits, and what to send for each. */
export function askWhich(ctx: Asked, typed: string, places: readonly Place[]): Promise<void> {
  const choices = places.map(({ at, topic: { id, title } }) => ({
    at,
    about: ctx.text('minutesAbout', { id, title: plainLine(title, 20) }),
  }))
  return ctx.decline(whichRoom(ctx, { typed, choices }))
}

/** The room, or for who asks in private those of which he is at least `role`. */
export function placesOf(ctx: Asked, role: Role): In[] {
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
  for (const key of friends) await ctx.dm(key, await withRoom(ctx, key, text), { id: `${id}|${key}` })
  const [first] = people
  if (friends.length === 0 && first !== undefined) await ctx.tell(first, hint, { id })
}
