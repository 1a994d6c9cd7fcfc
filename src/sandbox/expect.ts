import type { Millis } from '../domain/events.js'
import type { ActRecord } from './acts.js'
import type { ExpectItem } from './scenario-format.js'
import { regexOf } from './scenario-format.js'
import type { CaseView } from './stage.js'

/** What an outsider can look up: rooms and people by the scenario's keys. */
export interface Facts {
  /** Key of a room by its key or its topic. */
  room(name: string): string | undefined
  /** Who is in the room now, the bot included; undefined for a room that is not there. */
  members(room: string): readonly string[] | undefined
  cases: readonly CaseView[]
}

/** One item being watched. */
export interface Watch {
  item: ExpectItem
  deadline: Millis
  /** How many matched so far. */
  hits: number
  /** Undefined until it is decided. */
  held?: boolean
  /** What it is about, for the report: the last that matched, or what came near. */
  matched: unknown[]
  near: unknown[]
  /** What `save` kept from the last match. */
  saved: Record<string, string>
}

/** As much as a report shows of what was seen. */
const shown = 10

/** Begins to watch the items of one `expect` at `begin`; `see` each act since the last mark, then `decide` as time goes by. */
export function watch(items: readonly ExpectItem[], begin: Millis): Watch[] {
  return items.map(item => ({ item, deadline: begin + item.within, hits: 0, matched: [], near: [], saved: {} }))
}

/** Shows an act to every item that is not decided yet. */
export function see(watches: readonly Watch[], act: ActRecord, facts: Pick<Facts, 'room'>): void {
  // What WeChat refused did not take effect, and nobody saw it.
  if (act.refused !== undefined) return
  for (const watched of watches) {
    const { item } = watched
    if (watched.held !== undefined || item.kind !== act.act || act.at > watched.deadline) continue
    const saved = matchesAct(item, act, facts) ? keep(item.save, act) : undefined
    if (saved === undefined) remember(watched.near, act)
    else {
      watched.hits += 1
      watched.saved = saved
      remember(watched.matched, act)
    }
  }
}

/**
 * Decides what can be decided. At any time: items that want at least so many and have them. When `now` has reached their
 * deadline, and everything of that moment was seen: all others, and `members`, which is what is true at the end.
 */
export function decide(watches: readonly Watch[], now: Millis, facts: Facts, momentIsOver: boolean): void {
  for (const watched of watches) {
    if (watched.held !== undefined) continue
    const { item, deadline } = watched
    const { min, max } = item.count
    const over = momentIsOver && now >= deadline
    if (item.kind === 'case' && now <= deadline) lookAtCases(watched, facts)
    if (item.kind === 'members' && over) lookAtMembers(watched, facts)
    if (over) watched.held = watched.hits >= min && watched.hits <= (max ?? Number.POSITIVE_INFINITY)
    else if (max === undefined && watched.hits >= min && item.kind !== 'members') watched.held = true
  }
}

/** What a failed item saw: what matched, when that was too much or too little; else what came near. */
export function sawOf(watched: Watch): unknown[] {
  return watched.matched.length > 0 ? watched.matched : watched.near
}

/** The next time at which something must be decided; undefined when all is. */
export function nextDeadline(watches: readonly Watch[]): Millis | undefined {
  const open = watches.filter(({ held }) => held === undefined)
  return open.length === 0 ? undefined : Math.min(...open.map(({ deadline }) => deadline))
}

/** True for what a `silent` forbids: in one room whatever its people notice, without a room everything on WeChat. */
export function breaksSilence(act: ActRecord, room: string | undefined): boolean {
  if (act.refused !== undefined || act.act === 'alert') return false
  if (room === undefined) return true
  return ['say', 'image', 'file', 'kick'].includes(act.act) && 'room' in act && act.room === room
}

function remember(list: unknown[], seen: unknown): void {
  list.push(seen)
  if (list.length > shown) list.shift()
}

function matchesAct(item: ExpectItem, act: ActRecord, facts: Pick<Facts, 'room'>): boolean {
  const want = item.body as Filters
  const got = act as Filters
  return (
    sameRoom(want.room, got.room, facts) &&
    (want.who === undefined || includesAll(got.who, want.who)) &&
    includesAll(got.mentions, want.mentions) &&
    (want.topic === undefined || got.topic === want.topic) &&
    (want.name === undefined || got.name?.includes(want.name) === true) &&
    reads(want, got.text ?? got.name ?? '')
  )
}

/** The keys that items and acts have in common, each kind some of them. */
interface Filters {
  room?: string
  who?: string | string[]
  topic?: string
  name?: string
  text?: string
  mentions?: string[]
  has?: string[]
  lacks?: string[]
  matches?: string
}

function sameRoom(want: string | undefined, got: string | undefined, facts: Pick<Facts, 'room'>): boolean {
  return want === undefined || want === got || (got !== undefined && facts.room(want) === got)
}

/** All of the wanted people, and perhaps more. */
function includesAll(got: string | string[] | undefined, want: string | string[] | undefined): boolean {
  const there = typeof got === 'string' ? [got] : (got ?? [])
  return [want ?? []].flat().every(who => there.includes(who))
}

function reads({ has = [], lacks = [], matches }: Filters, text: string): boolean {
  return (
    has.every(words => text.includes(words)) &&
    !lacks.some(words => text.includes(words)) &&
    (matches === undefined || regexOf(matches).test(text))
  )
}

/** What `save` finds in the text; undefined when one of its patterns finds nothing, which makes it no match. */
function keep(save: Record<string, string>, act: ActRecord): Record<string, string> | undefined {
  const text = 'text' in act ? (act.text ?? '') : ''
  const kept: Record<string, string> = {}
  for (const [name, pattern] of Object.entries(save)) {
    const found = regexOf(pattern).exec(text)
    if (!found) return undefined
    kept[name] = found[1] ?? found[0]
  }
  return kept
}

function lookAtCases(watched: Watch, facts: Facts): void {
  if (watched.item.kind !== 'case') return
  const want = watched.item.body
  const fits = facts.cases.filter(
    ({ room, who, status, number, reason, checks }) =>
      sameRoom(want.room, room, facts) &&
      (want.who === undefined || want.who === who) &&
      (want.status === undefined || want.status === status) &&
      reads(want, [number, reason, ...checks].join('\n')),
  )
  watched.hits = fits.length
  watched.matched = fits.slice(-shown)
  watched.near = facts.cases.slice(-shown)
}

function lookAtMembers(watched: Watch, facts: Facts): void {
  if (watched.item.kind !== 'members') return
  const { room, has = [], lacks = [], count } = watched.item.body
  const members = facts.members(facts.room(room) ?? room)
  const { min = 0, max = Number.POSITIVE_INFINITY } =
    typeof count === 'number' ? { min: count, max: count } : (count ?? {})
  const fits =
    members !== undefined &&
    has.every(who => members.includes(who)) &&
    !lacks.some(who => members.includes(who)) &&
    members.length >= min &&
    members.length <= max
  watched.hits = fits ? 1 : 0
  watched.near =
    members === undefined
      ? []
      : [{ members: members.length, of: has.concat(lacks).filter(who => members.includes(who)) }]
}
