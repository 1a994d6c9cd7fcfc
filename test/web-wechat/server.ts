import type { Backstage, Outage, Refusal } from './backstage.js'
import { makeCertificate } from './certificate.js'
import { Login } from './login.js'
import type { Uploads } from './operations.js'
import { type People, peopleOf } from './people.js'
import { answerRequest } from './protocol.js'
import { openProxy } from './proxy.js'
import { Sync } from './sync.js'
import { startWatch, type Watch } from './watch.js'
import { BOT_UIN, World, type WorldSpec } from './world.js'
import { townOf } from './world-town.js'

export interface WebWechat extends People, Watch {
  /** For a child process, over its other variables: HTTPS_PROXY, NODE_EXTRA_CA_CERTS, NO_PROXY. */
  env: Readonly<Record<string, string>>
  /** For a client in this process (`routeTo`). */
  origin: string
  /** What is true: people, rooms, members. */
  world: World
  /** Requests the stand-in could not read; `stop` throws when there are any. */
  faults: readonly Error[]
  /** Hosts other than WeChat's that the client wanted, in vain. */
  strangers: readonly string[]
  /** How many QR codes the client asked for, and how many logins came of one. */
  readonly codes: number
  readonly logins: number

  /** The phone scans the code (waits for one); its uuid, the last part of the URL that the client shows. */
  scan(): Promise<string>
  /** The phone confirms, scanning first when that was left out. */
  confirm(): Promise<void>
  /** The code grows too old. */
  expire(): Promise<void>
  /** Resolves when the client is logged in and waits for news. */
  listening(): Promise<void>
  /** No synccheck is answered any more; `speak` ends that. */
  hush(): void
  speak(): void
  /** The account is logged out from the phone: from now on the client is told 1101. */
  endSession(): void
  /**
   * The coming requests are answered with this Ret, are cut off, or get this HTTP status. `what` is an act (`kick`,
   * `say` …) or a request's name (`webwxbatchgetcontact`). With `delivered` it happens all the same.
   */
  refuse(what: string, ret: Refusal, how?: { times?: number; delivered?: boolean }): void
  /** From now on nothing gets through, held polls break; gives how to end it. */
  goesDown(how: Outage): () => void
  stop(): Promise<void>
}

/**
 * A stand-in Web WeChat on loopback that an unmodified wechaty-puppet-wechat4u logs in to over TLS, and the phone and
 * the people on its other side. A test reads like a chat:
 *
 *     const wechat = await startWebWechat({ people: { lin: { name: '林老师' } }, rooms: { g1: { topic: '晨跑群', members: ['lin'] } } })
 *     const bot = startChild(['bin/qunguan.mjs', 'start'], { env: wechat.env })
 *     await wechat.confirm()
 *     await wechat.says('g1', 'lin', '签到')
 *     await wechat.said('g1', /签到成功/)
 *     await wechat.stop()
 *
 * People and rooms go by the test's keys, `bot` is the bot; whoever is not named in `people` is made on first mention in
 * `members` and `joins`. With `autoConfirm` nobody needs to scan. `syncHold`: how long a synccheck without news is held,
 * in milliseconds, where WeChat holds it for 25 s.
 */
export async function startWebWechat(
  spec: WorldSpec & { autoConfirm?: boolean; syncHold?: number } = {},
): Promise<WebWechat> {
  const certificate = await makeCertificate()
  const world = new World(spec)
  const login = new Login(BOT_UIN, () => spec.autoConfirm ?? false)
  const sync = new Sync(spec.syncHold)
  const { roomChanged, personChanged, privateNotice, ...people } = peopleOf(world, sync)
  const faults: Error[] = []
  const { watch, record } = startWatch(faults)
  const refusals: { what: string; ret: Refusal; times: number; delivered: boolean }[] = []

  let outage: Outage | undefined
  const uploads: Uploads = new Map()
  const backstage: Backstage = {
    town: townOf({ world, uploads, roomChanged, personChanged, privateNotice }),
    login,
    sync,
    uploads,
    refusal(name, acts) {
      const refusal = refusals.find(
        one => one.times > 0 && (one.what === name || acts.some(act => act.act === one.what)),
      )
      if (refusal) refusal.times -= 1
      return refusal
    },
    outage: () => outage,
    saw: record,
  }
  const proxy = await openProxy(certificate, (request, response) => {
    answerRequest(backstage, request, response).catch(error => {
      faults.push(new Error(`${request.method} ${request.url}: ${error}`, { cause: error }))
      response.destroy()
    })
  })

  return {
    ...people,
    ...watch,
    env: proxyEnv(proxy.port, certificate.caFile),
    origin: `http://127.0.0.1:${proxy.port}`,
    world,
    faults,
    strangers: proxy.strangers,
    get codes() {
      return login.codes
    },
    get logins() {
      return login.logins
    },
    scan: () => login.scan(),
    confirm: () => login.confirm(),
    expire: () => login.expire(),
    listening: () => sync.listening(),
    hush: () => sync.hush(),
    speak: () => sync.speak(),
    endSession() {
      login.session = undefined
      sync.wake()
    },
    refuse(what, ret, { times = 1, delivered = false } = {}) {
      refusals.push({ what, ret, times, delivered })
    },
    goesDown(how) {
      outage = how
      proxy.cut()
      return () => {
        outage = undefined
      }
    },
    async stop() {
      await proxy.close()
      await certificate.remove()
      if (faults.length > 0) throw new AggregateError(faults, 'the stand-in could not answer some requests')
    },
  }
}

function proxyEnv(port: number, caFile: string): Record<string, string> {
  const proxy = `http://127.0.0.1:${port}`
  const direct = '127.0.0.1,localhost,::1'
  // Both cases: programs differ in which they prefer, and the machine may have its own.
  return { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: direct, no_proxy: direct, NODE_EXTRA_CA_CERTS: caFile }
}
