import type { Redis } from 'ioredis'
import { BOT, type MemberKey, type RoomKey } from '../domain/keys.js'

/** What we know of a person, whatever session: names are attackers' text and no key. */
export interface Person {
  name: string
  remark: string
  friend: boolean
}

/** A room as it was last seen. `binding` is how its session id was found. */
export interface KnownRoom {
  topic: string
}

/**
 * The binding of the session's ids to our keys. In Redis, this file the only owner: `PREFIX:identity:contacts` hash
 * contact id → member key · `:rooms` hash room id → room key (both of the present session) · `:people` hash member key →
 * Person · `:known-rooms` hash room key → KnownRoom · `:session` the bot's own id · `:counter`.
 * Everything is held in memory too: the process is the data's only owner.
 */
export class Identity {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #memberOf = new Map<string, MemberKey>()
  readonly #contactOf = new Map<MemberKey, string>()
  readonly #roomOf = new Map<string, RoomKey>()
  readonly #roomIdOf = new Map<RoomKey, string>()
  readonly #people = new Map<MemberKey, Person>()
  readonly #rooms = new Map<RoomKey, KnownRoom>()
  #counter = 0
  #session = ''

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis
    this.#prefix = prefix
  }

  #key(name: string): string {
    return `${this.#prefix}:identity:${name}`
  }

  async load(): Promise<void> {
    const [contacts, rooms, people, known, counter, session] = await Promise.all([
      this.#redis.hgetall(this.#key('contacts')),
      this.#redis.hgetall(this.#key('rooms')),
      this.#redis.hgetall(this.#key('people')),
      this.#redis.hgetall(this.#key('known-rooms')),
      this.#redis.get(this.#key('counter')),
      this.#redis.get(this.#key('session')),
    ])
    for (const [id, member] of Object.entries(contacts)) this.#remember(id, member)
    for (const [id, room] of Object.entries(rooms)) this.#rememberRoom(id, room)
    for (const [member, text] of Object.entries(people)) this.#people.set(member, JSON.parse(text) as Person)
    for (const [room, text] of Object.entries(known)) this.#rooms.set(room, JSON.parse(text) as KnownRoom)
    this.#counter = Number(counter ?? 0)
    this.#session = session ?? ''
  }

  /**
   * Opens the session of `selfId`. In a new one all old ids are void; the caller binds people and rooms anew from what
   * it sees (see Roster.rebind). Returns true when it is new.
   */
  async open(selfId: string): Promise<boolean> {
    const fresh = this.#session !== selfId
    if (fresh) {
      this.#memberOf.clear()
      this.#contactOf.clear()
      this.#roomOf.clear()
      this.#roomIdOf.clear()
      this.#session = selfId
      await this.#redis.multi().del(this.#key('contacts'), this.#key('rooms')).set(this.#key('session'), selfId).exec()
    }
    this.#remember(selfId, BOT)
    return fresh
  }

  memberOf(contactId: string): MemberKey | undefined {
    return this.#memberOf.get(contactId)
  }

  /** The session id of a member, when he is visible in this session. */
  contactOf(member: MemberKey): string | undefined {
    return this.#contactOf.get(member)
  }

  roomOf(roomId: string): RoomKey | undefined {
    return this.#roomOf.get(roomId)
  }

  idOfRoom(room: RoomKey): string | undefined {
    return this.#roomIdOf.get(room)
  }

  person(member: MemberKey): Person | undefined {
    return this.#people.get(member)
  }

  get people(): ReadonlyMap<MemberKey, Person> {
    return this.#people
  }

  room(room: RoomKey): KnownRoom | undefined {
    return this.#rooms.get(room)
  }

  get rooms(): ReadonlyMap<RoomKey, KnownRoom> {
    return this.#rooms
  }

  /** Binds contacts to members in one go. A contact without a member gets a new key. */
  async bind(pairs: readonly { contact: string; member?: MemberKey; person: Person }[]): Promise<MemberKey[]> {
    if (pairs.length === 0) return []
    const step = this.#redis.pipeline()
    const keys = pairs.map(({ contact, member, person }) => {
      const key = member ?? `m${++this.#counter}`
      this.#remember(contact, key)
      this.#people.set(key, person)
      step.hset(this.#key('contacts'), contact, key)
      step.hset(this.#key('people'), key, JSON.stringify(person))
      return key
    })
    step.set(this.#key('counter'), this.#counter)
    await step.exec()
    return keys
  }

  /** Writes down what is true of a person now. */
  async update(member: MemberKey, person: Person): Promise<void> {
    this.#people.set(member, person)
    await this.#redis.hset(this.#key('people'), member, JSON.stringify(person))
  }

  async bindRoom(roomId: string, room: RoomKey, topic: string): Promise<void> {
    this.#rememberRoom(roomId, room)
    this.#rooms.set(room, { topic })
    await this.#redis
      .multi()
      .hset(this.#key('rooms'), roomId, room)
      .hset(this.#key('known-rooms'), room, JSON.stringify({ topic }))
      .exec()
  }

  /** A new key for a room that no YAML names. */
  async newRoomKey(): Promise<RoomKey> {
    this.#counter += 1
    await this.#redis.set(this.#key('counter'), this.#counter)
    return `room${this.#counter}`
  }

  #remember(contact: string, member: MemberKey): void {
    this.#memberOf.set(contact, member)
    this.#contactOf.set(member, contact)
  }

  #rememberRoom(id: string, room: RoomKey): void {
    this.#roomOf.set(id, room)
    this.#roomIdOf.set(room, id)
  }
}
