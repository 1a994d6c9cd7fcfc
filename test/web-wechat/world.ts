import { createHash } from 'node:crypto'
import { emptyContact, escapeName, type RawContact } from './raw.js'

export interface PersonSpec {
  name?: string
  /** A friend of the bot: can be written to, added and invited. */
  friend?: boolean
  remark?: string
  /** The WeChat ID. */
  alias?: string
  sex?: 0 | 1 | 2
  province?: string
  city?: string
  signature?: string
  /** An official account. */
  official?: boolean
}

export interface RoomSpec {
  topic: string
  /** WeChat's owner, who alone can remove people. Default: bot. */
  owner?: string
  members: readonly (string | { who: string; card?: string })[]
  /** The bot is not in it (yet). */
  absent?: boolean
  /**
   * How the client learns of it: `recent` is in webwxinit, `saved` in the address book without its members, `unlisted`
   * in neither, so that its first message brings it. Default: recent.
   */
  listed?: 'recent' | 'saved' | 'unlisted'
}

export interface WorldSpec {
  /** The bot's own name. Default: 小助. */
  bot?: string
  people?: Readonly<Record<string, PersonSpec>>
  rooms?: Readonly<Record<string, RoomSpec>>
}

interface Person {
  name: string
  friend: boolean
  remark: string
  spec: PersonSpec
}

interface Room {
  topic: string
  owner: string
  /** Member key to card (the name in the room), '' without one; in order of joining. */
  members: Map<string, string>
  listed: 'recent' | 'saved' | 'unlisted'
}

export const BOT = 'bot'
export const BOT_UIN = 155217200

/**
 * What is true in the stand-in's WeChat: people and rooms by the test's keys (`bot` is the bot). The platform's ids are
 * made of the key and the session, as in WeChat, where every QR login gives everybody a new one.
 */
export class World {
  readonly people = new Map<string, Person>()
  readonly rooms = new Map<string, Room>()
  /** Pictures that people sent, by message id. */
  readonly pictures = new Map<string, Buffer>()
  #session = 0

  constructor(spec: WorldSpec) {
    this.meet(BOT, { name: spec.bot ?? '小助' })
    for (const [key, person] of Object.entries(spec.people ?? {})) this.meet(key, person)
    for (const [key, room] of Object.entries(spec.rooms ?? {})) {
      const members = room.members.map(member => (typeof member === 'string' ? { who: member } : member))
      if (!room.absent && !members.some(member => member.who === BOT)) members.unshift({ who: BOT })
      for (const { who } of members) if (!this.people.has(who)) this.meet(who, {})
      this.rooms.set(key, {
        topic: room.topic,
        owner: room.owner ?? BOT,
        members: new Map(members.map(({ who, card }) => [who, card ?? ''])),
        listed: room.listed ?? 'recent',
      })
    }
  }

  /** A person that was not there before; without a name it is called by its key. */
  meet(key: string, spec: PersonSpec): void {
    this.people.set(key, { name: spec.name ?? key, friend: spec.friend ?? false, remark: spec.remark ?? '', spec })
  }

  person(key: string): Person {
    const person = this.people.get(key)
    if (!person) throw new Error(`the stand-in knows nobody called ${key}`)
    return person
  }

  room(key: string): Room {
    const room = this.rooms.get(key)
    if (!room) throw new Error(`the stand-in has no room called ${key}`)
    return room
  }

  /** A QR login: from here on all ids are other ones. */
  newSession(): void {
    this.#session += 1
  }

  personId(key: string): string {
    this.person(key)
    return `@${this.#hash(`person ${key}`)}`
  }

  roomId(key: string): string {
    this.room(key)
    return `@@${this.#hash(`room ${key}`)}`
  }

  /** Whose id this is, person or room, in the present session. */
  find(id: string): { person: string } | { room: string } | undefined {
    for (const key of this.people.keys()) if (this.personId(key) === id) return { person: key }
    for (const key of this.rooms.keys()) if (this.roomId(key) === id) return { room: key }
    return undefined
  }

  /** How somebody is named in a room: by the card, else by the name. Remarks are the bot's own and do not show. */
  nameIn(room: string, who: string): string {
    return this.room(room).members.get(who) || this.person(who).name
  }

  /** The bot's own record, as webwxinit gives it. */
  self(): RawContact {
    return { ...this.#person(BOT), Uin: BOT_UIN, ContactFlag: 0, WebWxPluginSwitch: 0, HeadImgFlag: 1 }
  }

  /** A person as the address book and webwxbatchgetcontact have them. */
  contact(key: string): RawContact {
    return this.#person(key)
  }

  /** A room with its members. With `owner`, as webwxsync tells of a change; without, as webwxbatchgetcontact answers. */
  roomContact(key: string, told: 'answer' | 'change' = 'answer'): RawContact {
    const room = this.room(key)
    const members = [...room.members].map(([who, card]) => ({
      Uin: 0,
      UserName: this.personId(who),
      NickName: escapeName(this.person(who).name),
      AttrStatus: attrStatus(who),
      PYInitial: '',
      PYQuanPin: '',
      RemarkPYInitial: '',
      RemarkPYQuanPin: '',
      MemberStatus: 0,
      DisplayName: escapeName(card),
      KeyWord: keyWord(who, this.person(who).spec.alias),
    }))
    return {
      ...this.#blank(this.roomId(key), escapeName(room.topic), 'webwxgetheadimg', 3),
      MemberCount: members.length,
      MemberList: members,
      ...(told === 'change'
        ? { ChatRoomOwner: this.personId(room.owner) }
        : {
            OwnerUin: room.owner === BOT ? BOT_UIN : 0,
            IsOwner: room.owner === BOT ? 1 : 0,
            EncryChatRoomId: `@${this.#hash(`encrypted ${key}`).slice(0, 32)}`,
          }),
    }
  }

  /** A saved room as the address book lists it: without its members, which must be asked for. */
  savedRoom(key: string): RawContact {
    return { ...this.roomContact(key), MemberCount: 0, MemberList: [] }
  }

  #person(key: string): RawContact {
    const { name, friend, remark, spec } = this.person(key)
    return {
      ...this.#blank(this.personId(key), escapeName(name), 'webwxgeticon', friend ? 3 : 0),
      RemarkName: escapeName(remark),
      Alias: friend ? (spec.alias ?? '') : '',
      Sex: spec.sex ?? 0,
      Province: spec.province ?? '',
      City: spec.city ?? '',
      Signature: spec.signature ?? '',
      VerifyFlag: spec.official ? 8 : 0,
      AttrStatus: spec.official ? 0 : attrStatus(key),
      KeyWord: spec.official ? 'gh_' : keyWord(key, spec.alias),
    }
  }

  #blank(id: string, name: string, picture: string, flag: number): RawContact {
    return {
      ...emptyContact,
      UserName: id,
      NickName: name,
      HeadImgUrl: `/cgi-bin/mmwebwx-bin/${picture}?seq=${parseInt(this.#hash(id).slice(0, 7), 16)}&username=${id}&skey=`,
      ContactFlag: flag,
    }
  }

  #hash(of: string): string {
    return createHash('sha256').update(`${this.#session} ${of}`).digest('hex')
  }
}

/** Constant for a person across sessions, as WeChat's is (and, as there, no name anybody could be known by alone). */
export function attrStatus(key: string): number {
  return parseInt(createHash('sha256').update(key).digest('hex').slice(0, 6), 16)
}

export function keyWord(key: string, alias?: string): string {
  return (alias ?? createHash('sha256').update(`wxid ${key}`).digest('hex')).slice(0, 3)
}
