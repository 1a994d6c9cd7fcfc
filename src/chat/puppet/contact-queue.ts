import type { Log } from '../../redis/log.js'
import { pause } from './pause.js'
import { jittered, type Thresholds, waitAfter } from './thresholds.js'
import { judge } from './verdict.js'
import { type WebContact, WechatRefusal } from './wechat4u-client.js'

/**
 * How much an answer is wanted.
 * - `now`: somebody waits; a failure is his to know at once.
 * - `soon`: a message waits; asked for before what is `later`, and again until it is known.
 * - `later`: to be complete.
 */
export type Haste = 'now' | 'soon' | 'later'

interface Wish {
  id: string
  haste: Haste
  refusals: number
  answer: Promise<WebContact | undefined>
  resolve(record: WebContact | undefined): void
  reject(error: unknown): void
}

/** After so many answers of no, what WeChat would not tell is left unknown. */
const TRIES = 3

const order: readonly Haste[] = ['now', 'soon', 'later']

/**
 * Asks WeChat for people and rooms in small batches with pauses between them, one request at a time. When WeChat says
 * that it was too often (1205), it rests, longer each time; what is wanted `now` is then refused with 1205 at once.
 */
export class ContactQueue {
  readonly #fetch: (ids: string[]) => Promise<WebContact[]>
  readonly #thresholds: Thresholds
  readonly #log: Log
  readonly #life: AbortSignal
  readonly #wishes = new Map<string, Wish>()
  #working = false
  #wake = new AbortController()
  #lastAt = 0
  #restUntil = 0
  #rests = 0
  #misses = 0

  constructor(options: {
    fetch: (ids: string[]) => Promise<WebContact[]>
    thresholds: Thresholds
    log: Log
    life: AbortSignal
  }) {
    this.#fetch = options.fetch
    this.#thresholds = options.thresholds
    this.#log = options.log
    this.#life = options.life
    this.#life.addEventListener('abort', () => this.#wake.abort(), { once: true })
  }

  /** The record, fetched anew; undefined when WeChat has none. Rejects as told under Haste, and when the session ends. */
  ask(id: string, haste: Haste): Promise<WebContact | undefined> {
    const known = this.#wishes.get(id)
    if (known) {
      if (order.indexOf(haste) < order.indexOf(known.haste)) known.haste = haste
      this.#work()
      return known.answer
    }
    const wish = wishFor(id, haste)
    this.#wishes.set(id, wish)
    this.#work()
    return wish.answer
  }

  /** The session is over: nobody is answered. */
  clear(): void {
    const wishes = [...this.#wishes.values()]
    this.#wishes.clear()
    this.#rests = 0
    this.#restUntil = 0
    for (const wish of wishes) wish.reject(new Error('the session is over'))
  }

  #work(): void {
    this.#wake.abort()
    if (this.#working) return
    this.#working = true
    this.#serve()
      .catch((error: unknown) => {
        if (!this.#life.aborted) this.#log.error({ err: error }, 'people and rooms are no longer asked for')
      })
      .finally(() => {
        this.#working = false
        // Somebody may have asked between the last answer and now.
        if (this.#wishes.size > 0 && !this.#life.aborted) this.#work()
      })
  }

  async #serve(): Promise<void> {
    // Who asks for many asks for one after the other; they go together.
    await Promise.resolve()
    while (this.#wishes.size > 0 && !this.#life.aborted) {
      const now = Date.now()
      if (now < this.#restUntil) this.#refuseTheHasty()
      const haste = order.find(one => this.#with(one).length > 0)
      if (haste === undefined) return
      const gap = haste === 'later' ? this.#thresholds.contactGap : this.#thresholds.contactHaste
      const next = this.#lastAt + jittered(gap)
      const at = haste === 'now' ? next : Math.max(next, this.#restUntil)
      if (at > now) {
        await this.#sleep(at - now)
        // Something more urgent may have come meanwhile.
        if (Date.now() < at - 1) continue
      }
      await this.#askFor(order.flatMap(one => this.#with(one)).slice(0, this.#thresholds.contactBatch))
    }
  }

  #with(haste: Haste): Wish[] {
    return [...this.#wishes.values()].filter(wish => wish.haste === haste)
  }

  async #askFor(wishes: Wish[]): Promise<void> {
    // Who asks for one of them from here on wants what is true later than this.
    for (const { id } of wishes) this.#wishes.delete(id)
    try {
      const records = new Map((await this.#fetch(wishes.map(({ id }) => id))).map(record => [record.UserName, record]))
      this.#rests = 0
      this.#misses = 0
      for (const wish of wishes) wish.resolve(records.get(wish.id))
    } catch (error) {
      const verdict = judge(error)
      if (verdict.kind === 'network') this.#restUntil = Date.now() + this.#missed()
      else if (verdict.ret === TOO_OFTEN) this.#rest()
      else for (const wish of wishes) wish.refusals += 1
      for (const wish of wishes) {
        if (wish.haste === 'now') wish.reject(error)
        else if (wish.refusals >= TRIES) wish.resolve(undefined)
        else this.#again(wish)
      }
    } finally {
      this.#lastAt = Date.now()
    }
  }

  #again(wish: Wish): void {
    const newer = this.#wishes.get(wish.id)
    if (newer) newer.answer.then(wish.resolve, wish.reject)
    else this.#wishes.set(wish.id, wish)
  }

  #missed(): number {
    this.#misses += 1
    return waitAfter(this.#misses, this.#thresholds.offlineWaits)
  }

  #rest(): void {
    this.#rests += 1
    const rest = waitAfter(this.#rests, this.#thresholds.contactRests)
    this.#restUntil = Date.now() + rest
    this.#log.warn({ rest }, 'WeChat says that people and rooms were asked for too often')
  }

  #refuseTheHasty(): void {
    if (this.#rests === 0) return
    for (const wish of this.#with('now')) {
      this.#wishes.delete(wish.id)
      wish.reject(new WechatRefusal(TOO_OFTEN))
    }
  }

  /** Until then, until somebody asks for more, or until the client is left. */
  async #sleep(ms: number): Promise<void> {
    this.#wake = new AbortController()
    const { signal } = this.#wake
    await pause(ms, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
  }
}

const TOO_OFTEN = 1205

function wishFor(id: string, haste: Haste): Wish {
  const { promise, resolve, reject } = withResolvers<WebContact | undefined>()
  // Nobody need wait for what is only wanted to be complete.
  promise.catch(() => undefined)
  return { id, haste, refusals: 0, answer: promise, resolve, reject }
}

/** As Promise.withResolvers, which Node 20 has not. */
function withResolvers<T>(): {
  promise: Promise<T>
  resolve: (value: T) => void
  reject: (error: unknown) => void
} {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
