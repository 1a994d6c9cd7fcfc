import type { Redis } from 'ioredis'
import type { Action } from '../domain/actions.js'
import type { RoomKey } from '../domain/keys.js'
import { type JsonHash, jsonHash } from '../redis/collections.js'
import type { Identity } from './identity.js'
import type { PuppetLink } from './link.js'
import type { Platform } from './platform.js'
import { decodeWebName } from './web-text.js'

type Creation = Extract<Action, { act: 'create' }>

/** What was known when a room was asked for. */
interface Asked {
  /** Rooms of that topic which were there before: none of them is the new one. */
  before: { ids: readonly string[]; keys: readonly RoomKey[] }
  /** The id that WeChat gave for the new one. */
  made?: string
}

export interface CreatingOptions {
  redis: Redis
  /** Key prefix of the account, such as `qg:main`. */
  prefix: string
  link: PuppetLink
  platform: Platform
  identity: Identity
  /** A room that the bot keeps is not the new one. */
  isKept: (room: RoomKey) => boolean
  /** Looks at a room as the gateway does; resolves when that look, and those before it, are over. */
  lookAt: (roomId: string) => Promise<void>
  /** A room got its key; `displaced` is the one it went by meanwhile, which is nobody's any more. */
  onBound: (roomId: string, displaced?: RoomKey) => Promise<void>
}

/**
 * Finds the room that was asked for, whatever the puppet answered and whatever process asked: by its id, else by topic and
 * people among the rooms that were not there before. `PREFIX:creating` hash room → what was known when it was asked for,
 * until the room is bound.
 */
export class Creating {
  readonly #o: CreatingOptions
  readonly #asked: JsonHash<Asked>

  constructor(options: CreatingOptions) {
    this.#o = options
    this.#asked = jsonHash(options.redis, `${options.prefix}:creating`)
  }

  /**
   * Asks the puppet for the room, at most once with success; what it answers is kept for `find`. Where it was asked for before
   * and has come into sight since, nobody is asked again.
   */
  async ask({ room, topic, members }: Creation, contacts: readonly string[]): Promise<void> {
    const { link, identity } = this.#o
    const known = await this.#asked.get(room)
    if (known && (await this.find({ act: 'create', room, topic, members }))) return
    const ids = known ? [] : await this.#called(topic)
    const keys = ids.flatMap(id => identity.roomOf(id) ?? [])
    const asked = known ?? { before: { ids, keys } }
    await this.#asked.set(room, asked)
    const answer: unknown = await (link.createRoom
      ? link.createRoom(topic, contacts)
      : link.puppet.roomCreate([...contacts], topic))
    const made = idIn(answer)
    if (made !== undefined) await this.#asked.set(room, { ...asked, made })
    await this.find({ act: 'create', room, topic, members })
  }

  /** Looks whether the room is there, and binds it to the key that asked for it. */
  async find(action: Creation): Promise<boolean> {
    const { identity } = this.#o
    if (identity.idOfRoom(action.room) !== undefined) {
      await this.#asked.delete(action.room)
      return true
    }
    const asked = await this.#asked.get(action.room)
    if (!asked) return false
    const id = (await this.#isThere(asked.made)) ? asked.made : await this.#recognise(action, asked)
    if (id === undefined) return false
    // WeChat told the gateway too, which may be about to give it a key: that comes first, and ours is the last word.
    await this.#o.lookAt(id)
    const displaced = await identity.bindRoom(id, action.room, action.topic)
    await this.#asked.delete(action.room)
    await this.#o.onBound(id, displaced)
    return true
  }

  async #isThere(id: string | undefined): Promise<boolean> {
    if (id === undefined) return false
    try {
      // A new room is often in nobody's list yet: it is asked for by its id.
      await this.#o.link.refreshRoom?.(id)
      return (await this.#o.platform.room(id)).members.length > 0
    } catch {
      // Not in sight yet, or no id at all: it is looked for by its topic, and again later.
      return false
    }
  }

  /** The new room of that topic in which most of those who were asked are; fewer than half of them is another room. */
  async #recognise({ topic, members }: Creation, { before }: Asked): Promise<string | undefined> {
    const { identity, platform, isKept } = this.#o
    const contacts = new Set(members.flatMap(member => identity.contactOf(member) ?? []))
    const found: { id: string; present: number }[] = []
    for (const id of await this.#called(topic)) {
      const key = identity.roomOf(id)
      if (before.ids.includes(id) || (key !== undefined && (before.keys.includes(key) || isKept(key)))) continue
      const room = await platform.room(id)
      const present = room.members.filter(member => contacts.has(member.id)).length
      if (present > 0 && present * 2 >= contacts.size) found.push({ id, present })
    }
    found.sort((a, b) => b.present - a.present)
    const [first, second] = found
    return first && first.present !== second?.present ? first.id : undefined
  }

  /** Ids of the visible rooms of a topic. */
  async #called(topic: string): Promise<string[]> {
    const { link, platform } = this.#o
    const wanted = plain(topic)
    const called: string[] = []
    for (const id of await platform.rooms()) {
      const raw = link.record?.(id)
      const shown = raw ? decodeWebName(raw.NickName ?? '') : (await platform.room(id)).topic
      if (plain(shown) === wanted) called.push(id)
    }
    return called
  }
}

/** The id in what a puppet answers: puppet-wechat4u gives the whole answer of the server for it. */
function idIn(answer: unknown): string | undefined {
  const id =
    typeof answer === 'object' && answer !== null ? (answer as { ChatRoomName?: unknown }).ChatRoomName : answer
  return typeof id === 'string' && id !== '' && !id.startsWith('[object') ? id : undefined
}

function plain(topic: string): string {
  return topic.normalize('NFKC').replace(/\s+/g, ' ').trim()
}
