import { seedOf } from '../domain/chance.js'
import { BOT } from '../domain/keys.js'
import type { Room } from './cast.js'
import { drawAvatar, drawDefaultAvatar } from './pictures.js'
import type { Truth } from './truth.js'
import {
  stillTrue,
  type WebContact,
  type WebMember,
  type WebRoom,
  webContact,
  webMember,
  webRoom,
  webRoomContact,
} from './web-contacts.js'

/** What the bot's account sees of the world: raw data by session ids, as wechat4u keeps it, always fresh. */
export class WebView {
  readonly #truth: Truth
  /** Rooms are looked at far more often than anything in them changes. */
  readonly #records = new WeakMap<Room, WebRoom>()

  constructor(truth: Truth) {
    this.#truth = truth
  }

  /** Rooms are contacts too for wechat4u, and Wechaty asks for them as such when it refreshes a room. */
  contact(id: string): WebContact {
    const room = this.#truth.roomOfId(id)
    if (room) return webRoomContact(this.#truth, room)
    const person = this.#truth.personOfId(id)
    if (!person) throw unknown(id)
    return webContact(this.#truth, person)
  }

  /** A room that the bot is in. */
  room(id: string): WebRoom {
    const room = this.#truth.roomOfId(id)
    if (!room?.members.has(BOT)) throw unknown(id)
    return this.#recordOf(room)
  }

  /** A person or a room, when there is one. */
  record(id: string): WebContact | WebRoom | undefined {
    const person = this.#truth.personOfId(id)
    if (person) return webContact(this.#truth, person)
    const room = this.#truth.roomOfId(id)
    return room?.members.has(BOT) ? this.#recordOf(room) : undefined
  }

  #recordOf(room: Room): WebRoom {
    const known = this.#records.get(room)
    if (known && stillTrue(known, this.#truth, room)) return known
    const record = webRoom(this.#truth, room)
    this.#records.set(room, record)
    return record
  }

  member(roomId: string, contactId: string): WebMember {
    const person = this.#truth.personOfId(contactId)
    const place = person && this.#truth.roomOfId(roomId)?.members.get(person.key)
    if (!place) throw new Error('not found')
    return webMember(this.#truth, person, place)
  }

  roomIds(): string[] {
    return this.#rooms().map(room => this.#truth.roomId(room.key))
  }

  /** The bot, its friends, and the members of all its rooms. */
  contactIds(): string[] {
    const friends = [...this.#truth.people.values()].filter(person => person.friend).map(({ key }) => key)
    const members = this.#rooms().flatMap(room => [...room.members.keys()])
    return [...new Set([BOT, ...friends, ...members])].map(key => this.#truth.contactId(key))
  }

  /** As puppet-wechat4u finds people: in-room names as they travel, then nicknames, then remarks; the first one wins. */
  find(roomId: string, name: string): string | undefined {
    const members = this.room(roomId).MemberList
    const found =
      members.find(member => member.DisplayName === name) ??
      members.find(member => this.contact(member.UserName).NickName === name) ??
      members.find(member => this.contact(member.UserName).RemarkName === name)
    return found?.UserName
  }

  /** The PNG of somebody's picture. */
  avatar(contactId: string): Buffer {
    const person = this.#truth.personOfId(contactId)
    return person?.ownAvatar ? drawAvatar(seedOf(person.key)) : drawDefaultAvatar()
  }

  #rooms() {
    return [...this.#truth.rooms.values()].filter(room => room.members.has(BOT))
  }
}

function unknown(id: string): Error {
  return new Error(`no this.wechat4u.contacts[${id}]`)
}
