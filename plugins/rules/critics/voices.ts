import type { MemberKey, Millis, RoomKey, Store } from '../../../src/kernel/plugin.js'

/** So soon after a complaint a nod is one too. */
const NODDING: Millis = 10 * 60_000
/** One person who says it so often is heard as well. */
const OFTEN = 3

/** How many people complained, and how often. */
export interface Mood {
  people: number
  messages: number
}

/**
 * Who complained lately, by room. In memory alone and on purpose: who criticises the group is written down nowhere. A
 * restart forgets it; what the owner was told is kept (mood.ts), as numbers.
 */
export class Voices {
  readonly #rooms = new Map<RoomKey, { member: MemberKey; at: Millis }[]>()

  /** Somebody complained. */
  heard(room: RoomKey, member: MemberKey, at: Millis, window: Millis): void {
    const voices = (this.#rooms.get(room) ?? []).filter(voice => voice.at > at - window)
    this.#rooms.set(room, [...voices, { member, at }].slice(-KEPT))
  }

  /** Whether somebody else complained just now, so that a nod is to that. */
  isNod(room: RoomKey, member: MemberKey, at: Millis): boolean {
    const last = this.#rooms.get(room)?.at(-1)
    return last !== undefined && last.member !== member && at - last.at < NODDING
  }

  /** The mood in a room, where it is worth a word to the owner. */
  mood(room: RoomKey, minPeople: number): Mood | undefined {
    const voices = this.#rooms.get(room) ?? []
    const counts = new Map<MemberKey, number>()
    for (const { member } of voices) counts.set(member, (counts.get(member) ?? 0) + 1)
    const often = Math.max(0, ...counts.values()) >= OFTEN
    return counts.size >= minPeople || often ? { people: counts.size, messages: voices.length } : undefined
  }

  /** The owner was told: begins anew. */
  clear(room: RoomKey): void {
    this.#rooms.delete(room)
  }
}

const KEPT = 100

/** The memory of the process that has this connection: each life of the bot begins with an empty one. */
export function voicesOf({ redis }: Pick<Store, 'redis'>): Voices {
  const known = memories.get(redis)
  if (known) return known
  const voices = new Voices()
  memories.set(redis, voices)
  return voices
}

const memories = new WeakMap<Store['redis'], Voices>()
