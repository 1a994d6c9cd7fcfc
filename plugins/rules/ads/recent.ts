import type { MemberKey, Millis, RoomKey, Store } from '../../../src/kernel/plugin.js'
import { likeness, SAME, type Sketch, saysSomething } from './likeness.js'

/** What somebody wrote in a row counts as one message for this long. */
const IN_A_ROW: Millis = 60_000
/** The same text elsewhere within this time is the same text spread. */
const SPREADING: Millis = 10 * 60_000

interface Line {
  id: string
  text: string
  at: Millis
}

interface Sighting {
  sketch: Sketch
  member: MemberKey
  room: RoomKey
  at: Millis
}

/** How far a text has been spread, the message at hand included. */
export interface Spread {
  /** Rooms in which this person said it within ten minutes, and within the last one. */
  rooms: number
  roomsNow: number
  /** Others who said it within ten minutes. */
  others: number
}

/** More than this of one person's lines is no word in pieces any more. */
const LINES = 12
/** What a flood leaves here: some 3 MB, and looking through it takes a millisecond. */
const SIGHTINGS = 2_000

/**
 * What newcomers have just said, in memory alone (law 8): the words of the last minute, of newcomers only, to read a
 * message sent in pieces; and for ten minutes hashes of what was said, to see it spread. A restart forgets it all.
 */
export class Recent {
  readonly #lines = new Map<string, Line[]>()
  #sightings: Sighting[] = []
  readonly #turns = new Map<MemberKey, Promise<unknown>>()

  /** Takes in a newcomer's line; what he said in this room within the last minute, oldest first, this line the last. */
  lines(room: RoomKey, member: MemberKey, line: Line): readonly Line[] {
    this.forget(line.at)
    const key = `${room}|${member}`
    const known = (this.#lines.get(key) ?? []).filter(({ id }) => id !== line.id)
    const lines = [...known, line].slice(-LINES)
    this.#lines.set(key, lines)
    return lines
  }

  /** Takes in a text that may be spreading. The same one again in the same room counts once. */
  spread(sighting: Sighting): Spread {
    const { sketch, member, room, at } = sighting
    if (!saysSomething(sketch)) return { rooms: 1, roomsNow: 1, others: 0 }
    this.#sightings = this.#sightings.filter(each => each.at > at - SPREADING).slice(-SIGHTINGS)
    const same = this.#sightings.filter(each => likeness(each.sketch, sketch) >= SAME)
    this.#sightings.push(sighting)
    const own = same.filter(each => each.member === member)
    const roomsOf = (all: readonly Sighting[]) => new Set([room, ...all.map(each => each.room)]).size
    return {
      rooms: roomsOf(own),
      roomsNow: roomsOf(own.filter(each => each.at > at - IN_A_ROW)),
      others: new Set(same.filter(each => each.member !== member).map(each => each.member)).size,
    }
  }

  /** Runs work about one person after what is under way about him in another room: one offender, one punishment. */
  async inTurn<T>(member: MemberKey, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(member) ?? Promise.resolve()
    const turn = before.then(work, work)
    this.#turns.set(member, turn)
    try {
      return await turn
    } finally {
      if (this.#turns.get(member) === turn) this.#turns.delete(member)
    }
  }

  /** Drops every line older than a minute, whoever speaks now. */
  forget(now: Millis): void {
    for (const [key, lines] of this.#lines) {
      const fresh = lines.filter(({ at }) => at > now - IN_A_ROW)
      if (fresh.length === 0) this.#lines.delete(key)
      else if (fresh.length < lines.length) this.#lines.set(key, fresh)
    }
  }
}

/** The memory of the process that has this connection: each life of the bot begins with an empty one. */
export function recentOf({ redis }: Pick<Store, 'redis'>): Recent {
  let recent = memories.get(redis)
  if (!recent) {
    recent = new Recent()
    memories.set(redis, recent)
  }
  return recent
}

const memories = new WeakMap<Store['redis'], Recent>()

/** One message of what came in pieces: short pieces are parts of a word or a line, whole sentences keep their own lines. */
export function joinLines(lines: readonly { text: string }[]): string {
  return lines.reduce((sum, { text }, i) => {
    const before = lines[i - 1]?.text
    if (before === undefined) return text
    const ended = before.length > PIECE && /[。！？!?…~～]$/.test(before)
    return Math.min(before.length, text.length) <= PIECE && !ended ? sum + text : `${sum}\n${text}`
  }, '')
}

/** 「加我微信」 and 「xk_88520」 are pieces; a sentence is longer. */
const PIECE = 8
