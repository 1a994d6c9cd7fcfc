import type { WebMessage } from '../chat/web-message.js'

/** What the world tells the bot's client, as WeChat's servers would: synchronously, within the step that caused it. */
export interface Line {
  /** A message of webwxsync. */
  receive(message: WebMessage): void
  /** The session is over (all ids of it are dead). */
  loggedOut(): Promise<void> | void
  /** A new session has begun. */
  loggedIn(selfId: string): Promise<void> | void
}
