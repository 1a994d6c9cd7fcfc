import type { Log } from '../../redis/log.js'
import type { Trouble } from '../link.js'
import { pause } from './pause.js'
import { type Thresholds, waitAfter } from './thresholds.js'
import { judge, type Verdict } from './verdict.js'

/** Codes of a request that was waited for in vain. */
const timeouts = new Set(['ECONNABORTED', 'ETIMEDOUT'])

/** How well requests get through to WeChat: waits between tries, and tells of an outage once, and of its end. */
export class Connection {
  readonly #thresholds: Thresholds
  readonly #log: Log
  readonly #onTrouble: (trouble: Trouble) => void
  #failingSince: number | undefined
  #toldOffline = false
  #troubled = false

  constructor(options: { thresholds: Thresholds; log: Log; onTrouble: (trouble: Trouble) => void }) {
    this.#thresholds = options.thresholds
    this.#log = options.log
    this.#onTrouble = options.onTrouble
  }

  /** An outage was told and is not over yet. */
  get isOffline(): boolean {
    return this.#toldOffline
  }

  /** Tries until it gets through, or (undefined) so many times. */
  async patiently<T>(ask: () => Promise<T>, signal: AbortSignal, times = Infinity): Promise<T | undefined> {
    for (let failures = 1; failures <= times; failures += 1) {
      try {
        const answer = await ask()
        signal.throwIfAborted()
        this.through()
        return answer
      } catch (error) {
        signal.throwIfAborted()
        await this.missed(judge(error), failures, signal)
      }
    }
    return undefined
  }

  /** A poll takes so many `pollGap` at least, however fast WeChat answers: now and then it forgets to hold them. */
  async evenly(asked: number, signal: AbortSignal, gaps = 1): Promise<void> {
    const rest = this.#thresholds.pollGap * gaps - (Date.now() - asked)
    if (rest > 0) await pause(rest, signal)
  }

  /** A request did not get through (`failures`: in a row): says so when that lasts, and waits. */
  async missed(verdict: Verdict, failures: number, signal: AbortSignal): Promise<void> {
    const { pollTimeout, offlineAfter, offlineWaits, loginWaits } = this.#thresholds
    const why = verdict.kind === 'network' ? verdict.why : `Ret ${verdict.ret}`
    this.#failingSince ??= Date.now() - (timeouts.has(why) ? pollTimeout : 0)
    if (failures === 1) this.#log.warn({ why }, 'WeChat does not answer')
    if (!this.#toldOffline && Date.now() - this.#failingSince >= offlineAfter) {
      this.#toldOffline = true
      this.trouble({ kind: 'offline', since: this.#failingSince, why })
    }
    await pause(waitAfter(failures, verdict.kind === 'network' ? offlineWaits : loginWaits), signal)
  }

  through(): void {
    if (this.#failingSince !== undefined) this.#log.info({}, 'WeChat answers again')
    this.#failingSince = undefined
    this.#toldOffline = false
  }

  /** Somebody is logged in, and WeChat answers. */
  well(): void {
    this.through()
    if (!this.#troubled) return
    this.#troubled = false
    this.#onTrouble({ kind: 'back' })
  }

  trouble(trouble: Trouble): void {
    this.#troubled = true
    this.#onTrouble(trouble)
  }
}
