import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import type { Backstage, Refusal } from './backstage.js'
import { readBody } from './body.js'
import type { Session } from './login.js'
import { type Act, readOperation } from './operations.js'
import { LOGGED_OUT, pages } from './pages.js'
import type { RawContact } from './raw.js'
import { readSyncKey } from './sync.js'
import { BOT, type World } from './world.js'

/** Answers one request as Web WeChat does (docs/platform.md). What it does not know gets 404. */
export async function answerRequest(
  backstage: Backstage,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://wx2.qq.com')
  const name = url.pathname.split('/').at(-1) ?? ''
  const query = url.searchParams
  const body = await readBody(request)
  const saw = (ret: Refusal, acts: readonly Act[] = [], happened = false): void =>
    backstage.saw({ at: Date.now(), name, query: Object.fromEntries(query), body: body.value, ret }, acts, happened)
  const json = (ret: number, fields: object = {}): void => {
    response.setHeader('content-type', 'text/plain')
    response.end(JSON.stringify({ BaseResponse: { Ret: ret, ErrMsg: '' }, ...fields }))
  }
  const refuse = (refusal: Refusal): void => {
    if (typeof refusal === 'number') json(refusal)
    else if (refusal === 'cut') response.destroy()
    else response.writeHead(refusal.status).end()
  }

  const page = pages[name]
  if (page) {
    const refused = backstage.refusal(name, [])
    if (refused) refuse(refused.ret)
    else
      page(backstage, {
        query,
        body,
        response,
        json,
        text: script => {
          if (!response.destroyed) response.setHeader('content-type', 'text/javascript').end(script)
        },
        gone: then => response.on('close', then),
      })
    saw(refused?.ret ?? 0)
    return
  }
  if (!(name in answers) && !operations.has(name)) {
    refuse({ status: 404 })
    saw({ status: 404 })
    return
  }
  if (!isOf(backstage.login.session, query, body.value)) {
    refuse(LOGGED_OUT)
    saw(LOGGED_OUT)
    return
  }
  const operation = readOperation(name, query, body.value, backstage)
  const refused = backstage.refusal(name, operation?.acts ?? [])
  const ret = refused?.ret ?? operation?.ret ?? 0
  const happens = ret === 0 || refused?.delivered === true
  const fields = happens ? (operation?.apply() ?? answers[name]?.(backstage, body.value)) : undefined
  if (ret === 0) json(0, fields)
  else refuse(ret)
  saw(ret, operation?.acts, happens)
}

/** Requests that change something; `readOperation` knows those that are acts. */
const operations = new Set([
  'webwxsendmsg',
  'webwxsendmsgimg',
  'webwxsendvideomsg',
  'webwxsendemoticon',
  'webwxsendappmsg',
  'webwxupdatechatroom',
  'webwxcreatechatroom',
  'webwxverifyuser',
  'webwxoplog',
  'webwxrevokemsg',
  'webwxstatusnotify',
  'webwxstatreport',
])

const batch = z.object({ List: z.array(z.object({ UserName: z.string() })) })
const syncRequest = z.object({
  SyncKey: z.object({ Count: z.number(), List: z.array(z.object({ Key: z.number(), Val: z.number() })) }),
})

/** Requests that only ask. */
const answers: Readonly<Record<string, (backstage: Backstage, body: unknown) => object>> = {
  webwxinit: ({ world, login, sync }) => {
    const contacts = [fileHelper, ...roomsListed(world, 'recent').map(key => world.roomContact(key))]
    return {
      Count: contacts.length,
      ContactList: contacts,
      SyncKey: sync.key('acknowledged'),
      User: world.self(),
      ChatSet: contacts.map(contact => contact.UserName).join(','),
      SKey: login.session?.skey ?? '',
      ClientVersion: 369_299_473,
      SystemTime: Math.floor(Date.now() / 1000),
      InviteStartCount: 40,
      GrayScale: 1,
    }
  },
  webwxgetcontact: ({ world }) => {
    const friends = [...world.people].flatMap(([key, { friend }]) => (friend ? [world.contact(key)] : []))
    const list = [fileHelper, ...friends, ...roomsListed(world, 'saved').map(key => world.savedRoom(key))]
    return { MemberCount: list.length, MemberList: list, Seq: 0 }
  },
  webwxbatchgetcontact: ({ world }, body) => {
    const list = batch.parse(body).List.flatMap(({ UserName }) => {
      const found = world.find(UserName)
      if (!found) return []
      return ['room' in found ? world.roomContact(found.room) : world.contact(found.person)]
    })
    return { Count: list.length, ContactList: list }
  },
  webwxsync: ({ sync, login }, body) => {
    const news = sync.since(readSyncKey(syncRequest.parse(body).SyncKey))
    return {
      AddMsgCount: news.AddMsgList.length,
      ModContactCount: news.ModContactList.length,
      ...news,
      DelContactCount: 0,
      DelContactList: [],
      ModChatRoomMemberCount: 0,
      ModChatRoomMemberList: [],
      ContinueFlag: 0,
      SyncKey: sync.key('now'),
      SyncCheckKey: sync.key('now'),
      SKey: login.session?.skey ?? '',
    }
  },
}

const fileHelper: RawContact = {
  UserName: 'filehelper',
  NickName: '文件传输助手',
  HeadImgUrl: '',
  ContactFlag: 1,
  MemberCount: 0,
  MemberList: [],
  VerifyFlag: 0,
  Sex: 0,
}

function roomsListed(world: World, listed: 'recent' | 'saved'): string[] {
  return [...world.rooms].flatMap(([key, room]) => (room.members.has(BOT) && room.listed === listed ? [key] : []))
}

const baseRequest = z.object({ BaseRequest: z.object({ Uin: z.number(), Sid: z.string(), Skey: z.string() }) })

/** Whether the request comes of this session: by its BaseRequest, or by its skey where there is no body. */
function isOf(session: Session | undefined, query: URLSearchParams, body: unknown): boolean {
  if (!session) return false
  if (body === undefined) return query.get('skey') === session.skey
  const { Uin, Sid, Skey } = baseRequest.parse(body).BaseRequest
  return Uin === session.uin && Sid === session.sid && Skey === session.skey
}
