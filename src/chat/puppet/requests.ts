import { isObject, type Wechat4uClient } from './wechat4u-client.js'

/** What the loop asks; its next try waits for the answer. Two of them are held by WeChat until there is news. */
const loop = new Set(['jslogin', 'login', 'webwxinit', 'webwxstatusnotify', 'synccheck', 'webwxsync'])

/** wechat4u evaluates these answers as code. */
const scripts = new Set(['jslogin', 'login', 'synccheck'])

/** Behind the confirmed QR code: an answer in XML, of which wechat4u reads the good kind alone. */
const ENTRANCE = 'webwxnewloginpage'

/**
 * Stands between wechat4u and the network.
 * - After `life` is over nothing leaves any more, and what waits for an answer stops waiting.
 * - An answer that would be evaluated is let through only when it is one of the few assignments that WeChat sends.
 * - Errors carry neither cookies nor the texts that were sent.
 * Gives the code with which WeChat last answered at its entrance, which wechat4u throws away.
 */
export function guardRequests(
  client: Wechat4uClient,
  life: AbortSignal,
  pollTimeout: number,
): () => number | undefined {
  const request = client.request
  let entrance: number | undefined
  client.request = async asking => {
    if (life.aborted) throw new Error('this client was left')
    const name = new URL(asking.url).pathname.split('/').at(-1) ?? ''
    const patience = loop.has(name) ? { timeout: pollTimeout } : {}
    try {
      const own = asking['signal']
      const signal = own instanceof AbortSignal ? AbortSignal.any([life, own]) : life
      const { data, status, headers } = await request({ ...asking, ...patience, signal })
      if (scripts.has(name) && !isWechatScript(String(data))) throw new Error('what answered is not WeChat')
      if (name === ENTRANCE) entrance = entranceRet(data)
      return { data, status, headers } as Awaited<ReturnType<typeof request>>
    } catch (error) {
      if (life.aborted) throw new Error('this client was left')
      if (isObject(error)) {
        delete error['config']
        delete error['request']
        const response = error['response']
        if (name === ENTRANCE) entrance = isObject(response) ? entranceRet(response['data']) : undefined
      }
      throw error
    }
  }
  return () => entrance
}

function entranceRet(page: unknown): number | undefined {
  const ret = /<ret>(-?\d+)<\/ret>/.exec(typeof page === 'string' ? page : '')?.[1]
  return ret === undefined ? undefined : Number(ret)
}

const value = /(?:-?\d+|"[^"\\\r\n]*"|'[^'\\\r\n]*')/.source
const assignment = new RegExp(
  [
    `\\s*window\\.(?:`,
    `(?:QRLogin\\.code|QRLogin\\.uuid|code|userAvatar)\\s*=\\s*${value}`,
    `|redirect_uri\\s*=\\s*["']https://(?:[\\w-]+\\.)*(?:qq|wechat|weixin)\\.com/[^"'\\\\\\s]*["']`,
    `|synccheck\\s*=\\s*\\{\\s*(?:retcode|selector)\\s*:\\s*${value}\\s*,\\s*(?:retcode|selector)\\s*:\\s*${value}\\s*\\}`,
    `)\\s*;?`,
  ].join(''),
  'y',
)

/** Whether a script does nothing but set what the login and the poll for news set (docs/platform.md). */
export function isWechatScript(script: string): boolean {
  const text = script.trimEnd()
  let at = 0
  while (at < text.length) {
    assignment.lastIndex = at
    if (!assignment.test(text)) return false
    at = assignment.lastIndex
  }
  return at > 0
}
