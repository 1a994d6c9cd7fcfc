import { types } from 'wechaty-puppet'
import type { Millis, QunguanEvent } from '../domain/events.js'
import type { InHand } from '../domain/in-hand.js'
import { BOT, type MemberKey, type RoomKey } from '../domain/keys.js'
import type { MessagePart } from '../domain/parts.js'
import type { Binder } from './binder.js'
import type { Identity } from './identity.js'
import type { PuppetLink } from './link.js'
import type { Lookout } from './lookout.js'
import type { Platform } from './platform.js'
import { SaidLately } from './quotes.js'
import { type ReadingSession, type ReadMessage, readPayload, readWebMessage } from './read-message.js'
import type { Notice } from './read-notice.js'
import type { Roster } from './roster.js'

export interface GatewayOptions {
  link: PuppetLink
  platform: Platform
  identity: Identity
  roster: Roster
  binder: Binder
  lookout: Lookout
  now: () => Millis
  inHand: InHand
  /** Takes an event; resolves when what its handlers wrote is in Redis. */
  onEvent: (event: QunguanEvent) => Promise<void>
  onError: (error: Error) => void
  /** After a login or start: rooms and people have their keys, and nothing was told of them yet. */
  onBound?: () => Promise<void>
}

/** Repeated message ids are dropped within this many messages at least; beyond, the host's own memory of ids decides. */
const REMEMBERED = 2_000
/**
 * What happens on WeChat, as events in our keys. Raw messages are read where the puppet offers them, its own events
 * otherwise. Notices are hints: each makes the gateway look at the roster, and what differs there is what happened.
 */
export class Gateway {
  readonly #o: GatewayOptions
  /** The ids of the last messages, and those before them. */
  #recent = new Set<string>()
  #earlier: ReadonlySet<string> = new Set()
  #unhook: (() => void)[] = []
  readonly #lookout: Lookout
  readonly #said: SaidLately

  constructor(options: GatewayOptions) {
    this.#o = options
    this.#lookout = options.lookout
    this.#said = new SaidLately(options.now)
  }

  /** Starts listening. Call before the puppet logs in, so that nothing is missed. */
  listen(): void {
    const { puppet, tap } = this.#o.link
    if (tap) {
      this.#unhook.push(tap(raw => this.#take(() => this.#read(readWebMessage(raw, this.#session)))))
      return
    }
    const message = ({ messageId }: { messageId: string }) =>
      this.#take(async () => this.#read(readPayload(await puppet.messagePayload(messageId), this.#session)))
    const join = (event: { roomId: string; inviterId: string; inviteeIdList: string[]; timestamp: number }) =>
      this.#take(async () => {
        const { self } = this.#o.platform
        await this.#joined(event.roomId, `join|${event.roomId}|${event.timestamp}`, {
          kind: 'joined',
          inviter: event.inviterId,
          byBot: event.inviterId === self,
          names: event.inviteeIdList,
          bot: event.inviteeIdList.includes(self),
          via: 'unknown',
        })
      })
    const leave = ({ roomId }: { roomId: string }) => this.#take(() => this.#lookout.look(roomId))
    const topic = ({ roomId, changerId }: { roomId: string; changerId: string }) =>
      this.#take(() => {
        const by = this.#o.identity.memberOf(changerId)
        return this.#lookout.look(roomId, by === undefined ? {} : { renamedBy: by })
      })
    const friendship = ({ friendshipId }: { friendshipId: string }) =>
      this.#take(async () => {
        const asked = await puppet.friendshipPayload(friendshipId)
        if (asked.type !== types.Friendship.Receive) return
        const member = await this.#o.binder.bindPerson(asked.contactId)
        await this.#o.onEvent({ kind: 'friendRequest', id: friendshipId, member, hello: asked.hello ?? '' })
      })
    puppet.on('message', message)
    puppet.on('friendship', friendship)
    puppet.on('room-join', join)
    puppet.on('room-leave', leave)
    puppet.on('room-topic', topic)
    this.#unhook.push(
      () => puppet.off('message', message),
      () => puppet.off('friendship', friendship),
      () => puppet.off('room-join', join),
      () => puppet.off('room-leave', leave),
      () => puppet.off('room-topic', topic),
    )
  }

  stop(): void {
    for (const unhook of this.#unhook.splice(0)) unhook()
  }

  /** Binds what is visible after a login, then looks at every room. */
  async loggedIn(): Promise<void> {
    await this.#o.inHand.during('login', async () => {
      // What was written while nobody was logged in never comes.
      this.#said.missed()
      await this.#o.binder.openSession(this.#o.now())
      await this.#o.onBound?.()
      await this.#lookout.begin()
    })
  }

  get #session(): ReadingSession {
    const { identity, roster, platform } = this.#o
    const botNames = (roomId: string): string[] => {
      const room = identity.roomOf(roomId)
      const seat = room === undefined ? undefined : roster.seat(room, BOT)
      return [seat?.card ?? '', seat?.name ?? '', identity.person(BOT)?.name ?? ''].filter(name => name !== '')
    }
    // An @ before nobody's name stays text, so that nothing can be hidden behind it from those who judge.
    const isName = (roomId: string, name: string): boolean => {
      const room = identity.roomOf(roomId)
      return room !== undefined && roster.called(room, name).length > 0
    }
    return { selfId: platform.self, botNames, isName }
  }

  #take(work: () => Promise<void>): void {
    this.#o.inHand.during('reading', work).catch((error: unknown) => this.#o.onError(asError(error)))
  }

  async #read(message: ReadMessage): Promise<void> {
    if (message.fromSelf && !message.notice) return
    if (this.#recent.has(message.id) || this.#earlier.has(message.id)) return
    this.#recent.add(message.id)
    if (this.#recent.size >= REMEMBERED) {
      this.#earlier = this.#recent
      this.#recent = new Set()
    }
    const { roomId, notice, request, recalled } = message
    if (notice) {
      if (roomId !== undefined) await this.#noticed(roomId, message.id, notice)
      return
    }
    if (request) {
      const member = await this.#o.binder.bindPerson(request.contactId, request.name)
      return this.#o.onEvent({ kind: 'friendRequest', id: message.id, member, hello: request.hello })
    }
    if (message.talkerId === '') return
    const room = roomId === undefined ? undefined : await this.#roomOf(roomId, message.talkerId)
    const member = this.#o.identity.memberOf(message.talkerId) ?? (await this.#o.binder.bindPerson(message.talkerId))
    const place = room === undefined ? {} : { room }
    if (recalled !== undefined) {
      return this.#o.onEvent({ kind: 'recalled', id: message.id, ...place, member, message: recalled })
    }
    await this.#o.onEvent({
      kind: 'message',
      id: message.id,
      ...place,
      member,
      parts: room === undefined ? message.parts : this.#heard(room, member, message),
      text: message.text,
      mentionsBot: message.mentionsBot,
      sentAt: message.sentAt,
    })
  }

  /** The room's key; a room or a speaker we do not know yet makes us look first. */
  async #roomOf(roomId: string, talkerId: string): Promise<RoomKey> {
    const known = this.#o.identity.roomOf(roomId)
    const member = this.#o.identity.memberOf(talkerId)
    if (known !== undefined && member !== undefined && this.#o.roster.seat(known, member)) return known
    await this.#lookout.look(roomId)
    const found = this.#o.identity.roomOf(roomId)
    if (found !== undefined) return found
    const seen = await this.#o.platform.room(roomId)
    // Bound without its people it would be a new room for good, whichever it is.
    if (seen.members.length === 0) throw new Error('a message of a room whose members are not known yet was left out')
    return this.#o.binder.bindRoom(seen)
  }

  async #noticed(roomId: string, id: string, notice: Notice): Promise<void> {
    switch (notice.kind) {
      case 'joined':
        return this.#joined(roomId, id, notice)
      case 'topic': {
        const room = this.#o.identity.roomOf(roomId)
        const by = room === undefined ? undefined : notice.byBot ? BOT : this.#uniquelyCalled(room, notice.by)
        return this.#lookout.look(roomId, { ask: true, ...(by === undefined ? {} : { renamedBy: by }) })
      }
      case 'removed':
        return this.#lookout.look(roomId, { ask: true })
      case 'botRemoved':
        return this.#lookout.putOut(roomId)
      default:
        return undefined
    }
  }

  async #joined(roomId: string, id: string, notice: Notice & { kind: 'joined' }): Promise<void> {
    const known = this.#o.identity.roomOf(roomId) !== undefined
    if (!known) await this.#lookout.look(roomId, { pulled: notice.bot })
    const room = this.#o.identity.roomOf(roomId)
    const by = room === undefined ? undefined : notice.byBot ? BOT : this.#uniquelyCalled(room, notice.inviter)
    if (notice.bot && room !== undefined) {
      const topic = this.#o.identity.room(room)?.topic ?? ''
      await this.#o.onEvent({ kind: 'pulled', id: `${id}|pulled`, room, topic, ...(by === undefined ? {} : { by }) })
    }
    if (!known) return
    const { names, via } = notice
    this.#lookout.expect(roomId, { id, names, via, at: this.#o.now(), ...(by === undefined ? {} : { by }) })
    // What the client was told with the notice is looked at at once, and the server is asked where that does not say who came.
    await this.#lookout.look(roomId)
    if (this.#lookout.isAwaited(roomId, id)) await this.#lookout.look(roomId, { ask: true })
  }

  /**
   * The one member of a room who goes by this name, or id where the puppet gives those; with two of a name, nobody is
   * blamed or thanked.
   */
  #uniquelyCalled(room: RoomKey, name: string | undefined): MemberKey | undefined {
    if (name === undefined) return undefined
    const known = this.#o.identity.memberOf(name)
    if (known !== undefined) return known
    const called = this.#o.roster.called(room, name)
    return called.length === 1 ? called[0] : undefined
  }

  /** What somebody wrote in a room: a typed quote is one when its words were said there, and mentions are whose they are. */
  #heard(room: RoomKey, member: MemberKey, message: ReadMessage): readonly MessagePart[] {
    const seat = this.#o.roster.seat(room, member)
    const names = [seat?.card ?? '', seat?.name ?? '']
    return this.#mentioned(room, this.#said.hear(room, message, names, seat?.before ? undefined : seat?.joinedAt))
  }

  #mentioned(room: RoomKey, parts: readonly MessagePart[]): readonly MessagePart[] {
    if (!parts.some(part => part.kind === 'mention')) return parts
    return parts.map(part => {
      if (part.kind !== 'mention') return part
      const member = this.#uniquelyCalled(room, part.name)
      return member === undefined ? part : { ...part, member }
    })
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
