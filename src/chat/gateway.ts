import type { Millis, QunguanEvent } from '../domain/events.js'
import type { InHand } from '../domain/in-hand.js'
import { BOT, type MemberKey, type RoomKey } from '../domain/keys.js'
import type { MessagePart } from '../domain/parts.js'
import type { Binder } from './binder.js'
import type { Identity } from './identity.js'
import type { PuppetLink } from './link.js'
import type { Platform } from './platform.js'
import { type ReadingSession, type ReadMessage, readPayload, readWebMessage } from './read-message.js'
import type { Notice } from './read-notice.js'
import type { Roster } from './roster.js'
import { Welcomes } from './welcomes.js'

export interface GatewayOptions {
  link: PuppetLink
  platform: Platform
  identity: Identity
  roster: Roster
  binder: Binder
  now: () => Millis
  random: (cause: string) => number
  inHand: InHand
  /** Takes an event; resolves when what its handlers wrote is in Redis. */
  onEvent: (event: QunguanEvent) => Promise<void>
  onError: (error: Error) => void
  /** After a login or start: rooms and people have their keys, and nothing was told of them yet. */
  onBound?: () => Promise<void>
  /** The bot was put out of a room, or is not in it any more. */
  onPutOut?: (room: RoomKey, topic: string) => void
}

/** Repeated message ids are dropped within this many messages; beyond, the host's own memory of ids decides. */
const REMEMBERED = 2_000
/** Roster looks follow a notice at once; without notices a room is looked at this often at least, at times of its own. */
const POLL: Millis = 15 * 60_000
/** Of that, so much is left to chance: accounts that ask for the same thing to the minute look like programs. */
const JITTER = 0.2
/** The timer of the looks rings no oftener than this; what would be due before it rings again is looked at now. */
const BETWEEN_POLLS: Millis = 5 * 60_000
/** Rooms that are asked of the server at one ring; of further ones what the client was told is looked at. */
const ASKED_AT_ONCE = 20
/** What only a person's own record shows is written down this often. */
const MARKS_KEPT: Millis = 6 * 3_600_000

/** Why a room is looked at. */
interface LookFor {
  /** Asks the server first, past what the client was told. */
  ask?: boolean
  /** Somebody has just brought the bot in. */
  pulled?: boolean
}

/**
 * What happens on WeChat, as events in our keys. Raw messages are read where the puppet offers them, its own events
 * otherwise. Notices are hints: each makes the gateway look at the roster, and what differs there is what happened.
 */
export class Gateway {
  readonly #o: GatewayOptions
  readonly #recent = new Set<string>()
  #unhook: (() => void)[] = []
  /** One look at a time in a room; more wishes meanwhile make one more look. */
  readonly #looking = new Map<string, Promise<void>>()
  readonly #welcomes = new Welcomes()
  /** When each room is to be looked at next, notices or not. */
  readonly #due = new Map<string, Millis>()
  readonly #marksKept = new Map<string, Millis>()
  /** Rooms that the bot was put out of. */
  readonly #out = new Set<string>()

  constructor(options: GatewayOptions) {
    this.#o = options
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
        const inviter = event.inviterId ? (await this.#o.platform.person(event.inviterId)).name : undefined
        await this.#joined(event.roomId, `join|${event.roomId}|${event.timestamp}`, {
          kind: 'joined',
          ...(inviter === undefined ? {} : { inviter }),
          byBot: event.inviterId === self,
          names: event.inviteeIdList,
          bot: event.inviteeIdList.includes(self),
          via: 'unknown',
        })
      })
    const leave = ({ roomId }: { roomId: string }) => this.#take(() => this.look(roomId))
    const topic = ({ roomId }: { roomId: string }) => this.#take(() => this.look(roomId))
    puppet.on('message', message)
    puppet.on('room-join', join)
    puppet.on('room-leave', leave)
    puppet.on('room-topic', topic)
    this.#unhook.push(
      () => puppet.off('message', message),
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
    await this.#o.inHand.during(async () => {
      await this.#o.binder.openSession(this.#o.now())
      await this.#o.onBound?.()
      for (const id of await this.#o.platform.rooms()) await this.look(id)
    })
  }

  /** Looks at the rooms whose time has come, the longest unseen first; called by a timer. Returns when to be called again. */
  async poll(): Promise<Millis> {
    const { platform, now } = this.#o
    const soon = now() + BETWEEN_POLLS
    const due = (await platform.rooms()).filter(id => (this.#due.get(id) ?? 0) < soon)
    due.sort((a, b) => (this.#due.get(a) ?? 0) - (this.#due.get(b) ?? 0))
    for (const [at, id] of due.entries()) await this.look(id, { ask: at < ASKED_AT_ONCE })
    return this.nextPoll
  }

  /** When `poll` is to be called: when the first room is due, and not too soon. */
  get nextPoll(): Millis {
    const now = this.#o.now()
    const first = Math.min(...this.#due.values(), now + POLL)
    return Math.max(first, now + BETWEEN_POLLS)
  }

  /** Looks at one room and tells what differs from the last look. Errors are told, not thrown: a later look follows. */
  look(roomId: string, why: LookFor = {}): Promise<void> {
    const before = this.#looking.get(roomId)
    const run = (before ?? Promise.resolve())
      .then(() => this.#look(roomId, why))
      .catch((error: unknown) => this.#o.onError(asError(error)))
      .finally(() => {
        if (this.#looking.get(roomId) === run) this.#looking.delete(roomId)
      })
    this.#looking.set(roomId, run)
    return run
  }

  async #look(roomId: string, { ask = false, pulled = false }: LookFor): Promise<void> {
    const { binder, platform, roster, identity, link, now } = this.#o
    const at = now()
    this.#due.set(roomId, at + POLL * (1 - JITTER * this.#o.random(`look|${roomId}|${at}`)))
    if (ask) await link.refreshRoom?.(roomId)
    const seen = await platform.room(roomId)
    if (!seen.members.some(member => member.id === platform.self)) return this.#putOut(roomId)
    const room = await binder.bindRoom(seen, { pulled })
    const present = new Map(seen.members.map(member => [identity.memberOf(member.id) ?? member.id, member]))
    const came = this.#welcomes.of(roomId, at)
    const change = await roster.look(room, present, at, {
      by: member => came.bringer(present.get(member)),
      unsure: member => identity.unsure.get(member),
    })
    if (!change.doubted) binder.looked(room)
    const whole = at - (this.#marksKept.get(roomId) ?? Number.NEGATIVE_INFINITY) >= MARKS_KEPT
    if (whole) this.#marksKept.set(roomId, at)
    await binder.keepMarks(seen.members, { whole })
    const events: QunguanEvent[] = []
    const cause = `look|${room}|${at}`
    for (const { id, members, by, via } of came.grouped(change.joined, present, cause)) {
      events.push({ kind: 'joined', id: `${id}|joined`, room, members, ...(by === undefined ? {} : { by }), via })
    }
    if (change.left.length > 0) events.push({ kind: 'left', id: `${cause}|left`, room, members: change.left })
    for (const { member, from, to } of change.cards) {
      events.push({ kind: 'cardChanged', id: `${cause}|card|${member}`, room, member, from, to })
    }
    for (const { member, from, to } of change.names) {
      events.push({ kind: 'renamed', id: `${cause}|name|${member}`, room, member, from, to })
    }
    const topic = identity.room(room)?.topic
    if (topic !== undefined && topic !== seen.topic) {
      await identity.bindRoom(roomId, room, seen.topic)
      events.push({ kind: 'topicChanged', id: `${cause}|topic`, room, from: topic, to: seen.topic })
    }
    // Not awaited: handlers may ask for a look of their own, which waits for this one.
    for (const event of events) this.#tell(event)
  }

  /** The client shows a room that the bot is not in: what it says of others there is of no use. */
  #putOut(roomId: string): void {
    const room = this.#o.identity.roomOf(roomId)
    if (room === undefined || this.#out.has(roomId)) return
    this.#out.add(roomId)
    this.#o.onPutOut?.(room, this.#o.identity.room(room)?.topic ?? '')
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

  #take(work: () => Promise<void> | void): void {
    this.#o.inHand.during(async () => work()).catch((error: unknown) => this.#o.onError(asError(error)))
  }

  #tell(event: QunguanEvent): void {
    this.#take(() => this.#o.onEvent(event))
  }

  async #read(message: ReadMessage): Promise<void> {
    if (message.fromSelf && !message.notice) return
    if (this.#recent.has(message.id)) return
    this.#recent.add(message.id)
    if (this.#recent.size > REMEMBERED) {
      const [oldest] = this.#recent
      if (oldest !== undefined) this.#recent.delete(oldest)
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
      parts: room === undefined ? message.parts : this.#mentioned(room, message.parts),
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
    await this.look(roomId)
    return this.#o.identity.roomOf(roomId) ?? (await this.#o.binder.bindRoom(await this.#o.platform.room(roomId)))
  }

  async #noticed(roomId: string, id: string, notice: Notice): Promise<void> {
    switch (notice.kind) {
      case 'joined':
        return this.#joined(roomId, id, notice)
      case 'topic':
      case 'removed':
        return this.look(roomId, { ask: true })
      case 'botRemoved':
        return this.#putOut(roomId)
      default:
        return undefined
    }
  }

  async #joined(roomId: string, id: string, notice: Notice & { kind: 'joined' }): Promise<void> {
    this.#out.delete(roomId)
    const known = this.#o.identity.roomOf(roomId) !== undefined
    if (!known) await this.look(roomId, { pulled: notice.bot })
    const room = this.#o.identity.roomOf(roomId)
    const by = room === undefined ? undefined : notice.byBot ? BOT : this.#uniquelyCalled(room, notice.inviter)
    if (notice.bot && room !== undefined) {
      const topic = this.#o.identity.room(room)?.topic ?? ''
      await this.#o.onEvent({ kind: 'pulled', id: `${id}|pulled`, room, topic, ...(by === undefined ? {} : { by }) })
    }
    if (!known) return
    const { names, via } = notice
    this.#welcomes.expect(roomId, { id, names, via, at: this.#o.now(), ...(by === undefined ? {} : { by }) })
    // What the client was told with the notice is looked at at once, and the server is asked where that does not say who came.
    await this.look(roomId)
    if (this.#welcomes.isOpen(roomId, id)) await this.look(roomId, { ask: true })
  }

  /** The one member of a room who goes by this name; with two of them, nobody is blamed or thanked. */
  #uniquelyCalled(room: RoomKey, name: string | undefined): MemberKey | undefined {
    if (name === undefined) return undefined
    const called = this.#o.roster.called(room, name)
    return called.length === 1 ? called[0] : undefined
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
