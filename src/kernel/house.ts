import type { Redis } from 'ioredis'
import type { RoomProbe } from '../chat/acting.js'
import type { Recognised } from '../chat/binder.js'
import type { PuppetKind } from '../chat/capabilities.js'
import type { Identity, Person } from '../chat/identity.js'
import type { Roster } from '../chat/roster.js'
import type { MessageEvent, Millis, QunguanEvent } from '../domain/events.js'
import type { InHand } from '../domain/in-hand.js'
import type { MemberKey, RoomKey } from '../domain/keys.js'
import type { Outbox } from '../queue/outbox.js'
import type { Timers } from '../queue/timers.js'
import type { Log } from '../redis/log.js'
import type { Books } from './books/books.js'
import type { Brakes } from './cases/brakes.js'
import type { Cases } from './cases/cases.js'
import type { Plugin } from './contract.js'
import type { Questions } from './conversation/questions.js'
import type { Roles } from './people/roles.js'
import type { Rights } from './rooms/rights.js'
import type { Rooms } from './rooms/rooms.js'
import type { Health } from './rooms/watch.js'
import type { Sagas } from './sagas.js'
import type { ConfigBook } from './settings/config-book.js'
import type { Settings } from './settings/settings.js'

/** Everything that the kernel's parts share; app.ts puts it together. */
export interface House {
  readonly account: string
  readonly puppet: PuppetKind
  readonly redis: Redis
  /** `qg:ACCOUNT` */
  readonly prefix: string
  readonly log: Log
  readonly inHand: InHand
  readonly plugins: readonly Plugin[]
  readonly config: ConfigBook
  readonly identity: Identity
  readonly roster: Roster
  readonly rooms: Rooms
  readonly roles: Roles
  readonly cases: Cases
  /** Where too much was done by itself. */
  readonly brakes: Brakes
  /** What was seen to work in each room. */
  readonly rights: Rights
  readonly questions: Questions
  readonly settings: Settings
  readonly sagas: Sagas
  readonly books: Books
  readonly outbox: Outbox
  readonly timers: Timers
  now(): Millis
  /** A number in [0, 1) that the seed and `cause` decide. */
  random(cause: string): number
  /** A line of the house's own catalogue, in the configured language, with operators' overrides. */
  text(key: string, values?: Readonly<Record<string, string | number>>): string
  /** Makes the set timers those that are wanted now: after a change of config, and when a room is kept or released. */
  reconcile(): Promise<void>
  /** Tells the operators, outside WeChat. */
  alert(text: string): void
  /** Asks the platform anew who a person is (friend or not). */
  refresh(member: MemberKey): Promise<Person | undefined>
  /** Only looks at a room: WeChat's owner, and how many are in it. `fresh` asks WeChat anew. */
  probe(room: RoomKey, options?: { fresh?: boolean }): Promise<RoomProbe | undefined>
  /** How many were found again at the last login that gave everything new ids; undefined when there was none. */
  recognised(): Recognised | undefined
  /** A person says which room this is: it goes by `room` from now on. */
  rekey(from: RoomKey, room: RoomKey): Promise<void>
  /** Looks at a room now, for what nobody told us of (names change unseen); what differs comes as events. */
  look(room: RoomKey): Promise<void>
  /** Has a picture's QR codes read, outside the lanes; a `codesRead` follows. */
  readCodes(message: MessageEvent): void
  /** Hands an event into its lane. */
  receive(event: QunguanEvent): Promise<void>
  /** State of the connection, for `/状态`. */
  health(): Health
  /** Logs the account out of WeChat, where the puppet can; for an operator's command alone (law 14). */
  logOut?(): Promise<void>
}
