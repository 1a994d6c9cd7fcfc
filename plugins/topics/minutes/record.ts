import type { MemberKey, Millis, Store } from '../../../src/kernel/plugin.js'
import type { Ranked } from './scoring.js'

/** What became of a topic after its hour. */
export interface Minutes {
  /** When the first message of it was taken in. */
  since: Millis
  /** The list that was put to the host, in its order: its numbers are what 激励 1 2 means. */
  ranking?: readonly Ranked[]
  /** Lines that come into question for the minutes, by message id, best first. */
  candidates?: readonly string[]
  /** Who was awarded, and by which order. */
  awarded?: Readonly<Record<MemberKey, string>>
  /** The lines of the draft by message id, in order: their places are the numbers that 去掉 3 means, and stay. */
  lines?: readonly string[]
  dropped?: readonly string[]
  /** Who was shown the draft; he is reminded of it. */
  shownTo?: readonly MemberKey[]
  /** It was, or is being, posted; by nobody's word where no approval is asked for. */
  posted?: { cause: string; at: Millis; by?: MemberKey }
  discarded?: Millis
}

/** `minutes` hash topic → Minutes, from the first message of a topic until its excerpts go. */
const minutesIn = (store: Store) => store.hash<Minutes>('minutes')

export function minutesOf(store: Store, topic: string): Promise<Minutes | undefined> {
  return minutesIn(store).get(topic)
}

/** Every topic of which something is kept. */
export async function keptTopics(store: Store): Promise<Map<string, Minutes>> {
  return minutesIn(store).all()
}

/** Notes that something is kept of a topic from now on. */
export async function beginMinutes(store: Store, topic: string, since: Millis): Promise<void> {
  await minutesIn(store).setNew(topic, { since })
}

/** Changes a record by compare-and-set; `change` is pure. Undefined where nothing is kept of the topic (any more). */
export function changeMinutes(
  store: Store,
  topic: string,
  change: (known: Minutes) => Minutes,
): Promise<Minutes | undefined> {
  return minutesIn(store).update(topic, known => known && change(known))
}

export async function endMinutes(store: Store, topic: string): Promise<void> {
  await minutesIn(store).delete(topic)
}
