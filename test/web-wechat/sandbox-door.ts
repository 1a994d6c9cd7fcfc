import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PuppetLink } from '../../src/chat/link.js'
import type { Thresholds } from '../../src/chat/puppet/thresholds.js'
import type { WebMessage } from '../../src/chat/web-message.js'
import { wechat4uLink } from '../../src/cli/puppet-link.js'
import { silent } from '../../src/redis/log.js'
import type { Client, Door } from '../../src/sandbox/door.js'
import type { World } from '../../src/sandbox/world.js'
import type { Backstage } from './backstage.js'
import { Login } from './login.js'
import type { Uploads } from './operations.js'
import { answerRequest } from './protocol.js'
import { type RawMessage, rawMessage } from './raw.js'
import { RoomNews } from './room-news.js'
import { routeTo } from './route-to.js'
import { sandboxTown } from './sandbox-town.js'
import { Sync } from './sync.js'
import { Wire } from './wire.js'
import { BOT_UIN } from './world.js'

export interface WebDoorOptions {
  /**
   * When the client is told of a room that changed: in one sync with the notice, in a later one, or never, so that it
   * must ask. Default: together.
   */
  news?: 'together' | 'later' | 'asked'
  /** How the client learns of a room, by the scenario's key. Default: recent. */
  listed?: Readonly<Record<string, 'recent' | 'saved' | 'unlisted'>>
}

/** A door that can do more to the client than a scenario can. */
export interface WebDoor extends Door {
  /** The coming answers about a room's members leave out all but this share of them. */
  shorten(room: string, share: number, times: number): void
  /** The last part of the path of every request so far. */
  requests: readonly string[]
  /** What the stand-in could not answer; `close` throws when there is any. */
  faults: readonly Error[]
}

/** Waits pass in real time, and the virtual clock stands still meanwhile. */
const thresholds: Partial<Thresholds> = {
  loginWaits: [1],
  codeWaits: [1],
  offlineWaits: [1],
  pollGap: 0,
  contactGap: 0,
  contactHaste: 0,
}

/**
 * The same world behind a stand-in Web WeChat: the bot gets to it through the unmodified wechaty-puppet-wechat4u, over
 * HTTP, logging in with a QR code that is confirmed as long as the world says that the account is in.
 */
export async function webDoor(world: World, { news = 'together', listed = {} }: WebDoorOptions = {}): Promise<WebDoor> {
  const dir = await mkdtemp(join(tmpdir(), 'web-door-'))
  const uploads: Uploads = new Map()
  const login = new Login(BOT_UIN, () => world.isLoggedIn)
  const sync = new Sync()
  const meant = new Map<string, readonly string[]>()
  const town = sandboxTown({
    world,
    uploads,
    meant: (room, text) => meant.get(`${room} ${text}`) ?? [],
    since: () => world.sessionSince ?? world.now(),
    listed: room => listed[room] ?? 'recent',
  })
  const told = new RoomNews(world, town)
  const faults: Error[] = []
  const requests: string[] = []
  const backstage: Backstage = {
    town,
    login,
    sync,
    uploads,
    refusal: () => undefined,
    saw: ({ name }) => requests.push(name),
  }

  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    answerRequest(backstage, request, response).catch(error => {
      faults.push(new Error(`${request.method} ${request.url}: ${error}`, { cause: error }))
      response.destroy()
    })
  })
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function open(): Promise<Client> {
    const link = await wechat4uLink({ dir, account: 'main', log: silent, thresholds })
    noteMentions(link, meant)
    const wire = new Wire()
    routeTo(link.puppet, { origin }, (name, send) => wire.carry(name, send))
    const hangUp = world.connect({
      receive(message) {
        const withIt =
          message.MsgType === NOTICE ? [...told.friends(), ...(news === 'together' ? told.rooms() : [])] : []
        sync.tell({ message: asSent(message) }, ...withIt)
      },
      async loggedOut() {
        // webwxsync says so, with a number: the client understands at once what it is told.
        sync.wake()
        login.session = undefined
        if (link.puppet.isLoggedIn) await new Promise<void>(resolve => link.puppet.once('logout', () => resolve()))
      },
      async loggedIn() {
        told.forget()
        const isIn = new Promise<void>(resolve => link.puppet.once('login', () => resolve()))
        login.askAgain()
        await isIn
      },
    })
    told.forget()

    /** News that no notice brought; true when there were any. */
    const tellsMore = (): boolean => {
      const more = [...told.friends(), ...(news === 'asked' ? [] : told.rooms())]
      sync.tell(...more)
      return more.length > 0
    }
    const isQuiet = (): boolean => wire.isCut || !world.isLoggedIn || (wire.isStill && sync.isQuiet && !tellsMore())
    return {
      link,
      isQuiet,
      async quiet() {
        while (!isQuiet()) {
          await wire.still()
          await Promise.race([sync.listening(), wire.gone])
        }
      },
      async moved() {
        if (!sync.isQuiet) return
        sync.beat()
        await Promise.race([sync.listening(), wire.gone])
      },
      cut() {
        if (wire.isCut) return
        wire.cut()
        hangUp()
        sync.hangUp()
        for (const socket of sockets) socket.destroy()
        void link.puppet.stop()
      },
    }
  }

  return {
    open,
    shorten: town.shorten,
    requests,
    faults,
    async close() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
      await rm(dir, { recursive: true, force: true })
      if (faults.length > 0) throw new AggregateError(faults, 'the stand-in could not answer some requests')
    },
  }
}

const NOTICE = 10_000

/** A message as webwxsync hands it out, before the client's own decoding. */
function asSent({ OriginalContent, RecommendInfo, ...message }: WebMessage): RawMessage {
  return rawMessage({
    ...message,
    Content: OriginalContent,
    ...(RecommendInfo ? { RecommendInfo: { ...RecommendInfo } } : {}),
  })
}

/** Notes whom a text is for as the puppet is told, by room and text: on the wire there is only the text. */
function noteMentions({ puppet }: PuppetLink, meant: Map<string, readonly string[]>): void {
  const send = puppet.messageSendText
  puppet.messageSendText = (to, text, ids = []) => {
    meant.set(`${to} ${text}`, ids)
    return send.call(puppet, to, text, [...ids])
  }
}
