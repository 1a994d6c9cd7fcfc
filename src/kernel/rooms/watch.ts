import type { PuppetLink } from '../../chat/link.js'
import {
  beginWatch,
  type Happening,
  type Need,
  type Notice,
  type Pulse,
  shippedWatchdog,
  silentSince,
  type WatchdogOptions,
  type Watched,
  watch,
} from '../../chat/watchdog.js'
import type { Millis } from '../../domain/events.js'
import { every } from '../../queue/ticker.js'

/** State of the connection, for `/状态`. What the puppet does not tell is `untold`. */
export interface Health {
  /** When the process began. */
  since: Millis
  loggedIn: boolean
  lastSync: Millis | 'never' | 'untold'
  lastInbound?: Millis
  /** When the present session began, by a QR code. */
  sessionSince: Millis | 'nobody' | 'untold'
  /** No sign of life since then, where that is an outage. */
  silentSince?: Millis
  /** What a person has to do before it can go on. */
  need?: Need
}

export interface WatchOptions {
  link: PuppetLink
  now: () => Millis
  thresholds?: Partial<WatchdogOptions>
  /** Told to the operators, outside WeChat. */
  onNotice: (notice: Notice) => void
}

/** The pulse is taken this often at least; a sixth of `aliveWithin`, so that 90 s of silence are told within 105. */
const LONGEST_TICK = 15_000
const TICKS = 6

/** Watches over the connection to WeChat in real time, and knows how it stands. */
export class Watch {
  readonly #o: WatchOptions
  readonly #thresholds: WatchdogOptions
  readonly #since: Millis
  #state: Watched
  #lastInbound: Millis | undefined
  #lastSync: Millis = 0
  #ends: (() => void)[] = []

  constructor(options: WatchOptions) {
    this.#o = options
    const given = { ...shippedWatchdog, ...options.thresholds }
    this.#thresholds = { ...given, steady: Math.min(given.steady, given.aliveWithin) }
    this.#since = options.now()
    this.#state = beginWatch(this.#since)
  }

  /** Begins to listen and to look. Before the puppet starts, so that no code to scan is missed. */
  start(): void {
    const { link } = this.#o
    const { puppet } = link
    this.#state = beginWatch(this.#o.now())
    const login = () => this.#happened({ kind: 'login' })
    puppet.on('login', login)
    this.#ends.push(() => puppet.off('login', login))
    if (link.trouble) this.#ends.push(link.trouble(trouble => this.#happened({ kind: 'trouble', trouble })))
    else {
      const scan = ({ qrcode }: { qrcode?: string }) => {
        if (qrcode) this.#happened({ kind: 'trouble', trouble: { kind: 'scan', url: qrcode } })
      }
      puppet.on('scan', scan)
      this.#ends.push(() => puppet.off('scan', scan))
    }
    this.#ends.push(every(Math.min(LONGEST_TICK, this.#thresholds.aliveWithin / TICKS), () => this.look()))
  }

  stop(): void {
    for (const end of this.#ends.splice(0)) end()
  }

  /** A message came in. */
  heard(): void {
    this.#lastInbound = this.#o.now()
  }

  /** Takes the pulse. */
  look(): void {
    this.#happened({ kind: 'look', pulse: this.#pulse })
  }

  get health(): Health {
    const { link, now } = this.#o
    const { puppet, sessionSince } = link
    const { need } = this.#state
    // The last look may be long ago: under a virtual clock there is none.
    const silent = silentSince(this.#state, this.#pulse, now(), this.#thresholds)
    return {
      since: this.#since,
      loggedIn: puppet.isLoggedIn,
      lastSync: link.lastSync ? this.#synced || 'never' : 'untold',
      sessionSince: sessionSince ? (sessionSince() ?? 'nobody') : 'untold',
      ...(this.#lastInbound === undefined ? {} : { lastInbound: this.#lastInbound }),
      ...(silent === undefined ? {} : { silentSince: silent }),
      ...(need ? { need } : {}),
    }
  }

  get #pulse(): Pulse {
    const { link } = this.#o
    return {
      loggedIn: link.puppet.isLoggedIn,
      lastSync: link.lastSync && this.#synced,
      lastInbound: this.#lastInbound,
    }
  }

  /** The last sync; of a session that is over, its last. */
  get #synced(): Millis {
    const { link } = this.#o
    // Who is not logged in may have no client that could be asked.
    if (link.puppet.isLoggedIn) this.#lastSync = Math.max(this.#lastSync, link.lastSync?.() ?? 0)
    return this.#lastSync
  }

  #happened(happening: Happening): void {
    const { state, notice } = watch(this.#state, happening, this.#o.now(), this.#thresholds)
    this.#state = state
    if (notice) this.#o.onNotice(notice)
  }
}
