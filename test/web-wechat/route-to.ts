interface Client {
  request(options: { url: string }): Promise<unknown>
}

/** What carries the requests: it may count them, hold answers back, or lose them. `name` is the last part of the path. */
export type Carrier = <Answer>(name: string, send: () => Promise<Answer>) => Promise<Answer>

/**
 * Sends a puppet of this process to the stand-in instead of to WeChat, in plain HTTP; call it before the puppet starts.
 * A process of its own needs no such thing, only `wechat.env`.
 */
export function routeTo(puppet: object, wechat: { origin: string }, carry: Carrier = (_, send) => send()): void {
  const inside = puppet as { monkeyPatch(client: Client): void }
  const monkeyPatch = inside.monkeyPatch
  inside.monkeyPatch = client => {
    const request = client.request
    client.request = options => {
      const { pathname, search } = new URL(options.url)
      const rerouted = { ...options, url: `${wechat.origin}${pathname}${search}`, proxy: false } as typeof options
      return carry(pathname.split('/').at(-1) ?? '', () => request(rerouted))
    }
    monkeyPatch.call(puppet, client)
  }
}
