import type { ConnectionOptions } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Action, Unless } from '../domain/actions.js'
import type { Millis } from '../domain/events.js'
import type { InHand } from '../domain/in-hand.js'
import type { Kind, Pacing } from './pacing.js'
import type { Answer, Look, Posting, Told } from './posting.js'

/** What the outbox is handed: where it keeps its records, what time it is, and how to reach and see WeChat. */
export interface OutboxOptions {
  redis: Redis
  /** Key prefix of the account, such as `qg:main`. */
  prefix: string
  connection: ConnectionOptions
  pacing: Pacing | 'off'
  now: () => Millis
  random: () => number
  inHand: InHand
  virtual?: boolean
  perform: (action: Action) => Promise<Answer>
  /** `since`: when it was last handed to WeChat. */
  look: (action: Action, since?: Millis) => Promise<Look>
  /** Asked just before an action leaves; true drops it. */
  holds: (unless: Unless) => boolean
  /** End of the quiet hours holding at a time, if any. */
  quietUntil: (at: Millis) => Millis | undefined
  /** 10:00 of the next day, where a refusal with 明日 is tried again. */
  tomorrow: (at: Millis) => Millis
  onSettled: (told: Told) => Promise<void>
  onError: (error: Error) => void
  /** A kind of action was paused by WeChat, at this action; told once per pause. */
  onPaused?: (kind: Kind, until: Millis, code: string, at: Pick<Posting, 'id' | 'action' | 'origin' | 'from'>) => void
  /** An action waits because the day's budget of its kind is used up: told once, and again by a new process. */
  onUsedUp?: (until: Millis, at: Pick<Posting, 'id' | 'action' | 'origin' | 'from'>) => void
  /** Whether the account is connected: nothing leaves while it is not. */
  connected?: () => boolean
  /** WeChat said that the session is over: nothing leaves until `loggedIn`. */
  onAway?: (code: string) => void
}
