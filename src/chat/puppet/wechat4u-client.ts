import type { Puppet } from 'wechaty-puppet'
import type { WebMessage } from '../web-message.js'

/** A member in a room's raw record. */
interface WebMember {
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
  data: { BaseResponse: { Ret: number } }
  status?: number
  headers?: unknown
}

/** The parts of wechat4u 0.7.14's `Wechat` that are relied upon here; it has no types of its own. */
export interface Wechat4uClient {
  state: 'init' | 'uuid' | 'login' | 'logout'
  /** Milliseconds since 1970 of the last completed sync. */
  lastSyncTime: number
  checkPollingId: NodeJS.Timeout | undefined
  retryPollingId: NodeJS.Timeout | undefined
  contacts: Record<string, WebContact>
  CONF: { API_webwxupdatechatroom: string }
  Contact: { extend(contact: WebContact): WebContact }
  request(options: object): Promise<Answer>
  getBaseRequest(): object
  on(event: 'message', listener: (message: WebMessage) => void): void
  on(event: 'contacts-updated', listener: (contacts: WebContact[]) => void): void
  on(event: 'uuid', listener: () => void): void
  removeAllListeners(event: string): void
  batchGetContact(contacts: { UserName: string }[]): Promise<WebContact[]>
  updateContacts(contacts: object[]): void
  sendMsg(text: string, to: string): Promise<{ MsgID: string }>
  createChatroom(topic: string, members: { UserName: string }[]): Promise<{ ChatRoomName: string }>
  /** Logs the account out and ends the saved session. */
  stop(): void
}

/** The parts of PuppetWechat4u 1.14.14 that are relied upon here and that its types call private. */
export interface PuppetInside {
  wechat4u: Wechat4uClient | undefined
  /** Runs for every new client, before it starts. */
  monkeyPatch(client: Wechat4uClient): void
  _heartBeatTimer: NodeJS.Timeout | undefined
  getContactInterval: NodeJS.Timeout | undefined
  messageRawPayload(id: string): Promise<WebMessage>
  onStop(): Promise<void>
  login(userId: string): void
  roomCreate(contactIds: string[], topic: string): Promise<string>
  cache: { contact: { delete(id: string): boolean }; room: { delete(id: string): boolean } }
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
  constructor(ret: number) {
    super(`WeChat refused: Ret ${ret}`)
    this.ret = ret
  }
}

/**
 * The Ret with which WeChat refused, of an error that wechat4u, the puppet or Wechaty rejected with; undefined when it
 * was no refusal (the network, say). wechat4u's own message is only `1205 == 0`.
 */
export function retOf(error: unknown): number | undefined {
  if (error instanceof WechatRefusal) return error.ret
  const response = isObject(error) ? error['response'] : undefined
  const answer = isObject(response) ? response['data'] : undefined
  const base = isObject(answer) ? answer['BaseResponse'] : undefined
  const ret = isObject(base) ? base['Ret'] : undefined
  return typeof ret === 'number' ? ret : undefined
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
