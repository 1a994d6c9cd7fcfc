import { z } from 'zod'
import type { WebRefusal } from '../../src/sandbox/refusals.js'
import type { World } from '../../src/sandbox/world.js'
import type { Uploads } from './operations.js'
import { Refused } from './town.js'

/** What is needed to do what a request asks for. */
export interface Hands {
  world: World
  uploads: Uploads
  /** Whom the bot meant with a text in a room, by id: Web WeChat carries only the text. */
  meant: (roomId: string, text: string) => readonly string[]
}

/** Does it to the world; its refusals become Web WeChat's. */
export function carryOut(act: () => object): object {
  try {
    return act()
  } catch (error) {
    const { ret, response } = error as WebRefusal
    const answer = response?.data.BaseResponse
    const code = answer?.Ret ?? ret
    if (code === undefined) throw error
    throw new Refused(code, answer?.ErrMsg)
  }
}

const message = z.object({
  Msg: z.object({
    Type: z.number(),
    ToUserName: z.string(),
    Content: z.string().optional(),
    MediaId: z.string().optional(),
  }),
})
const roomUpdate = z.object({
  ChatRoomName: z.string(),
  AddMemberList: z.string().optional(),
  InviteMemberList: z.string().optional(),
  DelMemberList: z.string().optional(),
  NewTopic: z.string().optional(),
})
const creation = z.object({ Topic: z.string(), MemberList: z.array(z.object({ UserName: z.string() })) })
const verification = z.object({ VerifyUserList: z.tuple([z.object({ VerifyUserTicket: z.string() })]) })

/** What a request would do to the world; gives the fields of its answer. */
export function readAct(
  name: string,
  query: URLSearchParams,
  body: unknown,
  { world: { bot, truth }, uploads, meant }: Hands,
): (() => object) | undefined {
  switch (name) {
    case 'webwxsendmsg': {
      const { ToUserName, Content = '' } = message.parse(body).Msg
      const inRoom = ToUserName.startsWith('@@')
      const say = () =>
        inRoom ? bot.say(ToUserName, Content, meant(ToUserName, Content)) : bot.dm(ToUserName, Content)
      return () => ({ MsgID: say(), LocalID: truth.nextMessageId() })
    }
    case 'webwxsendmsgimg':
    case 'webwxsendappmsg': {
      const { ToUserName, Content = '', MediaId } = message.parse(body).Msg
      const file = uploads.get(MediaId ?? /<attachid>(.*?)<\/attachid>/.exec(Content)?.[1] ?? '')
      if (!file) return () => refuse(-1)
      return () => ({ MsgID: bot.file(ToUserName, file) })
    }
    case 'webwxupdatechatroom': {
      const { ChatRoomName, AddMemberList, InviteMemberList, DelMemberList, NewTopic } = roomUpdate.parse(body)
      switch (query.get('fun')) {
        case 'addmember':
          return () => ({ added: bot.add(ChatRoomName, AddMemberList ?? '') })
        case 'invitemember':
          return () => ({ added: bot.add(ChatRoomName, InviteMemberList ?? '', true) })
        case 'delmember':
          return done(() => bot.kick(ChatRoomName, DelMemberList ?? ''))
        case 'modtopic':
          return done(() => bot.topic(ChatRoomName, NewTopic ?? ''))
        default:
          return () => refuse(1)
      }
    }
    case 'webwxcreatechatroom': {
      const { Topic, MemberList } = creation.parse(body)
      const who = MemberList.map(({ UserName }) => UserName)
      return () => ({ Topic: '', MemberCount: who.length + 1, ChatRoomName: bot.create(who, Topic), BlackList: '' })
    }
    case 'webwxverifyuser': {
      const { VerifyUserTicket } = verification.parse(body).VerifyUserList[0]
      // The world's tickets are made of the request's id.
      return done(() => bot.befriend(/^v2_(.*)@stranger$/.exec(VerifyUserTicket)?.[1] ?? ''))
    }
    default:
      return undefined
  }
}

function done(act: () => void): () => object {
  return () => {
    act()
    return {}
  }
}

function refuse(ret: number): never {
  throw new Refused(ret)
}
