import type { Puppet, payloads } from 'wechaty-puppet'

/** The parts of wechaty-puppet-service 1.19.9's GrpcManager that are relied upon here; one for each start of the puppet. */
export interface GatewayLine {
  /** Throws before the first `initClient`. */
  readonly client: GatewayClient
  /** Makes a client, asks for events, has the gateway start its puppet. */
  start(): Promise<void>
  /** As it ships: has the gateway stop its puppet, at which wechat4u logs out. */
  stop(): Promise<void>
  initClient(): Promise<void>
  destroyClient(): void
  stopStream(): void
}

interface GatewayClient {
  /** Calls back without an error once the gateway answers; gRPC waits longer before each of its tries. */
  waitForReady(deadline: number, callback: (error?: Error) => void): void
  /** Asks for the stream of events. */
  event(request: object): EventStream
}

export interface EventStream {
  /** Tells the gateway. */
  cancel(): void
  on(event: 'error', listener: (error: unknown) => void): void
  on(event: 'end', listener: () => void): void
}

/** The parts of PuppetService 1.19.9, and of the Puppet beneath it, that are changed or that their types call protected. */
export interface ServiceInside {
  /** Called with every new line, before it starts. */
  bridgeGrpcEventStream(line: GatewayLine): void
  /** What the package keeps on disk. */
  _payloadStore: { start(account: string): Promise<void>; stop(): Promise<void> }
  /** Wechaty's watchdog: emits `reset` once when it was not fed for so long, or for `timeoutSeconds`; keeps no process alive. */
  __watchdog: {
    start(): void
    watchdog: {
      feed(food: { data: string; timeoutMilliseconds?: number }): void
      on(event: 'reset', listener: () => void): void
    }
  }
  login(contactId: string): void
  logout(reason?: string): Promise<void>
  contactPayload(id: string): Promise<payloads.Contact>
  contactRawPayload(id: string): Promise<payloads.Contact>
  roomPayload(id: string): Promise<payloads.Room>
  roomRawPayload(id: string): Promise<payloads.Room>
  emit(event: string, payload: unknown): boolean
  onDirty(event: payloads.EventDirty): void
}

/** The puppet as it is inside: TypeScript's `protected` does not exist at run time. */
export function insideOf(puppet: Puppet): ServiceInside {
  return puppet as unknown as ServiceInside
}
