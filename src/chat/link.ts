import type { Puppet } from 'wechaty-puppet'
import type { WebMessage } from './web-message.js'

/** A person or room as Web WeChat's client knows it. */
export interface RawContact {
  UserName: string
  NickName?: string
  RemarkName?: string
  HeadImgUrl?: string
  ContactFlag?: number
  ChatRoomOwner?: string
  MemberList?: readonly { UserName: string; NickName?: string; DisplayName?: string }[]
}

/**
 * A puppet and what we know to do with it beyond Wechaty's contract. Any puppet works with nothing but itself; the
 * sandbox's and ours of wechat4u offer raw messages and records, and ways around what is broken.
 */
export interface PuppetLink {
  puppet: Puppet
  /** Name of Wechaty's memory card, absolute without ending; without it no session is kept. */
  memory?: string
  /** Hears every raw message before the puppet makes an event of it; returns how to stop. */
  tap?: (listener: (message: WebMessage) => void) => () => void
  /** What is known of a person or room now, without asking the server. */
  record?: (id: string) => RawContact | undefined
  /** Asks the server for a room's members anew, past the client's cache. */
  refreshRoom?: (roomId: string) => Promise<unknown>
  createRoom?: (topic: string, contactIds: readonly string[]) => Promise<string>
  setTopic?: (roomId: string, topic: string) => Promise<void>
  /** When the last answer of the server came; alive means within 90 s. */
  lastSync?: () => number
  /** Logs the account out; by an operator's command alone (law 14). */
  logout?: () => void
  /** Lets go of WeChat without logging out: the process leaves. */
  leave?: () => void
}
