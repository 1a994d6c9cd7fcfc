import type * as PUPPET from 'wechaty-puppet'
import type { WebMessage } from '../../src/chat/web-message.js'
import { decodeWebText, decodeWebXml } from '../../src/chat/web-text.js'
import { parseXml, textAt } from '../../src/chat/xml.js'
import { SandboxPuppet } from '../../src/sandbox/puppet.js'
import type { WebRoom } from '../../src/sandbox/web-contacts.js'
import type { World } from '../../src/sandbox/world.js'

/**
 * A puppet like those of other packages: nothing but Wechaty's contract, ids that stay the same, whole texts, and the ids
 * of those who are mentioned. `puppetOptions: { world }`.
 */
export default class PlainPuppet extends SandboxPuppet {
  readonly #world: World

  constructor({ world }: { world: World }) {
    super(world)
    this.#world = world
  }

  /** Without the member list, which only Web WeChat's client has at hand. */
  override async roomRawPayload(id: string): Promise<WebRoom> {
    const { MemberList: _, ...room } = await super.roomRawPayload(id)
    return room as WebRoom
  }

  override async roomRawPayloadParser(raw: WebRoom): Promise<PUPPET.payloads.Room> {
    const { MemberList } = await super.roomRawPayload(raw.UserName)
    return super.roomRawPayloadParser({ ...raw, MemberList })
  }

  override async messageRawPayloadParser(raw: WebMessage): Promise<PUPPET.payloads.Message> {
    const payload = await super.messageRawPayloadParser(raw)
    const from = raw.OriginalContent.indexOf(':<br/>')
    const body = raw.FromUserName.startsWith('@@') ? raw.OriginalContent.slice(from + 6) : raw.OriginalContent
    const text = raw.AppMsgType === 57 ? quoteOf(decodeWebXml(body)) : decodeWebText(body)
    const mentionIdList = this.#world.people
      .filter(who => text.includes(`@${this.#world.name(who)}\u2005`))
      .map(who => this.#world.contactId(who))
    return { ...payload, text, ...(payload.roomId === undefined ? {} : { mentionIdList }) } as PUPPET.payloads.Message
  }
}

/** A quote as puppets without raw messages tell it. */
function quoteOf(xml: string): string {
  const message = parseXml(xml)
  const at = (...path: string[]): string => textAt(message, 'appmsg', ...path)
  return `「${at('refermsg', 'displayname')}：${at('refermsg', 'content')}」\n- - - - - - - - - - - - - - -\n${at('title')}`
}
