import type { Log } from '../../redis/log.js'
import type { WebMessage } from '../web-message.js'
import { type ContactBook, hasMembers, isRoom } from './contact-book.js'
import { pause } from './pause.js'
import type { Thresholds } from './thresholds.js'
import type { Wechat4uClient } from './wechat4u-client.js'

export interface IncomingOptions {
  client: Wechat4uClient
  book: ContactBook
  thresholds: Thresholds
  log: Log
  life: AbortSignal
  /** Messages older than this (milliseconds since 1970) are of another session and heard by nobody. */
  since: () => number
}

/**
 * Hands messages to the client's listeners, those of one chat in their order. It takes the place of wechat4u's
 * `handleMsg`, which loses a message when its room cannot be looked up, and which logs the account out when somebody
 * sends three moons or writes 退出wechat4u to himself (wechat.js).
 */
export function hearMessages(options: IncomingOptions): (messages: readonly WebMessage[] | undefined) => void {
  const { client, book, log, life, since } = options
  /** Chats of which something waits. */
  const waiting = new Map<string, Promise<void>>()

  const tell = (message: WebMessage): void => {
    if (life.aborted) return
    try {
      client.emit('message', extended(client, message))
    } catch (error) {
      log.error({ err: error, id: message.MsgId, type: message.MsgType }, 'a message could not be read')
    }
    if (message.MsgType === client.CONF.MSGTYPE_STATUSNOTIFY) learn(message)
  }

  /** The phone tells which chats it has open. */
  const learn = (message: WebMessage & { StatusNotifyUserName?: string }): void => {
    for (const id of (message.StatusNotifyUserName ?? '').split(',')) {
      if (id.startsWith('@') && !book.find(id)) void book.ask(id, 'later').catch(() => undefined)
    }
  }

  const known = ({ FromUserName: from }: WebMessage): boolean =>
    !from.startsWith('@') || (isRoom(from) ? hasMembers(book.find(from)) : book.find(from) !== undefined)

  const hear = (message: WebMessage): void => {
    const chat = message.FromUserName
    const before = waiting.get(chat)
    if (!before && known(message)) {
      tell(message)
      return
    }
    const run = (before ?? Promise.resolve())
      .then(() => (known(message) ? undefined : lookUp(chat, options)))
      .then(() => tell(message))
      .finally(() => {
        if (waiting.get(chat) === run) waiting.delete(chat)
      })
    waiting.set(chat, run)
  }

  return messages => {
    for (const message of messages ?? []) {
      if (!message?.MsgId || typeof message.FromUserName !== 'string') {
        log.warn({ type: message?.MsgType }, 'a message without an id or a sender was left out')
      } else if (message.CreateTime >= Math.floor(since() / 1000)) hear(message)
    }
  }
}

/** Waits until WeChat told of a chat, but not for ever: the message is worth more than its sender's name. */
async function lookUp(chat: string, { book, thresholds, life }: IncomingOptions): Promise<void> {
  const enough = new AbortController()
  const patience = pause(thresholds.strangerPatience, AbortSignal.any([enough.signal, life]))
  await Promise.race([book.ask(chat, 'soon'), patience]).catch(() => undefined)
  enough.abort()
  await patience.catch(() => undefined)
}

/** wechat4u's own reading of a message, which needs its room to be there. */
function extended(client: Wechat4uClient, message: WebMessage): WebMessage {
  const room = message.FromUserName
  message.Content ??= ''
  if (!isRoom(room) || client.contacts[room]?.MemberList) return client.Message.extend(message)
  client.contacts[room] = { UserName: room, NickName: '', MemberList: [], MemberCount: 0 }
  try {
    return client.Message.extend(message)
  } finally {
    delete client.contacts[room]
  }
}
