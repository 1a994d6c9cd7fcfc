import type { WebMessage } from '../chat/web-message.js'
import type { Millis } from '../domain/events.js'
import { BOT } from '../domain/keys.js'
import type { ActRecord } from './acts.js'
import { BotSide } from './bot-side.js'
import type { Person, Room, WorldSpec } from './cast.js'
import type { Line } from './lines.js'
import { withMentions } from './mentioned.js'
import { garbledName, joinLines, notices } from './notices.js'
import { drawPicture, type PictureSpec } from './pictures.js'
import { Post } from './post.js'
import type { Refusal } from './refusals.js'
import { Truth, WorldError } from './truth.js'
import * as raw from './web-raw.js'

/** How a join shows: WeChat's notice arrives, no notice at all, or a notice that names nobody the bot can resolve. */
export type JoinEvent = 'seen' | 'unseen' | 'garbled'

/** Where a message goes: a room by its key, or to the bot in private. */
export type Whither = { room: string } | { dm: true }

/** A member of a room as it is true now. */
export interface Membership {
  who: string
  /** In-room name; empty when none is set. */
  card: string
  joined: Millis
}

export interface WorldOptions {
  /** The time that people and the bot live in. */
  now: () => Millis
  /** Every session id and made-up name comes from it; default 1. */
  seed?: number
  spec?: WorldSpec
}

/** Pictures whose bytes can still be asked for. */
const picturesKept = 500

/** Messages of one person that he could still recall. */
const recallable = 20

/**
 * What is true in the sandbox's WeChat: people, rooms, friendships, pending cards, and WeChat's own rules. People and
 * rooms are spoken of by the scenario's keys (a room also by its topic); session ids exist for the puppet. Steps take
 * effect, and reach the bot's connected puppet, before the call returns. A key that nobody knows, or a step WeChat would
 * not allow, throws a WorldError.
 */
export class World {
  /** What the bot can do; called by the puppet, in session ids. */
  readonly bot: BotSide
  /** People, rooms and ids as they are now; for the puppet. */
  readonly truth: Truth
  readonly #post: Post
  readonly #seed: number
  readonly #listeners = new Set<(record: ActRecord) => void>()
  readonly #pictures = new Map<string, PictureSpec>()

  constructor(options: WorldOptions) {
    this.#seed = options.seed ?? 1
    this.truth = new Truth({ now: options.now, seed: this.#seed, spec: options.spec ?? {} })
    this.#post = new Post(this.truth)
    this.bot = new BotSide(this.truth, this.#post, record => {
      for (const listener of this.#listeners) listener(record)
    })
  }

  // What is true

  now(): Millis {
    return this.truth.now()
  }

  get people(): readonly string[] {
    return [...this.truth.people.keys()]
  }

  get rooms(): readonly string[] {
    return [...this.truth.rooms.keys()]
  }

  hasPerson(key: string): boolean {
    return this.truth.people.has(key)
  }

  hasRoom(keyOrTopic: string): boolean {
    return this.findRoom(keyOrTopic) !== undefined
  }

  /** Key of a room by its key or, when no key fits, by its topic. */
  findRoom(keyOrTopic: string): string | undefined {
    return this.truth.findRoom(keyOrTopic)
  }

  name(who: string): string {
    return this.truth.person(who).name
  }

  isFriend(who: string): boolean {
    return this.truth.person(who).friend
  }

  /** A friend, or somebody who sent a friend request. */
  mayWrite(who: string): boolean {
    const { friend, asked } = this.truth.person(who)
    return friend || asked
  }

  topicOf(room: string): string {
    return this.truth.room(room).topic
  }

  ownerOf(room: string): string {
    return this.truth.room(room).owner
  }

  /** Members as they are now, the bot included when it is in. */
  members(room: string): readonly Membership[] {
    return [...this.truth.room(room).members].map(([who, place]) => ({ who, ...place }))
  }

  isMember(room: string, who: string): boolean {
    return this.truth.room(room).members.has(who)
  }

  pendingCard(room: string, who: string): boolean {
    return this.truth.room(room).cards.has(who)
  }

  // Session ids

  contactId(who: string): string {
    return this.truth.contactId(who)
  }

  roomId(room: string): string {
    return this.truth.roomId(room)
  }

  keyOfContact(id: string): string | undefined {
    return this.truth.personOfId(id)?.key
  }

  keyOfRoom(id: string): string | undefined {
    return this.truth.roomOfId(id)?.key
  }

  // Steps: what people do

  /** Brings somebody into being who was not in the cast; nothing happens when he exists. */
  addPerson(who: string, name = who): void {
    this.truth.addPerson(who, name)
  }

  /** A text in a room; returns the message's id. `sentAt`: the message's own time, default now. */
  say(step: {
    room: string
    who: string
    text: string
    mention?: readonly string[]
    quote?: { who: string; text: string }
    sentAt?: Millis
  }): string {
    const room = this.truth.roomWith(step.room, step.who)
    const mentioned = (step.mention ?? []).map(who => ({
      bot: who === BOT,
      shown: this.truth.shownName(room, who),
      name: this.name(who),
    }))
    const text = withMentions(step.text, mentioned)
    const { quote } = step
    if (!quote) return this.#send(step.who, room, to => raw.textMessage(to, text), step.sentAt)
    const quoted = { id: this.contactId(quote.who), name: this.truth.shownName(room, quote.who), text: quote.text }
    return this.#send(step.who, room, to => raw.quoteMessage(to, text, quoted), step.sentAt)
  }

  dm(step: { who: string; text: string; sentAt?: Millis }): string {
    return this.#send(step.who, undefined, to => raw.textMessage(to, step.text), step.sentAt)
  }

  image(step: Whither & { who: string; picture: PictureSpec }): string {
    const { picture } = step
    const id = this.#sendTo(step, to => {
      this.#pictures.set(to.id, picture)
      return raw.imageMessage(to, picture.bytes ?? 0)
    })
    for (const old of this.#pictures.keys()) {
      if (this.#pictures.size <= picturesKept) break
      this.#pictures.delete(old)
    }
    return id
  }

  /** Somebody's card, or an official account's by its name. */
  card(step: Whither & { who: string } & ({ of: string } | { official: string })): string {
    const card =
      'of' in step
        ? { id: this.contactId(step.of), name: this.name(step.of), official: false }
        : { id: '@official', name: step.official, official: true }
    return this.#sendTo(step, to => raw.cardMessage(to, card))
  }

  link(step: Whither & { who: string; title: string; url: string; description?: string }): string {
    return this.#sendTo(step, to => raw.linkMessage(to, { description: '', ...step }))
  }

  mini(step: Whither & { who: string; title: string }): string {
    return this.#sendTo(step, to => raw.miniMessage(to, step.title))
  }

  voice(step: Whither & { who: string; seconds: number }): string {
    return this.#sendTo(step, to => raw.voiceMessage(to, step.seconds))
  }

  file(step: Whither & { who: string; name: string }): string {
    return this.#sendTo(step, to => raw.fileMessage(to, step.name))
  }

  /** Recalls that person's last message; returns the recalled id. */
  recall(step: { who: string }): string {
    const last = this.truth.person(step.who).sent.pop()
    if (!last) throw new WorldError('NOTHING_SENT', `${step.who} 没有可以撤回的消息`)
    const room = last.room === undefined ? undefined : this.truth.room(last.room)
    const to = this.#post.envelope(step.who, room)
    this.#post.deliver(raw.recallMessage(to, last.id, this.truth.shownName(room, step.who)), room)
    return last.id
  }

  /** People come in. Those who are in already stay as they are. Without `by` the notice names nobody who brought them. */
  join(step: { room: string; who: readonly string[]; by?: string; via?: 'invite' | 'qr'; event?: JoinEvent }): void {
    const room = this.truth.room(step.room)
    const who = step.who.filter(one => !room.members.has(this.truth.person(one).key))
    const by = step.by === undefined ? undefined : this.truth.person(step.by)
    for (const one of who) {
      room.members.set(one, { card: '', joined: this.now() })
      room.cards.delete(one)
    }
    const { event = 'seen' } = step
    if (event === 'unseen' || who.length === 0) return
    const names = who.map(one => (event === 'garbled' ? garbledName : this.name(one)))
    const bringer = by && { bot: by.key === BOT, name: this.truth.shownName(room, by.key) }
    for (const text of joinLines(names, bringer, step.via ?? 'invite')) this.#post.notify(room, text)
  }

  /** Somebody brings the bot into a room it was not in. */
  pull(step: { room: string; by: string }): void {
    const room = this.truth.roomWith(step.room, step.by)
    if (room.members.has(BOT)) throw new WorldError('ALREADY_IN_ROOM', `机器人已经在 ${step.room} 里`)
    const others = [...room.members.keys()].filter(who => who !== step.by).map(who => this.truth.shownName(room, who))
    room.members.set(BOT, { card: '', joined: this.now() })
    this.#post.notify(room, notices.botInvited(this.truth.shownName(room, step.by), others))
  }

  /** Without any notice, as on WeChat; the bot is told when it was put out itself. */
  leave(step: { room: string; who: string }): void {
    const room = this.truth.roomWith(step.room, step.who)
    if (step.who === BOT) this.#post.notify(room, notices.botRemoved(this.truth.shownName(room, room.owner)))
    room.members.delete(step.who)
    const [heir] = room.members.keys()
    if (room.owner === step.who && heir !== undefined) room.owner = heir
  }

  rename(step: { who: string; name: string }): void {
    this.truth.person(step.who).name = step.name
  }

  setCard(step: { room: string; who: string; card: string }): void {
    const room = this.truth.roomWith(step.room, step.who)
    const place = room.members.get(step.who)
    if (place) place.card = step.card
  }

  topic(step: { room: string; who: string; topic: string }): void {
    const room = this.truth.roomWith(step.room, step.who)
    room.topic = step.topic
    this.#post.notify(room, notices.renamed(this.truth.shownName(room, step.who), step.topic))
  }

  /** A friend request to the bot; returns the request's message id. */
  friend(step: { who: string; hello?: string }): string {
    const person = this.truth.person(step.who)
    person.asked = true
    const to = this.#post.envelope(step.who)
    this.bot.requested(to.id, step.who)
    const request = { id: to.from, name: person.name, hello: step.hello ?? '', ticket: `v2_${to.id}@stranger` }
    this.#post.deliver(raw.requestMessage(to, request))
    return to.id
  }

  /** Takes the bot's card and comes in. */
  accept(step: { room: string; who: string }): void {
    const room = this.#cardFor(step)
    if (room.members.has(step.who)) return
    this.bot.letIn(room, step.who)()
  }

  decline(step: { room: string; who: string }): void {
    this.#cardFor(step)
  }

  /** The session ends; until `logIn` nothing reaches the bot. Changes made in between happen while it is away. */
  logOut(): Promise<void> {
    return this.#post.logOut()
  }

  /** A new session: every person and room has a new id. */
  logIn(): Promise<void> {
    return this.#post.logIn()
  }

  get isLoggedIn(): boolean {
    return this.#post.isLoggedIn
  }

  /** When this session began; undefined while nobody is logged in. */
  get sessionSince(): Millis | undefined {
    return this.#post.sessionSince
  }

  // WeChat's answers, and who watches

  refuse(refusal: Refusal): void {
    this.bot.refusals.order(refusal)
  }

  /** Told of each act synchronously, right after it took effect (or was refused). Returns how to stop listening. */
  onAct(listener: (record: ActRecord) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The puppet's line into the world; a newer one takes the place of the older. Returns how to hang up. */
  connect(line: Line): () => void {
    return this.#post.connect(line)
  }

  /** True while a puppet listens; what people write otherwise never arrives. */
  get connected(): boolean {
    return this.#post.connected
  }

  /** The bytes of a picture that was sent, drawn when asked for; undefined when it is no picture or too old. */
  picture(messageId: string): Buffer | undefined {
    const spec = this.#pictures.get(messageId)
    return spec && drawPicture(spec, this.#seed)
  }

  #sendTo(step: Whither & { who: string }, build: (to: raw.Envelope) => WebMessage): string {
    return this.#send(step.who, 'room' in step ? this.truth.roomWith(step.room, step.who) : undefined, build)
  }

  #send(who: string, room: Room | undefined, build: (to: raw.Envelope) => WebMessage, sentAt?: Millis): string {
    const person = this.truth.person(who)
    if (!room && !person.friend && !person.asked)
      throw new WorldError('NO_CONTACT', `${who} 不是小助的好友，也没有申请过`)
    const to = this.#post.envelope(who, room, sentAt)
    remember(person, { id: to.id, room: room?.key })
    this.#post.deliver(build(to), room)
    return to.id
  }

  /** The room whose card he holds, which is used up. */
  #cardFor(step: { room: string; who: string }): Room {
    const room = this.truth.room(step.room)
    if (!room.cards.delete(this.truth.person(step.who).key)) {
      throw new WorldError('NO_CARD', `${step.who} 手上没有 ${step.room} 的邀请卡片`)
    }
    return room
  }
}

function remember(person: Person, message: Person['sent'][number]): void {
  person.sent.push(message)
  if (person.sent.length > recallable) person.sent.shift()
}
