import { notices } from './notices.js'
import { escapeContent, type RawMessage, rawMessage } from './raw.js'
import type { Sync } from './sync.js'
import { BOT, type PersonSpec, type World } from './world.js'

/** Fields of a message of any kind (MsgType, AppMsgType …), and its `body` before escaping. */
export type Post = Partial<RawMessage> & { body?: string }

/**
 * What people do on their phones. Everything waits until the client listens, so that a test need not; with `away` it
 * happens at once, whether or not the client is there to hear it.
 */
export interface People {
  /** A person that was not there before. */
  meets(key: string, person: PersonSpec): void
  /** A text in a room; `bot` writes from its own phone. Gives the message's id. */
  says(room: string, who: string, text: string, options?: { away?: boolean }): Promise<string>
  dms(who: string, text: string, options?: { away?: boolean }): Promise<string>
  /** A picture in a room; `declared` is what WeChat says of its size, when that is not true. Gives the message's id. */
  shows(room: string, who: string, picture: Buffer, options?: { declared?: number }): Promise<string>
  /** Any other kind of message in a room. */
  posts(room: string, who: string, post: Post): Promise<string>
  dmPosts(who: string, post: Post): Promise<string>
  recalls(message: string, who: string, room?: string): Promise<void>
  /** With WeChat's notice, unless `unseen`; by default it is the room's owner who brings them. */
  joins(
    room: string,
    who: string | readonly string[],
    how?: { by?: string; via?: 'invite' | 'qr'; unseen?: boolean },
  ): Promise<void>
  /** Takes the card that the bot sent. */
  accepts(room: string, who: string): Promise<void>
  /** Somebody brings the bot into a room that it was not in. */
  pulls(room: string, by: string): Promise<void>
  /** Without any notice, as on WeChat. */
  leaves(room: string, who: string): Promise<void>
  removesBot(room: string, by: string): Promise<void>
  renames(who: string, name: string): Promise<void>
  setsCard(room: string, who: string, card: string): Promise<void>
  setsTopic(room: string, who: string, topic: string): Promise<void>
  /** Gives the id of the message that carries the request. */
  asksToBefriend(who: string, hello: string): Promise<string>
}

const IMAGE = 3
const NOTICE = 10_000
const RECALL = 10_002
const FRIEND_REQUEST = 37

/** The people of this world, who tell the client through `sync`. */
export function peopleOf(
  world: World,
  sync: Sync,
): People & {
  /** The client is told that a room changed, and of WeChat's notice in it. */
  roomChanged(room: string, notice?: string): void
  personChanged(who: string): void
  privateNotice(who: string, text: string): void
} {
  function inRoom(room: string, who: string | undefined, post: Post): RawMessage {
    const { body = '', ...fields } = post
    const [bot, there] = [world.personId(BOT), world.roomId(room)]
    return rawMessage({
      ...(who === BOT ? { FromUserName: bot, ToUserName: there } : { FromUserName: there, ToUserName: bot }),
      MsgType: 1,
      Content: `${who === undefined || who === BOT ? '' : `${world.personId(who)}:<br/>`}${escapeContent(body)}`,
      CreateTime: Math.floor(Date.now() / 1000),
      ...fields,
    })
  }

  function inPrivate(who: string, post: Post): RawMessage {
    const { body = '', ...fields } = post
    return rawMessage({
      FromUserName: world.personId(who),
      ToUserName: world.personId(BOT),
      MsgType: 1,
      Content: escapeContent(body),
      CreateTime: Math.floor(Date.now() / 1000),
      ...fields,
    })
  }

  async function send(make: () => RawMessage, away = false): Promise<string> {
    if (!away) await sync.listening()
    const message = make()
    sync.tell({ message })
    return message.MsgId
  }

  function roomChanged(room: string, ...texts: string[]): void {
    const messages = texts.map(body => ({ message: inRoom(room, undefined, { MsgType: NOTICE, body }) }))
    sync.tell(...messages, { changed: world.roomContact(room, 'change') })
  }

  function personChanged(who: string): void {
    sync.tell({ changed: world.contact(who) })
  }

  async function joins(
    room: string,
    who: string | readonly string[],
    { by = world.room(room).owner, via = 'invite', unseen = false }: Parameters<People['joins']>[2] = {},
  ): Promise<void> {
    await sync.listening()
    const newcomers = typeof who === 'string' ? [who] : who
    for (const one of newcomers) {
      if (!world.people.has(one)) world.meet(one, {})
      world.room(room).members.set(one, '')
    }
    const names = newcomers.map(one => world.nameIn(room, one))
    const byWhom = world.nameIn(room, by)
    const texts =
      via === 'qr'
        ? names.map(name => (by === BOT ? notices.joinedByYourCode(name) : notices.joinedByCode(name, byWhom)))
        : [by === BOT ? notices.youInvited(names) : notices.invited(byWhom, names)]
    roomChanged(room, ...(unseen ? [] : texts))
  }

  return {
    roomChanged: (room, notice) => roomChanged(room, ...(notice === undefined ? [] : [notice])),
    personChanged,
    privateNotice: (who, body) => sync.tell({ message: inPrivate(who, { MsgType: NOTICE, body }) }),

    meets: (key, person) => world.meet(key, person),
    says: (room, who, body, { away } = {}) => send(() => inRoom(room, who, { body }), away),
    dms: (who, body, { away } = {}) => send(() => inPrivate(who, { body }), away),
    shows: (room, who, picture, { declared = picture.length } = {}) =>
      send(() => {
        const body = `<?xml version="1.0"?>\n<msg>\n\t<img aeskey="0" cdnthumblength="3021" length="${declared}" md5="0" />\n</msg>\n`
        const message = inRoom(room, who, { MsgType: IMAGE, body })
        world.pictures.set(message.MsgId, picture)
        return message
      }),
    posts: (room, who, post) => send(() => inRoom(room, who, post)),
    dmPosts: (who, post) => send(() => inPrivate(who, post)),
    async recalls(message, who, room) {
      const name = room === undefined ? world.person(who).name : world.nameIn(room, who)
      await send(() => {
        const session = room === undefined ? world.personId(who) : world.roomId(room)
        const post = {
          MsgType: RECALL,
          body: `<sysmsg type="revokemsg"><revokemsg><session>${session}</session><oldmsgid>0</oldmsgid><msgid>${message}</msgid><replacemsg><![CDATA["${name}" 撤回了一条消息]]></replacemsg></revokemsg></sysmsg>`,
        }
        return room === undefined ? inPrivate(who, post) : inRoom(room, who, post)
      })
    },
    joins,
    accepts: (room, who) => joins(room, who, { by: BOT }),
    async pulls(room, by) {
      await sync.listening()
      const { members } = world.room(room)
      const others = [...members.keys()].filter(one => one !== by).map(one => world.nameIn(room, one))
      members.set(BOT, '')
      roomChanged(room, notices.invitedYou(world.nameIn(room, by), others))
    },
    async leaves(room, who) {
      await sync.listening()
      world.room(room).members.delete(who)
      roomChanged(room)
    },
    async removesBot(room, by) {
      await sync.listening()
      const body = notices.removedYou(world.nameIn(room, by))
      world.room(room).members.delete(BOT)
      sync.tell({ message: inRoom(room, undefined, { MsgType: NOTICE, body }) })
    },
    async renames(who, name) {
      await sync.listening()
      const person = world.person(who)
      person.name = name
      if (person.friend) personChanged(who)
      for (const [room, { members }] of world.rooms) if (members.has(who) && members.has(BOT)) roomChanged(room)
    },
    async setsCard(room, who, card) {
      await sync.listening()
      world.room(room).members.set(who, card)
      roomChanged(room)
    },
    async setsTopic(room, who, topic) {
      await sync.listening()
      world.room(room).topic = topic
      roomChanged(room, notices.setTopic(world.nameIn(room, who), topic))
    },
    asksToBefriend(who, hello) {
      const { name } = world.person(who)
      const ticket = 'v4_000b708f0b04000001000000@stranger'
      const xml = `<msg fromusername="wxid_${who}" encryptusername="v3_${who}@stranger" fromnickname="${name}" content="${hello}" scene="14" ticket="${ticket}" opcode="2" sourceusername="" sourcenickname=""></msg>`
      return send(() =>
        inPrivate(who, {
          FromUserName: 'fmessage',
          MsgType: FRIEND_REQUEST,
          body: xml,
          RecommendInfo: {
            UserName: world.personId(who),
            NickName: name,
            Content: hello,
            Ticket: ticket,
            Scene: 14,
            OpCode: 2,
          },
        }),
      )
    },
  }
}
