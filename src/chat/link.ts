import type { Puppet } from 'wechaty-puppet'
import type { WebMessage } from './web-message.js'

/** A person or room as Web WeChat's client knows it. */
export interface RawContact {
  UserName: string
  NickName?: string
  RemarkName?: string
  Alias?: string
  AttrStatus?: number
  KeyWord?: string
  HeadImgUrl?: string
  ContactFlag?: number
  ChatRoomOwner?: string
  MemberList?: readonly RawMember[]
}

/** A member in a room's record. */
interface RawMember {
  UserName: string
  NickName?: string
  DisplayName?: string
  AttrStatus?: number
  KeyWord?: string
  HeadImgUrl?: string
}

/**
 * What goes wrong between the bot and WeChat, as the puppet's client sees it; for those who watch over the process.
 * - `scan`: somebody must scan the QR code at `url`; told with every new code.
 * - `refused`: WeChat ended the session or would not begin one; `ret` is its code. After 1203 (this account may not use
 *   the web) nothing more is tried; after 1100, 1101 and 1102 a `scan` follows, the later the more often that happened.
 * - `offline`: since then (milliseconds) nothing gets through to WeChat; the session is kept and tried again.
 * - `back`: somebody is logged in and WeChat answers, after any of these.
 */
export type Trouble =
  | { kind: 'scan'; url: string }
  | { kind: 'refused'; ret: number }
  | { kind: 'offline'; since: number; why: string }
  | { kind: 'back' }

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
  /**
   * The bytes of a message's picture. Rejects when there are more than `bytes`, with TooLargeError of codes/download.ts, and
   * when the signal is aborted; without it the picture is what the puppet hands out.
   */
  picture?: (messageId: string, limit: { bytes: number; signal: AbortSignal }) => Promise<Uint8Array>
  /** Asks the server for a room's members anew, past the client's cache. */
  refreshRoom?: (roomId: string) => Promise<unknown>
  createRoom?: (topic: string, contactIds: readonly string[]) => Promise<string>
  setTopic?: (roomId: string, topic: string) => Promise<void>
  /** When the last answer of the server came; alive means within 90 s. */
  lastSync?: () => number
  /** When this session logged in by a QR code, in milliseconds since 1970; undefined while nobody is logged in. */
  sessionSince?: () => number | undefined
  /** Hears what goes wrong with the login and the connection, and that it is well again; returns how to stop. */
  trouble?: (listener: (trouble: Trouble) => void) => () => void
  /** Logs the account out; by an operator's command alone (law 14). */
  logout?: () => void
  /** Lets go of WeChat without logging out: the process leaves. */
  leave?: () => void
}
