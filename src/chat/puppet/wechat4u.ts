import type { Puppet } from 'wechaty-puppet'
import type { Log } from '../../redis/log.js'
import type { Trouble } from '../link.js'
import type { WebMessage } from '../web-message.js'
import { ContactBook } from './contact-book.js'
import { hearMessages } from './incoming.js'
import { answerLookups } from './lookups.js'
import { fetchPicture } from './picture.js'
import { guardRequests } from './requests.js'
import { SavedSession } from './saved-session.js'
import { sessionFile } from './session-file.js'
import { SessionLoop } from './session-loop.js'
import { shippedThresholds, type Thresholds } from './thresholds.js'
import {
  insideOf,
  type PuppetInside,
  refusalIn,
  type WebContact,
  type WebInit,
  type Wechat4uClient,
  WechatRefusal,
} from './wechat4u-client.js'

/**
 * A puppet for `WechatyBuilder.build({ puppet, name: memory })`, and what Web WeChat knows beyond Wechaty's payloads. Ids
 * are the session's. What asks WeChat rejects with WechatRefusal when it answers no.
 */
export interface Wechat4u {
  puppet: Puppet
  /** Where the session is kept: `memory` + `.memory-card.json`, mode 0600. */
  memory: string
  /** Hears every raw message, before and whatever the puppet makes of it; returns how to stop. */
  onMessage(listener: (message: WebMessage) => void): () => void
  /** A message of the last hour; rejects when it is forgotten. */
  message(id: string): Promise<WebMessage>
  /** The bytes of a message's picture, as Web WeChat shows it; rejects with TooLargeError when there are more than so many. */
  picture(id: string, limit: { bytes: number; signal: AbortSignal }): Promise<Uint8Array>
  /** The raw record of a person or room, as far as it is known now; of a member it is made of the room's list. */
  contact(id: string): WebContact | undefined
  /** Asks WeChat for a room's record and takes it over. */
  refreshRoom(id: string): Promise<WebContact>
  /** The new room's id. Needs two friends at least. */
  createRoom(topic: string, members: readonly string[]): Promise<string>
  setTopic(room: string, topic: string): Promise<void>
  /** The id of what was sent; needed to recall it. */
  say(to: string, text: string): Promise<string>
  /** `state` is `login` while the account is in; a sync that ended long ago means it only looks so. */
  health(): { state: Wechat4uClient['state']; lastSyncAt: number }
  /** When this session began, in milliseconds since 1970; undefined while nobody is logged in. */
  sessionSince(): number | undefined
  /** Hears what goes wrong with the login and the connection; returns how to stop. */
  onTrouble(listener: (trouble: Trouble) => void): () => void
  /** Logs the account out and forgets its session: `/退出登录`, and nothing else. */
  logout(): void
  /** Lets go of WeChat without telling it, as `puppet.stop()` does. */
  leave(): void
}

/** A client and what stands around it; it lasts until the puppet is stopped. */
interface Life {
  client: Wechat4uClient
  book: ContactBook
  loop: SessionLoop
  over: AbortController
}

/**
 * Makes wechaty-puppet-wechat4u ready for a bot that must not lose its login. The package is loaded on the first call.
 * The session is kept in `dir/account.memory-card.json` (session-file.ts).
 *
 * wechat4u's protocol is kept and its loop replaced (session-loop.ts), its reading of messages (incoming.ts), and the
 * puppet's way with contacts (contact-book.ts, lookups.ts). Beyond that, each for something seen with the unmodified
 * package (docs/platform.md):
 * - wechat4u's `uncaughtException` listener, which swallows every error of the process, is taken away; the caller
 *   installs one of its own.
 * - `puppet.stop()` (and so `bot.stop()`, and Wechaty's watchdog) stops without logging the account out.
 * - Payloads are never older than the record they are made of, and a new session has none of the old one's ids.
 * - `ready` comes once after a login, when the address book and the rooms in it are here.
 * - The package's own log is silent below `error`, as it prints messages. WECHATY_LOG overrules that.
 */
export async function makeWechat4uPuppet(options: {
  dir: string
  account: string
  log: Log
  thresholds?: Partial<Thresholds>
}): Promise<Wechat4u> {
  const { log } = options
  const thresholds = { ...shippedThresholds, ...options.thresholds }
  const memory = await sessionFile(options.dir, options.account, log)
  const puppet = await loadPuppet()
  const inside = insideOf(puppet)
  const heard = new Listeners<WebMessage>()
  const troubles = new Listeners<Trouble>()
  let life: Life | undefined
  const session = new SavedSession(() => inside.memory, log)

  /** Aborted when nobody is logged in any more. */
  let stay = new AbortController()

  const entered = async ({ client, book, over }: Life, answer: WebInit, again: boolean): Promise<number> => {
    const self = client.user.UserName
    if (!self) throw new Error('WeChat did not say who is logged in')
    if (!again) book.clear()
    // WeChat's clock, where it is behind ours: else messages of the first moments would be older than the session.
    const now = Math.min(Date.now(), (answer.SystemTime ?? Infinity) * 1000)
    const since = await session.begin(client, now, again)
    if (!again) inside.startTime = Math.floor(since / 1000)
    book.take(answer.ContactList, 'book')
    book.take([{ ...client.user, UserName: self }], 'book')
    if (over.signal.aborted) return since
    if (puppet.isLoggedIn && puppet.currentUserId === self) log.info({}, 'reconnected to WeChat')
    else inside.login(self)
    stay.abort()
    stay = new AbortController()
    const signal = AbortSignal.any([stay.signal, over.signal])
    book.load(signal).then(
      () => puppet.emit('ready', { data: 'everything there is' }),
      (error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, 'the address book did not come')
      },
    )
    return since
  }

  const lost = async ({ book }: Life, keep: boolean): Promise<void> => {
    stay.abort()
    session.since = undefined
    if (puppet.isLoggedIn) await puppet.logout()
    book.clear()
    await session.end(!keep)
  }

  const begin = (client: Wechat4uClient): Life => {
    const over = new AbortController()
    const signal = over.signal
    const entranceRet = guardRequests(client, signal, thresholds.pollTimeout)
    const book = new ContactBook({ client, thresholds, log, life: signal })
    const loop = new SessionLoop({
      client,
      thresholds,
      log,
      life: signal,
      entranceRet,
      onEntered: (answer, again) => entered(one, answer, again),
      onLost: keep => lost(one, keep),
      onTrouble: trouble => troubles.tell(trouble),
      onBeat: () => session.keep(client),
    })
    const one: Life = { client, book, loop, over }
    const hear = hearMessages({ client, book, thresholds, log, life: signal, since: () => session.since ?? 0 })
    client.start = () => loop.byCode()
    client.restart = () => loop.byKeptSession()
    client.stop = () => {
      loop.logOut().catch((error: unknown) => log.error({ err: error }, 'the account could not be logged out'))
    }
    client.updateContacts = records => book.take(records, 'told')
    client.handleMsg = hear
    client.handleSync = news => {
      try {
        book.take(news.ModContactList, 'told')
      } catch (error) {
        // The messages beside it are worth more.
        log.error({ err: error }, 'changes of people and rooms could not be read')
      }
      hear(news.AddMsgList)
    }
    return one
  }

  const monkeyPatch = inside.monkeyPatch
  inside.monkeyPatch = client => {
    leave()
    monkeyPatch.call(inside, client)
    life = begin(client)
    client.on('message', message => heard.tell(message))
  }
  const initHookEvents = inside.initHookEvents
  inside.initHookEvents = client => {
    initHookEvents.call(inside, client)
    // Ours is the loop; and the puppet's own copies all members into the contacts and asks for each of them.
    for (const event of ['login', 'logout', 'contacts-updated'] as const) client.removeAllListeners(event)
    client.on('contacts-updated', records => forgetPayloads(inside, records))
  }
  const leave = (): void => {
    life?.over.abort()
    if (life) letGo(life.client)
    life = undefined
    session.since = undefined
  }
  inside.onStop = async () => {
    leave()
    inside.wechat4u = undefined
    clearTimeout(inside._heartBeatTimer)
    inside._heartBeatTimer = undefined
  }

  const living = (): Life => {
    if (!life) throw new Error('wechat4u is not started')
    return life
  }
  const createRoom = async (topic: string, members: readonly string[]): Promise<string> => {
    const list = members.map(UserName => ({ UserName }))
    return (await asked(living().client.createChatroom(topic, list))).ChatRoomName
  }
  // The package gives the whole answer for an id.
  inside.roomCreate = (members, topic) => createRoom(topic, members)
  // The package does not hear `inviteOnly`.
  inside.roomAdd = async (room, contact, inviteOnly = false) => {
    const { client, book } = living()
    const isSmall = (book.find(room)?.MemberList?.length ?? 0) <= ADDED_UP_TO
    await asked(client.updateChatroom(room, [contact], isSmall && !inviteOnly ? 'addmember' : 'invitemember'))
  }
  answerLookups(inside, () => living().book)

  return {
    puppet,
    memory,
    onMessage: listener => heard.add(listener),
    message: id => inside.messageRawPayload(id),
    picture: (id, limit) => fetchPicture(living().client, id, limit),
    contact: id => life?.book.find(id),
    refreshRoom: async id => {
      const room = await asked(living().book.ask(id, 'now'))
      if (!room) throw new Error(`WeChat knows no room ${id}`)
      return room
    },
    createRoom,
    setTopic: (room, topic) => setTopic(living().client, room, topic),
    say: async (to, text) => (await asked(living().client.sendMsg(text, to))).MsgID,
    health: () => ({ state: life?.client.state ?? 'logout', lastSyncAt: life?.client.lastSyncTime ?? 0 }),
    sessionSince: () => session.since,
    onTrouble: listener => troubles.add(listener),
    logout: () => living().client.stop(),
    leave,
  }
}

/** Those who hear something, each told in its own turn and until it does not want to be any more. */
class Listeners<Told> {
  readonly #listeners = new Set<(told: Told) => void>()

  add(listener: (told: Told) => void): () => void {
    // A function of its own, so that who listens twice hears twice.
    const own = (told: Told): void => listener(told)
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  tell(told: Told): void {
    for (const listener of [...this.#listeners]) listener(told)
  }
}

/** In larger rooms people get a card, which is theirs to take (webwxinit's InviteStartCount). */
const ADDED_UP_TO = 40

async function loadPuppet(): Promise<Puppet> {
  const own = new Set(process.listeners('uncaughtException'))
  const { PuppetWechat4u } = await import('wechaty-puppet-wechat4u')
  for (const listener of process.listeners('uncaughtException')) {
    if (!own.has(listener)) process.off('uncaughtException', listener)
  }
  const { log } = await import('wechaty-puppet')
  if (!process.env['WECHATY_LOG']) log.level('error')
  return new PuppetWechat4u()
}

/** What comes back of a client that was left, comes back to nobody. */
function letGo(client: Wechat4uClient): void {
  for (const event of ['message', 'contacts-updated', 'uuid', 'user-avatar'] as const) client.removeAllListeners(event)
  client.state = 'logout'
}

/** Wechaty's caches live for ten days and are never told. */
function forgetPayloads({ cache }: PuppetInside, records: readonly WebContact[]): void {
  for (const { UserName, MemberList } of records) {
    cache.contact.delete(UserName)
    cache.room.delete(UserName)
    cache.roomMember.delete(UserName)
    for (const member of MemberList ?? []) cache.contact.delete(member.UserName)
  }
}

/** As wechat4u's updateChatRoomName, which throws WeChat's reason away. */
async function setTopic(client: Wechat4uClient, room: string, topic: string): Promise<void> {
  const { data } = await client.request({
    method: 'POST',
    url: client.CONF.API_webwxupdatechatroom,
    params: { fun: 'modtopic' },
    data: { BaseRequest: client.getBaseRequest(), ChatRoomName: room, NewTopic: topic },
  })
  const { Ret, ErrMsg } = data.BaseResponse
  if (Ret !== 0) throw new WechatRefusal(Ret, ErrMsg)
}

/** Waits for an answer of WeChat; a refusal is thrown as one. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw refusalIn(error) ?? error
  }
}
