import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import type { Backstage } from './backstage.js'
import type { Body } from './body.js'

/** What a page gets of a request and may do with it. */
export interface Call {
  query: URLSearchParams
  body: Body
  response: ServerResponse
  text(script: string): void
  json(ret: number, fields?: object): void
  /** Runs when the client hangs up, or was answered. */
  gone(then: () => void): void
}

/** An account that was logged out, or never in. */
export const LOGGED_OUT = 1101

/** One white pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
  'base64',
)

const picture =
  (page: string) =>
  ({ town }: Backstage, { query, response }: Call): void => {
    response.setHeader('content-type', 'image/png')
    response.end(town.picture?.(page, query) ?? pixel)
  }

const file = (_: Backstage, { response }: Call): void => {
  response.setHeader('content-type', 'application/octet-stream')
  response.end('stand-in')
}

/** The requests that carry no BaseRequest: login, the long poll, media, logout (docs/platform.md). */
export const pages: Readonly<Record<string, (backstage: Backstage, call: Call) => void>> = {
  jslogin: ({ login }, { text }) => text(`window.QRLogin.code = 200; window.QRLogin.uuid = "${login.show()}";`),
  login: ({ login }, { query, text, gone }) => login.poll(query.get('uuid') ?? '', text, gone),
  webwxnewloginpage: enter,
  synccheck({ login, sync }, { query, text, gone }) {
    const holds = (): boolean => login.session !== undefined && login.session.sid === query.get('sid')
    const told = (selector: string): void => {
      // Strings, as of the real server; wechat4u looks for the number 1101.
      const [retcode, news] = holds() ? ['0', selector] : [LOGGED_OUT, '0']
      text(`window.synccheck={retcode:"${retcode}",selector:"${news}"}`)
    }
    if (holds()) sync.check(query.get('synckey') ?? '', told, gone)
    else told('0')
  },
  webwxgetmsgimg: picture('webwxgetmsgimg'),
  webwxgetheadimg: picture('webwxgetheadimg'),
  webwxgeticon: picture('webwxgeticon'),
  webwxgetvoice: file,
  webwxgetvideo: file,
  webwxgetmedia: file,
  webwxuploadmedia: (backstage, { body, json }) =>
    json(0, { MediaId: upload(backstage, body), StartPos: 0, CDNThumbImgHeight: 0, CDNThumbImgWidth: 0 }),
  webwxlogout({ login, sync }, { response }) {
    login.session = undefined
    sync.wake()
    response.end()
  },
}

/** How these pages say a Ret other than 0; strings and XML, as of the real server. */
export const noes: Readonly<Record<string, (ret: number) => string>> = {
  jslogin: ret => `window.QRLogin.code = ${ret}; window.QRLogin.uuid = "";`,
  login: ret => `window.code=${ret};`,
  synccheck: ret => `window.synccheck={retcode:"${ret}",selector:"0"}`,
  webwxnewloginpage: ret => `<error><ret>${ret}</ret><message>当前登录环境异常。</message></error>`,
}

/** The page behind the confirmed code: a 301 whose body and cookies are the session. */
function enter({ town, login, sync }: Backstage, { query, response }: Call): void {
  const session = login.enter((query.get('ticket') ?? '').replace(/@.*$/, ''))
  if (!session) {
    response.end('<error><ret>1</ret><message></message></error>')
    return
  }
  town.newSession()
  sync.forget()
  const cookie = (key: string, value: string | number): string =>
    `${key}=${value}; Domain=wx2.qq.com; Path=/; Expires=Tue, 19-Jan-2038 03:14:07 GMT; Secure`
  response.writeHead(301, {
    location: 'https://wx2.qq.com/',
    'content-type': 'text/plain',
    'set-cookie': [
      cookie('wxuin', session.uin),
      cookie('wxsid', session.sid),
      cookie('wxloadtime', Math.floor(Date.now() / 1000)),
      cookie('webwx_data_ticket', session.dataTicket),
    ],
  })
  response.end(
    `<error><ret>0</ret><message></message><skey>${session.skey}</skey><wxsid>${session.sid}</wxsid><wxuin>${session.uin}</wxuin><pass_ticket>${session.passTicket}</pass_ticket><isgrayscale>1</isgrayscale></error>`,
  )
}

const uploadFields = z.object({ uploadmediarequest: z.string() })
const uploadRequest = z.object({ ClientMediaId: z.union([z.string(), z.number()]) })

/** A file, whole or the next piece of it; all pieces carry one ClientMediaId. */
function upload({ uploads }: Backstage, body: Body): string {
  const { ClientMediaId } = uploadRequest.parse(JSON.parse(uploadFields.parse(body.value).uploadmediarequest))
  const media = `@crypt_${ClientMediaId}`
  const before = uploads.get(media)?.bytes ?? Buffer.alloc(0)
  if (body.file) uploads.set(media, { name: body.file.name, bytes: Buffer.concat([before, body.file.bytes]) })
  return media
}
