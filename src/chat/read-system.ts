import type { MessagePart } from '../domain/parts.js'
import { type Notice, readNotice } from './read-notice.js'
import { decodeEmoji } from './web-text.js'
import { child, parseXml, textAt, type XmlElement } from './xml.js'

/** What a system message (MsgType 10002) says. */
export interface SystemContent {
  recalled?: string
  notice?: Notice
  before?: MessagePart[]
}

/**
 * Reads the decoded XML of a system message: a recall, or a grey line whose names stand apart from its words (seen with
 * other clients of WeChat than the web's). Of other kinds only that there was something is known.
 */
export function readSystemMessage(xml: string): SystemContent {
  const root = parseXml(xml)
  if (!root) return { before: [{ kind: 'unreadable', why: 'malformed system message' }] }
  const recall = root.name === 'revokemsg' ? root : child(root, 'revokemsg')
  if (recall) {
    const recalled = textAt(recall, 'msgid')
    return recalled === '' ? { before: [{ kind: 'unreadable', why: 'malformed recall' }] } : { recalled }
  }
  const template = child(root, 'sysmsgtemplate', 'content_template')
  return { notice: template ? readTemplate(template) : { kind: 'other' } }
}

/** Stands for the nth name of a template; nobody's name consists of it. */
const standIn = (at: number) => String.fromCodePoint(0xf0000 + at)

/** A grey line as a template: `"$username$"邀请"$names$"加入了群聊`, and beside it who each `$…$` is. */
function readTemplate(element: XmlElement): Notice {
  const links = (child(element, 'link_list')?.children ?? []).filter(({ name }) => name === 'link')
  const names: string[][] = []
  const line = textAt(element, 'template').replace(/\$(\w+)\$/g, (_, name: string) => {
    const link = links.find(({ attributes }) => attributes['name'] === name)
    const members = (child(link, 'memberlist')?.children ?? []).map(member => decodeEmoji(textAt(member, 'nickname')))
    names.push(members.length > 0 ? members : [decodeEmoji(textAt(link, 'title') || textAt(link, 'plain'))])
    return standIn(names.length - 1)
  })
  const named = (text: string) => {
    const at = (text.codePointAt(0) ?? 0) - 0xf0000
    return names[at] ?? [text]
  }
  const notice = readNotice(line)
  switch (notice.kind) {
    case 'joined':
      return {
        ...notice,
        names: notice.names.flatMap(named),
        ...(notice.inviter === undefined ? {} : { inviter: named(notice.inviter).join('、') }),
      }
    case 'removed':
      return { ...notice, names: notice.names.flatMap(named) }
    case 'topic':
      return {
        ...notice,
        topic: named(notice.topic).join(''),
        ...(notice.by === undefined ? {} : { by: named(notice.by).join('') }),
      }
    default:
      return notice
  }
}
