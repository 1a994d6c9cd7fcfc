import type { Puppet } from 'wechaty-puppet'
import type { WebMessage } from '../web-message.js'
import type { Memory } from './session-file.js'

/** A member in a room's raw record. */
export interface WebMember {
  UserName: string
  NickName?: string
  /** His card in this room; emoji may stand as `<span class="emoji …">`. */
  DisplayName?: string
  /** The same for a person in every session, but not unique. */
  AttrStatus?: number
  KeyWord?: string
}

/** A person's or a room's raw record, as wechat4u holds it. Fields that WeChat left empty may be missing. */
export interface WebContact {
  UserName: string
  NickName?: string
  RemarkName?: string
  /** The WeChat ID; of friends, and often empty there too. */
  Alias?: string
  DisplayName?: string
  AttrStatus?: number
  KeyWord?: string
  Sex?: number
  Province?: string
  City?: string
  Signature?: string
  /** Its `seq=` changes with the picture. */
  HeadImgUrl?: string
  /** Bit 1: friend. */
  ContactFlag?: number
  /** Bit 8: official account. */
  VerifyFlag?: number
  /** Of a room. */
  MemberList?: WebMember[]
  MemberCount?: number
  ChatRoomOwner?: string
  OwnerUin?: number
  IsOwner?: number
  EncryChatRoomId?: string
}

interface Answer {
  data: { BaseResponse: { Ret: number; ErrMsg?: string } }
  status?: number
  headers?: unknown
}

/** webwxinit's answer. */
export interface WebInit {
  ContactList?: WebContact[]
  /** The server's clock, in seconds since 1970. */
  SystemTime?: number
}

/** What webwxsync brought. */
export interface WebNews {
  AddMsgCount?: number
  AddMsgList?: WebMessage[]
  ModContactCount?: number
  ModContactList?: WebContact[]
}

type ClientEvent = 'message' | 'contacts-updated' | 'uuid' | 'login' | 'logout' | 'user-avatar'

/** The parts of wechat4u 0.7.14's `Wechat` that are relied upon here; it has no types of its own. */
export interface Wechat4uClient {
  state: 'init' | 'uuid' | 'login' | 'logout'
  /** Milliseconds since 1970 of the last completed sync. */
  lastSyncTime: number
  contacts: Record<string, WebContact>
  user: { UserName?: string }
  PROP: { uin: string; sid: string; skey: string; passTicket: string; formatedSyncKey: string; webwxDataTicket: string }
  COOKIE: Record<string, string>
  CONF: { API_webwxupdatechatroom: string; API_webwxgetmsgimg: string; MSGTYPE_STATUSNOTIFY: number }
  /** What a saved session consists of. */
  readonly botData: object
  Contact: { extend(contact: WebContact): WebContact }
  Message: { extend(message: WebMessage): WebMessage }
  request(options: { url: string; [option: string]: unknown }): Promise<Answer>
  getBaseRequest(): object
  on(event: 'message', listener: (message: WebMessage) => void): void
  on(event: 'contacts-updated', listener: (contacts: WebContact[]) => void): void
  on(event: 'uuid' | 'login' | 'logout', listener: () => void): void
  emit(event: ClientEvent, ...given: unknown[]): boolean
  removeAllListeners(event: ClientEvent): void

  /** A new QR code's id. */
  getUUID(): Promise<string>
  /** Waits for the phone: 201 scanned, 200 confirmed, 408 nothing new; rejects when the code is too old. */
  checkLogin(): Promise<{ code: number; userAvatar?: string }>
  /** Takes the session of a confirmed code; resolves without one when WeChat gave none. */
  login(): Promise<void>
  init(): Promise<WebInit>
  /** Tells the phone that this client is there. */
  notifyMobile(): Promise<void>
  /** Waits for news: the selector, 0 when there are none. */
  syncCheck(): Promise<string | number>
  sync(): Promise<WebNews>
  /** Ends the session at WeChat's; never rejects. */
  logout(): Promise<unknown>
  /** A page of the address book; `Seq` leads to the next. */
  getContact(seq: number): Promise<{ MemberList?: WebContact[]; Seq?: number }>
  batchGetContact(contacts: { UserName: string; EncryChatRoomId?: string }[]): Promise<WebContact[]>
  sendMsg(text: string, to: string): Promise<{ MsgID: string }>
  updateChatroom(room: string, people: string[], fun: 'addmember' | 'invitemember' | 'delmember'): Promise<unknown>
  createChatroom(topic: string, members: { UserName: string }[]): Promise<{ ChatRoomName: string }>

  // Its loop, which ours takes the place of.
  start(): Promise<void>
  restart(): Promise<void>
  stop(): void
  handleSync(news: WebNews): void
  handleMsg(messages: WebMessage[]): void
  updateContacts(contacts: WebContact[]): void
}

/** The parts of PuppetWechat4u 1.14.14 that are relied upon here and that its types call private. */
export interface PuppetInside {
  wechat4u: Wechat4uClient | undefined
  memory: Memory
  /** Seconds since 1970; it makes no event of what is older. */
  startTime: number
  /** Runs for every new client, before it starts. */
  monkeyPatch(client: Wechat4uClient): void
  /** Runs after it. */
  initHookEvents(client: Wechat4uClient): void
  _heartBeatTimer: NodeJS.Timeout | undefined
  messageRawPayload(id: string): Promise<WebMessage>
  contactRawPayload(id: string): Promise<WebContact>
  roomRawPayload(id: string): Promise<WebContact>
  roomMemberSearch(room: string, query: unknown, members?: string[]): Promise<string[]>
  onStop(): Promise<void>
  login(userId: string): void
  roomCreate(contactIds: string[], topic: string): Promise<string>
  roomAdd(roomId: string, contactId: string, inviteOnly?: boolean): Promise<void>
  cache: Record<'contact' | 'room' | 'roomMember', { delete(id: string): boolean }>
}

/** The puppet as it is inside: TypeScript's `private` does not exist at run time. */
export function insideOf(puppet: Puppet): PuppetInside {
  return puppet as unknown as PuppetInside
}

/** WeChat answered a request with something other than 0. */
export class WechatRefusal extends Error {
  override name = 'WechatRefusal'
  /** BaseResponse.Ret: 1205 too often, 1204 no friend, 1100–1102 logged out, 1 or -1 everything else. */
  readonly ret: number
  /** @param reason BaseResponse.ErrMsg, mostly empty; it stands in the message, where 明日 is looked for */
  constructor(ret: number, reason = '') {
    super(`WeChat refused: Ret ${ret}${reason === '' ? '' : ` (${reason})`}`)
    this.ret = ret
  }
}

/**
 * The Ret with which WeChat refused, of an error that wechat4u, the puppet or Wechaty rejected with; undefined when it
 * was no refusal (the network, say). wechat4u's own message is only `1205 == 0`.
 */
export function retOf(error: unknown): number | undefined {
  return refusalIn(error)?.ret
}

/** The refusal that such an error is, with WeChat's reason where it gave one. */
export function refusalIn(error: unknown): WechatRefusal | undefined {
  if (error instanceof WechatRefusal) return error
  const response = isObject(error) ? error['response'] : undefined
  const answer = isObject(response) ? response['data'] : undefined
  const base = isObject(answer) ? answer['BaseResponse'] : undefined
  const { Ret: ret, ErrMsg: reason } = isObject(base) ? base : {}
  return typeof ret === 'number' ? new WechatRefusal(ret, typeof reason === 'string' ? reason : '') : undefined
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
