import type { Millis } from '../domain/events.js'
import { BOT, type MemberKey, type RoomKey } from '../domain/keys.js'
import type { Identity, Person } from './identity.js'
import type { Platform, PlatformMember, PlatformRoom } from './platform.js'
import type { Roster, Seat } from './roster.js'

/** Of two rooms of one topic, the one in which this share of the known names is present is ours. */
const OVERLAP = 0.6

/**
 * Finds our keys for the ids of a session. In the session they were made in, ids are simply known. After a login all ids
 * are new: rooms are found by topic and by who is in them, members by card and name where both are unique in the room.
 * Whoever cannot be found is a new person; nobody's history, role or punishment passes to somebody else by a guess.
 */
export class Binder {
  readonly #platform: Platform
  readonly #identity: Identity
  readonly #roster: Roster
  /** The key the YAML gives to a room of this topic that was never seen before, if it names exactly one. */
  readonly #named: (topic: string) => RoomKey | undefined

  constructor(parts: {
    platform: Platform
    identity: Identity
    roster: Roster
    named: (topic: string) => RoomKey | undefined
  }) {
    this.#platform = parts.platform
    this.#identity = parts.identity
    this.#roster = parts.roster
    this.#named = parts.named
  }

  /** Opens the session of whoever is logged in. */
  async openSession(_now: Millis): Promise<void> {
    const { self } = this.#platform
    await this.#identity.open(self)
    const person = await this.#platform.person(self)
    await this.#identity.update(BOT, { name: person.name, remark: '', friend: false })
  }

  /** The key of a room that is visible now, and keys for everybody in it. */
  async bindRoom(seen: PlatformRoom): Promise<RoomKey> {
    const known = this.#identity.roomOf(seen.id)
    const room = known ?? this.#match(seen) ?? this.#named(seen.topic) ?? (await this.#identity.newRoomKey())
    if (known === undefined)
      await this.#identity.bindRoom(seen.id, room, this.#identity.room(room)?.topic ?? seen.topic)
    const strangers = seen.members.filter(member => this.#identity.memberOf(member.id) === undefined)
    if (strangers.length > 0) await this.#bindMembers(room, seen.members, strangers)
    return room
  }

  /** The key of a person met outside a room. */
  async bindPerson(contactId: string, name?: string): Promise<MemberKey> {
    const known = this.#identity.memberOf(contactId)
    if (known !== undefined) return known
    const seen = await this.#platform.person(contactId).catch((): undefined => undefined)
    const person: Person = { name: seen?.name ?? name ?? '', remark: seen?.remark ?? '', friend: seen?.friend ?? false }
    const [member = ''] = await this.#identity.bind([{ contact: contactId, person, ...this.#byRemark(person) }])
    return member
  }

  /** Whether he is a friend now: asked of the platform before something is said to him in private. */
  async refresh(member: MemberKey): Promise<Person | undefined> {
    const contact = this.#identity.contactOf(member)
    if (contact === undefined) return undefined
    const known = this.#identity.person(member)
    // Whom the client does not know just now is who he was: one admin out of sight must not keep the others unasked.
    const seen = await this.#platform.person(contact).catch((): undefined => undefined)
    if (!seen) return known
    const { name, remark, friend } = seen
    if (known?.name !== name || known.remark !== remark || known.friend !== friend) {
      await this.#identity.update(member, { name, remark, friend })
    }
    return { name, remark, friend }
  }

  /** A room that was known in an earlier session: by topic if that is enough, else by who is in it. */
  #match(seen: PlatformRoom): RoomKey | undefined {
    const unbound = [...this.#identity.rooms].filter(([room]) => this.#identity.idOfRoom(room) === undefined)
    const named = unbound.filter(([, known]) => known.topic === seen.topic)
    const candidates = named.length > 0 ? named : unbound
    const close = candidates.filter(([room]) => this.#overlap(room, seen) >= OVERLAP)
    return close.length === 1 ? close[0]?.[0] : undefined
  }

  #overlap(room: RoomKey, seen: PlatformRoom): number {
    const known = [...this.#roster.seats(room).values()].map(seat => seat.name)
    if (known.length === 0) return 0
    const present = new Set(seen.members.map(member => member.name))
    return known.filter(name => present.has(name)).length / known.length
  }

  async #bindMembers(
    room: RoomKey,
    all: readonly PlatformMember[],
    strangers: readonly PlatformMember[],
  ): Promise<void> {
    const old = [...this.#roster.seats(room)].filter(([member]) => this.#identity.contactOf(member) === undefined)
    const people = await Promise.all(strangers.map(member => this.#facts(member)))
    await this.#identity.bind(
      strangers.map((member, index) => {
        const person = people[index] ?? { name: member.name, remark: '', friend: false }
        const known = this.#byRemark(person).member ?? sameUnique(old, all, member)
        return { contact: member.id, person, ...(known === undefined ? {} : { member: known }) }
      }),
    )
  }

  async #facts(member: PlatformMember): Promise<Person> {
    const seen = await this.#platform.person(member.id).catch((): undefined => undefined)
    return { name: seen?.name || member.name, remark: seen?.remark ?? '', friend: seen?.friend ?? false }
  }

  /** A remark that the bot's own account set is a key of its own, if it is unique. */
  #byRemark({ remark }: Person): { member?: MemberKey } {
    if (remark === '') return {}
    const found = [...this.#identity.people].filter(
      ([member, person]) => person.remark === remark && this.#identity.contactOf(member) === undefined,
    )
    const [only] = found
    return found.length === 1 && only ? { member: only[0] } : {}
  }
}

/** The old member whose card and name are this one's, if that pair is unique on both sides. */
function sameUnique(
  old: readonly (readonly [MemberKey, Seat])[],
  present: readonly PlatformMember[],
  member: PlatformMember,
): MemberKey | undefined {
  const same = (one: { card: string; name: string }) => one.card === member.card && one.name === member.name
  if (present.filter(same).length !== 1) return undefined
  const before = old.filter(([, seat]) => same(seat))
  return before.length === 1 ? before[0]?.[0] : undefined
}
