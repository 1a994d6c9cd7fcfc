import { BOT, type CommunityKey, type MemberKey, type RoomKey } from '../../domain/keys.js'
import { plainLine, safeTopic } from '../../text/names.js'
import type { House } from '../house.js'
import { storeAt } from '../store.js'
import { newClaim } from './claims.js'
import type { People } from './people.js'

/** Fewer than this share of those known before a login found again: the bot only looks on until somebody says that it may go on. */
const ENOUGH = 0.8
/** After a login rooms trickle in for a while; only then is it told who was not found. */
const SETTLED = 60_000
/** People named in one report. */
const NAMED = 8
/** Characters of a topic by which operators look for a room. */
const LONGEST = 30

interface Kept {
  /** The session this is about. */
  session: number
  /** Too few were found, and nobody has said yet that it is all right. */
  blind: boolean
  /** The owners were told. */
  told?: true
}

/** Somebody who could not be told apart, as the list of `/绑定` shows him. */
export interface Unsure {
  member: MemberKey
  room: RoomKey
  /** Whom he might be, in the order in which they are offered; undefined is one whose place is taken by now. */
  candidates: readonly (MemberKey | undefined)[]
}

/**
 * What follows from a login that gave everybody another id: who could not be told apart keeps no privilege and gets no
 * punishment until somebody settles it, the owner hears of it once, and with too few recognised the bot only looks on.
 * `PREFIX:recognition` string, the present session's; in memory too.
 */
export class Recognition {
  readonly #house: House
  readonly #people: People
  #kept: Kept = { session: 0, blind: false }
  #looked = false

  constructor(house: House, people: People) {
    this.#house = house
    this.#people = people
  }

  get #key(): string {
    return `${this.#house.prefix}:recognition`
  }

  async load(): Promise<void> {
    const text = await this.#house.redis.get(this.#key)
    if (text !== null) this.#kept = JSON.parse(text) as Kept
  }

  /** True while the bot only looks on, because it recognised too few. */
  get blind(): boolean {
    return this.#kept.blind && this.#kept.session === this.#house.identity.session.number
  }

  /** Called after each look around that follows a login or a start of the process. */
  async loggedIn(): Promise<void> {
    const { identity, timers, now, recognised } = this.#house
    const soon = { id: 'kernel|recognised', name: 'kernel.recognised', room: '', due: now() + SETTLED, data: null }
    if (!this.#looked) await timers.later(soon)
    this.#looked = true
    const found = recognised()
    if (!found) return
    const { number } = identity.session
    const before: Kept = this.#kept.session === number ? this.#kept : { session: number, blind: true }
    const enough = found.known === 0 || found.found >= found.known * ENOUGH
    // Once it may go on, rooms that come into sight later do not stop it again.
    await this.#keep({ ...before, blind: before.blind && !enough })
    if (!before.told) await timers.later(soon)
  }

  /**
   * Tells which rooms are out of sight, at every start and login; and what is to be settled, once a session: owners in
   * private, and the operators where no owner can be told.
   */
  async report(cause: string): Promise<void> {
    await this.#hiddenRooms()
    if (this.#kept.told || this.#kept.session !== this.#house.identity.session.number) return
    await this.#keep({ ...this.#kept, told: true })
    for (const community of this.#house.rooms.communities) {
      await this.#lostOwners(community)
      await this.#tellOwner(community, cause)
    }
  }

  /** Everybody in a community's rooms who could not be told apart, in a steady order. */
  unsureIn(community: CommunityKey): Unsure[] {
    const { identity, roster, rooms } = this.#house
    const kept = rooms.ofCommunity(community)
    return [...identity.unsure].flatMap(([member, all]) => {
      const room = kept.find(each => roster.seat(each, member))
      const candidates = all.map(each => (identity.contactOf(each) === undefined ? each : undefined))
      return room === undefined || candidates.every(each => each === undefined) ? [] : [{ member, room, candidates }]
    })
  }

  /** It is settled who somebody is; without `into` he is none of those we knew. What he did since is added to what he was. */
  async settle(unsure: MemberKey, into: MemberKey | undefined): Promise<void> {
    await this.#settle(unsure, into)
    await this.#goOn()
  }

  /** What waits until it is known who somebody is goes on. */
  async #goOn(): Promise<void> {
    const { sagas, log } = this.#house
    await sagas.wake((error, { id }) => log.error({ err: error, saga: id }, 'a saga cannot go on'))
  }

  async #settle(unsure: MemberKey, into: MemberKey | undefined): Promise<void> {
    const { identity, roster, redis, prefix, plugins, rooms, books, roles, cases, sagas } = this.#house
    if (into !== undefined) {
      // Records first: a crash in between leaves him unsure, and it can be said again.
      await books.merge(unsure, into)
      await roles.merge(unsure, into)
      await cases.merge(unsure, into)
      await sagas.merge(unsure, into)
      for (const plugin of plugins) {
        if (!plugin.people) continue
        for (const room of rooms.kept)
          await plugin.people.merge(storeAt(redis, prefix, plugin.name, room), unsure, into)
      }
    }
    await identity.settle(unsure, into)
    await roster.settle(unsure, into, member => identity.isAmbiguous(member))
  }

  /** `/绑定 确认`: those who can only be one are he, and the bot goes on. Returns how many that were. */
  async confirm(community: CommunityKey): Promise<number> {
    const unsure = this.unsureIn(community)
    let settled = 0
    for (const { member, candidates } of unsure) {
      const chain = this.#onlyOne(candidates)
      const only = chain?.at(-1)
      const rivals = unsure.filter(each => each.candidates.includes(only))
      if (!chain || only === undefined || rivals.length !== 1) continue
      let who = member
      for (const next of chain) {
        await this.#settle(who, next)
        who = next
      }
      settled += 1
    }
    await this.#keep({ ...this.#kept, blind: false })
    await this.#goOn()
    return settled
  }

  /** Whoever proves to be the owner, and could not be told from him, is he. True when that settled it. */
  async claimedBy(member: MemberKey, community: CommunityKey): Promise<boolean> {
    const { identity, roles } = this.#house
    const owner = (identity.unsure.get(member) ?? []).find(each => roles.granted(community, each) === 'owner')
    if (owner === undefined) return false
    await this.settle(member, owner)
    return true
  }

  /** The keys he went by, latest first, where he can only be one person; undefined where he could be several. */
  #onlyOne(candidates: readonly (MemberKey | undefined)[]): MemberKey[] | undefined {
    const { identity } = this.#house
    const free = candidates.filter(each => each !== undefined && identity.contactOf(each) === undefined)
    const before = free.filter(each => each !== undefined && identity.person(each)?.unsure === undefined)
    const [since, ...others] = free.filter(each => !before.includes(each))
    const [only, ...rest] = before
    if (only === undefined || rest.length > 0 || others.length > 0) return undefined
    if (since === undefined) return [only]
    const chain = this.#onlyOne(identity.person(since)?.unsure ?? [])
    return chain?.at(-1) === only ? [since, ...chain] : undefined
  }

  async #tellOwner(community: CommunityKey, cause: string): Promise<void> {
    const { outbox, text, alert, refresh } = this.#house
    const unsure = this.unsureIn(community)
    const unlike = this.#unlikeRooms(community)
    if (unsure.length === 0 && unlike.length === 0 && !this.blind) return
    const [topic] = this.#house.rooms.ofCommunity(community).map(room => this.#people.room(room).name)
    const { known, found } = this.#house.recognised() ?? { known: 0, found: 0 }
    const names = unsure.slice(0, NAMED).map(({ member, room }) => this.#people.name(member, room))
    const values = {
      topic: topic ?? community,
      known,
      found,
      count: unsure.length,
      names: `${names.join('、')}${unsure.length > names.length ? '…' : ''}`,
    }
    const few = unsure.length > 0 ? 'recognisedFew' : 'recognisedFewPlain'
    const report = [
      ...(this.blind ? [text(few, values)] : unsure.length > 0 ? [text('recognised', values)] : []),
      ...unlike.map(({ room, topic }) => text('unlikeRoom', { key: room, topic: safeTopic(topic, room) })),
    ].join('\n')
    let told = 0
    for (const member of this.#people.staff(community, 'owner')) {
      if ((await refresh(member))?.friend !== true) continue
      told += 1
      await outbox.post({
        id: `${cause}|${community}|${member}`,
        origin: 'kernel',
        manner: 'notice',
        action: { act: 'dm', member, text: report },
      })
    }
    if (told === 0) alert(report)
  }

  /** An owner whom nobody can tell from somebody else proves it with a code from the operators. */
  async #lostOwners(community: CommunityKey): Promise<void> {
    const { identity, roles, redis, prefix, now, text, alert } = this.#house
    for (const owner of roles.holders(community, 'owner')) {
      if (!identity.isAmbiguous(owner)) continue
      const code = await newClaim(redis, prefix, community, now())
      // The code before any other digits: whoever reads it out should not have to look for it.
      alert(text('ownerLost', { code, name: this.#people.name(owner) }))
    }
  }

  /** Rooms of a community that are there by name, with too few of their people in them to be taken for what they were. */
  #unlikeRooms(community: CommunityKey): { room: RoomKey; topic: string }[] {
    const { rooms, identity } = this.#house
    return rooms.ofCommunity(community).flatMap(room => {
      const { topic } = this.#people.room(room)
      return identity.idOfRoom(room) === undefined && this.#isShown(topic) ? [{ room, topic }] : []
    })
  }

  /** A room that is nobody's goes by this topic. */
  #isShown(topic: string): boolean {
    const { rooms, identity } = this.#house
    return [...identity.rooms].some(
      ([room, known]) => known.topic === topic && identity.idOfRoom(room) !== undefined && !rooms.isKept(room),
    )
  }

  /** Rooms that the bot should keep and does not see: Web WeChat shows only those that are saved or recent. */
  async #hiddenRooms(): Promise<void> {
    const { rooms, identity, config, alert, text } = this.#house
    const wanted = new Map(rooms.kept.map(room => [room, this.#people.room(room).topic]))
    for (const { rooms: named } of Object.values(config.all.communities)) {
      for (const [room, { topic }] of Object.entries(named)) if (!rooms.get(room)) wanted.set(room, topic)
    }
    // One that is there and was not taken for it is asked about, not looked for.
    const topics = [...wanted].flatMap(([room, topic]) =>
      identity.idOfRoom(room) === undefined && !this.#isShown(topic) ? [`「${plainLine(topic, LONGEST)}」`] : [],
    )
    if (topics.length > 0) alert(text('hiddenRooms', { topics: topics.join('') }))
  }

  async #keep(kept: Kept): Promise<void> {
    this.#kept = kept
    await this.#house.redis.set(this.#key, JSON.stringify(kept))
  }
}

/** A case or an order about somebody who cannot be told apart waits for a person. */
export function isFrozen(house: House, member: MemberKey): boolean {
  return member !== BOT && house.identity.isAmbiguous(member)
}
