import type { Millis } from '../domain/events.js'
import type { ActRecord } from './acts.js'
import type { World } from './world.js'

/** A case of the case book as a scenario sees it: people by the scenario's keys. */
export interface CaseView {
  number: string
  room?: string
  who?: string
  status: 'observed' | 'open' | 'acting' | 'done' | 'failed' | 'undone' | 'dismissed'
  reason: string
  checks: string[]
}

/**
 * What a scenario plays on: the whole bot over a sandbox world, with a clock that only moves when nothing is in hand.
 * `play.ts` drives it; `theatre.ts` builds it from the app.
 */
export interface Stage {
  readonly world: World
  /** Everything the bot did so far, alerts included, in order of time. */
  readonly acts: readonly ActRecord[]
  now(): Millis
  /** Resolves when all work due at this virtual moment is done. */
  idle(): Promise<void>
  /** Why it does not come to rest: what is in hand now. */
  restless(): string
  /**
   * Lets virtual time pass up to `to`, firing every job at its due time and resting at each of them.
   * `stop` is asked after each rest; when it says true the clock stays there. Returns the time reached.
   */
  advance(to: Millis, stop?: () => boolean | Promise<boolean>): Promise<Millis>
  /** Severs the bot without a goodbye and starts it again at once on the same data. */
  crash(): Promise<void>
  /** The same, right after the `nth` act of that kind reaches WeChat, before the bot can record it. */
  armCrash(after: string, nth: number): void
  /** The process is away; `shutDown` then `startUp`. */
  shutDown(): Promise<void>
  startUp(): Promise<void>
  restartRedis(): Promise<void>
  /** Operators save a changed config while the bot runs: file texts by path relative to the config directory. */
  reload(change: { bot?: unknown; plugins?: unknown; groups?: unknown; raw?: Record<string, string> }): Promise<void>
  /** A command by the operator; what he is answered. */
  operator(text: string): Promise<string>
  cases(): Promise<CaseView[]>
  close(): Promise<void>
}
