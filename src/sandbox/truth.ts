import type { Millis } from '../domain/events.js'
import { BOT } from '../domain/keys.js'
import { castOf, type Person, personOf, type Room, type WorldSpec } from './cast.js'
import { SessionIds } from './session-ids.js'

/** A step that WeChat would not allow, or a key that nobody knows. */
export class WorldError extends Error {
  override readonly name = 'WorldError'
  readonly code:
    | 'UNKNOWN_PERSON'
    | 'UNKNOWN_ROOM'
    | 'NOT_IN_ROOM'
    | 'ALREADY_IN_ROOM'
    | 'NO_CONTACT'
    | 'NO_CARD'
    | 'NOTHING_SENT'

  constructor(code: WorldError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** People, rooms and the session's ids: what both sides of the world, the people's and the bot's, share. */
export class Truth {
  readonly people: Map<string, Person>
  readonly rooms: Map<string, Room>
  readonly now: () => Millis
  readonly #seed: number
  #session = 1
  #ids: SessionIds
  /** By the ids of this session; of an older one's none is known. */
  readonly #personOfId = new Map<string, Person>()
  readonly #roomOfId = new Map<string, Room>()
  #messages = 0

  constructor(options: { now: () => Millis; seed: number; spec: WorldSpec }) {
    this.now = options.now
    this.#seed = options.seed
    this.#ids = new SessionIds(options.seed, this.#session)
    const { people, rooms } = castOf(options.spec, options.now())
    this.people = people
    this.rooms = rooms
    this.#giveIds()
  }

  get selfId(): string {
    return this.contactId(BOT)
  }

  person(key: string): Person {
    const person = this.people.get(key)
    if (!person) throw new WorldError('UNKNOWN_PERSON', `没有 ${key} 这个人`)
    return person
  }

  room(key: string): Room {
    const room = this.rooms.get(this.findRoom(key) ?? key)
    if (!room) throw new WorldError('UNKNOWN_ROOM', `没有 ${key} 这个群`)
    return room
  }

  /** A room's key by its key or, when no key fits, by its topic. */
  findRoom(keyOrTopic: string): string | undefined {
    if (this.rooms.has(keyOrTopic)) return keyOrTopic
    for (const room of this.rooms.values()) if (room.topic === keyOrTopic) return room.key
    return undefined
  }

  /** The room, when that person is in it. */
  roomWith(key: string, who: string): Room {
    const room = this.room(key)
    if (!room.members.has(this.person(who).key)) throw new WorldError('NOT_IN_ROOM', `${who} 不在 ${key} 里`)
    return room
  }

  /** Adds a person who was not in the cast; returns false when he exists already. */
  addPerson(key: string, name: string): boolean {
    if (this.people.has(key)) return false
    const person = personOf(key, { name })
    this.people.set(key, person)
    this.#meet(person)
    return true
  }

  /** A room of the bot's making is known by its topic. */
  addRoom(topic: string, members: readonly string[]): Room {
    let key = topic
    for (let again = 2; this.rooms.has(key); again += 1) key = `${topic} (${again})`
    const joined = this.now()
    const room: Room = {
      key,
      id: '',
      topic,
      owner: BOT,
      members: new Map([BOT, ...members].map(who => [who, { card: '', joined }])),
      cards: new Set(),
    }
    this.rooms.set(key, room)
    this.#open(room)
    return room
  }

  /** What others see of somebody in a room: his card there, else his name. */
  shownName(room: Room | undefined, who: string): string {
    return room?.members.get(who)?.card || this.person(who).name
  }

  contactId(key: string): string {
    return this.person(key).id
  }

  roomId(key: string): string {
    return this.room(key).id
  }

  /** The person with that id in this session. */
  personOfId(id: string): Person | undefined {
    return this.#personOfId.get(id)
  }

  roomOfId(id: string): Room | undefined {
    return this.#roomOfId.get(id)
  }

  /** From here on every person and room has another id, and the old ones mean nothing. */
  newSession(): void {
    this.#session += 1
    this.#ids = new SessionIds(this.#seed, this.#session)
    this.#giveIds()
  }

  #giveIds(): void {
    this.#personOfId.clear()
    this.#roomOfId.clear()
    for (const person of this.people.values()) this.#meet(person)
    for (const room of this.rooms.values()) this.#open(room)
  }

  #meet(person: Person): void {
    person.id = this.#ids.contact()
    this.#personOfId.set(person.id, person)
  }

  #open(room: Room): void {
    room.id = this.#ids.room()
    this.#roomOfId.set(room.id, room)
  }

  /** 19 digits, as Web WeChat's are; they rise and outlive sessions. */
  nextMessageId(): string {
    this.#messages += 1
    return `6${String(this.#messages).padStart(18, '0')}`
  }
}
