import type { LookoutPace } from '../chat/lookout.js'
import type { WatchdogOptions } from '../chat/watchdog.js'
import type { MainConfig } from '../config/schema.js'

/** The watchdog's thresholds, which stand among the puppet's own options. */
export function thresholdsOf({ puppetOptions }: MainConfig): WatchdogOptions {
  const { aliveWithin, tellAgain, steady, quietFor } = puppetOptions
  return { aliveWithin, tellAgain, steady, quietFor }
}

/** How often rooms are looked at; it stands there, too. */
export function paceOf({ puppetOptions: { lookEvery, ringEvery } }: MainConfig): LookoutPace {
  return { lookEvery, ringEvery }
}
