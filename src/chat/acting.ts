import { FileBox } from 'file-box'
import type { Action } from '../domain/actions.js'
import type { MemberKey, RoomKey } from '../domain/keys.js'
import { safeName } from '../text/names.js'
import type { Identity } from './identity.js'
import type { PuppetLink } from './link.js'
import type { Platform } from './platform.js'
import type { Roster } from './roster.js'

/** How WeChat answered: see queue/outbox.ts, which is handed these functions. */
export type Answer = { ok: true } | { ok: false; code: string; how: 'refused' | 'again' | 'often' | 'tomorrow' }
export type Look = 'seen' | 'unseen' | 'unseeable'

export interface ActingOptions {
  link: PuppetLink
  platform: Platform
  identity: Identity
  roster: Roster
}

/** Hands actions to WeChat, and looks whether they happened. */
export class Acting {
  readonly #o: ActingOptions
  constructor(options: ActingOptions) {
    this.#o = options
  }

  /** Does one action. WeChat's refusals are values; nothing is thrown. */
  async perform(action: Action): Promise<Answer> {
    try {
      await this.#do(action)
      return { ok: true }
    } catch (error) {
      return classify(error)
    }
  }

  /** What is true of an action now: `seen`, `unseen`, or `unseeable` for what cannot be looked at. */
  async look(action: Action): Promise<Look> {
    const { identity, platform, link } = this.#o
    if (action.act === 'kick' || action.act === 'add' || action.act === 'topic') {
      const roomId = identity.idOfRoom(action.room)
      if (roomId === undefined) return 'unseen'
      await link.refreshRoom?.(roomId)
      const room = await platform.room(roomId)
      if (action.act === 'topic') return room.topic === action.topic ? 'seen' : 'unseen'
      const contact = identity.contactOf(action.member)
      const present = room.members.some(member => member.id === contact)
      return present === (action.act === 'add') ? 'seen' : 'unseen'
    }
    if (action.act === 'befriend') {
      const contact = identity.contactOf(action.member)
      if (contact === undefined) return 'unseen'
      const { friend } = await platform.person(contact)
      const known = identity.person(action.member)
      if (friend && known) await identity.update(action.member, { ...known, friend })
      return friend ? 'seen' : 'unseen'
    }
    if (action.act === 'create') {
      const rooms = await Promise.all((await platform.rooms()).map(id => platform.room(id)))
      return rooms.some(room => room.topic === action.topic) ? 'seen' : 'unseen'
    }
    return 'unseeable'
  }

  async #do(action: Action): Promise<void> {
    const { link } = this.#o
    const { puppet } = link
    switch (action.act) {
      case 'say': {
        const roomId = this.#roomId(action.room)
        const mentioned = (action.mentions ?? []).map(member => ({
          id: this.#contactId(member),
          name: this.#atName(action.room, member),
        }))
        const text = `${mentioned.map(({ name }) => `@${name}\u2005`).join('')}${action.text}`
        await puppet.messageSendText(
          roomId,
          text,
          mentioned.map(({ id }) => id),
        )
        return
      }
      case 'dm':
        await puppet.messageSendText(this.#contactId(action.member), action.text)
        return
      case 'kick':
        return puppet.roomDel(this.#roomId(action.room), this.#contactId(action.member))
      case 'add':
        return puppet.roomAdd(this.#roomId(action.room), this.#contactId(action.member))
      case 'invite':
        return puppet.roomAdd(this.#roomId(action.room), this.#contactId(action.member), true)
      case 'topic': {
        const roomId = this.#roomId(action.room)
        await (link.setTopic ? link.setTopic(roomId, action.topic) : puppet.roomTopic(roomId, action.topic))
        return
      }
      case 'create': {
        const contacts = action.members.map(member => this.#contactId(member))
        const id = await (link.createRoom
          ? link.createRoom(action.topic, contacts)
          : puppet.roomCreate(contacts, action.topic))
        await this.#o.identity.bindRoom(id, action.room, action.topic)
        return
      }
      case 'befriend':
        return puppet.friendshipAccept(action.request)
      case 'file': {
        const to = action.room === undefined ? this.#contactId(action.member ?? '') : this.#roomId(action.room)
        await puppet.messageSendFile(to, FileBox.fromBuffer(Buffer.from(action.content, 'base64'), action.name))
        return
      }
    }
  }

  /** The name behind an @: as WeChat knows it, unless it must not be printed. */
  #atName(room: RoomKey, member: MemberKey): string {
    const seat = this.#o.roster.seat(room, member)
    const name = seat?.card || seat?.name || this.#o.identity.person(member)?.name || ''
    return safeName(name)
  }

  #roomId(room: RoomKey): string {
    return this.#o.identity.idOfRoom(room) ?? missing(`room ${room} is not visible in this session`)
  }

  #contactId(member: MemberKey): string {
    return this.#o.identity.contactOf(member) ?? missing(`member ${member} is not visible in this session`)
  }
}

function missing(what: string): never {
  throw Object.assign(new Error(what), { code: 'NOT_VISIBLE' })
}

/**
 * What an error of the puppet means. wechat4u rejects with `AssertionError "1205 == 0"` and the server's answer beside
 * it; Ret codes: 1205 too often, 1204 no friend, 1 or -1 refused (docs/platform.md, after openwechat and wxpy).
 */
function classify(error: unknown): Answer & { ok: false } {
  const {
    code,
    message,
    tips,
    ret: own,
    response,
  } = (error ?? {}) as {
    /** Ours of wechat4u */
    ret?: number
    code?: string
    message?: string
    tips?: string
    response?: { data?: { BaseResponse?: { Ret?: number; ErrMsg?: string } } }
  }
  if (code === 'SEVERED' || code === 'NOT_VISIBLE')
    return { ok: false, code, how: code === 'SEVERED' ? 'again' : 'refused' }
  const answer = response?.data?.BaseResponse
  const ret = String(own ?? answer?.Ret ?? /^(-?\d+) == 0/.exec(message ?? '')?.[1] ?? '')
  if (`${answer?.ErrMsg ?? ''}${message ?? ''}${tips ?? ''}`.includes('明日'))
    return { ok: false, code: ret || 'tomorrow', how: 'tomorrow' }
  if (ret === '1205') return { ok: false, code: ret, how: 'often' }
  if (ret !== '') return { ok: false, code: ret, how: 'refused' }
  return { ok: false, code: code ?? 'network', how: 'again' }
}
