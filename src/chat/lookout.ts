import type { Millis, QunguanEvent } from '../domain/events.js'
import type { InHand } from '../domain/in-hand.js'
import type { MemberKey, RoomKey } from '../domain/keys.js'
import type { Binder } from './binder.js'
import type { Identity } from './identity.js'
import type { PuppetLink } from './link.js'
import type { Platform } from './platform.js'
import type { Roster, RosterChange, Seat } from './roster.js'
import { type Came, type Expected, Welcomes } from './welcomes.js'

export interface LookoutOptions {
  link: PuppetLink
  platform: Platform
  identity: Identity
  roster: Roster
  binder: Binder
  now: () => Millis
  random: (cause: string) => number
  inHand: InHand
  /** Takes an event; resolves when what its handlers wrote is in Redis. */
  onEvent: (event: QunguanEvent) => Promise<void>
  onError: (error: Error) => void
  /** The bot was put out of a room, or is not in it any more. */
  onPutOut?: (room: RoomKey) => void
  pace?: Partial<LookoutPace>
}

/** How often rooms are looked at, in milliseconds. */
export interface LookoutPace {
  /** Notices or not, a room is looked at this often at least, at times of its own. */
  lookEvery: Millis
  /** The timer of the looks rings no oftener than this; what would be due before it rings again is looked at now. */
  ringEvery: Millis
}

const shippedPace: LookoutPace = { lookEvery: 15 * 60_000, ringEvery: 5 * 60_000 }

/** So much of a wait is left to chance: accounts that ask for the same thing to the minute look like programs. */
const JITTER = 0.2
/** Rooms that are asked of the server at one ring; of further ones what the client was told is looked at. */
const ASKED_AT_ONCE = 20
/** What only a person's own record shows is written down this often. */
const MARKS_KEPT: Millis = 6 * 3_600_000

/** Why a room is looked at. */
interface LookFor {
  /** Asks the server first, past what the client was told. */
  ask?: boolean
  /** Somebody has just brought the bot in. */
  pulled?: boolean
  /** A person has just said which room it is. */
  byHand?: boolean
  /** A notice has just said who changed the topic. */
  renamedBy?: MemberKey
}

/**
 * Looks at rooms: after a login, after every notice, and now and then. What differs between two looks is what happened, and
 * is told once; written down with the roster, so that what a crash kept from being told is told at the next start.
 */
export class Lookout {
  readonly #o: LookoutOptions
  /** One look at a time in a room. */
  readonly #looking = new Map<string, Promise<void>>()
  readonly #welcomes = new Welcomes()
  /** When each room is to be looked at next, notices or not. */
  readonly #due = new Map<string, Millis>()
  readonly #marksKept = new Map<string, Millis>()
  /** Rooms that the bot was put out of. */
  readonly #out = new Set<string>()
  readonly #pace: LookoutPace
  #begun = false

  constructor(options: LookoutOptions) {
    this.#o = options
    this.#pace = { ...shippedPace, ...options.pace }
  }

  /** After a login: tells what a dead process left untold, then looks at every room. */
  async begin(): Promise<void> {
    const untold = this.#begun ? [] : await this.#o.roster.untold()
    this.#begun = true
    for (const event of untold) this.#tell(event)
    for (const id of await this.#o.platform.rooms()) await this.look(id)
  }

  /** A notice says who comes into a room, or came. */
  expect(roomId: string, notice: Expected): void {
    this.#welcomes.expect(roomId, notice)
  }

  /** True while nobody has come whom that notice names. */
  isAwaited(roomId: string, notice: string): boolean {
    return this.#welcomes.isOpen(roomId, notice)
  }

  /** Looks at the rooms whose time has come, the longest unseen first; called by a timer. Returns when to be called again. */
  async poll(): Promise<Millis> {
    const { platform, now } = this.#o
    const soon = now() + this.#pace.ringEvery
    const due = (await platform.rooms()).filter(id => (this.#due.get(id) ?? 0) < soon)
    due.sort((a, b) => (this.#due.get(a) ?? 0) - (this.#due.get(b) ?? 0))
    for (const [at, id] of due.entries()) await this.look(id, { ask: at < ASKED_AT_ONCE })
    return this.nextPoll
  }

  /** When `poll` is to be called: when the first room is due, and not too soon. */
  get nextPoll(): Millis {
    const now = this.#o.now()
    const first = Math.min(...this.#due.values(), now + this.#pace.lookEvery)
    return Math.max(first, now + this.#pace.ringEvery)
  }

  /** Looks at one room and tells what differs from the last look. Errors are told, not thrown: a later look follows. */
  look(roomId: string, why: LookFor = {}): Promise<void> {
    const before = this.#looking.get(roomId)
    const run = (before ?? Promise.resolve())
      .then(() => this.#lookAt(roomId, why))
      .catch((error: unknown) => this.#o.onError(asError(error)))
      .finally(() => {
        if (this.#looking.get(roomId) === run) this.#looking.delete(roomId)
      })
    this.#looking.set(roomId, run)
    return run
  }

  async #lookAt(roomId: string, { ask = false, pulled = false, byHand = false, renamedBy }: LookFor): Promise<void> {
    const { binder, platform, roster, identity, link, now } = this.#o
    const at = now()
    this.#due.set(roomId, at + this.#pace.lookEvery * (1 - JITTER * this.#o.random(`look|${roomId}|${at}`)))
    if (ask) await link.refreshRoom?.(roomId)
    const seen = await platform.room(roomId)
    // A list without anybody was not read.
    if (seen.members.length === 0) return
    if (!seen.members.some(member => member.id === platform.self)) return this.putOut(roomId)
    this.#out.delete(roomId)
    const room = await binder.bindRoom(seen, { pulled })
    const present = new Map(seen.members.map(member => [identity.memberOf(member.id) ?? member.id, member]))
    if (byHand) await roster.seatAll(room, present, at)
    const came = this.#welcomes.of(roomId, at)
    // Whoever is gone has no place any more that would tell since when he was there.
    const places = new Map([...roster.frozen(room), ...roster.seats(room)])
    let events: QunguanEvent[] = []
    const change = await roster.look(room, present, at, {
      certain: byHand,
      by: member => came.bringer(present.get(member)),
      unsure: member => identity.unsure.get(member),
      events: found => {
        events = eventsOf(found, {
          room,
          at,
          groups: came.grouped(found.joined, present, `look|${room}|${at}`),
          places,
        })
        return events
      },
    })
    if (!change.doubted) binder.looked(room)
    // Whoever is new was read whole when he was bound; the others come round in their time.
    const kept = this.#marksKept.get(roomId)
    const whole = kept !== undefined && at - kept >= MARKS_KEPT
    if (whole || kept === undefined) this.#marksKept.set(roomId, at)
    await binder.keepMarks(seen.members, { whole })
    const topic = identity.room(room)?.topic
    if (topic !== undefined && topic !== seen.topic) {
      await identity.bindRoom(roomId, room, seen.topic)
      const by = renamedBy === undefined ? {} : { by: renamedBy }
      events.push({ kind: 'topicChanged', id: `look|${room}|${at}|topic`, room, from: topic, to: seen.topic, ...by })
    }
    // Not awaited: handlers may ask for a look of their own, which waits for this one.
    for (const event of events) this.#tell(event)
  }

  /** The bot is not in a room (any more): what the client shows of others there is of no use. */
  putOut(roomId: string): void {
    const room = this.#o.identity.roomOf(roomId)
    if (room === undefined || this.#out.has(roomId)) return
    this.#out.add(roomId)
    this.#o.onPutOut?.(room)
  }

  #tell(event: QunguanEvent): void {
    const { inHand, onEvent, onError, roster } = this.#o
    inHand
      .during('seen', async () => {
        await onEvent(event)
        await roster.told(event.id)
      })
      .catch((error: unknown) => onError(asError(error)))
  }
}

/** What is told of a change in a room. */
function eventsOf(
  { left, cards, names }: RosterChange,
  {
    room,
    at,
    groups,
    places,
  }: { room: RoomKey; at: Millis; groups: readonly Came[]; places: ReadonlyMap<MemberKey, Seat> },
): QunguanEvent[] {
  const cause = `look|${room}|${at}`
  const since = Object.fromEntries(
    left.flatMap(member => {
      const seat = places.get(member)
      return seat ? [[member, seat.before ? 0 : seat.joinedAt]] : []
    }),
  )
  return [
    ...groups.map(({ id, members, by, via }) => ({
      kind: 'joined' as const,
      id: `${id}|joined`,
      room,
      members,
      ...(by === undefined ? {} : { by }),
      via,
      at,
    })),
    ...(left.length > 0 ? [{ kind: 'left' as const, id: `${cause}|left`, room, members: left, since }] : []),
    ...cards.map(({ member, from, to }) => ({
      kind: 'cardChanged' as const,
      id: `${cause}|card|${member}`,
      room,
      member,
      from,
      to,
    })),
    ...names.map(({ member, from, to }) => ({
      kind: 'renamed' as const,
      id: `${cause}|name|${member}`,
      room,
      member,
      from,
      to,
    })),
  ]
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
