import type { Action, Settled } from './actions.js'
import type { MemberKey, RoomKey } from './keys.js'
import type { MessagePart } from './parts.js'

/** Milliseconds since 1970, in the time that `ctx.now()` tells. */
export type Millis = number

/** A message older than this has no effect any more but on the record of its own day (K12: at most five minutes). */
export const FRESH: Millis = 5 * 60_000

/** What somebody wrote, in a room or (without `room`) to the bot in private. */
export interface MessageEvent {
  kind: 'message'
  /** The platform's message id: the cause that every write of its handlers is keyed by. */
  id: string
  room?: RoomKey
  member: MemberKey
  parts: readonly MessagePart[]
  /** Everything readable in one string, mentions included as `@name`: what commands are parsed from. */
  text: string
  /** True when the bot is mentioned by its name in this room. */
  mentionsBot: boolean
  /** When it was sent by the message's own clock: what a message counts for is decided by this. */
  sentAt: Millis
}

export interface JoinedEvent {
  kind: 'joined'
  id: string
  room: RoomKey
  members: readonly MemberKey[]
  /** Who brought them, when the notice named exactly one known person. */
  by?: MemberKey
  via: 'invite' | 'qr' | 'unknown'
  /** When they were seen to be there: earlier than now where a dead process left it untold. */
  at: Millis
}

export interface LeftEvent {
  kind: 'left'
  id: string
  room: RoomKey
  members: readonly MemberKey[]
  /** When each of them had come into this room, as we saw it; 0: he was there before the bot. */
  since?: Readonly<Record<MemberKey, Millis>>
}

export interface CardChangedEvent {
  kind: 'cardChanged'
  id: string
  room: RoomKey
  member: MemberKey
  from: string
  to: string
}

export interface RenamedEvent {
  kind: 'renamed'
  id: string
  /** Renames are handled once per room the person is in. */
  room: RoomKey
  member: MemberKey
  from: string
  to: string
}

export interface TopicChangedEvent {
  kind: 'topicChanged'
  id: string
  room: RoomKey
  /** Who did it, when the notice named exactly one known person. */
  by?: MemberKey
  from: string
  to: string
}

export interface RecalledEvent {
  kind: 'recalled'
  id: string
  room?: RoomKey
  member: MemberKey
  /** Id of the message that is gone. */
  message: string
}

/** Why a picture's codes are not known. `crowded`: so many waited that it was passed over; `gone`: WeChat gave no bytes. */
export type ReadingProblem = 'too large' | 'broken' | 'timeout' | 'gone' | 'crowded'

/** The QR codes of a picture that a handler had asked about (`ctx.readCodes`) are read. */
export interface CodesReadEvent {
  kind: 'codesRead'
  id: string
  room?: RoomKey
  /** Who sent the picture. */
  member: MemberKey
  /** Id of the message that it came with. */
  message: string
  /** When that was sent. */
  sentAt: Millis
  /** What stands in each code; attackers' text. */
  codes: readonly string[]
  problem?: ReadingProblem
}

export interface FriendRequestEvent {
  kind: 'friendRequest'
  id: string
  member: MemberKey
  hello: string
}

/** Somebody brought the bot into a room that it does not keep. */
export interface PulledEvent {
  kind: 'pulled'
  id: string
  room: RoomKey
  topic: string
  by?: MemberKey
}

/** An action of the outbox came to its end. */
export interface SettledEvent {
  kind: 'settled'
  id: string
  room?: RoomKey
  settled: Settled
}

/**
 * An action waits until then, and is tried again by itself: WeChat said "too often" to it, or the day's budget of rooms to
 * make is used up.
 */
export interface HeldEvent {
  kind: 'held'
  id: string
  room?: RoomKey
  action: Action
  /** Which plugin asked for it. */
  origin: string
  until: Millis
  /** WeChat's code; `paced` where it is our own budget. */
  code: string
}

/** A question of the kernel was answered, or expired (`choice: undefined`). */
export interface AnsweredEvent {
  kind: 'answered'
  id: string
  room?: RoomKey
  question: string
  /** Which plugin asked, and about what: see `ctx.ask`. */
  about: string
  data: unknown
  choice?: number
  text?: string
  by?: MemberKey
}

/** The bot was away in [from, to): what people wrote then never reached it. */
export interface AwayEvent {
  kind: 'away'
  id: string
  room: RoomKey
  from: Millis
  to: Millis
}

export type QunguanEvent =
  | MessageEvent
  | JoinedEvent
  | LeftEvent
  | CardChangedEvent
  | RenamedEvent
  | TopicChangedEvent
  | RecalledEvent
  | CodesReadEvent
  | FriendRequestEvent
  | PulledEvent
  | SettledEvent
  | HeldEvent
  | AnsweredEvent
  | AwayEvent
