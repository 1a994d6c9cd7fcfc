import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { WechatyBuilder } from 'wechaty'
import type { Trouble } from '../../../src/chat/link.js'
import type { Thresholds } from '../../../src/chat/puppet/thresholds.js'
import { makeWechat4uPuppet, type Wechat4u } from '../../../src/chat/puppet/wechat4u.js'
import type { WebMessage } from '../../../src/chat/web-message.js'
import { type Log, silent } from '../../../src/redis/log.js'
import { routeTo } from '../../web-wechat/route-to.js'
import type { WebWechat } from '../../web-wechat/server.js'

/** As shipped, with minutes played in milliseconds. */
const swift: Thresholds = {
  loginWaits: [40, 160, 640],
  codeWaits: [20, 80, 320],
  codeLife: 60_000,
  offlineWaits: [20, 40, 80],
  offlineAfter: 100,
  pollTimeout: 30_000,
  pollGap: 5,
  soundAfter: 60_000,
  notifyEvery: 60_000,
  contactBatch: 20,
  contactGap: 20,
  contactHaste: 5,
  contactRests: [100, 400],
  strangerPatience: 300,
}

/** A bot in this process, on the real client, and what it told. */
export interface BotAt {
  dir: string
  wechat4u: Wechat4u
  /** scan, login, logout, ready and error, as Wechaty tells them, in order. */
  events: string[]
  troubles: Trouble[]
  /** Texts of raw messages as they came. */
  heard: string[]
  /** Waits for so many events of that name. */
  sees(event: string, times?: number): Promise<void>
  /** Waits for so many troubles of that kind. */
  told(kind: Trouble['kind'], times?: number): Promise<void>
  hears(text: string): Promise<void>
  /** Lets go of WeChat; the session stays in `dir`. */
  stop(): Promise<void>
}

const patience = { timeout: 20_000, interval: 10 }

export async function newDir(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'wechat4u-'))
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) }
}

export async function botAt(
  wechat: WebWechat,
  dir: string,
  { thresholds = {}, log = silent }: { thresholds?: Partial<Thresholds>; log?: Log } = {},
): Promise<BotAt> {
  const wechat4u = await makeWechat4uPuppet({ dir, account: 'main', log, thresholds: { ...swift, ...thresholds } })
  const events: string[] = []
  const troubles: Trouble[] = []
  const heard: string[] = []
  wechat4u.onTrouble(trouble => {
    troubles.push(trouble)
  })
  wechat4u.onMessage((message: WebMessage) => {
    heard.push(message.OriginalContent.replace(/^@\w+:<br\/>/, ''))
  })
  routeTo(wechat4u.puppet, wechat)
  const bot = WechatyBuilder.build({ name: wechat4u.memory, puppet: wechat4u.puppet })
  for (const event of ['login', 'logout', 'ready', 'error'] as const) {
    bot.on(event as 'ready', (told?: unknown) => {
      events.push(told instanceof Error ? `${event}: ${told.message}` : event)
    })
  }
  bot.on('scan', (_url, status) => {
    if (status === WAITING) events.push('scan')
  })
  await bot.start()
  return {
    dir,
    wechat4u,
    events,
    troubles,
    heard,
    sees: (event, times = 1) =>
      expect.poll(() => events.filter(one => one === event).length, patience).toBeGreaterThanOrEqual(times),
    told: (kind, times = 1) =>
      expect.poll(() => troubles.filter(one => one.kind === kind).length, patience).toBeGreaterThanOrEqual(times),
    hears: text => expect.poll(() => heard, patience).toContain(text),
    stop: () => bot.stop(),
  }
}

/** Of Wechaty's ScanStatus: a code that nobody has scanned yet. */
const WAITING = 2

/** Requests of that name so far. */
export function asked(wechat: WebWechat, name: string): number {
  return wechat.requests.filter(request => request.name === name).length
}
