import type { Redis } from 'ioredis'
import type { Puppet } from 'wechaty-puppet'
import type { PuppetLink, RawContact } from '../../src/chat/link.js'
import { BOT } from '../../src/domain/keys.js'

interface Somebody {
  name: string
  avatar?: string
  remark?: string
  friend?: boolean
  attr?: number
}

/** A played WeChat: people and rooms by names of our own, ids by the session. */
export class Phone {
  /** Where the bot that looks at it keeps what it knows. */
  readonly redis: Redis
  readonly people = new Map<string, Somebody>([[BOT, { name: '小助' }]])
  readonly rooms = new Map<string, { topic: string; members: Map<string, string> }>()
  /** Rooms that the client has not listed yet. */
  readonly hidden = new Set<string>()
  session = 1
  /** Ids that outlive logins, and no records to look into, as other puppets have. */
  stable = false

  constructor(redis: Redis) {
    this.redis = redis
  }

  id(who: string): string {
    const digits = Buffer.from(this.stable ? who : `${who}/${this.session}`).toString('hex')
    return `@${digits.padEnd(64, '0')}`
  }

  roomId(room: string): string {
    return `@${this.id(room)}`
  }

  person(who: string, one: Partial<Somebody> = {}): void {
    const avatar = [...who].map(each => each.codePointAt(0)).join('')
    this.people.set(who, { name: who, avatar, ...one })
  }

  /** Whoever is not known yet comes into being, with a name and a picture of his own. */
  room(room: string, topic: string, members: readonly (string | [who: string, card: string])[]): void {
    const places = new Map([[BOT, '']])
    for (const one of members) {
      const [who, card] = typeof one === 'string' ? [one, ''] : one
      if (!this.people.has(who)) this.person(who)
      places.set(who, card)
    }
    this.rooms.set(room, { topic, members: places })
  }

  leave(room: string, who: string): void {
    this.rooms.get(room)?.members.delete(who)
  }

  come(room: string, who: string, card = ''): void {
    this.rooms.get(room)?.members.set(who, card)
  }

  get link(): PuppetLink {
    const phone = this
    const records = () => new Map([...phone.people].map(([who, one]) => [phone.id(who), phone.#record(who, one)]))
    const roomOf = (id: string) => [...phone.rooms].find(([room]) => phone.roomId(room) === id)
    const raw = (id: string): RawContact | undefined => {
      const [, room] = roomOf(id) ?? []
      if (!room) return records().get(id)
      const member = ([who, card]: [string, string]) => {
        const { NickName, HeadImgUrl, AttrStatus } = phone.#record(who, phone.people.get(who) ?? { name: who })
        return { UserName: phone.id(who), DisplayName: card, NickName, HeadImgUrl, AttrStatus }
      }
      return { UserName: id, NickName: room.topic, MemberList: [...room.members].map(member) }
    }
    const puppet = {
      get currentUserId() {
        return phone.id(BOT)
      },
      roomList: async () =>
        [...phone.rooms.keys()].filter(room => !phone.hidden.has(room)).map(room => phone.roomId(room)),
      roomRawPayload: async () => ({}),
      roomPayload: async (id: string) => ({ topic: roomOf(id)?.[1].topic ?? '' }),
      roomMemberList: async (id: string) => [...(roomOf(id)?.[1].members.keys() ?? [])].map(who => phone.id(who)),
      roomMemberPayload: async (id: string, contact: string) => {
        const [who = '', card = ''] =
          [...(roomOf(id)?.[1].members ?? [])].find(([each]) => phone.id(each) === contact) ?? []
        return { name: phone.people.get(who)?.name ?? who, roomAlias: card }
      },
      contactPayload: async (id: string) => {
        const [, one] = [...phone.people].find(([who]) => phone.id(who) === id) ?? []
        if (!one) throw new Error('no such contact')
        return { name: one.name, alias: one.remark ?? '', friend: one.friend ?? false }
      },
    } as unknown as Puppet
    return phone.stable ? { puppet } : { puppet, record: raw }
  }

  #record(who: string, { name, avatar = '', remark = '', friend = false, attr = 0 }: Somebody) {
    return {
      UserName: this.id(who),
      NickName: name,
      RemarkName: remark,
      ContactFlag: friend ? 3 : 0,
      AttrStatus: attr,
      HeadImgUrl: `/webwxgeticon?seq=${avatar === '' ? 0 : avatar}&username=${this.id(who)}&skey=`,
    }
  }
}
