import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import type { Backstage, Outage, Refusal } from './backstage.js'
import { readBody } from './body.js'
import type { Session } from './login.js'
import type { Act } from './operations.js'
import { LOGGED_OUT, noes, pages } from './pages.js'
import type { RawContact } from './raw.js'
import { readSyncKey } from './sync.js'
import { Refused } from './town.js'

/** Answers one request as Web WeChat does (docs/platform.md). What it does not know gets 404. */
export async function answerRequest(
  backstage: Backstage,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://wx2.qq.com')
  const name = url.pathname.split('/').at(-1) ?? ''
  const query = url.searchParams
  const outage = backstage.outage?.()
  if (outage !== undefined) {
    suffer(outage, response)
    const ret = outage === 'silence' ? 'cut' : outage
    backstage.saw({ at: Date.now(), name, query: Object.fromEntries(query), body: undefined, ret }, [], false)
    return
  }
  const body = await readBody(request)
  const saw = (ret: Refusal, acts: readonly Act[] = [], happened = false): void =>
    backstage.saw({ at: Date.now(), name, query: Object.fromEntries(query), body: body.value, ret }, acts, happened)
  const json = (ret: number, fields: object = {}, ErrMsg = ''): void => {
    response.setHeader('content-type', 'text/plain')
    response.end(JSON.stringify({ BaseResponse: { Ret: ret, ErrMsg }, ...fields }))
  }
  const refuse = (refusal: Refusal): void => {
    if (typeof refusal === 'number') json(refusal)
    else if (refusal === 'cut') response.destroy()
    else response.writeHead(refusal.status).end()
  }

  const page = pages[name]
  if (page) {
    const refused = backstage.refusal(name, [])
    const no = typeof refused?.ret === 'number' ? noes[name]?.(refused.ret) : undefined
    if (no !== undefined) response.end(no)
    else if (refused) refuse(refused.ret)
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
  const operation = backstage.town.operation(name, query, body.value)
  const refused = backstage.refusal(name, operation?.acts ?? [])
  const ret = refused?.ret ?? operation?.ret ?? 0
  const happens = ret === 0 || refused?.delivered === true
  try {
    const fields = happens ? (operation?.apply() ?? answers[name]?.(backstage, body.value)) : undefined
    if (ret === 0) json(0, fields)
    else refuse(ret)
    saw(ret, operation?.acts, happens)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    json(error.ret, {}, error.reason)
    saw(error.ret, operation?.acts)
  }
}

function suffer(outage: Outage, response: ServerResponse): void {
  if (outage === 'cut') response.destroy()
  else if (outage !== 'silence') response.writeHead(outage.status).end('<html><body>Bad Gateway</body></html>')
}

/** Requests that change something; the town knows those that are acts. */
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
  webwxinit: ({ town, login, sync }) => {
    const contacts = [fileHelper, ...town.recent()]
    return {
      Count: contacts.length,
      ContactList: contacts,
      SyncKey: sync.key('acknowledged'),
      User: town.self(),
      ChatSet: contacts.map(contact => contact.UserName).join(','),
      SKey: login.session?.skey ?? '',
      ClientVersion: 369_299_473,
      SystemTime: Math.floor((town.now?.() ?? Date.now()) / 1000),
      InviteStartCount: 40,
      GrayScale: 1,
    }
  },
  webwxgetcontact: ({ town }) => {
    const list = [fileHelper, ...town.addressBook()]
    return { MemberCount: list.length, MemberList: list, Seq: 0 }
  },
  webwxbatchgetcontact: ({ town }, body) => {
    const list = batch.parse(body).List.flatMap(({ UserName }) => town.record(UserName) ?? [])
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

const baseRequest = z.object({ BaseRequest: z.object({ Uin: z.number(), Sid: z.string(), Skey: z.string() }) })

/** Whether the request comes of this session: by its BaseRequest, or by its skey where there is no body. */
function isOf(session: Session | undefined, query: URLSearchParams, body: unknown): boolean {
  if (!session) return false
  if (body === undefined) return query.get('skey') === session.skey
  const { Uin, Sid, Skey } = baseRequest.parse(body).BaseRequest
  return Uin === session.uin && Sid === session.sid && Skey === session.skey
}
