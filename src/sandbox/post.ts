import type { WebMessage } from '../chat/web-message.js'
import type { Millis } from '../domain/events.js'
import { BOT } from '../domain/keys.js'
import type { Room } from './cast.js'
import type { Line } from './lines.js'
import type { Truth } from './truth.js'
import { type Envelope, noticeMessage } from './web-raw.js'

const DAY: Millis = 86_400_000

/** How messages get from the world to the bot's client: at once, or not at all when nobody listens. */
export class Post {
  readonly #truth: Truth
  #line: Line | undefined
  #loggedIn = true
  #since: Millis

  constructor(truth: Truth) {
    this.#truth = truth
    this.#since = truth.now() - DAY
  }

  /** A newer line takes the place of the older. Returns how to hang up. */
  connect(line: Line): () => void {
    this.#line = line
    return () => {
      if (this.#line === line) this.#line = undefined
    }
  }

  get connected(): boolean {
    return this.#line !== undefined && this.#loggedIn
  }

  get isLoggedIn(): boolean {
    return this.#loggedIn
  }

  /** When this session began: the first one a day before the world; undefined while nobody is logged in. */
  get sessionSince(): Millis | undefined {
    return this.#loggedIn ? this.#since : undefined
  }

  async logOut(): Promise<void> {
    this.#loggedIn = false
    await this.#line?.loggedOut()
  }

  /** With new ids for all. */
  async logIn(): Promise<void> {
    this.#truth.newSession()
    this.#since = this.#truth.now()
    this.#loggedIn = true
    await this.#line?.loggedIn(this.#truth.selfId)
  }

  envelope(who: string, room?: Room, sentAt?: Millis): Envelope {
    return {
      id: this.#truth.nextMessageId(),
      sentAt: sentAt ?? this.#truth.now(),
      from: this.#truth.contactId(who),
      selfId: this.#truth.selfId,
      room: room && { id: this.#truth.roomId(room.key), shownName: this.#truth.shownName(room, who) },
    }
  }

  /** To the bot's client, when it listens and (in a room) the bot is in. */
  deliver(message: WebMessage, room?: Room): void {
    if (!this.#loggedIn || (room && !room.members.has(BOT))) return
    this.#line?.receive(message)
  }

  /** One of WeChat's grey lines in a room. */
  notify(room: Room, text: string): void {
    this.deliver(noticeMessage(this.envelope(BOT, room), text), room)
  }

  /** One in the private chat with somebody. */
  notifyIn(who: string, text: string): void {
    this.deliver(noticeMessage(this.envelope(who), text))
  }
}
