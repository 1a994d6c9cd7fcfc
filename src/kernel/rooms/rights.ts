import type { Redis } from 'ioredis'
import type { Settled } from '../../domain/actions.js'
import type { Millis } from '../../domain/events.js'
import type { MemberKey, RoomKey } from '../../domain/keys.js'
import { type JsonHash, jsonHash } from '../../redis/collections.js'

/** What can be allowed in one room and not in another. */
export const roomActs = ['say', 'kick', 'add', 'invite', 'topic'] as const
export type RoomAct = (typeof roomActs)[number]

/** How it went the last time. */
export interface Tried {
  worked: boolean
  at: Millis
  /** WeChat's answer, or `unseen`: it said yes and nothing happened. */
  code?: string
}

interface RoomRights {
  tried: Partial<Record<RoomAct, Tried>>
  /** WeChat's owner of the room when the last removal did not work, where it was told. */
  owner?: MemberKey
  /** When the room was last told that nobody can be removed. */
  told?: Millis
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Outcomes that say nothing about rights: too often, the session, not in sight, no friend. */
const PASSING = new Set(['1205', '1100', '1101', '1102', '1203', '1204', 'NOT_VISIBLE', 'tomorrow'])

/**
 * What was really seen to work in each room, and what not: the last outcome by kind of action. `PREFIX:rights` hash room →
 * RoomRights, as long as the room is known; held in memory too.
 */
export class Rights {
  readonly #hash: JsonHash<RoomRights>
  readonly #rooms = new Map<RoomKey, RoomRights>()

  constructor(redis: Redis, prefix: string) {
    this.#hash = jsonHash(redis, `${prefix}:rights`)
  }

  async load(): Promise<void> {
    for (const [room, rights] of await this.#hash.all()) this.#rooms.set(room, rights)
  }

  /** How an act went in a room the last time; undefined when it was never tried. */
  tried(room: RoomKey, act: RoomAct): Tried | undefined {
    return this.#rooms.get(room)?.tried[act]
  }

  /** Who owned the room on WeChat when the last removal did not work. */
  ownerThen(room: RoomKey): MemberKey | undefined {
    return this.#rooms.get(room)?.owner
  }

  /**
   * True while removing is known not to work: it did not within the last day, and the room's WeChat owner is who he was
   * then. After that it is tried like the first time.
   */
  cannotRemove(room: RoomKey, now: Millis, owner: MemberKey | undefined): boolean {
    const rights = this.#rooms.get(room)
    const kick = rights?.tried.kick
    if (!rights || !kick || kick.worked || now - kick.at >= DAY) return false
    return owner === undefined || rights.owner === undefined || owner === rights.owner
  }

  /** Takes over how an action ended. Good news is written down once an hour at most. */
  async settled({ action, outcome, code }: Settled, now: Millis, owner?: MemberKey): Promise<void> {
    const act = roomActs.find(each => each === action.act)
    if (act === undefined || !('room' in action) || action.room === undefined) return
    const worked = outcome === 'done'
    if (!worked && (outcome !== 'refused' || (code !== undefined && PASSING.has(code)))) return
    const known = this.#rooms.get(action.room) ?? { tried: {} }
    const before = known.tried[act]
    if (worked && before?.worked && now - before.at < HOUR) return
    const tried = { ...known.tried, [act]: { worked, at: now, ...(worked || code === undefined ? {} : { code }) } }
    const { owner: formerOwner, ...rest } = known
    const keeper = act === 'kick' ? owner : formerOwner
    await this.#put(action.room, { ...rest, tried, ...(keeper === undefined ? {} : { owner: keeper }) })
  }

  /** True when the room may be told now that nobody can be removed: once an hour. */
  mayTell(room: RoomKey, now: Millis): boolean {
    const told = this.#rooms.get(room)?.told
    return told === undefined || now - told >= HOUR
  }

  /** The room was told so. */
  told(room: RoomKey, now: Millis): Promise<void> {
    return this.#put(room, { ...(this.#rooms.get(room) ?? { tried: {} }), told: now })
  }

  async #put(room: RoomKey, rights: RoomRights): Promise<void> {
    this.#rooms.set(room, rights)
    await this.#hash.set(room, rights)
  }
}
