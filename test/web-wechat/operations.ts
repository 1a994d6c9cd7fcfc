import { z } from 'zod'
import type { ActRecord } from '../../src/sandbox/acts.js'
import { textOf } from '../../src/text/picture/png-text.js'
import { notices } from './notices.js'
import { BOT, type World } from './world.js'

/** An act without its time: what a request of the client does to the world. */
export type Act = Timeless<ActRecord>
type Timeless<Record> = Record extends unknown ? Omit<Record, 'at' | 'refused'> : never

/** A request that changes something, read but not yet carried out. */
export interface Operation {
  acts: Act[]
  /** What WeChat itself would answer: 0, or why it will not. */
  ret: number
  /** Carries it out; gives the fields of the answer beside BaseResponse. May throw a Refused. */
  apply(): object
}

/** Files that were uploaded, by media id. */
export type Uploads = Map<string, { name: string; bytes: Buffer }>

/** What an operation may use. */
export interface Stage {
  world: World
  uploads: Uploads
  /** The room's members are told of a notice of WeChat (to the bot as well), and the client of the new room. */
  roomChanged(room: string, notice?: string): void
  personChanged(who: string): void
  /** A notice in the private chat with somebody. */
  privateNotice(who: string, text: string): void
}

/** No friend, or the bot itself (docs/platform.md). */
const NOT_A_FRIEND = 1204
/** What WeChat answers to who may not remove people, and to nonsense. */
const REFUSED = 1
/** An invitation card is needed above this many members (webwxinit's InviteStartCount). */
const ADD_AT_MOST = 40

const message = z.object({
  Msg: z.object({
    Type: z.number(),
    ToUserName: z.string(),
    Content: z.string().optional(),
    MediaId: z.string().optional(),
    EMoticonMd5: z.string().optional(),
  }),
})

let made = 0

/** Reads a request by its name (the last part of the path) and query; undefined when it changes nothing that is an act. */
export function readOperation(
  name: string,
  query: URLSearchParams,
  body: unknown,
  stage: Stage,
): Operation | undefined {
  switch (name) {
    case 'webwxsendmsg':
    case 'webwxsendmsgimg':
    case 'webwxsendvideomsg':
    case 'webwxsendemoticon':
    case 'webwxsendappmsg':
      return send(body, stage)
    case 'webwxupdatechatroom':
      return updateRoom(query.get('fun') ?? '', body, stage)
    case 'webwxcreatechatroom':
      return createRoom(body, stage)
    case 'webwxverifyuser':
      return befriend(body, stage)
    case 'webwxoplog':
      return setRemark(body, stage)
    default:
      return undefined
  }
}

function send(body: unknown, { world, uploads }: Stage): Operation {
  const { Msg } = message.parse(body)
  const to = world.find(Msg.ToUserName)
  const apply = (): object => ({ MsgID: String(Date.now() * 1000 + ++made), LocalID: String(Date.now()) })
  if (!to) return { acts: [], ret: REFUSED, apply }
  const ret =
    'room' in to
      ? world.room(to.room).members.has(BOT)
        ? 0
        : REFUSED
      : world.person(to.person).friend
        ? 0
        : NOT_A_FRIEND
  const where = 'room' in to ? { room: to.room } : { who: to.person }
  if (Msg.Type === 1) {
    const text = Msg.Content ?? ''
    const act: Act =
      'room' in to
        ? { act: 'say', room: to.room, text, mentions: mentions(world, to.room, text) }
        : { act: 'dm', who: to.person, text }
    return { acts: [act], ret, apply }
  }
  const media = Msg.MediaId ?? /<attachid>(.*?)<\/attachid>/.exec(Msg.Content ?? '')?.[1] ?? ''
  const upload = uploads.get(media)
  const name = upload?.name ?? Msg.EMoticonMd5 ?? ''
  const act: Act =
    Msg.Type === 6
      ? { act: 'file', ...where, name, text: upload?.bytes.toString() ?? '' }
      : { act: 'image', ...where, name, ...(upload ? worded(upload.bytes) : {}) }
  return { acts: [act], ret: upload || Msg.EMoticonMd5 ? ret : REFUSED, apply }
}

/** What a picture says of itself in words. */
function worded(bytes: Buffer): { text?: string } {
  const text = textOf(bytes)
  return text === undefined ? {} : { text }
}

/** Whom a text mentions: `@name` and U+2005 or a space, by card or name. Of several people of one name the first. */
function mentions(world: World, room: string, text: string): string[] {
  const members = [...world.room(room).members.keys()]
  return [...text.matchAll(/@(.+?)[\u2005 ]/g)].flatMap(([, name]) => {
    const who =
      members.find(one => world.nameIn(room, one) === name) ?? members.find(one => world.person(one).name === name)
    return who === undefined ? [] : [who]
  })
}

const roomUpdate = z.object({
  ChatRoomName: z.string(),
  AddMemberList: z.string().optional(),
  InviteMemberList: z.string().optional(),
  DelMemberList: z.string().optional(),
  NewTopic: z.string().optional(),
})

function updateRoom(fun: string, body: unknown, stage: Stage): Operation {
  const { world } = stage
  const update = roomUpdate.parse(body)
  const found = world.find(update.ChatRoomName)
  const nothing: Operation = { acts: [], ret: REFUSED, apply: () => ({}) }
  if (!found || !('room' in found)) return nothing
  const key = found.room
  const room = world.room(key)
  const ids = update.AddMemberList ?? update.InviteMemberList ?? update.DelMemberList ?? ''
  const people = ids.split(',').flatMap(id => {
    const one = world.find(id)
    return one && 'person' in one ? [one.person] : []
  })
  const names = () => people.map(who => world.nameIn(key, who))
  switch (fun) {
    case 'delmember':
      return {
        acts: people.map(who => ({ act: 'kick', room: key, who })),
        ret: room.owner === BOT && people.length > 0 && people.every(who => room.members.has(who)) ? 0 : REFUSED,
        apply: () => {
          const gone = names()
          for (const who of people) room.members.delete(who)
          stage.roomChanged(key, notices.youRemoved(gone.join('、')))
          return {}
        },
      }
    case 'addmember': {
      const friends = people.length > 0 && people.every(who => world.person(who).friend)
      return {
        acts: people.map(who => ({ act: 'add', room: key, who })),
        ret: !friends ? NOT_A_FRIEND : room.members.size > ADD_AT_MOST ? REFUSED : 0,
        apply: () => {
          for (const who of people) room.members.set(who, '')
          stage.roomChanged(key, notices.youInvited(names()))
          return {}
        },
      }
    }
    case 'invitemember':
      return {
        acts: people.map(who => ({ act: 'invite', room: key, who })),
        ret: people.length > 0 && people.every(who => world.person(who).friend) ? 0 : NOT_A_FRIEND,
        apply: () => ({}),
      }
    case 'modtopic': {
      const topic = update.NewTopic ?? ''
      return {
        acts: [{ act: 'topic', room: key, topic }],
        ret: topic === '' ? REFUSED : 0,
        apply: () => {
          room.topic = topic
          stage.roomChanged(key, notices.youSetTopic(topic))
          return {}
        },
      }
    }
    default:
      return nothing
  }
}

const creation = z.object({ Topic: z.string(), MemberList: z.array(z.object({ UserName: z.string() })) })

/** A new room is known by its topic from then on. */
function createRoom(body: unknown, stage: Stage): Operation {
  const { world } = stage
  const { Topic, MemberList } = creation.parse(body)
  const who = MemberList.flatMap(({ UserName }) => {
    const one = world.find(UserName)
    return one && 'person' in one ? [one.person] : []
  })
  const allowed = who.length >= 2 && who.every(one => world.person(one).friend) && !world.rooms.has(Topic)
  return {
    acts: [{ act: 'create', topic: Topic, who }],
    ret: allowed ? 0 : NOT_A_FRIEND,
    apply: () => {
      const members = new Map([BOT, ...who].map(one => [one, '']))
      world.rooms.set(Topic, { topic: Topic, owner: BOT, members, listed: 'recent' })
      stage.roomChanged(Topic)
      return { Topic: '', MemberCount: members.size, ChatRoomName: world.roomId(Topic), BlackList: '' }
    },
  }
}

const verification = z.object({ Opcode: z.literal(3), VerifyUserList: z.tuple([z.object({ Value: z.string() })]) })

function befriend(body: unknown, stage: Stage): Operation {
  const { world } = stage
  const found = world.find(verification.parse(body).VerifyUserList[0].Value)
  if (!found || !('person' in found)) return { acts: [], ret: REFUSED, apply: () => ({}) }
  const who = found.person
  return {
    acts: [{ act: 'befriend', who }],
    ret: 0,
    apply: () => {
      world.person(who).friend = true
      stage.personChanged(who)
      stage.privateNotice(who, notices.youBefriended(world.person(who).name))
      return {}
    },
  }
}

const oplog = z.object({ CmdId: z.number(), UserName: z.string(), RemarkName: z.string().optional() })

/** Remarks are no act: nobody but the bot sees them. */
function setRemark(body: unknown, stage: Stage): Operation {
  const { CmdId, UserName, RemarkName } = oplog.parse(body)
  const found = stage.world.find(UserName)
  return {
    acts: [],
    ret: found ? 0 : REFUSED,
    apply: () => {
      if (CmdId === 2 && found && 'person' in found) {
        stage.world.person(found.person).remark = RemarkName ?? ''
        stage.personChanged(found.person)
      }
      return {}
    },
  }
}
