import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface GroupBot {
  url: string
  /** The texts that were posted, in order. */
  texts: readonly string[]
  stop(): Promise<void>
}

/** The other end of `alerts.webhook`: a group bot that takes everything. */
export async function startGroupBot(): Promise<GroupBot> {
  const texts: string[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString()) as { text: { content: string } }
      texts.push(body.text.content)
      response.end('{"errcode":0,"errmsg":"ok"}')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cgi-bin/webhook/send?key=k`,
    texts,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
