import type { MemberKey, Millis, Store } from '../../../src/kernel/plugin.js'
import type { In, Topic } from '../topic.js'
import type { Print } from './words.js'

/** One message of a topic, without a word of it. */
export interface Turn {
  member: MemberKey
  /** By the message's own clock. */
  at: Millis
  /** Characters that say something: see `lengthOf`. */
  length: number
  /** words: somebody's own. notice: what those who run the group told everybody. other: pictures, voices, cards. */
  kind: 'words' | 'notice' | 'other'
  /** Whom it answers, by quoting him. */
  replyTo?: MemberKey
  mentions?: readonly MemberKey[]
}

/** `turns:T1` hash message id → Turn, until the topic's excerpts go. */
export const turnsOf = (store: Store, topic: string) => store.hash<Turn>(`turns:${topic}`)

/** `prints:T1` hash message id → Print, until the topic was reckoned up, ten minutes after its end. */
export const printsOf = (store: Store, topic: string) => store.hash<Print>(`prints:${topic}`)

/** How many different people wrote anything in a topic so far, the host with them, the bot not. */
export async function speakersIn(ctx: In, topic: Topic): Promise<number> {
  const turns = [...(await turnsOf(ctx.store, topic.id).all()).values()]
  return new Set(turns.filter(({ at }) => topic.start <= at && at < topic.end).map(({ member }) => member)).size
}

/** How long after its end late messages are waited for before a topic is reckoned up. */
const RECKONING: Millis = 10 * 60_000

/** A topic was closed: its reckoning and the draft of its minutes are set for later. May come twice. */
export async function afterClosing(ctx: In, topic: Topic): Promise<void> {
  const over = overAt(topic)
  const { draftAfter } = ctx.config.summary
  await ctx.later('awardDraft', { id: topic.id }, over + RECKONING, { id: `awardDraft|${topic.id}` })
  await ctx.later('minutesDraft', { id: topic.id }, over + draftAfter, { id: `minutesDraft|${topic.id}` })
}

/** When people stopped talking about it: at its end, or earlier where it was closed. */
export function overAt({ end, closedAt }: Topic): Millis {
  return Math.min(end, closedAt ?? end)
}
