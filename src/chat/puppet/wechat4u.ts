import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Puppet } from 'wechaty-puppet'
import type { Log } from '../../redis/log.js'
import type { WebMessage } from '../web-message.js'
import { insideOf, isObject, retOf, type WebContact, type Wechat4uClient, WechatRefusal } from './wechat4u-client.js'

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
  /** The raw record of a person or room, as far as it is known now. */
  contact(id: string): WebContact | undefined
  /** Asks WeChat for a room's record, in one request, and takes it over. */
  refreshRoom(id: string): Promise<WebContact>
  /** The new room's id. Needs two friends at least. */
  createRoom(topic: string, members: readonly string[]): Promise<string>
  setTopic(room: string, topic: string): Promise<void>
  /** The id of what was sent; needed to recall it. */
  say(to: string, text: string): Promise<string>
  /** `state` is `login` while the account is in; a sync that ended long ago means it only looks so. */
  health(): { state: Wechat4uClient['state']; lastSyncAt: number }
  /** Logs the account out and forgets its session: `/退出登录`, and nothing else. */
  logout(): void
}

/**
 * Makes wechaty-puppet-wechat4u ready for a bot that must not lose its login. The package is loaded on the first call.
 *
 * The session is kept in `dir/account.memory-card.json`: Wechaty takes an absolute path for its `name`, appends the
 * suffix, and keeps the mode of a file that is there already, so the file is made beforehand for the owner alone.
 *
 * Guards, each for something seen with the unmodified package (docs/platform.md):
 * - wechat4u's `uncaughtException` listener, which swallows every error of the process, is taken away; the caller
 *   installs one of its own.
 * - `puppet.stop()` (and so `bot.stop()`, and Wechaty's watchdog) stops without logging the account out.
 * - A message of three moons logs the account out of unmodified wechat4u; here it is a message like any other.
 * - A reconnect within the session is no second login (the puppet would throw), and writes the session down again.
 * - Payloads are never older than the record they are made of, and a new session has none of the old one's ids.
 * - Errors carry neither cookies nor the texts that were sent; the package's own log is silent below `error`, as it
 *   prints messages. WECHATY_LOG overrules that.
 */
export async function makeWechat4uPuppet(options: { dir: string; account: string; log: Log }): Promise<Wechat4u> {
  const memory = await sessionFile(options.dir, options.account)
  const puppet = await loadPuppet()
  const inside = insideOf(puppet)
  const listeners: ((message: WebMessage) => void)[] = []

  const monkeyPatch = inside.monkeyPatch
  inside.monkeyPatch = client => {
    monkeyPatch.call(inside, client)
    guardClient(client)
    client.on('message', message => {
      for (const listener of [...listeners]) listener(message)
    })
    client.on('contacts-updated', contacts => {
      for (const { UserName } of contacts) {
        inside.cache.contact.delete(UserName)
        inside.cache.room.delete(UserName)
      }
    })
  }
  inside.onStop = async () => leave(inside)
  const login = inside.login
  inside.login = userId => {
    if (puppet.isLoggedIn && puppet.currentUserId === userId) options.log.info('reconnected to WeChat')
    else login.call(inside, userId)
  }

  const client = (): Wechat4uClient => {
    if (!inside.wechat4u) throw new Error('wechat4u is not started')
    return inside.wechat4u
  }
  const createRoom = async (topic: string, members: readonly string[]): Promise<string> => {
    const list = members.map(UserName => ({ UserName }))
    return (await asked(client().createChatroom(topic, list))).ChatRoomName
  }
  // The package gives the whole answer for an id.
  inside.roomCreate = (members, topic) => createRoom(topic, members)

  return {
    puppet,
    memory,
    onMessage: listener => {
      listeners.push(listener)
      return () => {
        listeners.splice(listeners.indexOf(listener), 1)
      }
    },
    message: id => inside.messageRawPayload(id),
    contact: id => client().contacts[id],
    refreshRoom: id => refreshRoom(client(), id, inside),
    createRoom,
    setTopic: (room, topic) => setTopic(client(), room, topic),
    say: async (to, text) => (await asked(client().sendMsg(text, to))).MsgID,
    health: () => ({ state: client().state, lastSyncAt: client().lastSyncTime }),
    logout: () => client().stop(),
  }
}

async function sessionFile(dir: string, account: string): Promise<string> {
  const name = join(resolve(dir), account)
  const file = `${name}.memory-card.json`
  await mkdir(dir, { recursive: true, mode: 0o700 })
  try {
    await writeFile(file, '{}', { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!isObject(error) || error['code'] !== 'EEXIST') throw error
    await chmod(file, 0o600)
  }
  return name
}

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

/** What wechat4u takes for the order to log out, `🌚 🌝🌚 🌝🌚 🌝` from anybody in private (wechat.js:321). */
const moons = /^(.\udf1a\u0020\ud83c.){3}$/
const farewell = '退出wechat4u'

function guardClient(client: Wechat4uClient): void {
  // It looks at Content after it told its listeners; OriginalContent, from which we read, stays as it was.
  client.on('message', message => {
    if (moons.test(message.Content) || message.Content === farewell) message.Content += ' '
  })
  client.on('uuid', () => {
    client.contacts = {}
  })
  const request = client.request
  client.request = async asking => {
    try {
      const { data, status, headers } = await request(asking)
      return { data, status, headers } as Awaited<ReturnType<typeof request>>
    } catch (error) {
      if (isObject(error)) {
        delete error['config']
        delete error['request']
      }
      throw error
    }
  }
}

/** Ends the client's loops and the puppet's timers; WeChat is not told, so the saved session stays good. */
function leave(inside: ReturnType<typeof insideOf>): void {
  const client = inside.wechat4u
  inside.wechat4u = undefined
  clearTimeout(inside._heartBeatTimer)
  inside._heartBeatTimer = undefined
  clearInterval(inside.getContactInterval)
  inside.getContactInterval = undefined
  if (!client) return
  // A sync in the air still comes back, to nobody.
  for (const event of ['message', 'contacts-updated', 'login', 'logout', 'uuid', 'user-avatar']) {
    client.removeAllListeners(event)
  }
  client.state = 'logout'
  clearTimeout(client.retryPollingId)
  clearTimeout(client.checkPollingId)
  // A restart that is due, or a QR code still being waited for, must not come back beside the next client.
  client.request = () => Promise.reject(new Error('this client was left'))
}

/**
 * Takes a room's record over as it is: wechat4u would merge it, and never clear what WeChat has cleared. Of its members
 * only the new ones are entered as people, so that none of them is asked for one by one.
 */
async function refreshRoom(
  client: Wechat4uClient,
  id: string,
  { cache }: ReturnType<typeof insideOf>,
): Promise<WebContact> {
  const [fresh] = await asked(client.batchGetContact([{ UserName: id }]))
  if (!fresh) throw new Error(`WeChat knows no room ${id}`)
  const room = client.Contact.extend(fresh)
  client.contacts[id] = room
  cache.room.delete(id)
  const strangers = (room.MemberList ?? []).filter(member => !(member.UserName in client.contacts))
  client.updateContacts(strangers.map(member => ({ ...member, EncryChatRoomId: id })))
  return room
}

/** As wechat4u's updateChatRoomName, which throws WeChat's reason away. */
async function setTopic(client: Wechat4uClient, room: string, topic: string): Promise<void> {
  const { data } = await client.request({
    method: 'POST',
    url: client.CONF.API_webwxupdatechatroom,
    params: { fun: 'modtopic' },
    data: { BaseRequest: client.getBaseRequest(), ChatRoomName: room, NewTopic: topic },
  })
  if (data.BaseResponse.Ret !== 0) throw new WechatRefusal(data.BaseResponse.Ret)
}

/** Waits for an answer of WeChat; a refusal is thrown as one. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    const ret = retOf(error)
    throw ret === undefined ? error : new WechatRefusal(ret)
  }
}
