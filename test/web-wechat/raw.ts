/** The shapes in which Web WeChat writes things, after recorded answers (wechat4u/test/response). */

export interface RawMessage {
  MsgId: string
  FromUserName: string
  ToUserName: string
  MsgType: number
  /** HTML-escaped; in a room `@sender:<br/>body`. */
  Content: string
  /** Seconds since 1970. */
  CreateTime: number
  RecommendInfo: Record<string, unknown>
  [field: string]: unknown
}

export type RawContact = { UserName: string } & Record<string, unknown>

/** A contact of which nothing is known. */
export const emptyContact = {
  Uin: 0,
  NickName: '',
  HeadImgUrl: '',
  ContactFlag: 0,
  MemberCount: 0,
  MemberList: [],
  RemarkName: '',
  HideInputBarFlag: 0,
  Sex: 0,
  Signature: '',
  VerifyFlag: 0,
  OwnerUin: 0,
  PYInitial: '',
  PYQuanPin: '',
  RemarkPYInitial: '',
  RemarkPYQuanPin: '',
  StarFriend: 0,
  AppAccountFlag: 0,
  Statues: 1,
  AttrStatus: 0,
  Province: '',
  City: '',
  Alias: '',
  SnsFlag: 0,
  UniFriend: 0,
  DisplayName: '',
  ChatRoomId: 0,
  KeyWord: '',
  EncryChatRoomId: '',
}

const noRecommendation = {
  UserName: '',
  NickName: '',
  QQNum: 0,
  Province: '',
  City: '',
  Content: '',
  Signature: '',
  Alias: '',
  Scene: 0,
  VerifyFlag: 0,
  AttrStatus: 0,
  Sex: 0,
  Ticket: '',
  OpCode: 0,
}

let lastId = BigInt(Date.now()) * 1_000_000n

/** A message with all of WeChat's fields, those not given empty. Its id is one that no other message of any run has. */
export function rawMessage(
  given: Pick<RawMessage, 'FromUserName' | 'ToUserName' | 'MsgType' | 'Content' | 'CreateTime'> & Partial<RawMessage>,
): RawMessage {
  lastId += 1n
  const id = String(lastId)
  return {
    MsgId: id,
    Status: 3,
    ImgStatus: 1,
    VoiceLength: 0,
    PlayLength: 0,
    FileName: '',
    FileSize: '',
    MediaId: '',
    Url: '',
    AppMsgType: 0,
    StatusNotifyCode: 0,
    StatusNotifyUserName: '',
    ForwardFlag: 0,
    AppInfo: { AppID: '', Type: 0 },
    HasProductId: 0,
    Ticket: '',
    ImgHeight: 0,
    ImgWidth: 0,
    SubMsgType: 0,
    NewMsgId: Number(id),
    OriContent: '',
    EncryFileName: '',
    ...given,
    RecommendInfo: { ...noRecommendation, ...given.RecommendInfo },
  }
}

/** What somebody typed, as it stands in a message's Content. */
export function escapeContent(text: string): string {
  return escapeHtml(spanEmoji(text)).replaceAll('\n', '<br/>')
}

/** A name as it stands in contacts: emoji as spans, entities escaped. */
export function escapeName(text: string): string {
  return escapeHtml(spanEmoji(text))
}

const openSpan = '\u0001'
const closeSpan = '\u0002'

function escapeHtml(marked: string): string {
  const escaped = marked.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return escaped.replaceAll(openSpan, '<span class="emoji emoji').replaceAll(closeSpan, '"></span>')
}

/** WeChat shows the emoji beyond the basic plane to the web client as `<span class="emoji emoji1f604"></span>`. */
function spanEmoji(text: string): string {
  return text
    .replaceAll(/[\u0001\u0002]/g, '')
    .replaceAll(/[\u{1f000}-\u{1faff}]/gu, emoji => `${openSpan}${emoji.codePointAt(0)?.toString(16)}${closeSpan}`)
}
