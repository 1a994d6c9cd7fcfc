import type { Redis } from 'ioredis'
import type { Identity, Person } from '../chat/identity.js'
import type { Roster } from '../chat/roster.js'
import type { Millis, QunguanEvent } from '../domain/events.js'
import type { InHand } from '../domain/in-hand.js'
import type { MemberKey } from '../domain/keys.js'
import type { Outbox } from '../queue/outbox.js'
import type { Timers } from '../queue/timers.js'
import type { Books } from './books/books.js'
import type { Cases } from './cases.js'
import type { ConfigBook } from './config-book.js'
import type { Log, Plugin } from './contract.js'
import type { Questions } from './questions.js'
import type { Roles } from './roles.js'
import type { Rooms } from './rooms.js'
import type { Sagas } from './sagas.js'
import type { Settings } from './settings.js'

/** Everything that the kernel's parts share; app.ts puts it together. */
export interface House {
  readonly account: string
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
  /** Hands an event into its lane. */
  receive(event: QunguanEvent): Promise<void>
  /** State of the connection, for `/状态`. */
  health(): { connected: boolean; lastInbound?: Millis; since: Millis }
}
