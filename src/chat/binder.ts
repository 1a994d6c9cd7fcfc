import type { Millis } from '../domain/events.js'
import { BOT, type MemberKey, type RoomKey } from '../domain/keys.js'
import type { Binding, Identity, Person } from './identity.js'
import type { Called, Marks, Sighting } from './likeness.js'
import { CANDIDATES, matchPeople, matchRooms, type RoomSighting } from './matching.js'
import type { Platform, PlatformMember, PlatformRoom } from './platform.js'
import type { Roster } from './roster.js'

/** How many of those who were known before a login were found again. */
export interface Recognised {
  /** Members known before the login, over all rooms. */
  known: number
  /** Those of them bound to exactly one who is there now. */
  found: number
}

export interface BinderParts {
  platform: Platform
  identity: Identity
  roster: Roster
  /** The key the YAML gives to a room of this topic that was never seen before; `members` says who is in it. */
  named: (topic: string, members: readonly MemberKey[]) => RoomKey | undefined
  /** Pairs of members of whom one tried to pass for the other: neither is told from the other by what he is called. */
  mistakable?: () => readonly (readonly [MemberKey, MemberKey])[]
}

/**
 * Finds our keys for the ids of a session. In the session they were made in, ids are simply known; puppets whose ids are
 * stable have one session for ever. After a login all ids are new: rooms are found by topic and by who is in them, people
 * by what is theirs (matching.ts). Whoever could be two people is nobody until somebody says who he is; whoever resembles
 * nobody is new. Nobody's history, role or punishment passes to somebody else by a guess.
 */
export class Binder {
  readonly #platform: Platform
  readonly #identity: Identity
  readonly #roster: Roster
  readonly #named: BinderParts['named']
  readonly #mistakable: NonNullable<BinderParts['mistakable']>
  /** Who was in the rooms that this session has not shown yet when it began, the bot left out. */
  readonly #before = new Map<RoomKey, ReadonlyMap<MemberKey, Called>>()
  /** Whoever is known and was not met in this session yet, with his places in rooms that were not looked at yet. */
  readonly #missing = new Map<MemberKey, Sighting & { seats: Map<RoomKey, Called> }>()
  /** Who sat there then: places that rest for somebody who may be there are nobody's of their own. */
  readonly #counted = new Set<MemberKey>()
  #opened = false
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: BinderParts) {
    this.#platform = parts.platform
    this.#identity = parts.identity
    this.#roster = parts.roster
    this.#named = parts.named
    this.#mistakable = parts.mistakable ?? (() => [])
  }

  /** Opens the session of whoever is logged in and, in a new one, binds every room and person that is visible. */
  openSession(now: Millis): Promise<void> {
    return this.#inTurn(() => this.#openSession(now))
  }

  async #openSession(now: Millis): Promise<void> {
    const { self } = this.#platform
    const fresh = await this.#identity.open(self, now)
    const person = await this.#platform.person(self)
    await this.#identity.update([[BOT, { ...marksOf(person), remark: '', friend: false }]])
    if (fresh || !this.#opened) this.#remember()
    this.#opened = true
    if (!fresh) return
    const rooms = await Promise.all((await this.#platform.rooms()).map(id => this.#platform.room(id)))
    await this.#bindRooms(rooms)
  }

  /**
   * The key of a room that is visible now, and keys for everybody in it. `pulled`: somebody has just brought the bot in;
   * then a name in the YAML says nothing, for anybody may call a room so.
   */
  bindRoom(seen: PlatformRoom, { pulled = false }: { pulled?: boolean } = {}): Promise<RoomKey> {
    return this.#inTurn(() => this.#bindRoom(seen, pulled))
  }

  async #bindRoom(seen: PlatformRoom, pulled: boolean): Promise<RoomKey> {
    const known = this.#identity.roomOf(seen.id)
    if (known === undefined) await this.#bindRooms([seen], pulled)
    else await this.#bindMembers([{ room: known, seen }])
    return this.#identity.roomOf(seen.id) ?? (await this.#newRoom(seen, pulled))
  }

  /** A room was looked at: whoever was there and was not recognised is not there, or is nobody yet. */
  looked(room: RoomKey): void {
    for (const member of this.#before.get(room)?.keys() ?? []) this.#missing.get(member)?.seats.delete(room)
  }

  /** The key of a person met outside a room. */
  bindPerson(contactId: string, name?: string): Promise<MemberKey> {
    return this.#inTurn(() => this.#bindPerson(contactId, name))
  }

  async #bindPerson(contactId: string, name?: string): Promise<MemberKey> {
    const known = this.#identity.memberOf(contactId)
    if (known !== undefined) return known
    const seen = await this.#platform.person(contactId).catch((): undefined => undefined)
    const person: Person = seen ? { ...marksOf(seen), friend: seen.friend } : { ...nobody, name: name ?? '' }
    const sightings = new Map([[contactId, { ...person, seats: new Map() }]])
    const { sure } = matchPeople(this.#missing, sightings, { strangers: 'new' })
    const found = sure.get(contactId)
    const [member = ''] = await this.#bind([{ contact: contactId, person, ...(found ? { member: found } : {}) }])
    return member
  }

  /** Whether he is a friend now: asked of the platform before something is said to him in private. */
  async refresh(member: MemberKey): Promise<Person | undefined> {
    const contact = this.#identity.contactOf(member)
    const known = this.#identity.person(member)
    if (contact === undefined) return undefined
    // Whom the client does not know just now is who he was: one admin out of sight must not keep the others unasked.
    const seen = await this.#platform.person(contact).catch((): undefined => undefined)
    if (!seen) return known
    const person: Person = { ...known, ...marksOf(seen), friend: seen.friend }
    if (!known || !sameMarks(known, person)) await this.#identity.update([[member, person]])
    return person
  }

  /** Writes down what people are recognised by, as a look at a room shows it. `whole`: also what only friends have. */
  async keepMarks(members: readonly PlatformMember[], { whole }: { whole: boolean }): Promise<void> {
    const changes: [MemberKey, Person][] = []
    for (const member of members) {
      const key = this.#identity.memberOf(member.id)
      const known = key === undefined ? undefined : this.#identity.person(key)
      if (key === undefined || !known || key === BOT) continue
      const seen = whole ? this.#platform.known(member.id) : undefined
      // Hundreds of thousands of people may be looked at in a row, and hardly any has changed.
      if (!seen && showsNothingNew(member, known)) continue
      const person: Person = {
        ...known,
        ...(seen ? { ...joined(member, seen), friend: seen.friend } : shown(member)),
      }
      if (!sameMarks(known, person)) changes.push([key, person])
    }
    if (changes.length > 0) await this.#identity.update(changes)
  }

  /**
   * How many were found again of those who had no id in this session when the process came to it; undefined when everybody
   * had one. After a death in the middle of a login those bound before it are not among them.
   */
  get recognised(): Recognised | undefined {
    if (this.#counted.size === 0) return undefined
    let found = 0
    for (const member of this.#counted) if (this.#identity.contactOf(member) !== undefined) found += 1
    return { known: this.#counted.size, found }
  }

  /** Somebody says which room this is: its id goes by `room` from now on. Returns the key it went by until now. */
  async rekey(roomId: string, room: RoomKey, topic: string): Promise<RoomKey | undefined> {
    const displaced = await this.#identity.bindRoom(roomId, room, topic)
    if (displaced !== undefined) await this.#roster.forget(displaced)
    return displaced
  }

  /** One binding after the other: two at once would each find nobody, and make him twice. */
  #inTurn<Result>(bind: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(bind)
    this.#turn = result.catch(() => undefined)
    return result
  }

  /** Keeps in mind what is known and was not seen in this session yet: after a login, everything. */
  #remember(): void {
    this.#before.clear()
    this.#missing.clear()
    this.#counted.clear()
    const seatsOf = new Map<MemberKey, Map<RoomKey, Called>>()
    for (const room of this.#roster.rooms) {
      // A room that a dead process bound, and had no time to look at, still has in its roster who was there before.
      const bound = this.#identity.idOfRoom(room) !== undefined
      const seated = [...this.#roster.seats(room)].filter(
        ([member]) => member !== BOT && !(bound && this.#identity.contactOf(member) !== undefined),
      )
      if (bound && seated.length === 0) continue
      const here = new Map(bound ? seated : [...seated, ...this.#roster.frozen(room)])
      this.#before.set(room, here)
      for (const [member] of seated) this.#counted.add(member)
      for (const [member, seat] of here) {
        const seats = seatsOf.get(member)
        if (seats) seats.set(room, seat)
        else seatsOf.set(member, new Map([[room, seat]]))
      }
    }
    for (const member of this.#identity.members) {
      const person = this.#identity.person(member)
      if (!person || person.is !== undefined || member === BOT || this.#identity.contactOf(member) !== undefined)
        continue
      // A provisional key of an older session is reached by way of whoever came after it.
      if (person.unsure && this.#identity.lastMet(member) < this.#identity.session.number - 1) continue
      this.#missing.set(member, { ...marksOf(person), friend: person.friend, seats: seatsOf.get(member) ?? new Map() })
    }
  }

  async #bindRooms(seen: readonly PlatformRoom[], pulled = false): Promise<void> {
    const found = matchRooms(this.#unboundRooms(), new Map(seen.map(room => [room.id, this.#sighting(room)])))
    const bound: { room: RoomKey; seen: PlatformRoom }[] = []
    for (const one of seen) {
      const room = found.get(one.id)
      if (room === undefined) continue
      await this.#identity.bindRoom(one.id, room, this.#identity.room(room)?.topic ?? one.topic)
      bound.push({ room, seen: one })
    }
    await this.#bindMembers(bound)
    // Only now: whether a room is the one that the YAML names depends on who is in it.
    for (const one of seen) {
      if (found.has(one.id)) continue
      await this.#bindMembers([{ seen: one }])
      const twin = seen.some(other => other !== one && other.topic === one.topic)
      await this.#newRoom(one, pulled || twin)
    }
  }

  async #newRoom(seen: PlatformRoom, unnamed: boolean): Promise<RoomKey> {
    const members = seen.members.flatMap(({ id }) => this.#identity.memberOf(id) ?? [])
    const named = unnamed ? undefined : this.#named(seen.topic, members)
    const room = named ?? (await this.#identity.newRoomKey())
    await this.#identity.bindRoom(seen.id, room, seen.topic)
    return room
  }

  #unboundRooms(): Map<RoomKey, RoomSighting> {
    const unbound = new Map<RoomKey, RoomSighting>()
    for (const [room, { topic }] of this.#identity.rooms) {
      if (this.#identity.idOfRoom(room) !== undefined || !this.#before.has(room)) continue
      // Whoever's place rests sits there, if at all, as one of the others.
      const here = [...this.#roster.seats(room)].filter(([member]) => member !== BOT)
      unbound.set(room, { topic, called: here.map(([, seat]) => seat) })
    }
    return unbound
  }

  #sighting({ topic, members }: PlatformRoom): RoomSighting {
    return { topic, called: members.filter(member => member.id !== this.#platform.self) }
  }

  /** Binds everybody in these rooms who has no key yet, all at once: who is in two of them is one person. */
  async #bindMembers(rooms: readonly { room?: RoomKey; seen: PlatformRoom }[]): Promise<void> {
    const members = new Map<string, PlatformMember>()
    for (const { seen } of rooms) {
      for (const member of seen.members) {
        if (this.#identity.memberOf(member.id) === undefined) members.set(member.id, member)
      }
    }
    if (members.size === 0) return
    const people = await Promise.all([...members.values()].map(member => this.#facts(member)))
    const strangers = new Map(
      [...members.keys()].map((id, at) => [id, { ...(people[at] ?? nobody), seats: new Map() }]),
    )
    for (const { room, seen } of rooms) {
      if (room === undefined) continue
      for (const { id, name, card } of seen.members) strangers.get(id)?.seats.set(room, { name, card })
    }
    const { sure, unsure } = matchPeople(this.#missing, strangers, {
      mistakable: this.#mistakable(),
      tentative: member => this.#isTentative(member),
    })
    const taken = new Set(sure.values())
    await this.#bind(
      [...strangers].map(([contact, { seats: _, ...person }]) => {
        const member = sure.get(contact)
        // Whoever is sure to be the one who was unsure before is as unsure as he was.
        const resembled = member === undefined ? unsure.get(contact) : this.#identity.person(member)?.unsure
        const candidates = this.#mayBe(resembled ?? [], taken)
        return {
          contact,
          person: candidates.length > 0 ? { ...person, unsure: candidates } : person,
          ...(member === undefined ? {} : { member }),
        }
      }),
    )
  }

  /** He was met in an older session and could not be told apart then, and nobody has said since who he is. */
  #isTentative(member: MemberKey): boolean {
    return this.#identity.person(member)?.unsure !== undefined
  }

  /** Whom somebody might be: whom he resembles and whom those might be who were unsure themselves, who come last. */
  #mayBe(resembled: readonly MemberKey[], taken: ReadonlySet<MemberKey>): MemberKey[] {
    const all = resembled.flatMap(each => [each, ...(this.#identity.person(each)?.unsure ?? [])])
    const free = [...new Set(all)].filter(
      each =>
        !taken.has(each) &&
        this.#identity.contactOf(each) === undefined &&
        this.#identity.person(each)?.is === undefined,
    )
    const known = free.filter(each => !this.#isTentative(each))
    const tentative = resembled.filter(each => free.includes(each) && this.#isTentative(each))
    return [...known.slice(0, CANDIDATES), ...tentative.slice(0, CANDIDATES)]
  }

  async #bind(bindings: readonly Binding[]): Promise<MemberKey[]> {
    const keys = await this.#identity.bind(bindings)
    for (const key of keys) this.#missing.delete(key)
    return keys
  }

  async #facts(member: PlatformMember): Promise<Person> {
    const asked = () => this.#platform.person(member.id).catch((): undefined => undefined)
    const seen = this.#platform.known(member.id) ?? (this.#platform.hasRecords ? undefined : await asked())
    return seen
      ? { ...joined(member, seen), friend: seen.friend }
      : { ...present(member), remark: '', alias: '', friend: false }
  }
}

const nobody: Person = { name: '', remark: '', alias: '', avatar: '', attr: 0, keyword: '', friend: false }

function marksOf({ name, remark, alias, avatar, attr, keyword }: Marks): Marks {
  return { name, remark, alias, avatar, attr, keyword }
}

/** True when a member list tells of him what is known already; what it leaves empty is known from elsewhere, if at all. */
function showsNothingNew({ name, avatar, attr, keyword }: PlatformMember, known: Marks): boolean {
  return (
    (name === '' || name === known.name) &&
    (avatar === '' || avatar === known.avatar) &&
    (attr === 0 || attr === known.attr) &&
    (keyword === '' || keyword === known.keyword)
  )
}

/** What a member list shows; what it leaves empty is known from elsewhere, if at all. */
function shown(member: PlatformMember): Partial<Marks> {
  return Object.fromEntries(Object.entries(present(member)).filter(([, mark]) => mark !== '' && mark !== 0))
}

function present({ name, avatar, attr, keyword }: PlatformMember): Omit<Marks, 'remark' | 'alias'> {
  return { name, avatar, attr, keyword }
}

/** What the member list and the person's own record show together. */
function joined(member: PlatformMember, seen: Marks): Marks {
  return {
    name: member.name || seen.name,
    remark: seen.remark,
    alias: seen.alias,
    avatar: seen.avatar || member.avatar,
    attr: seen.attr || member.attr,
    keyword: seen.keyword || member.keyword,
  }
}

function sameMarks(one: Person, other: Person): boolean {
  return (
    one.name === other.name &&
    one.remark === other.remark &&
    one.alias === other.alias &&
    one.avatar === other.avatar &&
    one.attr === other.attr &&
    one.keyword === other.keyword &&
    one.friend === other.friend
  )
}
