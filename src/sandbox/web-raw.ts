import type { WebMessage } from '../chat/web-message.js'

/** Where a message comes from and goes to, in session ids. */
export interface Envelope {
  id: string
  /** Milliseconds since 1970; WeChat keeps the second. */
  sentAt: number
  from: string
  selfId: string
  /** In a room: its id, and the sender's display name that wechat4u puts in the id's place. */
  room?: { id: string; shownName: string } | undefined
}

/** Emoji that Web WeChat turns into spans; newer ones pass as they are. */
const spanned = /[\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}]/gu

function spanEmoji(text: string): string {
  return text.replace(spanned, char => `<span class="emoji emoji${char.codePointAt(0)?.toString(16)}"></span>`)
}

/** Text as Web WeChat hands it out: escaped, `<br/>` for a line break, emoji as spans. */
function webText(text: string): string {
  return spanEmoji(escapeXml(text).replaceAll('\n', '<br/>'))
}

/** A nickname, card or topic in a raw contact: escaped, emoji as spans. */
export function webName(name: string): string {
  return spanEmoji(escapeXml(name))
}

function escapeXml(text: string): string {
  return /[&<>]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text
}

function attribute(text: string): string {
  return escapeXml(text).replaceAll('"', '&quot;')
}

/** XML travels escaped once more, like any text. */
function webXml(xml: string): string {
  return escapeXml(xml).replaceAll('\n', '<br/>')
}

/** As wechat4u decodes `Content`: `&amp;` and quotes stay, emoji become characters. */
function decoded(body: string): string {
  if (!/[&<]/.test(body)) return body
  return body
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('<br/>', '\n')
    .replace(/<span class="emoji emoji([0-9a-f]{4,5})"><\/span>/g, (_, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    )
}

type Extra = Partial<Pick<WebMessage, 'AppMsgType' | 'FileName' | 'Url' | 'VoiceLength' | 'RecommendInfo'>>

/** A message with that raw body. Somebody else's message in a room has `@sender:<br/>` before it. */
function message(to: Envelope, type: number, body: string, extra: Extra = {}): WebMessage {
  const { room } = to
  const fromSelf = to.from === to.selfId
  const prefixed = room !== undefined && !fromSelf
  return {
    MsgId: to.id,
    MsgType: type,
    FromUserName: prefixed ? room.id : to.from,
    ToUserName: fromSelf && room ? room.id : to.selfId,
    Content: prefixed ? `${room.shownName}:\n${decoded(body)}` : decoded(body),
    OriginalContent: prefixed ? `${to.from}:<br/>${body}` : body,
    CreateTime: Math.floor(to.sentAt / 1000),
    ...extra,
  }
}

export function textMessage(to: Envelope, text: string): WebMessage {
  return message(to, 1, webText(text))
}

export function imageMessage(to: Envelope, bytes: number): WebMessage {
  return message(to, 3, webXml(`<?xml version="1.0"?>\n<msg>\n\t<img aeskey="" length="${bytes}" md5="" />\n</msg>\n`))
}

export function voiceMessage(to: Envelope, seconds: number): WebMessage {
  const ms = seconds * 1000
  const xml = `<msg><voicemsg endflag="1" length="${seconds * 1024}" voicelength="${ms}" voiceformat="4" /></msg>`
  return message(to, 34, webXml(xml), { VoiceLength: ms })
}

/** Somebody's card, or an official account's. */
export function cardMessage(to: Envelope, card: { id: string; name: string; official: boolean }): WebMessage {
  const username = card.official ? 'gh_5e1f2a3b4c5d' : card.id
  const flag = card.official ? 8 : 0
  const xml = `<?xml version="1.0"?>\n<msg username="${username}" nickname="${attribute(card.name)}" certflag="${flag}" scene="17" />\n`
  return message(to, 42, webXml(xml), {
    RecommendInfo: { UserName: card.id, NickName: webName(card.name), VerifyFlag: flag },
  })
}

function appMessage(to: Envelope, type: number, title: string, inner: string, extra: Extra = {}): WebMessage {
  const xml = `<?xml version="1.0"?>\n<msg>\n\t<appmsg appid="" sdkver="0">\n\t\t<title>${escapeXml(title)}</title>\n\t\t<type>${type}</type>\n${inner}\n\t</appmsg>\n\t<appinfo><version>1</version><appname></appname></appinfo>\n</msg>\n`
  return message(to, 49, webXml(xml), { AppMsgType: type, FileName: webName(title), ...extra })
}

export function linkMessage(to: Envelope, link: { title: string; url: string; description: string }): WebMessage {
  const inner = `<des>${escapeXml(link.description)}</des><url>${escapeXml(link.url)}</url>`
  return appMessage(to, 5, link.title, inner, { Url: link.url })
}

export function miniMessage(to: Envelope, title: string): WebMessage {
  const app =
    '<username>gh_0a1b2c3d4e5f@app</username><appid>wx0a1b2c3d4e5f6071</appid><pagepath>pages/index.html</pagepath>'
  return appMessage(to, 33, title, `<des></des><url></url><weappinfo>${app}</weappinfo>`)
}

export function fileMessage(to: Envelope, name: string): WebMessage {
  const ending = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : ''
  return appMessage(
    to,
    6,
    name,
    `<appattach><totallen>1024</totallen><fileext>${escapeXml(ending)}</fileext></appattach>`,
  )
}

export function quoteMessage(
  to: Envelope,
  text: string,
  quoted: { id: string; name: string; text: string },
): WebMessage {
  const refer = `<refermsg><type>1</type><fromusr>${to.room?.id ?? to.selfId}</fromusr><chatusr>${quoted.id}</chatusr><displayname>${escapeXml(quoted.name)}</displayname><content>${escapeXml(quoted.text)}</content></refermsg>`
  return appMessage(to, 57, text, refer)
}

export function recallMessage(to: Envelope, recalled: string, shownName: string): WebMessage {
  const session = to.room?.id ?? to.from
  const xml = `<sysmsg type="revokemsg"><revokemsg><session>${session}</session><oldmsgid>${recalled.slice(-10)}</oldmsgid><msgid>${recalled}</msgid><replacemsg><![CDATA["${shownName}" 撤回了一条消息]]></replacemsg></revokemsg></sysmsg>`
  return message(to, 10002, webXml(xml))
}

/** A request to be the bot's friend, from WeChat's own account `fmessage`. */
export function requestMessage(
  to: Envelope,
  request: { id: string; name: string; hello: string; ticket: string },
): WebMessage {
  const xml = `<msg fromusername="${request.id}" encryptusername="v1_${request.id.slice(1)}@stranger" fromnickname="${attribute(request.name)}" content="${attribute(request.hello)}" scene="14" ticket="${request.ticket}" />`
  return message({ ...to, from: 'fmessage' }, 37, webXml(xml), {
    RecommendInfo: {
      UserName: request.id,
      NickName: webName(request.name),
      Content: webName(request.hello),
      Ticket: request.ticket,
    },
  })
}

/** A grey line in a room (or, without one, in the private chat with `from`). Nobody's id stands before it. */
export function noticeMessage(to: Envelope, text: string): WebMessage {
  const body = webText(text)
  return {
    MsgId: to.id,
    MsgType: 10000,
    FromUserName: to.room?.id ?? to.from,
    ToUserName: to.selfId,
    Content: decoded(body),
    OriginalContent: body,
    CreateTime: Math.floor(to.sentAt / 1000),
  }
}
