import { BOT } from '../domain/keys.js'
import { textOf } from '../text/picture/png-text.js'
import type { ActRecord } from './acts.js'
import type { Person, Room } from './cast.js'
import { mentionedIn, type NamedMember } from './mentioned.js'
import { notices } from './notices.js'
import type { Post } from './post.js'
import { type RefusableAct, Refusals, ret, webRefusal } from './refusals.js'
import type { Truth } from './truth.js'

/** Above this many members people are not added but get a card (InviteStartCount 40 of webwxinit). */
const directUpTo = 40

type Act = ActRecord extends infer Record ? (Record extends ActRecord ? Omit<Record, 'at' | 'refused'> : never) : never

/**
 * What the bot's client can do to the world, in session ids. Everything throws WeChat's refusal as wechat4u shapes it
 * (AssertionError `1205 == 0` with `tips` and `response.data.BaseResponse.Ret`).
 */
export class BotSide {
  readonly refusals = new Refusals()
  readonly #truth: Truth
  readonly #tell: (record: ActRecord) => void
  readonly #post: Post
  readonly #requests = new Map<string, string>()

  constructor(truth: Truth, post: Post, tell: (record: ActRecord) => void) {
    this.#truth = truth
    this.#post = post
    this.#tell = tell
  }

  get selfId(): string {
    return this.#truth.selfId
  }

  /** A text in a room; `mentionIds` is what Wechaty tells of who is meant. Returns the message's id. */
  say(roomId: string, text: string, mentionIds: readonly string[] = []): string {
    const room = this.#roomOf('say', roomId)
    const mentions = mentionedIn(text, this.#named(room), this.#keysOf(mentionIds))
    return this.#do({ act: 'say', room: room.key, text, mentions }, () => this.#mustBeIn(room))
  }

  dm(contactId: string, text: string): string {
    const { key, friend } = this.#personOf('dm', contactId)
    return this.#do({ act: 'dm', who: key, text }, () => (friend ? undefined : ret.notAFriend))
  }

  /** A file or, by its ending, an image. */
  file(conversationId: string, file: { name: string; bytes: Buffer }): string {
    const act = /\.(bmp|jpe?g|png|gif)$/i.test(file.name) ? 'image' : 'file'
    const room = conversationId.startsWith('@@') ? this.#roomOf(act, conversationId) : undefined
    const person = room ? undefined : this.#personOf(act, conversationId)
    const to = room ? { room: room.key } : { who: person?.key ?? '' }
    const refusal = () => (room ? this.#mustBeIn(room) : person?.friend ? undefined : ret.notAFriend)
    const text = act === 'image' ? textOf(file.bytes) : readable(file.bytes)
    return this.#do({ act, ...to, name: file.name, ...(text === undefined ? {} : { text }) }, refusal)
  }

  kick(roomId: string, contactId: string): void {
    const room = this.#roomOf('kick', roomId)
    const { key } = this.#personOf('kick', contactId)
    const shown = this.#truth.shownName(room, key)
    const allowed = room.owner === BOT && key !== BOT && room.members.has(key)
    this.#do(
      { act: 'kick', room: room.key, who: key },
      () => this.#mustBeIn(room) ?? (allowed ? undefined : ret.forbidden),
      () => {
        room.members.delete(key)
        return () => this.#post.notify(room, notices.removedByBot(shown))
      },
    )
  }

  /** Direct up to 40 members, a card above (or when `cardOnly`). Tells which it was. */
  add(roomId: string, contactId: string, cardOnly = false): 'add' | 'invite' {
    const room = this.#roomOf('add', roomId)
    const { key, friend } = this.#personOf('add', contactId)
    const act = cardOnly || room.members.size > directUpTo ? 'invite' : 'add'
    this.#do(
      { act, room: room.key, who: key },
      () => this.#mustBeIn(room) ?? (friend ? undefined : ret.notAFriend),
      () => {
        if (room.members.has(key)) return undefined
        if (act === 'add') return this.letIn(room, key)
        room.cards.add(key)
        return undefined
      },
    )
    return act
  }

  /** A new room with at least two friends. Returns its id. */
  create(contactIds: readonly string[], topic: string): string {
    const people = [...new Set(contactIds)].map(id => this.#personOf('create', id)).filter(person => person.key !== BOT)
    const who = people.map(person => person.key)
    let made: Room | undefined
    this.#do(
      { act: 'create', topic, who },
      () => (people.length < 2 ? ret.forbidden : people.every(person => person.friend) ? undefined : ret.notAFriend),
      () => {
        const room = this.#truth.addRoom(topic, who)
        made = room
        return () => this.#post.notify(room, notices.invitedByBot(people.map(person => person.name)))
      },
    )
    return made ? this.#truth.roomId(made.key) : ''
  }

  topic(roomId: string, topic: string): void {
    const room = this.#roomOf('topic', roomId)
    this.#do(
      { act: 'topic', room: room.key, topic },
      () => this.#mustBeIn(room),
      () => {
        room.topic = topic
        return () => this.#post.notify(room, notices.renamedByBot(topic))
      },
    )
  }

  /** Accepts a friend request by the id of its message. */
  befriend(requestId: string): void {
    const key = this.#requests.get(requestId)
    if (key === undefined) throw webRefusal('befriend', ret.badTicket)
    const person = this.#truth.person(key)
    this.#do({ act: 'befriend', who: key }, undefined, () => {
      this.#requests.delete(requestId)
      person.friend = true
      person.remark ||= person.name
      return () => this.#post.notifyIn(key, notices.befriended(person.name))
    })
  }

  /** The world tells of a request that the bot may accept. */
  requested(requestId: string, who: string): void {
    this.#requests.set(requestId, who)
  }

  /** Somebody the bot brought in (or who took its card) is in. Returns how to tell the bot's client. */
  letIn(room: Room, who: string): () => void {
    room.members.set(who, { card: '', joined: this.#truth.now() })
    room.cards.delete(who)
    return () => this.#post.notify(room, notices.invitedByBot([this.#truth.person(who).name]))
  }

  /**
   * One act: WeChat's answer (an ordered refusal, else its rules), the effect, the record, and only then what WeChat
   * tells the client about it. Returns a message id.
   */
  #do(act: Act, ownRefusal?: () => number | undefined, effect?: () => (() => void) | undefined): string {
    const at = this.#truth.now()
    const kind: RefusableAct = act.act === 'alert' ? 'say' : act.act
    const ordered = this.refusals.take(kind)
    const code = (ordered?.delivered ? undefined : ordered?.code) ?? ownRefusal?.()
    if (code !== undefined) {
      this.#tell({ ...act, at, refused: String(code) })
      throw webRefusal(kind, code, ordered?.message)
    }
    const tellClient = effect?.()
    this.#tell({ ...act, at })
    tellClient?.()
    if (ordered) throw webRefusal(kind, ordered.code, ordered.message)
    return this.#truth.nextMessageId()
  }

  #roomOf(act: RefusableAct, id: string): Room {
    const room = this.#truth.roomOfId(id)
    if (!room) throw webRefusal(act, ret.unknownId)
    return room
  }

  #personOf(act: RefusableAct, id: string): Person {
    const person = this.#truth.personOfId(id)
    if (!person) throw webRefusal(act, ret.unknownId)
    return person
  }

  #mustBeIn(room: Room): number | undefined {
    return room.members.has(BOT) ? undefined : ret.forbidden
  }

  #keysOf(ids: readonly string[]): string[] {
    return ids.flatMap(id => this.#truth.personOfId(id)?.key ?? [])
  }

  #named(room: Room): NamedMember[] {
    return [...room.members].map(([key, { card }]) => {
      const { name, remark } = this.#truth.person(key)
      return { key, names: [card, name, remark].filter(one => one !== '') }
    })
  }
}

/** The text of a file, unless it is binary. */
function readable(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined
  return bytes.toString('utf8').replace(/^\uFEFF/, '')
}
