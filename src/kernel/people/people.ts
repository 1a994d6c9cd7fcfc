import type { Millis } from '../../domain/events.js'
import { BOT, type CommunityKey, type MemberKey, OPERATOR, type RoomKey } from '../../domain/keys.js'
import { atLeast, type Role } from '../../domain/roles.js'
import { safeName, safeTopic } from '../../text/names.js'
import type { MemberView, RoomView } from '../given.js'
import type { House } from '../house.js'

/** Reads people and rooms the way plugins see them: keys and printable names, no platform ids. */
export class People {
  readonly #house: House
  /** A safe name costs more than all the rest, and the same few thousand are printed again and again. */
  readonly #printed = new Map<string, string>()

  constructor(house: House) {
    this.#house = house
  }

  /** The name to print of a person in a room (law 11): what people call him, without the rest of his card. */
  name(member: MemberKey, room?: RoomKey): string {
    return this.#print(this.rawName(member, room))
  }

  /** A name that somebody has, or had, as we print it (law 11). */
  printed(name: string): string {
    return this.#print(name)
  }

  /** Card or nickname as written: to be judged, not printed. */
  rawName(member: MemberKey, room?: RoomKey): string {
    const seat = room === undefined ? undefined : this.#house.roster.seat(room, member)
    return seat?.card || seat?.name || this.#house.identity.person(member)?.name || ''
  }

  view(member: MemberKey, room: RoomKey): MemberView {
    return new Seen(this.#house, this, { member, room })
  }

  /** The first of the community's rooms that he is in tells how long he has been a member, or the one that he came from. */
  memberSince(community: CommunityKey, member: MemberKey): Millis {
    const { books, roster, rooms, cases, now } = this.#house
    const first = rooms.ofCommunity(community).reduce((first, room) => {
      const seat = roster.seat(room, member)
      if (!seat) return first
      const since = cases.standingBefore(room, member, seat.joinedAt) ?? seat
      return Math.min(first, since.before ? 0 : since.joinedAt)
    }, Number.POSITIVE_INFINITY)
    return first === Number.POSITIVE_INFINITY ? now() : (books.tenure.before(community, member, first) ?? first)
  }

  members(room: RoomKey): MemberView[] {
    return [...this.#house.roster.seats(room).keys()]
      .filter(member => member !== BOT)
      .map(member => this.view(member, room))
  }

  room(room: RoomKey): RoomView {
    const record = this.#house.rooms.get(room)
    const topic = this.#house.identity.room(room)?.topic ?? record?.topic ?? room
    return {
      key: room,
      topic,
      // Every context is made with a room, and few of them print it.
      get name() {
        return safeTopic(topic, room)
      },
      community: record?.community ?? room,
      since: record?.since ?? this.#house.now(),
      size: this.#house.roster.seats(room).size,
      ...(this.#house.roster.isDoubted(room) ? { doubted: true } : {}),
      ...(record?.purpose === undefined ? {} : { purpose: record.purpose }),
      ...(record?.relieves === undefined ? {} : { relieves: record.relieves }),
    }
  }

  /** Who may be meant by a typed name in a room: exact card or nickname, as written or as we print it. */
  find(room: RoomKey, typed: string): MemberView[] {
    const name = typed.trim()
    return [...this.#house.roster.seats(room)].flatMap(([member, seat]) =>
      seat.card === name || seat.name === name || this.name(member, room) === name ? [this.view(member, room)] : [],
    )
  }

  staff(community: CommunityKey, role: Role): MemberKey[] {
    return this.#house.roles.holders(community, role)
  }

  /**
   * The kept room that a private message is about: the one where this person has the most say, the first of those.
   */
  roomFor(member: MemberKey): RoomKey | undefined {
    const kept = this.#house.roster.roomsOf(member).filter(room => this.#house.rooms.isKept(room))
    return kept.reduce<RoomKey | undefined>((best, room) => {
      if (best === undefined) return room
      return atLeast(this.view(member, best).role, this.view(member, room).role) ? best : room
    }, undefined)
  }

  #print(card: string): string {
    const known = this.#printed.get(card)
    if (known !== undefined) return known
    if (this.#printed.size >= REMEMBERED) this.#printed.clear()
    const looksLikeAd = (name: string) => this.#house.plugins.some(plugin => plugin.unprintable?.(name) === true)
    const printed = safeName(calledName(card), looksLikeAd)
    this.#printed.set(card, printed)
    return printed
  }
}

/** A person as he is now. Most who look at a person neither print him nor ask since when he is there. */
class Seen implements MemberView {
  readonly key: MemberKey
  readonly card: string
  readonly role: Role
  readonly friend: boolean
  readonly joinedAt: Millis
  readonly before: boolean
  readonly present: boolean
  readonly unsure: boolean
  readonly #people: People
  readonly #community: CommunityKey

  constructor(house: House, people: People, { member, room }: { member: MemberKey; room: RoomKey }) {
    const { cases, identity, roles, rooms, roster } = house
    const seat = roster.seat(room, member)
    const since = (seat && cases.standingBefore(room, member, seat.joinedAt)) ?? seat
    this.#people = people
    this.#community = rooms.get(room)?.community ?? room
    this.key = member
    this.card = people.rawName(member, room)
    this.role = member === OPERATOR ? 'operator' : roles.roleOf(this.#community, member, seat !== undefined)
    this.friend = identity.person(member)?.friend ?? false
    this.joinedAt = since?.joinedAt ?? house.now()
    this.before = since?.before ?? false
    this.present = seat !== undefined
    this.unsure = identity.isAmbiguous(member)
  }

  get name(): string {
    return this.#people.printed(this.card)
  }

  get memberSince(): Millis {
    return this.#people.memberSince(this.#community, this.key)
  }
}

/** Names printed before; more people than this speak in no account's groups in a day. */
const REMEMBERED = 10_000

/** What parts the fields of a name card. */
const SEPARATORS = /\s*[-－—–_/／|｜·•、]+\s*/

/** 「深圳-产品经理-张三」 is called 张三: the last of three or more fields; any other name is printed whole. */
function calledName(card: string): string {
  const fields = card.split(SEPARATORS).filter(field => field !== '')
  return fields.length >= 3 ? (fields.at(-1) ?? card) : card
}
