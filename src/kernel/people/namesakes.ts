import type { MessageEvent, Millis } from '../../domain/events.js'
import type { MemberKey, RoomKey } from '../../domain/keys.js'
import { authoredText } from '../../domain/parts.js'
import { safeExcerpt } from '../../text/names.js'
import type { House } from '../house.js'
import type { People } from './people.js'

/** The beginning of what somebody wrote last, fit to be printed. */
interface LastWord {
  excerpt: string
  at: Millis
  message: string
}

/** As much as one needs to know one Zhang from another. */
const EXCERPT = 15

/**
 * Who shares a name with somebody in a room, and what those few wrote last: asked for a number, an admin knows them by it.
 * In memory alone (law 8), of nobody else, and never what an ad or a contact would be published by.
 */
export class Namesakes {
  readonly #house: House
  readonly #people: People
  /** By room; made anew when somebody comes, goes or changes his name. */
  readonly #sharing = new Map<RoomKey, ReadonlySet<MemberKey>>()
  readonly #words = new Map<string, LastWord>()

  constructor(house: House, people: People) {
    this.#house = house
    this.#people = people
  }

  /** Somebody wrote something that may stand here. */
  heard(room: RoomKey, { member, id, parts, sentAt }: MessageEvent): void {
    if (!this.#sharingIn(room).has(member)) return
    const looksLikeAd = (text: string) => this.#house.plugins.some(plugin => plugin.unprintable?.(text) === true)
    const excerpt = safeExcerpt(authoredText(parts), EXCERPT, looksLikeAd)
    const row = `${room}|${member}`
    if (excerpt === undefined) this.#words.delete(row)
    else this.#words.set(row, { excerpt, at: sentAt, message: id })
  }

  /** He took it back. */
  recalled(room: RoomKey, member: MemberKey, message: string): void {
    const row = `${room}|${member}`
    if (this.#words.get(row)?.message === message) this.#words.delete(row)
  }

  /** Somebody came, went, or is called something else. */
  changed(room: RoomKey): void {
    this.#sharing.delete(room)
    for (const row of this.#words.keys()) {
      const member = row.startsWith(`${room}|`) ? row.slice(room.length + 1) : undefined
      if (member !== undefined && !this.#sharingIn(room).has(member)) this.#words.delete(row)
    }
  }

  lastWord(room: RoomKey, member: MemberKey): LastWord | undefined {
    return this.#words.get(`${room}|${member}`)
  }

  #sharingIn(room: RoomKey): ReadonlySet<MemberKey> {
    const known = this.#sharing.get(room)
    if (known) return known
    const called = new Map<string, MemberKey[]>()
    for (const [member, { card, name }] of this.#house.roster.seats(room)) {
      for (const each of new Set([card, name, this.#people.name(member, room)])) {
        if (each !== '') called.set(each, [...(called.get(each) ?? []), member])
      }
    }
    const sharing = new Set([...called.values()].filter(members => members.length > 1).flat())
    this.#sharing.set(room, sharing)
    return sharing
  }
}
