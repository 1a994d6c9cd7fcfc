import { FileBox } from 'file-box'
import type { Redis } from 'ioredis'
import type { Action } from '../domain/actions.js'
import type { Millis } from '../domain/events.js'
import type { MemberKey, RoomKey } from '../domain/keys.js'
import { safeName } from '../text/names.js'
import { paint } from '../text/picture/paint.js'
import { Creating } from './creating.js'
import { Echoes } from './echoes.js'
import type { Identity } from './identity.js'
import type { PuppetLink } from './link.js'
import type { Platform, PlatformRoom } from './platform.js'
import { isUnknownMention, refusalOf } from './refusal.js'
import type { Roster } from './roster.js'

/** How WeChat answered: see queue/posting.ts; the outbox is handed these functions. */
export type Answer =
  | { ok: true }
  | { ok: false; code: string; how: 'refused' | 'again' | 'often' | 'tomorrow' | 'away' }
export type Look = 'seen' | 'unseen' | 'unseeable'

export interface ActingOptions {
  link: PuppetLink
  platform: Platform
  identity: Identity
  roster: Roster
  redis: Redis
  /** Key prefix of the account, such as `qg:main`. */
  prefix: string
  now: () => Millis
  isKept: (room: RoomKey) => boolean
  /** Looks at a room as the gateway does. */
  lookAt: (roomId: string) => Promise<void>
  onError: (error: Error) => void
}

/** What looking at a room shows now, without changing anything. */
export interface RoomProbe {
  /** WeChat's owner, where the platform tells it. */
  owner?: MemberKey
  /** People in it, the bot included; 0: the member list cannot be read. */
  members: number
}

/** Hands actions to WeChat, and looks whether they happened. */
export class Acting {
  readonly #o: ActingOptions
  readonly #creating: Creating
  readonly #echoes: Echoes

  constructor(options: ActingOptions) {
    this.#o = options
    this.#echoes = new Echoes(options.link, options.now)
    this.#creating = new Creating({
      ...options,
      onBound: async (roomId, displaced) => {
        if (displaced !== undefined) await options.roster.forget(displaced)
        await options.lookAt(roomId)
      },
    })
  }

  /** Hears from now on what comes back of our own texts. */
  listen(): void {
    this.#echoes.listen(this.#o.onError)
  }

  stop(): void {
    this.#echoes.stop()
  }

  /** Does one action. WeChat's refusals are values; nothing is thrown. */
  async perform(action: Action): Promise<Answer> {
    try {
      await this.#do(action)
      return { ok: true }
    } catch (error) {
      return refusalOf(error)
    }
  }

  /**
   * What is true of an action now: `seen`, `unseen`, or `unseeable` for what cannot be looked at. `since` is when it was
   * last tried: a text that came back after that has arrived.
   */
  async look(action: Action, since?: Millis): Promise<Look> {
    const { identity, platform, roster } = this.#o
    switch (action.act) {
      case 'kick': {
        const room = await this.#fresh(action.room)
        if (!room) return 'unseen'
        const contact = identity.contactOf(action.member)
        // Whom this session does not know may sit there under another id: whether he is gone the roster says (`unless gone`),
        // and nobody saw him removed.
        return contact === undefined || isIn(room, contact) ? 'unseen' : 'seen'
      }
      case 'add':
      case 'invite': {
        const contact = identity.contactOf(action.member)
        // A card cannot be seen; who is in needs none.
        const unseen = action.act === 'add' ? 'unseen' : 'unseeable'
        if (contact === undefined) return unseen
        if (action.act === 'invite' && !roster.seat(action.room, action.member)) return unseen
        const room = await this.#fresh(action.room)
        return room && isIn(room, contact) ? 'seen' : unseen
      }
      case 'topic':
        return (await this.#fresh(action.room))?.topic === action.topic ? 'seen' : 'unseen'
      case 'befriend': {
        const contact = identity.contactOf(action.member)
        if (contact === undefined) return 'unseen'
        const { friend } = await platform.person(contact)
        const known = identity.person(action.member)
        if (friend && known && !known.friend) await identity.update([[action.member, { ...known, friend }]])
        return friend ? 'seen' : 'unseen'
      }
      case 'create':
        return (await this.#creating.find(action)) ? 'seen' : 'unseen'
      case 'say':
      case 'dm': {
        const to = action.act === 'say' ? identity.idOfRoom(action.room) : identity.contactOf(action.member)
        const text = action.act === 'say' ? this.#worded(action).text : action.text
        return since !== undefined && to !== undefined && this.#echoes.cameBack(to, text, since) ? 'seen' : 'unseeable'
      }
      case 'file':
        return 'unseeable'
    }
  }

  /** Only looks: who owns a room on WeChat and how many are in it. Undefined when it is not visible in this session. */
  async probe(room: RoomKey, { fresh = false } = {}): Promise<RoomProbe | undefined> {
    const { identity, platform } = this.#o
    const roomId = identity.idOfRoom(room)
    if (roomId === undefined) return undefined
    const seen = await (fresh ? this.#fresh(room) : platform.room(roomId)).catch((error: unknown): undefined => {
      this.#o.onError(error instanceof Error ? error : new Error(String(error)))
      return undefined
    })
    if (!seen) return undefined
    const owner = seen.owner === undefined ? undefined : identity.memberOf(seen.owner)
    return { members: seen.members.length, ...(owner === undefined ? {} : { owner }) }
  }

  async #do(action: Action): Promise<void> {
    const { link } = this.#o
    const { puppet } = link
    switch (action.act) {
      case 'say':
        return this.#say(action)
      case 'dm':
        await puppet.messageSendText(this.#contactId(action.member), action.text)
        return
      case 'kick':
        return puppet.roomDel(this.#roomId(action.room), this.#contactId(action.member))
      case 'add':
        return puppet.roomAdd(this.#roomId(action.room), this.#contactId(action.member))
      case 'invite':
        return puppet.roomAdd(this.#roomId(action.room), this.#contactId(action.member), true)
      case 'topic': {
        const roomId = this.#roomId(action.room)
        // Not Room.topic(): Wechaty swallows the refusal.
        await (link.setTopic ? link.setTopic(roomId, action.topic) : puppet.roomTopic(roomId, action.topic))
        return
      }
      case 'create': {
        const contacts = action.members.map(member => this.#contactId(member))
        return this.#creating.ask(action, contacts)
      }
      case 'befriend':
        return puppet.friendshipAccept(action.request)
      case 'file': {
        const to = action.room === undefined ? this.#contactId(action.member ?? '') : this.#roomId(action.room)
        const bytes =
          typeof action.content === 'string' ? Buffer.from(action.content, 'base64') : await paint(action.content)
        await puppet.messageSendFile(to, FileBox.fromBuffer(bytes, action.name))
        return
      }
    }
  }

  /** Whom the puppet cannot find is not mentioned: better without the @ than not at all. */
  async #say(action: Extract<Action, { act: 'say' }>): Promise<void> {
    const { puppet } = this.#o.link
    const roomId = this.#roomId(action.room)
    const { text, mentioned } = this.#worded(action)
    try {
      await puppet.messageSendText(roomId, text, mentioned)
    } catch (error) {
      if (mentioned.length === 0 || !isUnknownMention(error)) throw error
      await puppet.messageSendText(roomId, action.text)
    }
  }

  /** A text as it is sent: an @ before it for everybody it concerns who is known in this session. */
  #worded(say: Extract<Action, { act: 'say' }>): { text: string; mentioned: string[] } {
    const { room, text, mentions = [], paragraphs } = say
    if (paragraphs) {
      const each = paragraphs.map(paragraph => this.#worded({ act: 'say', room, ...paragraph }))
      return {
        text: each.map(({ text }) => text).join('\n\n'),
        mentioned: [...new Set(each.flatMap(({ mentioned }) => mentioned))],
      }
    }
    const known = mentions.flatMap(member => {
      const id = this.#o.identity.contactOf(member)
      return id === undefined ? [] : [{ id, name: this.#atName(room, member) }]
    })
    return {
      text: `${known.map(({ name }) => `@${name}\u2005`).join('')}${text}`,
      mentioned: known.map(({ id }) => id),
    }
  }

  /** The name behind an @: as WeChat knows it, unless it must not be printed. */
  #atName(room: RoomKey, member: MemberKey): string {
    const seat = this.#o.roster.seat(room, member)
    const name = seat?.card || seat?.name || this.#o.identity.person(member)?.name || ''
    return safeName(name)
  }

  /** A room as WeChat has it now; undefined when it is not visible in this session. */
  async #fresh(room: RoomKey): Promise<PlatformRoom | undefined> {
    const { identity, link, platform } = this.#o
    const roomId = identity.idOfRoom(room)
    if (roomId === undefined) return undefined
    await link.refreshRoom?.(roomId)
    return platform.room(roomId)
  }

  #roomId(room: RoomKey): string {
    return this.#o.identity.idOfRoom(room) ?? missing(`room ${room} is not visible in this session`)
  }

  #contactId(member: MemberKey): string {
    return this.#o.identity.contactOf(member) ?? missing(`member ${member} is not visible in this session`)
  }
}

function isIn({ members }: PlatformRoom, contact: string): boolean {
  return members.some(member => member.id === contact)
}

function missing(what: string): never {
  throw Object.assign(new Error(what), { code: 'NOT_VISIBLE' })
}
