import type { Redis } from 'ioredis'
import type { Millis } from '../domain/events.js'
import { BOT, type MemberKey, type RoomKey } from '../domain/keys.js'
import { PackedRows } from '../redis/packed.js'
import { transaction } from '../redis/transaction.js'
import type { Marks } from './likeness.js'

/** What we know of a person, whatever session: names are attackers' text and no key. */
export interface Person extends Marks {
  friend: boolean
  /** Since a login he could not be told apart: one of these, or nobody we knew. Until it is settled he has no records but his own since. */
  unsure?: readonly MemberKey[]
  /** He turned out to be this one: what is still on its way to him goes there. */
  is?: MemberKey
}

/** A room as it was last seen. */
export interface KnownRoom {
  topic: string
}

interface Row {
  person: Person
  /** His id in the session of that number. */
  contact: string
  session: number
}

interface Session {
  self: string
  number: number
  /** When we first saw it. */
  since: Millis
}

/** One binding: whose contact this is. Without `member` he is new. */
export interface Binding {
  contact: string
  member?: MemberKey
  person: Person
}

/**
 * The binding of the session's ids to our keys. In Redis, this file the only owner: `PREFIX:identity:people` packed rows
 * member key → person and his id in the present session · `:rooms` hash room id → room key (of the present session) ·
 * `:known-rooms` hash room key → KnownRoom · `:session` · `:counter`.
 * Everything is held in memory too: the process is the data's only owner.
 */
export class Identity {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #people: PackedRows<Row>
  readonly #memberOf = new Map<string, MemberKey>()
  readonly #roomOf = new Map<string, RoomKey>()
  readonly #roomIdOf = new Map<RoomKey, string>()
  readonly #rooms = new Map<RoomKey, KnownRoom>()
  /** Whoever cannot be told apart now, and whom each of them might be. */
  readonly #unsure = new Map<MemberKey, readonly MemberKey[]>()
  #counter = 0
  #session: Session = { self: '', number: 0, since: 0 }

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis
    this.#prefix = prefix
    this.#people = new PackedRows(redis, this.#key('people'), { encode, decode })
  }

  #key(name: string): string {
    return `${this.#prefix}:identity:${name}`
  }

  async load(): Promise<void> {
    const [rooms, known, counter, session] = await Promise.all([
      this.#redis.hgetall(this.#key('rooms')),
      this.#redis.hgetall(this.#key('known-rooms')),
      this.#redis.get(this.#key('counter')),
      this.#redis.get(this.#key('session')),
      this.#people.load(),
    ])
    if (session !== null) this.#session = JSON.parse(session) as Session
    for (const [member, row] of this.#people.rows) {
      if (row.session === this.#session.number && row.contact !== '') this.#memberOf.set(row.contact, member)
      if (row.session === this.#session.number && row.person.unsure) this.#unsure.set(member, row.person.unsure)
    }
    for (const [id, room] of Object.entries(rooms)) this.#rememberRoom(id, room)
    for (const [room, text] of Object.entries(known)) this.#rooms.set(room, JSON.parse(text) as KnownRoom)
    this.#counter = Number(counter ?? 0)
  }

  /**
   * Opens the session of `selfId`. In a new one all old ids are void, and nobody is unsure of anybody any more; the caller
   * binds people and rooms anew from what it sees (see Binder). Returns true when it is new.
   */
  async open(selfId: string, now: Millis): Promise<boolean> {
    const fresh = this.#session.self !== selfId
    if (fresh) {
      this.#memberOf.clear()
      this.#roomOf.clear()
      this.#roomIdOf.clear()
      this.#unsure.clear()
      this.#session = { self: selfId, number: this.#session.number + 1, since: now }
      await transaction(this.#redis, step => {
        step.del(this.#key('rooms')).set(this.#key('session'), JSON.stringify(this.#session))
      })
    }
    this.#memberOf.set(selfId, BOT)
    return fresh
  }

  /** Counts the sessions of this account that we have seen. */
  get session(): { number: number; since: Millis } {
    return this.#session
  }

  memberOf(contactId: string): MemberKey | undefined {
    return this.#memberOf.get(contactId)
  }

  /** The session id of a member, when he was seen in this session. */
  contactOf(member: MemberKey): string | undefined {
    if (member === BOT) return this.#session.self
    const row = this.#people.get(member)
    if (row?.person.is !== undefined) return this.contactOf(row.person.is)
    return row && row.session === this.#session.number && row.contact !== '' ? row.contact : undefined
  }

  /** The number of the session in which a member had an id last; 0 when he has been nobody's since. */
  lastMet(member: MemberKey): number {
    return this.#people.get(member)?.session ?? 0
  }

  roomOf(roomId: string): RoomKey | undefined {
    return this.#roomOf.get(roomId)
  }

  idOfRoom(room: RoomKey): string | undefined {
    return this.#roomIdOf.get(room)
  }

  person(member: MemberKey): Person | undefined {
    return this.#people.get(member)?.person
  }

  /** Everybody we ever met. */
  get members(): Iterable<MemberKey> {
    return this.#people.rows.keys()
  }

  room(room: RoomKey): KnownRoom | undefined {
    return this.#rooms.get(room)
  }

  get rooms(): ReadonlyMap<RoomKey, KnownRoom> {
    return this.#rooms
  }

  /** Whom each of those might be who could not be told apart at the last login; some of them may be settled since. */
  get unsure(): ReadonlyMap<MemberKey, readonly MemberKey[]> {
    return this.#unsure
  }

  /** True of whoever cannot be told apart now, and of those he might be: no privileges, no punishments (law 4). */
  isAmbiguous(member: MemberKey): boolean {
    if (this.#unsure.size === 0) return false
    const own = this.#unsure.get(member)
    if (own) return own.some(candidate => this.contactOf(candidate) === undefined)
    if (this.contactOf(member) !== undefined) return false
    for (const candidates of this.#unsure.values()) if (candidates.includes(member)) return true
    return false
  }

  /** Binds contacts to members in one go. A contact without a member gets a new key. */
  async bind(pairs: readonly Binding[]): Promise<MemberKey[]> {
    if (pairs.length === 0) return []
    const keys = pairs.map(({ contact, member, person }) => {
      const key = member ?? `m${++this.#counter}`
      this.#put(key, person, contact)
      return key
    })
    await transaction(this.#redis, step => {
      this.#people.save(step, keys)
      step.set(this.#key('counter'), this.#counter)
    })
    return keys
  }

  /** Writes down what is true of people now. */
  async update(changes: Iterable<readonly [MemberKey, Person]>): Promise<void> {
    const keys: MemberKey[] = []
    for (const [member, person] of changes) {
      this.#put(member, person, this.contactOf(member) ?? '')
      keys.push(member)
    }
    if (keys.length > 0) await transaction(this.#redis, step => this.#people.save(step, keys))
  }

  /**
   * It is settled who somebody is: `into` is bound to his contact, and his provisional key is nobody any more. Without
   * `into` he is a person of his own.
   */
  async settle(unsure: MemberKey, into?: MemberKey): Promise<void> {
    const contact = this.contactOf(unsure)
    const known = this.#people.get(unsure)
    if (contact === undefined || !known) return
    const { unsure: _, ...person } = known.person
    this.#unsure.delete(unsure)
    if (into === undefined || into === unsure) this.#put(unsure, person, contact)
    else {
      // Who is told to be one that was unsure before is now as unsure as that one was.
      const further = (this.#people.get(into)?.person.unsure ?? []).filter(
        each => each !== unsure && this.contactOf(each) === undefined && this.person(each)?.is === undefined,
      )
      this.#put(unsure, { ...person, is: into }, '')
      this.#put(into, further.length > 0 ? { ...person, unsure: further } : person, contact)
    }
    await transaction(this.#redis, step => this.#people.save(step, [unsure, into ?? unsure]))
  }

  /**
   * Binds a room's id to a key. Where it was bound to another key, that one is forgotten and returned: the caller forgets
   * what hangs on it.
   */
  async bindRoom(roomId: string, room: RoomKey, topic: string): Promise<RoomKey | undefined> {
    const before = this.#roomOf.get(roomId)
    const displaced = before === room ? undefined : before
    if (displaced !== undefined) {
      this.#roomIdOf.delete(displaced)
      this.#rooms.delete(displaced)
    }
    this.#rememberRoom(roomId, room)
    this.#rooms.set(room, { topic })
    await transaction(this.#redis, step => {
      if (displaced !== undefined) step.hdel(this.#key('known-rooms'), displaced)
      step.hset(this.#key('rooms'), roomId, room)
      step.hset(this.#key('known-rooms'), room, JSON.stringify({ topic }))
    })
    return displaced
  }

  /** A new key for a room that no YAML names. */
  async newRoomKey(): Promise<RoomKey> {
    this.#counter += 1
    await this.#redis.set(this.#key('counter'), this.#counter)
    return `room${this.#counter}`
  }

  #put(member: MemberKey, person: Person, contact: string): void {
    if (contact !== '') this.#memberOf.set(contact, member)
    this.#people.put(member, { person, contact, session: contact === '' ? 0 : this.#session.number })
    if (person.unsure) this.#unsure.set(member, person.unsure)
    else this.#unsure.delete(member)
  }

  #rememberRoom(id: string, room: RoomKey): void {
    this.#roomOf.set(id, room)
    this.#roomIdOf.set(room, id)
  }
}

// A row is a list, its empty end left out: most people have little more than a name and an id.

function encode({ person, contact, session }: Row): unknown {
  const { name, remark, alias, avatar, attr, keyword, friend, unsure, is } = person
  const row = [
    name,
    shorten(contact),
    session,
    attr,
    keyword,
    avatar,
    friend ? 1 : 0,
    remark,
    alias,
    unsure ?? 0,
    is ?? '',
  ]
  while (row.length > 3 && (row.at(-1) === 0 || row.at(-1) === '')) row.pop()
  return row
}

function decode(stored: unknown): Row {
  const [
    name,
    contact,
    session,
    attr = 0,
    keyword = '',
    avatar = '',
    friend = 0,
    remark = '',
    alias = '',
    unsure = 0,
    is = '',
  ] = stored as [
    string,
    string,
    number,
    number?,
    string?,
    string?,
    number?,
    string?,
    string?,
    (MemberKey[] | 0)?,
    string?,
  ]
  const person: Person = { name, remark, alias, avatar, attr, keyword, friend: friend === 1 }
  if (unsure !== 0) person.unsure = unsure
  if (is !== '') person.is = is
  return { person, contact: lengthen(contact), session }
}

/** Web WeChat's ids are `@` and hex digits: half as long in base64. `~` marks them; nobody's id begins so. */
function shorten(id: string): string {
  return /^@(?:[0-9a-f]{2}){8,}$/.test(id) ? `~${Buffer.from(id.slice(1), 'hex').toString('base64url')}` : id
}

function lengthen(id: string): string {
  return id.startsWith('~') ? `@${Buffer.from(id.slice(1), 'base64url').toString('hex')}` : id
}
