import type { Problem } from '../config/problems.js'
import { both } from '../config/problems.js'
import type { Millis } from '../domain/events.js'
import type { Scenario } from './scenario.js'
import type { ExpectItem, Step } from './scenario-format.js'
import { isClock, nextClock, parseIso } from './when.js'
import type { Path, YamlSource } from './yaml-source.js'
import { unknownWord } from './yaml-source.js'

/** Steps that people do: the bot does none of them. */
const peoplesSteps = new Set([
  'say',
  'dm',
  'image',
  'card',
  'link',
  'mini',
  'voice',
  'file',
  'recall',
  'friend',
  'accept',
  'decline',
])

interface Place {
  source: YamlSource
  problems: Problem[]
  people: ReadonlySet<string>
  rooms: ReadonlySet<string>
  friends: ReadonlySet<string>
  /** Grows as the steps are gone through. */
  asked: Set<string>
  saved: Set<string>
  savesSomething: boolean
  /** The earliest that it can be; steps that wait for the bot may take longer. */
  earliest: Millis
  zone: string
}

/**
 * What no schema sees: people and rooms that nobody knows, a private message from somebody who cannot write one, a time
 * that is past, a `${name}` that was never saved.
 */
export function makesSense(scenario: Scenario, source: YamlSource): Problem[] {
  const place: Place = {
    source,
    problems: [],
    people: peopleOf(scenario),
    rooms: roomsOf(scenario),
    friends: friendsOf(scenario),
    asked: new Set(),
    saved: new Set(),
    savesSomething: everyItem(scenario.steps).some(item => Object.keys(item.save).length > 0),
    earliest: scenario.start,
    zone: scenario.timezone,
  }
  for (const [key, room] of Object.entries(scenario.rooms)) {
    if (room.owner !== undefined) person(place, room.owner, ['rooms', key, 'owner'])
  }
  const communities = new Set([...place.rooms, ...Object.keys(scenario.config.groups ?? {}), 'main'])
  for (const key of Object.keys(scenario.roles)) {
    if (!communities.has(key)) {
      place.problems.push(source.problem(['roles', key], unknownWord(['群', 'room'], key, [...communities]), 'key'))
    }
  }
  walk(place, scenario.steps)
  return place.problems
}

function walk(place: Place, steps: readonly Step[]): void {
  for (const step of steps) {
    const { path } = step
    if (step.kind === 'expect') {
      for (const item of step.body) checkItem(place, item)
      for (const item of step.body) for (const name of Object.keys(item.save)) place.saved.add(name)
      place.earliest += Math.max(0, ...step.body.map(leastWait))
      continue
    }
    for (const [who, at] of peopleIn(step)) {
      if (who === 'bot' && at[0] !== 'mention' && at[0] !== 'of' && at[0] !== 'quote' && peoplesSteps.has(step.kind)) {
        place.problems.push(
          place.source.problem([...path, ...at], both('机器人自己的事不能写成步骤', 'the bot acts by itself')),
        )
      } else person(place, who, [...path, ...at])
    }
    const room = roomIn(step)
    if (room !== undefined && !(step.kind === 'silent' && room === 'all')) checkRoom(place, room, [...path, 'room'])
    if (step.kind !== 'down' && step.kind !== 'relogin') checkSaved(place, step.body, path)
    checkStep(place, step, path)
  }
}

function checkStep(place: Place, step: Step, path: Path): void {
  switch (step.kind) {
    case 'dm':
    case 'image': {
      const inPrivate = step.kind === 'dm' || step.body.dm === true
      const { who } = step.body
      if (inPrivate && place.people.has(who) && !place.friends.has(who) && !place.asked.has(who)) {
        const message = both(
          `${who} 不是机器人的好友，也没有申请过，不能私聊`,
          'neither a friend nor an asker can write in private',
        )
        place.problems.push(place.source.problem([...path, 'who'], message))
      }
      return
    }
    case 'friend':
      place.asked.add(step.body.who)
      return
    case 'wait':
      place.earliest += step.body
      return
    case 'silent':
      place.earliest += step.body.for
      return
    case 'until':
      checkUntil(place, step.body, path)
      return
    case 'down': {
      const end = place.earliest + step.body.for
      walk(place, step.body.meanwhile)
      place.earliest = Math.max(place.earliest, end)
      return
    }
    case 'relogin':
      walk(place, step.body.changes)
  }
}

function checkUntil(place: Place, text: string, path: Path): void {
  if (text.includes('${')) return
  if (isClock(text)) {
    place.earliest = nextClock(text, place.earliest, place.zone)
    return
  }
  const to = parseIso(text, place.zone)
  if (to === undefined) {
    place.problems.push(
      place.source.problem(path, both('要写成 21:00 或 2030-01-07T21:00:00+08:00', 'write HH:mm or an ISO time')),
    )
  } else if (to < place.earliest) {
    place.problems.push(
      place.source.problem(path, both('到这一步时，这个时间已经过去了', 'this time is past when the step begins')),
    )
  } else place.earliest = to
}

function checkItem(place: Place, item: ExpectItem): void {
  const at = item.path
  const body: Record<string, unknown> = item.body
  for (const key of item.kind === 'members' ? ['has', 'lacks'] : ['who', 'mentions']) {
    for (const who of list(body[key])) person(place, who, [...at, key])
  }
  if (typeof body['room'] === 'string') checkRoom(place, body['room'], [...at, 'room'])
  checkSaved(place, body, at)
}

/** What the step waits at the least for this item. */
function leastWait(item: ExpectItem): number {
  return item.kind === 'members' || item.count.min === 0 || item.count.max !== undefined ? item.within : 0
}

function person(place: Place, who: string, path: Path): void {
  if (place.people.has(who) || who.includes('${')) return
  const message = unknownWord(['人', 'person'], who, [...place.people])
  place.problems.push(place.source.problem(path, message))
}

/** A room is known by its key. A topic may be one that the bot gives to a new room, so only what looks like a key is refused. */
function checkRoom(place: Place, room: string, path: Path): void {
  if (place.rooms.has(room) || !/^[\w.-]+$/.test(room)) return
  place.problems.push(place.source.problem(path, unknownWord(['群', 'room'], room, [...place.rooms])))
}

/** In a file that saves nothing, `${x}` is just what somebody wrote. */
function checkSaved(place: Place, value: unknown, path: Path): void {
  if (!place.savesSomething) return
  for (const [, name = ''] of JSON.stringify(value).matchAll(/\$\{(\w+)\}/g)) {
    if (!place.saved.has(name)) {
      place.problems.push(place.source.problem(path, unknownWord(['保存名', 'saved name'], name, [...place.saved])))
    }
  }
}

/** Whom a step names, and where in it. */
function peopleIn(step: Step): [string, string[]][] {
  if (typeof step.body !== 'object') return []
  const body = step.body as Record<string, unknown>
  const named = ['who', 'by', 'of', 'mention'].flatMap(key =>
    list(body[key]).map((who): [string, string[]] => [who, [key]]),
  )
  const quote = body['quote']
  return quote !== null && typeof quote === 'object' && 'who' in quote
    ? [...named, [String(quote.who), ['quote', 'who']]]
    : named
}

function roomIn(step: Step): string | undefined {
  if (typeof step.body !== 'object') return undefined
  const { room } = step.body as { room?: unknown }
  return typeof room === 'string' ? room : undefined
}

function peopleOf(scenario: Scenario): Set<string> {
  const people = new Set(['bot', ...Object.keys(scenario.people)])
  for (const room of Object.values(scenario.rooms)) {
    for (const member of room.members ?? []) people.add(typeof member === 'string' ? member : member.who)
  }
  for (const grants of Object.values(scenario.roles)) for (const who of Object.values(grants).flat()) people.add(who)
  for (const key of regulars(scenario, () => true)) people.add(key)
  return people
}

function friendsOf(scenario: Scenario): Set<string> {
  const named = Object.entries(scenario.people).flatMap(([key, { friend }]) => (friend ? [key] : []))
  return new Set([...named, ...regulars(scenario, room => room.fillFriends === true)])
}

/** `r001` … as far as the rooms could be filled. */
function regulars(scenario: Scenario, counts: (room: Scenario['rooms'][string]) => boolean): string[] {
  const filled = Object.values(scenario.rooms)
  const most = filled.reduce((sum, room) => sum + (room.fill ?? 0), 0)
  if (!filled.some(room => room.fill !== undefined && counts(room))) return []
  return Array.from({ length: most }, (_, index) => `r${String(index + 1).padStart(3, '0')}`)
}

/** Keys of the scenario's and of the config's rooms, and topics that some step or expectation speaks of. */
function roomsOf(scenario: Scenario): Set<string> {
  const rooms = new Set(Object.keys(scenario.rooms))
  for (const group of Object.values(scenario.config.groups ?? {})) {
    if (
      typeof group === 'object' &&
      group !== null &&
      'rooms' in group &&
      typeof group.rooms === 'object' &&
      group.rooms !== null
    ) {
      for (const key of Object.keys(group.rooms)) rooms.add(key)
    }
  }
  for (const room of Object.values(scenario.rooms)) if (room.topic !== undefined) rooms.add(room.topic)
  for (const step of everyStep(scenario.steps)) if (step.kind === 'topic') rooms.add(step.body.topic)
  for (const item of everyItem(scenario.steps)) {
    if ((item.kind === 'create' || item.kind === 'topic') && item.body.topic !== undefined) rooms.add(item.body.topic)
  }
  return rooms
}

function everyStep(steps: readonly Step[]): Step[] {
  return steps.flatMap(step => {
    if (step.kind === 'down') return [step, ...everyStep(step.body.meanwhile)]
    return step.kind === 'relogin' ? [step, ...everyStep(step.body.changes)] : [step]
  })
}

function everyItem(steps: readonly Step[]): ExpectItem[] {
  return everyStep(steps).flatMap(step => (step.kind === 'expect' ? step.body : []))
}

function list(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String)
  return typeof value === 'string' ? [value] : []
}
