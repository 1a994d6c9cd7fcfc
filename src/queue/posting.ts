import type { Action, OutboxLane, Outcome, Settled, Unless } from '../domain/actions.js'
import type { Millis } from '../domain/events.js'
import type { RoomKey } from '../domain/keys.js'

/** What may be said about an action when it is handed in; its meaning decides how it travels. */
export interface Posting {
  /** Derived from the cause, so that the same cause handled twice posts once. */
  id: string
  action: Action
  origin: string
  /** In which room's matter: there its author hears how it ended. Without it, in the room that it was done in. */
  from?: RoomKey
  /**
   * reply: somebody just asked; one line (≤ 60 characters) passes quiet hours. notice: nobody asked, but it belongs to
   * something that happened (a removal, a gate); waits in quiet hours. unasked: counts against `unaskedPerRoomDay`.
   */
  manner: 'reply' | 'notice' | 'unasked'
  case?: string
  unless?: readonly Unless[]
  /** Dropped when it could not leave before this time. Shipped: replies 10 min, all else 12 h. */
  expires?: Millis
  notBefore?: Millis
  /** What to do with an unseen text after a crash in the middle of sending. */
  ifUnknown?: 'list' | 'resend'
  /** WeChat's no, or nothing to be seen of its yes, ends it: no second try. */
  once?: boolean
}

/** A posting on its way: queued → sending → settling, then forgotten but for its id. */
export interface OutboxRecord extends Posting {
  seq: number
  lane: OutboxLane
  queuedAt: Millis
  expires: Millis
  notBefore: Millis
  /** Tries that count; what rested because WeChat said "too often" was none. */
  tries: number
  /** When it was last handed to WeChat. */
  triedAt?: Millis
  /** It is only looked at for now: WeChat's answer, and the looks since. */
  watched?: { answer: Answer; looks: number }
  state: 'queued' | 'sending' | 'settling'
  /** Leaves although the stop button is pressed: the word that it is. */
  evenHeld?: true
  /** `expires` is its author's: a pause does not move it. */
  fixed?: true
  /** The texts that became one: see joining.ts. */
  parts?: readonly Part[]
  outcome?: Outcome
  code?: string
}

/** What is told of an action when it is over. */
type Matter = Pick<Posting, 'id' | 'action' | 'origin' | 'case' | 'from'>

/** A text of a message, and the terms on which it waits. */
export type Part = Matter & Partial<Pick<OutboxRecord, 'unless' | 'expires' | 'fixed' | 'manner'>>

export function toldOf({ id, action, origin, from, case: number }: Matter): Matter {
  return {
    id,
    action,
    origin,
    ...(from === undefined ? {} : { from }),
    ...(number === undefined ? {} : { case: number }),
  }
}

/** How an action ended, and in whose matter it was. */
export type Told = Settled & Pick<Posting, 'from'>

/**
 * How WeChat answered a `perform`. `again` failed for a passing reason; `often` is 1205, `tomorrow` its stricter sister;
 * `away`: the session is over.
 */
export type Answer =
  | { ok: true }
  | { ok: false; code: string; how: 'refused' | 'again' | 'often' | 'tomorrow' | 'away' }

/** What looking at WeChat says of an action: `unseeable` of texts, cards and files of which nothing was heard either. */
export type Look = 'seen' | 'unseen' | 'unseeable'
