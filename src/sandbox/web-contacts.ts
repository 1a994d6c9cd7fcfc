import { seedOf } from '../domain/chance.js'
import { BOT } from '../domain/keys.js'
import type { Person, Room } from './cast.js'
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

const nothingElse = { Alias: '', AttrStatus: 0, VerifyFlag: 0, Sex: 0, Province: '', City: '', Signature: '' }

export function webContact(truth: Truth, person: Person): WebContact {
  return {
    ...nothingElse,
    UserName: truth.contactId(person.key),
    NickName: person.name,
    RemarkName: person.remark,
    HeadImgUrl: headImage(truth, person),
    ContactFlag: person.friend ? 3 : 0,
  }
}

/** A room in the contact list. */
export function webRoomContact(truth: Truth, room: Room): WebContact {
  const id = truth.roomId(room.key)
  return { ...nothingElse, UserName: id, NickName: room.topic, RemarkName: '', HeadImgUrl: '', ContactFlag: 2 }
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
    MemberList: [...room.members].map(([key, { card }]) => webMember(truth, truth.person(key), card)),
  }
}

export function webMember(truth: Truth, person: Person, card: string): WebMember {
  return {
    UserName: truth.contactId(person.key),
    NickName: webName(person.name),
    DisplayName: webName(card),
    HeadImgUrl: headImage(truth, person),
  }
}

/**
 * A path without a host, as on Web WeChat; `seq` belongs to the picture, `username` to the session. Who has no picture
 * of his own has `seq=0`.
 */
function headImage(truth: Truth, person: Person): string {
  const seq = person.ownAvatar ? seedOf(person.key) : 0
  return `/cgi-bin/mmwebwx-bin/webwxgeticon?seq=${seq}&username=${truth.contactId(person.key)}&skey=`
}
