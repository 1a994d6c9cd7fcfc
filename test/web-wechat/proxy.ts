import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, isIP, type Socket } from 'node:net'
import { type Certificate, wechatHosts } from './certificate.js'

export interface Proxy {
  port: number
  /** Hosts that were asked for and are not WeChat's; they are refused, nothing leaves the machine. */
  strangers: string[]
  /** Breaks every connection that is open. */
  cut(): void
  close(): Promise<void>
}

/**
 * An HTTP proxy on 127.0.0.1 for HTTPS_PROXY: it accepts CONNECT to WeChat's hosts, ends TLS there with the stand-in's
 * certificate, and gives every request to `onRequest`. A plain request to the port itself is answered alike.
 */
export async function openProxy(
  certificate: Certificate,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Proxy> {
  const sockets = new Set<Socket>()
  const strangers: string[] = []
  const listener: RequestListener = (request, response) => onRequest(request, response)
  const inner = createTlsServer({ cert: certificate.cert, key: certificate.key }, listener)
  const outer = createServer(listener)

  outer.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  outer.on('connect', (request, socket: Socket, head: Buffer) => {
    // A client that is killed resets its connections; that is nobody's error here.
    socket.on('error', () => socket.destroy())
    const host = (request.url ?? '').split(':')[0] ?? ''
    if (!isWechat(host)) {
      strangers.push(host)
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      return
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    if (head.length > 0) socket.unshift(head)
    inner.emit('connection', socket)
  })
  await new Promise<void>(resolve => outer.listen(0, '127.0.0.1', resolve))
  return {
    port: (outer.address() as AddressInfo).port,
    strangers,
    cut() {
      for (const socket of sockets) socket.destroy()
    },
    async close() {
      const closed = new Promise<void>(resolve => outer.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function isWechat(host: string): boolean {
  return (
    isIP(host) === 0 &&
    wechatHosts.some(known => (known.startsWith('*.') ? host.endsWith(known.slice(1)) : host === known))
  )
}
