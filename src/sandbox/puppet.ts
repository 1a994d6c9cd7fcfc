import { FileBox, type FileBoxInterface } from 'file-box'
import type * as PUPPET from 'wechaty-puppet'
import type { WebMessage } from '../chat/web-message.js'
import type { Line } from './lines.js'
import type { WebContact, WebMember, WebRoom } from './web-contacts.js'
import { type WebEvent, webEvent } from './web-events.js'
import { WebLimits } from './web-limits.js'
import * as payloads from './web-payloads.js'
import { WebView } from './web-view.js'
import type { World } from './world.js'

/** Raw messages that can still be asked for by their id. */
const messagesKept = 5000

/** The process that this puppet was part of is gone: nothing it asks for is answered any more. */
class SeveredError extends Error {
  override readonly name = 'SeveredError'
  readonly code = 'SEVERED'

  constructor() {
    super('this puppet was cut off from its world')
  }
}

/**
 * The sandbox's Wechaty puppet: a client of the world that does as puppet-wechat4u does, with its gaps. Events go out
 * synchronously within the world's step. It has no timers and no heartbeat, so Wechaty's watchdog sleeps. A new one over
 * the same world stands for the next start of the process, in the same session.
 */
export class SandboxPuppet extends WebLimits {
  readonly #world: World
  readonly #view: WebView
  readonly #messages = new Map<string, WebMessage>()
  readonly #taps = new Set<(message: WebMessage) => void>()
  #hangUp: (() => void) | undefined
  #severed = false

  constructor(world: World) {
    super()
    this.#world = world
    this.#view = new WebView(world.truth)
  }

  override name(): string {
    return 'sandbox'
  }

  override version(): string {
    return '1.0.0'
  }

  /** Raw messages as webwxsync hands them out, before they become an event (or none). Returns how to stop listening. */
  onRaw(listener: (message: WebMessage) => void): () => void {
    this.#taps.add(listener)
    return () => this.#taps.delete(listener)
  }

  /** What wechat4u would hold of a person or room now; undefined for ids of no person and of rooms the bot is not in. */
  record(id: string): WebContact | WebRoom | undefined {
    return this.#severed ? undefined : this.#view.record(id)
  }

  /** Severed without a goodbye: no event goes out any more, and every call rejects with an Error of code `SEVERED`. */
  cut(): void {
    this.#severed = true
    this.#hangUp?.()
    this.#messages.clear()
    // Stopping Wechaty later would tell it.
    this.removeAllListeners('logout')
  }

  get severed(): boolean {
    return this.#severed
  }

  override async onStart(): Promise<void> {
    if (this.#severed) throw new SeveredError()
    const line: Line = {
      receive: message => this.#receive(message),
      loggedOut: () => this.logout('the session is over'),
      loggedIn: selfId => this.#enter(selfId),
    }
    this.#hangUp = this.#world.connect(line)
    if (this.#world.isLoggedIn) this.#enter(this.#world.bot.selfId)
  }

  override async onStop(): Promise<void> {
    this.#hangUp?.()
  }

  override async ding(data?: string): Promise<void> {
    this.emit('dong', data === undefined ? {} : { data })
  }

  #enter(selfId: string): void {
    // Names and ids of an older session must not come back from Wechaty's caches.
    this.cache.contact.clear()
    this.cache.room.clear()
    this.cache.roomMember.clear()
    this.login(selfId)
    // Wechaty looks the bot up before it passes `login` on; `ready` comes after that.
    setImmediate(() => {
      if (!this.#severed && this.isLoggedIn) this.emit('ready', { data: 'sandbox' })
    })
  }

  #receive(message: WebMessage): void {
    this.#messages.set(message.MsgId, message)
    if (this.#messages.size > messagesKept) {
      const [oldest] = this.#messages.keys()
      if (oldest !== undefined) this.#messages.delete(oldest)
    }
    for (const tap of this.#taps) tap(message)
    if (this.#severed) return
    const event = webEvent(message, {
      selfId: this.#world.bot.selfId,
      find: (roomId, name) => this.#view.find(roomId, name),
      topic: roomId => this.cache.room.get(roomId)?.topic ?? this.#view.room(roomId).NickName,
    })
    this.#emitEvent(event, message.MsgId)
  }

  #emitEvent(what: WebEvent, id: string): void {
    switch (what.event) {
      case 'message':
        this.emit('message', { messageId: id })
        break
      case 'friendship':
        this.emit('friendship', { friendshipId: id })
        break
      case 'room-invite':
        this.emit('room-invite', { roomInvitationId: id })
        break
      case 'room-join': {
        const { event, ...payload } = what
        this.emit(event, payload)
        break
      }
      case 'room-leave': {
        const { event, ...payload } = what
        this.emit(event, payload)
        break
      }
      case 'room-topic': {
        const { event, ...payload } = what
        this.emit(event, payload)
        break
      }
    }
  }

  /**
   * A call to WeChat. When the act itself had this process severed, the answer is lost: that is a crash between the act
   * and its record.
   */
  #ask<Answer>(act: () => Answer): Answer {
    if (this.#severed) throw new SeveredError()
    const answer = act()
    if (this.#severed) throw new SeveredError()
    return answer
  }

  #message(id: string): WebMessage {
    const message = this.#messages.get(id)
    if (!message) throw new Error('id not found')
    return message
  }

  // People

  override async contactList(): Promise<string[]> {
    return this.#ask(() => this.#view.contactIds())
  }

  override contactAlias(contactId: string): Promise<string>
  override contactAlias(contactId: string, alias: string | null): Promise<void>
  /** Setting a remark is answered and has no effect, as on UOS since 2023. */
  override async contactAlias(contactId: string, alias?: string | null): Promise<unknown> {
    return this.#ask(() => (alias === undefined ? this.#view.contact(contactId).RemarkName : undefined))
  }

  override contactAvatar(contactId: string): Promise<FileBoxInterface>
  override contactAvatar(contactId: string, file: FileBoxInterface): Promise<void>
  override async contactAvatar(contactId: string, file?: FileBoxInterface): Promise<unknown> {
    return this.#ask(() => {
      if (file) throw new Error('Unsupported API')
      return FileBox.fromBuffer(this.#view.avatar(contactId), `wechaty-contact-avatar-${contactId.slice(1, 9)}.png`)
    })
  }

  override async contactRawPayload(id: string): Promise<WebContact> {
    return this.#ask(() => this.#view.contact(id))
  }

  override async contactRawPayloadParser(raw: WebContact): Promise<PUPPET.payloads.Contact> {
    return payloads.contactPayload(raw)
  }

  override async friendshipRawPayload(id: string): Promise<WebMessage> {
    return this.#ask(() => this.#message(id))
  }

  override async friendshipRawPayloadParser(raw: WebMessage): Promise<PUPPET.payloads.Friendship> {
    return payloads.friendshipPayload(raw)
  }

  override async friendshipAccept(id: string): Promise<void> {
    this.#ask(() => this.#world.bot.befriend(id))
  }

  // Messages

  override async messageRawPayload(id: string): Promise<WebMessage> {
    return this.#ask(() => this.#message(id))
  }

  override async messageRawPayloadParser(raw: WebMessage): Promise<PUPPET.payloads.Message> {
    return payloads.messagePayload(raw)
  }

  override async messageSendText(conversationId: string, text: string, mentionIdList?: string[]): Promise<string> {
    return this.#ask(() =>
      conversationId.startsWith('@@')
        ? this.#world.bot.say(conversationId, text, mentionIdList)
        : this.#world.bot.dm(conversationId, text),
    )
  }

  override async messageSendFile(conversationId: string, file: FileBoxInterface): Promise<string> {
    const bytes = await file.toBuffer()
    return this.#ask(() => this.#world.bot.file(conversationId, { name: file.name, bytes }))
  }

  override async messageImage(id: string): Promise<FileBoxInterface> {
    return this.messageFile(id)
  }

  /** The bytes of an image; of a voice or a file only a stand-in. */
  override async messageFile(id: string): Promise<FileBoxInterface> {
    return this.#ask(() => {
      const { MsgType, FileName } = this.#message(id)
      if (MsgType === 3) {
        const picture = this.#world.picture(id)
        if (!picture) throw new Error('id not found')
        return FileBox.fromBuffer(picture, `${id}.jpg`)
      }
      if (MsgType === 34) return FileBox.fromBuffer(Buffer.from('#!SILK_V3'), `message-${id}-audio.sil`)
      if (MsgType === 49 && FileName) return FileBox.fromBuffer(Buffer.from(FileName), FileName)
      throw new Error(`unsupported message. id: ${id}`)
    })
  }

  override async messageUrl(id: string): Promise<PUPPET.payloads.UrlLink> {
    return this.#ask(() => {
      const { FileName, Url } = this.#message(id)
      return { title: FileName ?? '', url: Url ?? '' }
    })
  }

  override async messageMiniProgram(id: string): Promise<PUPPET.payloads.MiniProgram> {
    return this.#ask(() => ({ title: this.#message(id).FileName ?? '' }))
  }

  // Rooms

  override async roomList(): Promise<string[]> {
    return this.#ask(() => this.#view.roomIds())
  }

  override async roomRawPayload(id: string): Promise<WebRoom> {
    return this.#ask(() => this.#view.room(id))
  }

  override async roomRawPayloadParser(raw: WebRoom): Promise<PUPPET.payloads.Room> {
    return payloads.roomPayload(raw)
  }

  override async roomMemberList(roomId: string): Promise<string[]> {
    return this.#ask(() => this.#view.room(roomId).MemberList.map(member => member.UserName))
  }

  override async roomMemberRawPayload(roomId: string, contactId: string): Promise<WebMember> {
    return this.#ask(() => this.#view.member(roomId, contactId))
  }

  override async roomMemberRawPayloadParser(raw: WebMember): Promise<PUPPET.payloads.RoomMember> {
    return payloads.roomMemberPayload(raw)
  }

  /** Direct up to 40 members, a card above or with `inviteOnly`. */
  override async roomAdd(roomId: string, contactId: string, inviteOnly?: boolean): Promise<void> {
    this.#ask(() => this.#world.bot.add(roomId, contactId, inviteOnly))
  }

  override async roomDel(roomId: string, contactId: string): Promise<void> {
    this.#ask(() => this.#world.bot.kick(roomId, contactId))
  }

  override async roomCreate(contactIdList: string[], topic?: string): Promise<string> {
    return this.#ask(() => this.#world.bot.create(contactIdList, topic ?? ''))
  }

  override roomTopic(roomId: string): Promise<string>
  override roomTopic(roomId: string, topic: string): Promise<void>
  override async roomTopic(roomId: string, topic?: string): Promise<unknown> {
    if (topic === undefined) return (await this.roomPayload(roomId)).topic
    return this.#ask(() => this.#world.bot.topic(roomId, topic))
  }
}
