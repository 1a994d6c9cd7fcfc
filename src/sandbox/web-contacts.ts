import { seedOf } from '../domain/chance.js'
import { BOT } from '../domain/keys.js'
import type { Person, Place, Room } from './cast.js'
import type { Truth } from './truth.js'
import { webName } from './web-raw.js'

/** A person as wechat4u keeps him: of its many fields those that somebody reads. Emoji in names are decoded already. */
export interface WebContact {
  UserName: string
  NickName: string
  RemarkName: string
  /** WeChat id; of those who set none it is empty, as here. */
  Alias: string
  AttrStatus: number
  HeadImgUrl: string
  /** Bit 1: friend. */
  ContactFlag: number
  VerifyFlag: number
  Sex: number
  Province: string
  City: string
  Signature: string
}

/** A member in a raw room: names as they travel, escaped and with emoji spans. */
export interface WebMember {
  UserName: string
  NickName: string
  DisplayName: string
  HeadImgUrl: string
}

export interface WebRoom {
  UserName: string
  NickName: string
  /** Session id of WeChat's owner. */
  ChatRoomOwner: string
  IsOwner: number
  OwnerUin: number
  EncryChatRoomId: string
  HeadImgUrl: string
  MemberCount: number
  MemberList: WebMember[]
}

export function webContact(truth: Truth, person: Person): WebContact {
  const id = truth.contactId(person.key)
  return contact(id, person.name, person.remark, person.friend ? 3 : 0, headImage(id, person))
}

/** Written out in one piece: in a big world that is done a few hundred thousand times at a login. */
function contact(id: string, name: string, remark: string, flag: number, picture: string): WebContact {
  return {
    UserName: id,
    NickName: name,
    RemarkName: remark,
    Alias: '',
    AttrStatus: 0,
    HeadImgUrl: picture,
    ContactFlag: flag,
    VerifyFlag: 0,
    Sex: 0,
    Province: '',
    City: '',
    Signature: '',
  }
}

/** A room in the contact list. */
export function webRoomContact(truth: Truth, room: Room): WebContact {
  return contact(truth.roomId(room.key), room.topic, '', 2, '')
}

export function webRoom(truth: Truth, room: Room): WebRoom {
  const id = truth.roomId(room.key)
  return {
    UserName: id,
    NickName: webName(room.topic),
    ChatRoomOwner: truth.contactId(room.owner),
    IsOwner: room.owner === BOT ? 1 : 0,
    OwnerUin: 0,
    EncryChatRoomId: id.slice(2, 34),
    HeadImgUrl: `/cgi-bin/mmwebwx-bin/webwxgetheadimg?seq=${seedOf(room.key)}&username=${id}&skey=`,
    MemberCount: room.members.size,
    MemberList: Array.from(room.members, ([key, place]) => webMember(truth, truth.person(key), place)),
  }
}

export function webMember(truth: Truth, person: Person, place: Place): WebMember {
  return new Shown(truth.contactId(person.key), person, place)
}

/** True while a record that was made of this room, in this session, says what is true of it. */
export function stillTrue(record: WebRoom, truth: Truth, room: Room): boolean {
  const { MemberList: list } = record
  if (list.length !== room.members.size || record.UserName !== truth.roomId(room.key)) return false
  if (record.NickName !== webName(room.topic) || record.ChatRoomOwner !== truth.contactId(room.owner)) return false
  let at = 0
  for (const place of room.members.values()) {
    const shown = list[at++]
    if (!(shown instanceof Shown && shown.shows(place))) return false
  }
  return true
}

/** A member as the web shows him, with what that was made of. The path of the picture is long, and written when asked for. */
class Shown implements WebMember {
  readonly UserName: string
  readonly NickName: string
  readonly DisplayName: string
  readonly #person: Person
  readonly #name: string
  readonly #place: Place
  readonly #card: string

  constructor(id: string, person: Person, place: Place) {
    this.UserName = id
    this.NickName = webName(person.name)
    this.DisplayName = webName(place.card)
    this.#person = person
    this.#name = person.name
    this.#place = place
    this.#card = place.card
  }

  get HeadImgUrl(): string {
    return headImage(this.UserName, this.#person)
  }

  /** Whether he who has this place is shown here as he is. */
  shows(place: Place): boolean {
    return this.#place === place && this.#card === place.card && this.#name === this.#person.name
  }
}

/**
 * A path without a host, as on Web WeChat; `seq` belongs to the picture, `username` to the session. Who has no picture
 * of his own has `seq=0`.
 */
function headImage(id: string, person: Person): string {
  return `/cgi-bin/mmwebwx-bin/webwxgeticon?seq=${person.ownAvatar ? seedOf(person.key) : 0}&username=${id}&skey=`
}
