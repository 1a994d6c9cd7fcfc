import { type Act, type Action, lanes, type OutboxLane, type Unless } from '../domain/actions.js'
import type { Millis } from '../domain/events.js'
import { isOneLine } from '../domain/quiet.js'
import { allowedAt, type Budget, kindOf, unaskedLeft, type Waiting } from './pacing.js'
import type { OutboxRecord, Posting } from './posting.js'

// Which of the waiting actions leaves next, and what leaves with it. Pure: records, budget and time decide.

const QUIET_STEP = 5 * 60_000

/**
 * The best action that may leave now and the others that might in its place, best first, or the earliest time at which
 * one may. What has expired is handed out at once, to be settled as such. `queued` is in the order in which actions were
 * handed in.
 */
export function choose(
  queued: Iterable<OutboxRecord>,
  budget: Budget,
  now: Millis,
): { ready?: OutboxRecord; others: readonly OutboxRecord[]; next?: Millis } {
  const quiet = budget.quietUntil(now) !== undefined
  const heads = new Rows()
  const able: OutboxRecord[] = []
  let next = Number.POSITIVE_INFINITY
  for (const record of queued) {
    if (record.state !== 'queued') continue
    if (record.expires <= now) return { ready: record, others: [] }
    next = Math.min(next, record.expires)
    if (record.notBefore > now && record.tries === 0) {
      // Its author means a later time: until then it keeps nobody behind it waiting.
      next = Math.min(next, record.notBefore)
      continue
    }
    // Within a room (or a private chat) and a lane the order is kept: only the oldest may leave. Quiet hours split the row,
    // so that an answer that may pass is not kept back by one that may not; and a welcome that has to wait until tomorrow
    // keeps no notice back.
    if (!heads.isFirst(record, quiet && heldByQuiet(record))) continue
    const at = leavesAt(record, budget, now)
    if (at > now) next = Math.min(next, at)
    else able.push(record)
  }
  const [ready, ...others] = able.sort(byRank)
  if (ready) return { ready, others }
  return { others: [], ...(next === Number.POSITIVE_INFINITY ? {} : { next: Math.max(next, now + 1) }) }
}

/** True when an action that waits at the head of its row may leave now. */
export function mayLeave(record: OutboxRecord, budget: Budget, now: Millis): boolean {
  return record.state === 'queued' && record.expires > now && leavesAt(record, budget, now) <= now
}

/** When an action's turn comes. What is only looked at obeys no budget. */
function leavesAt(record: OutboxRecord, budget: Budget, now: Millis): Millis {
  return record.watched ? Math.max(now, record.notBefore) : allowedAt(waitingOf(record), budget, now)
}

/**
 * What else becomes part of this one message, in order: at the end of quiet hours the texts that waited through them for the
 * same room; and with the last message that a room may get unasked today all others of that kind that wait for it.
 */
export function companions(
  record: OutboxRecord,
  queued: Iterable<OutboxRecord>,
  { now, budget, holds }: { now: Millis; budget: Budget; holds: (unless: Unless) => boolean },
): OutboxRecord[] {
  const { action } = record
  if (action.act !== 'say') return []
  // Most go alone, and what waits may be thousands: it is looked through only for one that may take others along.
  const waited =
    heldByQuiet(record) &&
    (budget.quietUntil(record.queuedAt) !== undefined || lastQuiet(budget, now, record.queuedAt) !== undefined)
  const last = isUnasked(record) && unaskedLeft(budget, action.room, now) <= 1
  if (!waited && !last) return []
  const others = [...queued].filter(
    other =>
      other !== record &&
      other.state === 'queued' &&
      other.triedAt === undefined &&
      other.action.act === 'say' &&
      other.action.room === action.room &&
      other.notBefore <= now &&
      other.expires > now &&
      !other.unless?.some(holds),
  )
  if (others.length === 0) return []
  const night = lastQuiet(budget, now, Math.min(record.queuedAt, ...others.map(({ queuedAt }) => queuedAt)))
  const slept = (each: OutboxRecord) =>
    heldByQuiet(each) &&
    (budget.quietUntil(each.queuedAt) !== undefined || (night !== undefined && each.queuedAt <= night))
  return others.filter(other => (waited && slept(other)) || (last && isUnasked(other)))
}

/** A moment of the latest quiet hours before `now`, not before `since`. Quiet hours shorter than a step may be missed. */
function lastQuiet({ quietUntil }: Budget, now: Millis, since: Millis): Millis | undefined {
  for (let at = now; at > since; at -= QUIET_STEP) if (quietUntil(at) !== undefined) return at
  return undefined
}

/** Which lane an action takes; kicks first, then answers, then what changes rooms, then what nobody asked for. */
export function laneOf(posting: Pick<Posting, 'action' | 'manner'>): OutboxLane {
  const act: Act = posting.action.act
  if (act === 'kick') return 'kick'
  if (act === 'invite' || act === 'add' || act === 'befriend') return 'invite'
  if (act === 'create' || act === 'topic') return 'create'
  return posting.manner === 'reply' ? 'reply' : 'proactive'
}

/** True for what must not go out in quiet hours: everything but kicks, friendships and answers of one line. */
export function heldByQuiet({ action, manner }: Pick<Posting, 'action' | 'manner'>): boolean {
  if (action.act === 'kick' || action.act === 'befriend') return false
  if (manner !== 'reply') return true
  return action.act === 'say' && !isOneLine(action.text)
}

export function roomOf(action: Action): { room?: string } {
  return 'room' in action && action.room !== undefined ? { room: action.room } : {}
}

/** True for a message that a room gets and nobody asked for: it counts against `unaskedPerRoomDay`. */
export function isUnasked({ action, manner }: Pick<Posting, 'action' | 'manner'>): boolean {
  return manner === 'unasked' && (action.act === 'say' || (action.act === 'file' && action.room !== undefined))
}

/** Rows that have been met. Every waiting action is asked for at every choice, so no key is put together for it. */
class Rows {
  readonly #met = new Map<OutboxLane, readonly Set<string>[]>(
    lanes.map(lane => [lane, [new Set(), new Set(), new Set(), new Set()]]),
  )

  isFirst(record: OutboxRecord, held: boolean): boolean {
    // What has had its share of the day keeps nothing waiting that needs none of it.
    const row = this.#met.get(record.lane)?.[(held ? 1 : 0) + (isUnasked(record) ? 2 : 0)]
    const place = target(record.action)
    if (!row || row.has(place)) return false
    row.add(place)
    return true
  }
}

/** Best first: by lane, then by age. */
function byRank(a: OutboxRecord, b: OutboxRecord): number {
  return lanes.indexOf(a.lane) - lanes.indexOf(b.lane) || a.seq - b.seq
}

function target(action: Action): string {
  if ('room' in action && action.room !== undefined) return action.room
  if ('member' in action && action.member !== undefined) return `@${action.member}`
  return action.act
}

function waitingOf(record: OutboxRecord): Waiting {
  return {
    id: record.id,
    lane: record.lane,
    kind: kindOf(record.action.act),
    ...roomOf(record.action),
    unasked: isUnasked(record),
    heldByQuiet: heldByQuiet(record),
    ...(record.evenHeld ? { evenHeld: true } : {}),
    notBefore: record.notBefore,
  }
}
