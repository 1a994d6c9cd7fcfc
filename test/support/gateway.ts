import { createServer } from 'node:net'
import { log, types } from 'wechaty-puppet'
import { PuppetServer } from 'wechaty-puppet-service'
import { SandboxPuppet } from '../../src/sandbox/puppet.js'
import type { World } from '../../src/sandbox/world.js'

/** A gateway as `wechaty gateway` is one, over a played WeChat: a process apart from the bot's that keeps the login. */
export interface Gateway {
  /** How often it was told to stop its puppet or to log out: the end of a login. */
  readonly ends: number
  /** How often the bot asked whether it is still there. */
  readonly probes: number
  /** How often a client gave the order to log out or to stop. */
  readonly orders: number
  /** The account is logged out at the gateway itself, and in again. */
  logsOut(): Promise<void>
  logsIn(): void
  /** Gone without a word; the account stays logged in. */
  kill(): Promise<void>
}

/** Listens on loopback, without TLS. */
export async function startGateway(world: World, options: { port: number; token: string }): Promise<Gateway> {
  log.level('silent')
  const puppet = new SandboxPuppet(world)
  let ends = 0
  let orders = 0
  let probes = 0
  const { logout, stop } = puppet
  puppet.logout = async reason => {
    orders += 1
    await logout.call(puppet, reason)
  }
  puppet.stop = async () => {
    orders += 1
    await stop.call(puppet)
  }
  puppet.on('stop', () => {
    ends += 1
  })
  puppet.on('logout', () => {
    ends += 1
  })
  puppet.on('dirty', ({ payloadType }) => {
    if (payloadType === types.Dirty.Message) probes += 1
  })
  const server = new PuppetServer({
    endpoint: `127.0.0.1:${options.port}`,
    puppet,
    token: options.token,
    tls: { disable: true },
  })
  await server.start()
  return {
    get ends() {
      return ends
    },
    get probes() {
      return probes
    },
    get orders() {
      return orders
    },
    logsOut: () => logout.call(puppet, 'at the gateway'),
    logsIn: () => puppet.login(world.contactId('bot')),
    kill: async () => {
      puppet.cut()
      await server.stop()
    },
  }
}

/** Where systems take ports from that nobody asked for by number begins at 32768 or above: here nobody gets one by chance. */
const FIRST_PORT = 20_000
const PORTS = 12_000
let tried = 0

/** A port of this machine that nobody listens on, and that stays so until it is used, also between two gateways. */
export async function freePort(): Promise<number> {
  for (;;) {
    // Test files run side by side, each in a process of its own: they begin far from each other.
    const port = FIRST_PORT + ((process.pid * 97 + tried++) % PORTS)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(false) : reject(error),
    )
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
