import { parseDuration } from '../domain/durations.js'
import type { Millis } from '../domain/events.js'
import { BOT } from '../domain/keys.js'
import { regular } from './regulars.js'

/** A person as a scenario writes him down. */
export interface PersonSpec {
  name?: string
  /** Friend of the bot; default false. */
  friend?: boolean
  /** What the bot calls a friend, across sessions; default his name at the beginning. */
  remark?: string
  /** `none`: WeChat's default picture; default one of his own, unless others bear the same name. */
  avatar?: 'none' | 'own'
}

type MemberSpec = string | { who: string; card?: string; joined?: string }

interface RoomSpec {
  /** Default: the room's key. */
  topic?: string
  /** WeChat's owner; default bot, in a room without the bot the first member. */
  owner?: string
  members?: readonly MemberSpec[]
  /** Made-up regulars r001 … up to this many people in the room. */
  fill?: number
  fillFriends?: boolean
  /** Read by the theatre, not by the world. */
  managed?: boolean
  since?: string
  /** The bot is not in it. */
  absent?: boolean
}

/** The scenario's `people`, `rooms` and `roles` as they stand in the YAML. */
export interface WorldSpec {
  people?: Readonly<Record<string, PersonSpec>>
  rooms?: Readonly<Record<string, RoomSpec>>
  /** Only to know who else exists. */
  roles?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** A person as he is now. */
export interface Person {
  readonly key: string
  /** In the present session; given by the truth. */
  id: string
  name: string
  friend: boolean
  /** What the bot calls him; empty for those who are no friends. */
  remark: string
  /** False: WeChat's default picture. */
  ownAvatar: boolean
  /** He may write to the bot: a friend, or he asked to be one. */
  asked: boolean
  /** Newest last; what he could still recall. */
  readonly sent: { id: string; room: string | undefined }[]
}

/** Somebody's place in a room. */
export interface Place {
  /** In-room name; empty when none is set. */
  card: string
  joined: Millis
}

export interface Room {
  readonly key: string
  /** In the present session; given by the truth. */
  id: string
  topic: string
  owner: string
  readonly members: Map<string, Place>
  /** Who holds a card for this room that was neither accepted nor declined. */
  readonly cards: Set<string>
}

/** The bot's nickname: 小助 always exists. */
const botName = '小助'

/** A member without `joined` came 90 days before the scenario begins. */
const longAgo = 90 * 86_400_000

/** Everybody and every room as they are when a scenario begins. `now`: its virtual start. */
export function castOf(spec: WorldSpec, now: Millis): { people: Map<string, Person>; rooms: Map<string, Room> } {
  const people = new Map<string, Person>()
  const rooms = new Map<string, Room>()
  const admit = (key: string, fallback: PersonSpec = {}): void => {
    if (people.has(key)) return
    const given = spec.people?.[key] ?? {}
    people.set(key, personOf(key, { ...fallback, ...given }))
  }
  people.set(BOT, personOf(BOT, { name: botName, avatar: 'own', ...spec.people?.[BOT] }))

  for (const [key, room] of Object.entries(spec.rooms ?? {})) {
    const named = (room.members ?? []).map(member => (typeof member === 'string' ? { who: member } : member))
    for (const { who, card } of named) admit(who, { name: nameOfCard(card) || who })
    const members = new Map<string, Place>(
      named.map(({ who, card, joined }) => [who, { card: card ?? '', joined: now - (ago(joined) ?? longAgo) }]),
    )
    const owner = room.owner ?? (room.absent ? (named[0]?.who ?? BOT) : BOT)
    admit(owner)
    for (const one of [owner, ...(room.absent ? [] : [BOT])]) {
      if (!members.has(one) && !(one === BOT && room.absent)) members.set(one, { card: '', joined: now - longAgo })
    }
    rooms.set(key, { key, id: '', topic: room.topic ?? key, owner, members, cards: new Set() })
  }
  fillRooms(spec, now, rooms, admit)
  for (const key of Object.keys(spec.people ?? {})) admit(key)
  for (const roles of Object.values(spec.roles ?? {})) for (const key of Object.values(roles).flat()) admit(key)
  shareDefaultPicture(people, spec)
  return { people, rooms }
}

/** Regulars are numbered through all rooms; a number that somebody named bears already is passed over. */
function fillRooms(
  spec: WorldSpec,
  now: Millis,
  rooms: ReadonlyMap<string, Room>,
  admit: (key: string, fallback: PersonSpec) => void,
): void {
  const taken = new Set([...rooms.values()].flatMap(room => [...room.members.keys()]))
  let next = 1
  for (const [key, { fill = 0, fillFriends = false }] of Object.entries(spec.rooms ?? {})) {
    const members = rooms.get(key)?.members
    while (members && members.size < fill) {
      const one = regular(next++)
      if (taken.has(one.key)) continue
      admit(one.key, { name: one.name, friend: fillFriends })
      members.set(one.key, { card: one.card, joined: now - longAgo })
    }
  }
}

export function personOf(key: string, spec: PersonSpec): Person {
  const name = spec.name ?? key
  const friend = spec.friend ?? false
  return {
    key,
    id: '',
    name,
    friend,
    remark: friend ? (spec.remark ?? name) : '',
    ownAvatar: spec.avatar !== 'none',
    asked: false,
    sent: [],
  }
}

/** People of one name have WeChat's default picture unless said otherwise: nothing tells them apart. */
function shareDefaultPicture(people: ReadonlyMap<string, Person>, spec: WorldSpec): void {
  const first = new Map<string, Person>()
  for (const person of people.values()) {
    const other = first.get(person.name)
    if (!other) first.set(person.name, person)
    else for (const one of [other, person]) one.ownAvatar = spec.people?.[one.key]?.avatar === 'own'
  }
}

/** The last field of a name card, as in 深圳-产品-阿豪. */
function nameOfCard(card = ''): string {
  return card.split(/[-－—–｜|/／·\s]+/u).findLast(field => field !== '') ?? ''
}

function ago(duration: string | undefined): number | undefined {
  if (duration === undefined) return undefined
  const span = parseDuration(duration)
  if (span === undefined) throw new RangeError(`no duration: ${duration}`)
  return span
}
