import type { Log } from '../../redis/log.js'
import { decodeEmoji } from '../web-text.js'
import { ContactQueue, type Haste } from './contact-queue.js'
import { pause } from './pause.js'
import { type Thresholds, waitAfter } from './thresholds.js'
import { judge } from './verdict.js'
import type { WebContact, WebMember, Wechat4uClient } from './wechat4u-client.js'

/** Whence a record: the address book, which leaves out rooms' members; a change that WeChat told; an answer to us. */
export type Source = 'book' | 'told' | 'asked'

export interface ContactBookOptions {
  client: Wechat4uClient
  thresholds: Thresholds
  log: Log
  life: AbortSignal
}

/**
 * Who and what this session knows. wechat4u's `contacts` holds friends and rooms alone: members stay in the list of their
 * room (the unmodified puppet copies every member of every room into it and asks for each of them, docs/platform.md) and
 * are made out of it when somebody looks for them.
 */
export class ContactBook {
  readonly #o: ContactBookOptions
  readonly #queue: ContactQueue
  /** Where a member was last seen, and in which list: when his room has another by now, he may have left. */
  #seen = new Map<string, Sight>()

  constructor(options: ContactBookOptions) {
    this.#o = options
    // Bound before anything can take its place.
    const { client, thresholds, log, life } = options
    this.#queue = new ContactQueue({
      fetch: async ids => {
        const records = await client.batchGetContact(ids.map(UserName => ({ UserName, EncryChatRoomId: '' })))
        this.take(records, 'asked')
        return records
      },
      thresholds,
      log,
      life,
    })
  }

  /** What is known now of a friend, a room, or somebody in a room. */
  find(id: string): WebContact | undefined {
    const known = this.#o.client.contacts[id]
    if (known) return known
    const member = this.#member(id)
    if (!member) return undefined
    // A card belongs to one room and is nobody's name elsewhere.
    return {
      RemarkName: '',
      ContactFlag: 0,
      HeadImgUrl: '',
      ...member,
      NickName: decodeEmoji(member.NickName ?? ''),
      DisplayName: '',
    }
  }

  /** The remark of a friend, '' of everybody else. */
  remark(id: string): string {
    return this.#o.client.contacts[id]?.RemarkName ?? ''
  }

  /** Asks WeChat anew; undefined when it does not know the id (either). */
  async ask(id: string, haste: Haste): Promise<WebContact | undefined> {
    await this.#queue.ask(id, haste)
    return this.find(id)
  }

  /** Takes records over and tells the client's listeners of `contacts-updated`. */
  take(records: readonly WebContact[] | undefined, source: Source): void {
    if (!records || records.length === 0) return
    const named = records.filter(record => typeof record?.UserName === 'string')
    for (const record of named) {
      if (isRoom(record.UserName)) this.#takeRoom(record, source)
      else this.#takePerson(record)
    }
    this.#o.client.emit('contacts-updated', named)
  }

  /** The address book, and the members of the rooms in it. Resolves when everything that there is, is here. */
  async load(signal: AbortSignal): Promise<void> {
    let page = 0
    do page = await this.#page(page, signal)
    while (page !== 0)
    const empty = Object.values(this.#o.client.contacts).filter(one => isRoom(one.UserName) && !hasMembers(one))
    await Promise.all(empty.map(room => this.#queue.ask(room.UserName, 'later')))
  }

  /** The session is over: none of its ids means anything. */
  clear(): void {
    this.#queue.clear()
    this.#o.client.contacts = {}
    this.#seen = new Map()
  }

  /** One page of the address book, however long it takes to get it; gives the next, 0 for none. */
  async #page(seq: number, signal: AbortSignal): Promise<number> {
    const { client, thresholds, log } = this.#o
    for (let failures = 1; ; failures += 1) {
      try {
        const { MemberList, Seq = 0 } = await client.getContact(seq)
        signal.throwIfAborted()
        this.take(MemberList, 'book')
        return Seq === seq ? 0 : Seq
      } catch (error) {
        signal.throwIfAborted()
        const verdict = judge(error)
        log.warn({ why: verdict }, 'the address book did not come; asked for again')
        const waits = verdict.kind === 'network' ? thresholds.offlineWaits : thresholds.contactRests
        await pause(waitAfter(failures, waits), signal)
      }
    }
  }

  /** A room's record is whole, but for its members where WeChat leaves them out, and its owner, of whom only changes tell. */
  #takeRoom(record: WebContact, source: Source): void {
    const { client } = this.#o
    const old = client.contacts[record.UserName]
    const { MemberList, MemberCount, ...rest } = record
    const members = MemberList ?? []
    const known = old?.MemberList ?? []
    const keeps = members.length === 0 && known.length > 0 && source !== 'asked'
    const list = keeps
      ? { MemberList: known, MemberCount: known.length }
      : { MemberList: members, MemberCount: MemberCount ?? members.length }
    client.contacts[record.UserName] = client.Contact.extend({ ...old, ...rest, ...list })
    for (const member of members) this.#seen.set(member.UserName, { member, room: record.UserName, list: members })
    if (keeps && source === 'told') void this.#queue.ask(record.UserName, 'later').catch(() => undefined)
  }

  /** As wechat4u: what comes empty may only have been left out. But a remark that was taken away is gone. */
  #takePerson(record: WebContact): void {
    const { client } = this.#o
    const old = client.contacts[record.UserName]
    const told = old
      ? Object.fromEntries(Object.entries(record).filter(([field, value]) => value || field === 'RemarkName'))
      : record
    client.contacts[record.UserName] = client.Contact.extend({ ...old, ...told, UserName: record.UserName })
  }

  #member(id: string): WebMember | undefined {
    const seen = this.#seen.get(id)
    if (!seen) return undefined
    const { contacts } = this.#o.client
    if (contacts[seen.room]?.MemberList === seen.list) return seen.member
    for (const { UserName: room, MemberList: list } of Object.values(contacts)) {
      const member = isRoom(room) ? list?.find(one => one.UserName === id) : undefined
      if (!member || !list) continue
      this.#seen.set(id, { member, room, list })
      return member
    }
    this.#seen.delete(id)
    return undefined
  }
}

interface Sight {
  member: WebMember
  room: string
  list: readonly WebMember[]
}

export function isRoom(id: string): boolean {
  return id.startsWith('@@') || id.endsWith('@chatroom')
}

export function hasMembers(contact: WebContact | undefined): boolean {
  return (contact?.MemberList?.length ?? 0) > 0
}
