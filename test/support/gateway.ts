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

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port)
        else reject(new Error('no port'))
      })
    })
  })
}
