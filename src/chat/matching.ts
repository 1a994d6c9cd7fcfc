import type { MemberKey, RoomKey } from '../domain/keys.js'
import { apart, enough, likeness, type Setting, type Sighting } from './likeness.js'

// Who is who, and which room is which, after a login gave everything another id. Pure: what was known and what is seen
// decide. Nobody is matched twice, and whoever could be two people is nobody's: `unsure`.

export interface Matching {
  /** Contact id → the one member he is. */
  sure: Map<string, MemberKey>
  /** Contact id → whom he might be, likeliest first; empty lists do not occur. */
  unsure: Map<string, MemberKey[]>
}

/** Of a crowd with the same name no more than these are named as candidates. */
export const CANDIDATES = 12
/** A mark that more people share than this finds nobody. */
const CROWD = 40
/** From here on a likeness is worth a question: one name, one card. */
const worthAsking = 4

interface Pair {
  id: string
  member: MemberKey
  points: number
}

/**
 * Matches people. `seen` and `known` may be in several rooms; rooms go by our keys on both sides. A pair is sure when it has
 * `enough` points and is `apart` from the next best on either side. With `strangers: 'new'` whoever is not sure is new,
 * else he is `unsure` where he resembles somebody of a room that both are in. Of `mistakable` pairs of members none is sure
 * while they bear one name: one of them has tried to pass for the other. `tentative` members were unsure themselves and
 * take nobody's place among the candidates.
 */
export function matchPeople(
  known: ReadonlyMap<MemberKey, Sighting>,
  seen: ReadonlyMap<string, Sighting>,
  options: {
    strangers?: 'new' | 'unsure'
    mistakable?: readonly (readonly [MemberKey, MemberKey])[]
    tentative?: (member: MemberKey) => boolean
  } = {},
): Matching {
  const { tentative = () => false } = options
  const setting = settingOf(known, seen)
  const pairs = pairsOf(known, seen, setting, tentative)
  const sure = surePairs(pairs)
  const unsure = new Map<string, MemberKey[]>()
  for (const [one, other] of options.mistakable ?? []) {
    const both = [...sure].filter(([, member]) => member === one || member === other)
    if (both.length < 2) continue
    for (const [id] of both) {
      sure.delete(id)
      unsure.set(id, [one, other])
    }
  }
  if (options.strangers !== 'new') {
    const taken = new Set(sure.values())
    for (const { id, member } of pairs) {
      if (sure.has(id) || taken.has(member) || !shareRoom(known.get(member), seen.get(id))) continue
      const candidates = unsure.get(id) ?? []
      const alike = candidates.filter(each => tentative(each) === tentative(member)).length
      if (alike < CANDIDATES && !candidates.includes(member)) unsure.set(id, [...candidates, member])
    }
  }
  return { sure, unsure }
}

/** Best first: taken when nothing else comes near it on either side. What is taken makes room for what is left. */
function surePairs(pairs: readonly Pair[]): Map<string, MemberKey> {
  const sure = new Map<string, MemberKey>()
  const ofSeen = grouped(pairs, pair => pair.id)
  const ofKnown = grouped(pairs, pair => pair.member)
  const taken = new Set<MemberKey>()
  const rival = (pair: Pair, others: readonly Pair[]) =>
    others.some(
      other => other !== pair && !sure.has(other.id) && !taken.has(other.member) && other.points > pair.points - apart,
    )
  for (const pair of pairs) {
    if (pair.points < enough) break
    if (sure.has(pair.id) || taken.has(pair.member)) continue
    if (rival(pair, ofSeen.get(pair.id) ?? []) || rival(pair, ofKnown.get(pair.member) ?? [])) continue
    sure.set(pair.id, pair.member)
    taken.add(pair.member)
  }
  return sure
}

/** Every pair that has something in common, likeliest first. */
function pairsOf(
  known: ReadonlyMap<MemberKey, Sighting>,
  seen: ReadonlyMap<string, Sighting>,
  setting: Setting,
  tentative: (member: MemberKey) => boolean,
): Pair[] {
  const marked = new Map<string, MemberKey[]>()
  for (const [member, sighting] of known) {
    for (const mark of marksOf(sighting)) {
      const bearers = marked.get(mark)
      if (bearers) bearers.push(member)
      else marked.set(mark, [member])
    }
  }
  const pairs: Pair[] = []
  for (const [id, sighting] of seen) {
    const met = new Set<MemberKey>()
    for (const mark of marksOf(sighting)) {
      for (const member of notTooMany(marked.get(mark) ?? [], tentative)) met.add(member)
    }
    for (const member of met) {
      const other = known.get(member)
      if (!other) continue
      const points = likeness(other, sighting, setting)
      if (points >= worthAsking) pairs.push({ id, member, points })
    }
  }
  // Equal ones in a steady order, so that a list shown twice is the same list.
  return pairs.sort((a, b) => b.points - a.points || (a.member < b.member ? -1 : 1))
}

/** Those who were unsure themselves are a crowd of their own: they are not to hide whom they might be. */
function notTooMany(bearers: readonly MemberKey[], tentative: (member: MemberKey) => boolean): readonly MemberKey[] {
  if (bearers.length <= CROWD) return bearers
  return [false, true].flatMap(since => {
    const crowd = bearers.filter(member => tentative(member) === since)
    return crowd.length > CROWD ? crowd.slice(0, CANDIDATES) : crowd
  })
}

/** What finds people who may be one: marks that are theirs alone or nearly so, and what they are called in a room. */
function marksOf({ remark, alias, avatar, name, seats }: Sighting): string[] {
  const marks: string[] = []
  if (remark !== '') marks.push(`remark ${remark}`)
  if (alias !== '') marks.push(`alias ${alias}`)
  if (avatar !== '') marks.push(`avatar ${avatar}`)
  for (const [room, called] of seats) {
    if (called.name !== '') marks.push(`${room} name ${called.name}`)
    if (called.card !== '') marks.push(`${room} card ${called.card}`)
  }
  // Seen in none of the rooms that he was in: in private, or in another one.
  if (name !== '') marks.push(`name ${name}`)
  return marks
}

function settingOf(known: ReadonlyMap<MemberKey, Sighting>, seen: ReadonlyMap<string, Sighting>): Setting {
  const counts = new Map<number | string, number>()
  for (const { attr, keyword } of seen.values()) {
    for (const mark of [attr, keyword]) counts.set(mark, (counts.get(mark) ?? 0) + 1)
  }
  return {
    // In a handful of people a share says nothing: one of ten is a tenth, whatever he is like.
    shareOf: mark => (counts.get(mark) ?? 0) / Math.max(seen.size, 100),
    picturesHold: picturesHold(known, seen),
  }
}

/**
 * Whether the numbers of pictures outlived the login: some clients' do not. Those with a name and a card in a room that
 * nobody else there has are the test.
 */
function picturesHold(known: ReadonlyMap<MemberKey, Sighting>, seen: ReadonlyMap<string, Sighting>): boolean {
  const before = singlePictures(known.values())
  const after = singlePictures(seen.values())
  let same = 0
  let compared = 0
  for (const [called, avatar] of before) {
    const now = after.get(called)
    if (now === undefined || now === '' || avatar === '') continue
    compared += 1
    if (now === avatar) same += 1
  }
  return compared === 0 || same * 2 >= compared
}

function singlePictures(sightings: Iterable<Sighting>): Map<string, string> {
  const found = new Map<string, string>()
  for (const { avatar, seats } of sightings) {
    for (const [room, { name, card }] of seats) {
      const called = `${room} ${name} ${card}`
      found.set(called, found.has(called) ? '' : avatar)
    }
  }
  return found
}

function shareRoom(one: Sighting | undefined, other: Sighting | undefined): boolean {
  if (!one || !other) return false
  for (const room of one.seats.keys()) if (other.seats.has(room)) return true
  return false
}

function grouped(pairs: readonly Pair[], by: (pair: Pair) => string): Map<string, Pair[]> {
  const groups = new Map<string, Pair[]>()
  for (const pair of pairs) {
    const group = groups.get(by(pair))
    if (group) group.push(pair)
    else groups.set(by(pair), [pair])
  }
  return groups
}

/** A room as its topic and the people in it show it, the bot left out. */
export interface RoomSighting {
  topic: string
  called: readonly { name: string; card: string }[]
}

/** A room is the one that it was when at least this share of those who were in it are in it (docs/platform.md). */
const OVERLAP = 0.6
/** Two rooms nearer to each other than this in what they have in common with a third cannot be told apart by it. */
const ROOMS_APART = 0.1
const SAME_TOPIC = 0.5

/** Room id → our key, one to one; rooms that might be two are left out. */
export function matchRooms(
  known: ReadonlyMap<RoomKey, RoomSighting>,
  seen: ReadonlyMap<string, RoomSighting>,
): Map<string, RoomKey> {
  const pairs: { id: string; room: RoomKey; score: number }[] = []
  const whereCalled = roomsByName(known)
  for (const [id, now] of seen) {
    for (const room of mayBe(now, known, whereCalled)) {
      const before = known.get(room)
      if (!before) continue
      const { kept, all } = overlap(before, now)
      if (kept < OVERLAP) continue
      pairs.push({ id, room, score: all + (before.topic === now.topic ? SAME_TOPIC : 0) })
    }
  }
  pairs.sort((a, b) => b.score - a.score)
  const found = new Map<string, RoomKey>()
  const taken = new Set<RoomKey>()
  for (const pair of pairs) {
    if (found.has(pair.id) || taken.has(pair.room)) continue
    const rival = pairs.some(
      other =>
        other !== pair &&
        (other.id === pair.id) !== (other.room === pair.room) &&
        !found.has(other.id) &&
        !taken.has(other.room) &&
        other.score > pair.score - ROOMS_APART,
    )
    if (rival) continue
    found.set(pair.id, pair.room)
    taken.add(pair.room)
  }
  return found
}

/** The rooms that hold so many of these names and cards that a closer look is worth it: a thousand rooms are not compared with a thousand. */
function mayBe(
  { called }: RoomSighting,
  known: ReadonlyMap<RoomKey, RoomSighting>,
  whereCalled: ReadonlyMap<string, readonly RoomKey[]>,
): RoomKey[] {
  const hits = new Map<RoomKey, number>()
  for (const one of called) {
    const rooms = new Set([...(whereCalled.get(one.name) ?? []), ...(whereCalled.get(one.card) ?? [])])
    for (const room of rooms) hits.set(room, (hits.get(room) ?? 0) + 1)
  }
  return [...hits].flatMap(([room, count]) =>
    count >= OVERLAP * (known.get(room)?.called.length ?? Number.POSITIVE_INFINITY) ? [room] : [],
  )
}

function roomsByName(known: ReadonlyMap<RoomKey, RoomSighting>): Map<string, RoomKey[]> {
  const where = new Map<string, RoomKey[]>()
  for (const [room, { called }] of known) {
    for (const name of new Set(called.flatMap(one => (one.card === '' ? [one.name] : [one.name, one.card])))) {
      const rooms = where.get(name)
      if (rooms) rooms.push(room)
      else where.set(name, [room])
    }
  }
  return where
}

/** `kept`: the share of those before who are there now; `all`: that of everybody in either. */
function overlap(before: RoomSighting, now: RoomSighting): { kept: number; all: number } {
  if (before.called.length === 0) return { kept: 0, all: 0 }
  const names = counted(now.called.map(one => one.name))
  const cards = counted(now.called.map(one => one.card).filter(card => card !== ''))
  let there = 0
  for (const { name, card } of before.called) if (took(cards, card) || took(names, name)) there += 1
  return { kept: there / before.called.length, all: there / (before.called.length + now.called.length - there) }
}

function counted(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

function took(counts: Map<string, number>, value: string): boolean {
  const left = counts.get(value) ?? 0
  if (left > 0) counts.set(value, left - 1)
  return left > 0
}
