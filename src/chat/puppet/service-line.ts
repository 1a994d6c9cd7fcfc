import type { Millis } from '../../domain/events.js'
import type { Log } from '../../redis/log.js'
import type { Trouble } from '../link.js'
import type { EventStream, GatewayLine, ServiceInside } from './service-inside.js'

/** gRPC's codes (grpc/grpc: doc/statuscodes.md) that say something to an operator. */
const says: Readonly<Record<number, string>> = {
  6: '网关上已经连着一个机器人；一个网关只接一个 (another bot is connected to this gateway)',
  14: '连不上网关：它在运行吗？puppetOptions 的 endpoint、tls 对吗？ (the gateway cannot be reached)',
  16: '网关不认 puppetOptions.token (the gateway refuses this token)',
}
const DEADLINE_EXCEEDED = 4
export const UNIMPLEMENTED = 12
const UNAVAILABLE = 14

/** Pauses after a gateway that answers has refused us: the first, doubled each time up to the longest. */
const FIRST_PAUSE: Millis = 500
const LONGEST_PAUSE: Millis = 60_000

/**
 * The line between a puppet-service and its gateway. Unmodified, the puppet takes 60 quiet seconds for a fault and stops
 * itself, at which the gateway logs the account out; and once the gateway is gone it tries again for seconds, then never
 * (both seen). Here the line is made anew, as soon as the gateway answers and for as long as it takes, and what ends is
 * only ever this end of it.
 *
 * A quiet line is probed, so that both ways are known to work, and made anew when nothing comes of it. The only timers are
 * the client's own: the watchdog's of Wechaty (`puppetOptions.timeoutSeconds`), and the growing pauses of gRPC.
 */
export class ServiceLine {
  readonly #inside: ServiceInside
  readonly #log: Log
  readonly #probe: () => Promise<unknown>
  readonly #listeners = new Set<(trouble: Trouble) => void>()
  #line: GatewayLine | undefined
  #stream: EventStream | undefined
  #state: 'connecting' | 'on' | 'refused' | 'left' = 'connecting'
  #heardAt: Millis = 0
  /** Counts attempts: what is told of the stream of an old one is no news. */
  #attempt = 0
  /** Why the stream of the present attempt ended. */
  #failure: unknown
  #probing = false
  /** In a row. */
  #refusals = 0

  /** `probe` has the gateway say something in its stream of events. */
  constructor(inside: ServiceInside, log: Log, probe: () => Promise<unknown>) {
    this.#inside = inside
    this.#log = log
    this.#probe = probe
    const bridge = inside.bridgeGrpcEventStream
    inside.bridgeGrpcEventStream = line => {
      bridge.call(inside, line)
      this.#guard(line)
    }
    const agent = inside.__watchdog
    agent.start = () => undefined
    agent.watchdog.on('reset', () => this.#bark())
  }

  /** When the gateway was last heard, 0 before the first time. */
  heardAt(): Millis {
    return this.#heardAt
  }

  /** Told of every loss of the line and of its return; returns how to stop. */
  onTrouble(listener: (trouble: Trouble) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Something came from the gateway. */
  heard(): void {
    this.#heardAt = Date.now()
    this.#probing = false
    this.#feed()
  }

  /** Ends this end of the line for good. The gateway keeps its puppet, and the account its login. */
  hangUp(): void {
    this.#state = 'left'
    this.#cut()
  }

  #guard(line: GatewayLine): void {
    this.#line = line
    this.#state = 'connecting'
    const { start, initClient } = line
    line.stop = async () => this.hangUp()
    // Nobody waits for the gateway: it may be away for long.
    line.start = async () => void this.#connect(() => start.call(line))
    line.initClient = async () => {
      await initClient.call(line)
      const { client } = line
      const event = client.event
      const attempt = this.#attempt
      client.event = request => {
        const stream = event.call(client, request)
        this.#stream = stream
        stream.on('error', error => this.#ended(attempt, error))
        stream.on('end', () => this.#ended(attempt, new Error('the gateway ended its stream of events')))
        return stream
      }
      await new Promise<void>((resolve, reject) => {
        client.waitForReady(Number.POSITIVE_INFINITY, error => (error ? reject(error) : resolve()))
      })
    }
  }

  /** One attempt: waits for the gateway, asks for its events, has it start its puppet. Never rejects. */
  async #connect(start: () => Promise<void>): Promise<void> {
    this.#state = 'connecting'
    this.#attempt += 1
    const attempt = this.#attempt
    this.#failure = undefined
    if (this.#refusals === 0) this.#log.info({}, 'connecting to the gateway')
    this.#tellOffline({ code: UNAVAILABLE })
    try {
      await start()
      if (this.#failure !== undefined) throw this.#failure
    } catch (error) {
      if (attempt !== this.#attempt) return
      this.#state = 'refused'
      this.#cut()
      if (this.#refusals === 0) this.#log.warn({ why: whyOf(error) }, 'the gateway does not take us; it is asked again')
      this.#tellOffline(error)
      // It answers and does not take us; mostly because it has not noticed yet that our last line ended.
      this.#refusals += 1
      this.#feed(Math.min(FIRST_PAUSE * 2 ** (this.#refusals - 1), LONGEST_PAUSE))
      return
    }
    if (attempt !== this.#attempt) return
    this.#state = 'on'
    this.#refusals = 0
    this.heard()
    this.#log.info({}, 'connected to the gateway')
    this.#tell({ kind: 'back' })
  }

  #ended(attempt: number, error: unknown): void {
    if (attempt !== this.#attempt) return
    this.#failure ??= error
    if (this.#state === 'on') this.#again(error)
  }

  /** The line was good and is not any more. */
  #again(error: unknown): void {
    this.#log.warn({ why: whyOf(error) }, 'the line to the gateway broke')
    this.#cut()
    this.#retry()
  }

  #retry(): void {
    void this.#line?.start()
  }

  #bark(): void {
    if (this.#state === 'refused') this.#retry()
    if (this.#state !== 'on') return
    if (this.#probing) {
      this.#again(Object.assign(new Error('the gateway does not answer'), { code: UNAVAILABLE }))
      return
    }
    this.#probing = true
    this.#feed()
    this.#probe().catch((error: unknown) => {
      if (this.#state !== 'on') return
      const code = codeOf(error)
      if (code === UNAVAILABLE || code === DEADLINE_EXCEEDED) this.#again(error)
      // A gateway that does not know this call has answered all the same.
      else this.heard()
    })
  }

  #cut(): void {
    this.#attempt += 1
    // As it ships, the stream is let go of and not cancelled: the gateway would go on holding it, and take no other (seen).
    this.#stream?.cancel()
    this.#stream = undefined
    this.#line?.stopStream()
    this.#line?.destroyClient()
  }

  /** The watchdog barks so long after this, if nobody feeds it again before. */
  #feed(timeoutMilliseconds?: Millis): void {
    if (this.#state === 'left') return
    const food = { data: 'gateway', ...(timeoutMilliseconds === undefined ? {} : { timeoutMilliseconds }) }
    this.#inside.__watchdog.watchdog.feed(food)
  }

  #tellOffline(error: unknown): void {
    this.#tell({ kind: 'offline', since: this.#heardAt || Date.now(), why: whyOf(error) })
  }

  #tell(trouble: Trouble): void {
    for (const listener of [...this.#listeners]) listener(trouble)
  }
}

/** The gRPC code of an error, where it has one. */
export function codeOf(error: unknown): number | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'number' ? code : undefined
}

/** Errors of gRPC end with the gateway's whole stack: the first line of them says what is wrong. */
function whyOf(error: unknown): string {
  const known = says[codeOf(error) ?? -1]
  if (known !== undefined) return known
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
}
