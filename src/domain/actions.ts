import type { Board } from './board.js'
import type { MemberKey, RoomKey } from './keys.js'

/**
 * What the bot does to WeChat. Every one of them travels through the outbox. A file's content is base64, or a board that is
 * painted when it leaves.
 */
export type Action =
  | {
      act: 'say'
      room: RoomKey
      text: string
      mentions?: readonly MemberKey[]
      /** Several texts that leave as one, each with its own mentions. */
      paragraphs?: readonly { text: string; mentions: readonly MemberKey[] }[]
    }
  /** `retold`: where WeChat does not take it, its author says it in the room himself. */
  | { act: 'dm'; member: MemberKey; text: string; retold?: true }
  | { act: 'kick'; room: RoomKey; member: MemberKey }
  | { act: 'invite'; room: RoomKey; member: MemberKey }
  | { act: 'add'; room: RoomKey; member: MemberKey }
  | { act: 'create'; room: RoomKey; topic: string; members: readonly MemberKey[] }
  | { act: 'topic'; room: RoomKey; topic: string }
  | { act: 'befriend'; member: MemberKey; request: string }
  | { act: 'file'; room?: RoomKey; member?: MemberKey; name: string; content: string | Board }

export type Act = Action['act']

/** Up to this many people in a room WeChat adds a friend at once (webwxinit's InviteStartCount; docs/platform.md). */
const ADDED_AT_ONCE = 40

/** How a friend is brought into a room of so many people, the bot included: above forty he gets a card, his to take. */
export function wayInto(size: number): 'add' | 'invite' {
  return size > ADDED_AT_ONCE ? 'invite' : 'add'
}

/** Lanes of the outbox, best first. Kicks obey gap, kickGap and kicksPerHour only. */
export const lanes = ['kick', 'reply', 'invite', 'create', 'proactive'] as const
export type OutboxLane = (typeof lanes)[number]

/**
 * How an action ended. `refused` carries WeChat's answer; `unknown` is an action that the process died in the middle of
 * and whose effect cannot be seen (a text, a card, a file); `expired` was never sent because its time had passed or its
 * `unless` held.
 */
export type Outcome = 'done' | 'refused' | 'unknown' | 'expired' | 'failed'

/** Conditions under which an action is dropped just before it would leave. */
export type Unless =
  | { is: 'gone'; room: RoomKey; member: MemberKey }
  | { is: 'undone'; case: string }
  /** He could not be told apart since a login: nothing is done to him. */
  | { is: 'ambiguous'; member: MemberKey }
  | { is: 'privileged'; room: RoomKey; member: MemberKey }
  /** He is not in this room, or not any more: who moves is taken out of the old room only while he is in the new one. */
  | { is: 'absent'; room: RoomKey; member: MemberKey }
  /** What it speaks of, a window of the book of windows, is over, or begins at another time than this (in milliseconds). */
  | { is: 'moved'; room: RoomKey; window: string; from: number }

/** What comes back into the room's lane when an action is over. */
export interface Settled {
  /** The action's own id, derived from its cause. */
  id: string
  action: Action
  outcome: Outcome
  /** WeChat's code or the reason, when it was not done. */
  code?: string
  /** The case this action belongs to. */
  case?: string
  /** Who asked for it: a plugin's name, or `kernel`. */
  origin: string
}
