import type { MemberKey, Millis, RoomKey, Store } from '../../../src/kernel/plugin.js'

/** How much one person may say in one room; 0 is no limit. */
export interface Limits {
  per10s: number
  perMinute: number
  sameText: number
  sameTextWindow: Millis
}

/** Too much of it: which limit was passed, with how many messages, and when the first of them was written. */
export interface Flood {
  limit: 'per10s' | 'perMinute' | 'sameText'
  count: number
  since: Millis
}

interface Speaker {
  /** When he wrote, oldest first; and what, as a hash. */
  times: Millis[]
  said: { at: Millis; hash: number }[]
  /** Whatever he writes before this belongs to what he was told about already. */
  restUntil: Millis
}

const TEN_SECONDS: Millis = 10_000
const MINUTE: Millis = 60_000
/** Different texts of one person that are remembered; who writes more meanwhile passes another limit. */
const TEXTS = 64
/** More speakers than talk in a busy minute: those who fell silent are forgotten then. */
const SPEAKERS = 4_000

/**
 * Who wrote how much lately, in sliding windows by person and room. In memory alone: times and hashes of the last two
 * minutes, which a restart may forget. A message costs a few microseconds.
 */
export class Talk {
  readonly #rooms = new Map<RoomKey, Map<MemberKey, Speaker>>()
  readonly #chains = new Map<RoomKey, Millis>()
  #speakers = 0

  /** Takes in a message; tells when it is one too many. `said` is the hash of its words, where they count as the same. */
  heard(
    room: RoomKey,
    member: MemberKey,
    { at, said }: { at: Millis; said?: number | undefined },
    limits: Limits,
  ): Flood | undefined {
    const speaker = this.#speaker(room, member, at)
    if (at < speaker.restUntil) return undefined
    const { times } = speaker
    drop(times, time => time <= at - MINUTE)
    times.push(at)
    const recent = times.length - firstAfter(times, at - TEN_SECONDS)
    if (limits.per10s > 0 && recent > limits.per10s)
      return { limit: 'per10s', count: recent, since: times[times.length - recent] ?? at }
    if (limits.perMinute > 0 && times.length > limits.perMinute)
      return { limit: 'perMinute', count: times.length, since: times[0] ?? at }
    // Without a limit of their own the times of a minute would pile up.
    const needed = Math.max(limits.per10s, limits.perMinute) + 1
    if (times.length > needed) times.splice(0, times.length - needed)
    if (said === undefined || limits.sameText === 0) return undefined
    drop(speaker.said, each => each.at <= at - limits.sameTextWindow)
    speaker.said.push({ at, hash: said })
    if (speaker.said.length > TEXTS) speaker.said.shift()
    const same = speaker.said.filter(each => each.hash === said)
    if (same.length <= limits.sameText) return undefined
    return { limit: 'sameText', count: same.length, since: same[0]?.at ?? at }
  }

  /** Begins to count anew; what he writes before `restUntil` is not counted at all. */
  clear(room: RoomKey, member: MemberKey, restUntil: Millis = Number.NEGATIVE_INFINITY): void {
    const speaker = this.#rooms.get(room)?.get(member)
    if (speaker) Object.assign(speaker, { times: [], said: [], restUntil })
  }

  /** Somebody wrote a line of a chain (接龙). */
  chained(room: RoomKey, at: Millis): void {
    this.#chains.set(room, at)
  }

  /** Whether a chain is going round in the room. */
  inChain(room: RoomKey, at: Millis): boolean {
    const last = this.#chains.get(room)
    return last !== undefined && Math.abs(at - last) < CHAIN
  }

  #speaker(room: RoomKey, member: MemberKey, at: Millis): Speaker {
    const speakers = this.#rooms.get(room) ?? new Map<MemberKey, Speaker>()
    this.#rooms.set(room, speakers)
    const known = speakers.get(member)
    if (known) return known
    if (this.#speakers >= SPEAKERS) this.#forget(at)
    const speaker: Speaker = { times: [], said: [], restUntil: Number.NEGATIVE_INFINITY }
    speakers.set(member, speaker)
    this.#speakers += 1
    return speaker
  }

  #forget(at: Millis): void {
    for (const speakers of this.#rooms.values()) {
      for (const [member, { times, said, restUntil }] of speakers) {
        const last = Math.max(times.at(-1) ?? 0, said.at(-1)?.at ?? 0)
        if (last > at - FORGOTTEN || restUntil > at) continue
        speakers.delete(member)
        this.#speakers -= 1
      }
    }
  }
}

/** A chain goes on as long as somebody adds to it within ten minutes. */
const CHAIN: Millis = 10 * MINUTE
const FORGOTTEN: Millis = 10 * MINUTE

/** The memory of the process that has this connection: each life of the bot begins with an empty one. */
export function talkOf({ redis }: Pick<Store, 'redis'>): Talk {
  const known = memories.get(redis)
  if (known) return known
  const talk = new Talk()
  memories.set(redis, talk)
  return talk
}

const memories = new WeakMap<Store['redis'], Talk>()

/** Takes away what is over from the front, where the oldest stands. */
function drop<T>(all: T[], over: (each: T) => boolean): void {
  let gone = 0
  for (const each of all) {
    if (!over(each)) break
    gone += 1
  }
  if (gone > 0) all.splice(0, gone)
}

function firstAfter(times: readonly Millis[], after: Millis): number {
  const index = times.findIndex(time => time > after)
  return index < 0 ? times.length : index
}
