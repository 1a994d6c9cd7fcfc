import type { Wechaty } from 'wechaty'
import type { CodeLimits } from './chat/codes/reader.js'
import type { PuppetLink } from './chat/link.js'
import type { LookoutPace } from './chat/lookout.js'
import type { WatchdogOptions } from './chat/watchdog.js'
import type { QunguanConfig } from './config/load.js'
import type { Millis } from './domain/events.js'
import type { Plugin } from './kernel/contract.js'
import type { Address } from './redis/connect.js'
import type { Log } from './redis/log.js'

/** Every plugin that ships, the house's own first; the house's needs the app and is made with it. */
export type PluginList = readonly Plugin[]

export interface AppOptions {
  config: QunguanConfig
  plugins: PluginList
  redis: Address
  link: PuppetLink
  log: Log
  /** Told to the operators, outside WeChat; always logged too. */
  onAlert: (text: string) => void
  onReady?: () => void
  onLogin?: (name: string) => void
  onLogout?: () => void
  onScan?: (url: string) => void
  /** The time everything lives in; shipped: the machine's. */
  now?: () => Millis
  /** A simulator shifts the clock: see docs/architecture.md, "Virtual time". */
  virtual?: boolean
  /** Every choice and jitter follows from it; shipped: the account's name. */
  seed?: string
  /** The Redis is this bot's alone: once a day it may write its file anew, so that what was forgotten is gone from disk too. */
  ownsRedis?: boolean
  /** When silence is an outage, and how often it is told; shipped: docs/operations.md. */
  watchdog?: Partial<WatchdogOptions>
  /** How often rooms are looked at; shipped: every 15 minutes. */
  lookout?: Partial<LookoutPace>
  /** How large a picture may be, and how long reading its codes may take; shipped: docs/architecture.md. */
  codes?: Partial<CodeLimits>
  /** Somebody else's bot, started and stopped by him (`bot.use(qunguan(config))`). */
  bot?: Wechaty
}
