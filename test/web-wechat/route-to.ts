import type { WebWechat } from './server.js'

interface Client {
  request(options: { url: string }): Promise<unknown>
}

/**
 * Sends a puppet of this process to the stand-in instead of to WeChat, in plain HTTP; call it before the puppet starts.
 * A process of its own needs no such thing, only `wechat.env`.
 */
export function routeTo(puppet: object, wechat: WebWechat): void {
  const inside = puppet as { monkeyPatch(client: Client): void }
  const monkeyPatch = inside.monkeyPatch
  inside.monkeyPatch = client => {
    const request = client.request
    client.request = options => {
      const { pathname, search } = new URL(options.url)
      return request({ ...options, url: `${wechat.origin}${pathname}${search}`, proxy: false } as typeof options)
    }
    monkeyPatch.call(puppet, client)
  }
}
