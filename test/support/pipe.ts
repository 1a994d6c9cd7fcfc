import { connect, createServer, type Socket } from 'node:net'

/** A TCP line to a port of this machine that can be stopped up: open at both ends, and nothing comes through. */
export interface Pipe {
  port: number
  stopUp(): void
  stop(): Promise<void>
}

export function startPipe(to: number, port = 0): Promise<Pipe> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    // One end that breaks ends the other.
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    return socket
  }
  const server = createServer(near => {
    const far = connect(to, '127.0.0.1')
    keep(near).on('close', () => far.destroy())
    keep(far).on('close', () => near.destroy())
    near.pipe(far)
    far.pipe(near)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve({
        port: address !== null && typeof address === 'object' ? address.port : port,
        stopUp: () => {
          for (const socket of sockets) {
            socket.unpipe()
            socket.pause()
          }
        },
        stop: () =>
          new Promise(stopped => {
            for (const socket of sockets) socket.destroy()
            server.close(() => stopped())
          }),
      })
    })
  })
}
