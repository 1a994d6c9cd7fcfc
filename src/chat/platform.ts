import type { Puppet } from 'wechaty-puppet'
import type { Marks } from './likeness.js'
import type { PuppetLink, RawContact } from './link.js'
import { decodeWebName } from './web-text.js'

/** A person as the platform shows him now; `id` belongs to the session. */
export interface PlatformPerson extends Marks {
  id: string
  friend: boolean
}

/** A person in a room, as its member list shows him: what only friends have is empty there. */
export interface PlatformMember extends Omit<Marks, 'remark' | 'alias'> {
  id: string
  card: string
}

export interface PlatformRoom {
  id: string
  topic: string
  /** Session id of WeChat's owner, where the platform tells it. */
  owner?: string
  members: readonly PlatformMember[]
}

/** A room's raw record: it lists its members. */
type RawRoom = RawContact & { MemberList: NonNullable<RawContact['MemberList']> }

function isRawRoom(raw: unknown): raw is RawRoom {
  return typeof raw === 'object' && raw !== null && Array.isArray((raw as { MemberList?: unknown }).MemberList)
}

/**
 * Reads rooms and people of any Wechaty puppet, around its caches where that is possible: Web WeChat's raw member list is
 * the fresh one, the puppet's payloads are stale until synced (docs/platform.md).
 */
export class Platform {
  readonly #puppet: Puppet
  readonly #link: PuppetLink
  constructor(link: PuppetLink) {
    this.#puppet = link.puppet
    this.#link = link
  }

  /** The puppet keeps records of what it knows: who is not in them is not to be asked for. */
  get hasRecords(): boolean {
    return this.#link.record !== undefined
  }

  /** The bot's own session id. */
  get self(): string {
    return this.#puppet.currentUserId
  }

  async rooms(): Promise<string[]> {
    return this.#puppet.roomList()
  }

  async room(id: string): Promise<PlatformRoom> {
    const raw: unknown = this.#link.record?.(id) ?? (await this.#puppet.roomRawPayload(id))
    if (isRawRoom(raw)) {
      return {
        id,
        topic: decodeWebName(raw.NickName ?? ''),
        ...(raw.ChatRoomOwner ? { owner: raw.ChatRoomOwner } : {}),
        members: raw.MemberList.map(member => ({
          id: member.UserName,
          name: decodeWebName(member.NickName ?? ''),
          card: decodeWebName(member.DisplayName ?? ''),
          avatar: pictureOf(member.HeadImgUrl),
          attr: member.AttrStatus ?? 0,
          keyword: member.KeyWord ?? '',
        })),
      }
    }
    const payload = await this.#puppet.roomPayload(id)
    const ids = await this.#puppet.roomMemberList(id)
    const members = await Promise.all(
      ids.map(async member => {
        const seen = await this.#puppet.roomMemberPayload(id, member)
        return { id: member, name: seen.name, card: seen.roomAlias ?? '', avatar: '', attr: 0, keyword: '' }
      }),
    )
    return { id, topic: payload.topic, ...(payload.ownerId ? { owner: payload.ownerId } : {}), members }
  }

  /** A person as far as he is known without asking anybody; undefined where the puppet keeps no records. */
  known(id: string): PlatformPerson | undefined {
    const raw = this.#link.record?.(id)
    return (
      raw && {
        id,
        name: decodeWebName(raw.NickName ?? ''),
        remark: decodeWebName(raw.RemarkName ?? ''),
        alias: raw.Alias ?? '',
        // Bit 1 of ContactFlag marks a friend.
        friend: ((raw.ContactFlag ?? 0) & 1) === 1,
        avatar: pictureOf(raw.HeadImgUrl),
        attr: raw.AttrStatus ?? 0,
        keyword: raw.KeyWord ?? '',
      }
    )
  }

  /** A person; rejects when the platform does not know the id (wechat4u's client takes 51 s to say so: records first). */
  async person(id: string): Promise<PlatformPerson> {
    const known = this.known(id)
    if (known) return known
    if (this.#link.record) throw new Error('this person is not known in this session')
    const payload = await this.#puppet.contactPayload(id)
    return {
      id,
      name: decodeWebName(payload.name),
      remark: decodeWebName(payload.alias ?? ''),
      alias: payload.weixin ?? '',
      friend: payload.friend === true,
      // Addresses of pictures hold what is the session's, or a day's.
      avatar: '',
      attr: 0,
      keyword: '',
    }
  }
}

/** The number of a picture in its address, `…?seq=700012&…`; empty for WeChat's default picture, which is nobody's own. */
function pictureOf(address: string | undefined): string {
  const seq = /[?&]seq=(\d+)/.exec(address ?? '')?.[1] ?? ''
  return seq === '0' ? '' : seq
}
