import type { Act, OutboxLane } from '../domain/actions.js'
import type { Millis } from '../domain/events.js'

/** The account's budget, in milliseconds and counts; 0 is no limit. Sources: docs/architecture.md, "Pacing". */
export interface Pacing {
  /** Between any two sends, drawn anew for each. */
  gap: readonly [Millis, Millis]
  perRoomGap: Millis
  perMinute: number
  perDay: number
  kickGap: Millis
  kicksPerHour: number
  inviteGap: readonly [Millis, Millis]
  invitesPerDay: number
  createsPerDay: number
  /** How long a kind of action rests after WeChat said "too often": first, second and further times in a row. */
  coolDown: readonly Millis[]
  unaskedPerRoomDay: number
}

/** Kinds of action that share a limit and a cool-down. */
export type Kind = 'text' | 'kick' | 'invite' | 'create' | 'other'

export function kindOf(act: Act): Kind {
  if (act === 'say' || act === 'dm' || act === 'file') return 'text'
  if (act === 'invite' || act === 'add') return 'invite'
  if (act === 'kick' || act === 'create') return act
  return 'other'
}

/** One send in the past, as far as budgets care. */
export interface Sent {
  at: Millis
  kind: Kind
  room?: string
  /** A proactive message nobody asked for, which counts against `unaskedPerRoomDay`. */
  unasked: boolean
  /** WeChat did not take it: a request like any other, but no invitation, no room and no message. */
  refused?: true
}

/** What pacing has to know of a waiting action. */
export interface Waiting {
  id: string
  lane: OutboxLane
  kind: Kind
  room?: string
  unasked: boolean
  /** True for what must not go out in quiet hours. */
  heldByQuiet: boolean
  /** True for what leaves although the stop button is pressed. */
  evenHeld?: boolean
  notBefore: Millis
}

/** Everything pacing decides by. */
export interface Budget {
  pacing: Pacing | 'off'
  /** Sends of the last 24 hours, oldest first. */
  sent: readonly Sent[]
  /** The gaps drawn for the time after the last send and the last invite. */
  gap: Millis
  inviteGap: Millis
  /** Kinds that rest until a time. */
  resting: Partial<Record<Kind, Millis>>
  /** Until when nothing leaves, by `/静音` or `qunguan pause`. */
  heldUntil: Millis
  /** End of the quiet hours that hold at the given time, or undefined when none do. */
  quietUntil: (at: Millis) => Millis | undefined
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A summary of past sends that answers each limit without another scan. */
class Ledger {
  readonly #sent: readonly Sent[]
  constructor(sent: readonly Sent[]) {
    this.#sent = sent
  }

  /** When the last send matching `which` was, or -Infinity. */
  last(which: (sent: Sent) => boolean): Millis {
    for (let i = this.#sent.length - 1; i >= 0; i--) {
      const sent = this.#sent[i]
      if (sent && which(sent)) return sent.at
    }
    return Number.NEGATIVE_INFINITY
  }

  /**
   * The earliest time at which one more send would stay within `limit` a rolling `window`; 0 is no limit.
   * It is the moment when the oldest of the last `limit` sends leaves the window.
   */
  freeAt(limit: number, window: Millis, which: (sent: Sent) => boolean): Millis {
    if (limit === 0) return Number.NEGATIVE_INFINITY
    let count = 0
    for (let i = this.#sent.length - 1; i >= 0; i--) {
      const sent = this.#sent[i]
      if (sent && which(sent) && ++count === limit) return sent.at + window
    }
    return Number.NEGATIVE_INFINITY
  }
}

/**
 * The earliest time, not before `now`, at which this action may leave. Kicks obey gap, kickGap and kicksPerHour only; what
 * else leaves counts them too.
 */
export function allowedAt(waiting: Waiting, budget: Budget, now: Millis): Millis {
  const held = waiting.evenHeld ? 0 : budget.heldUntil
  let at = Math.max(now, waiting.notBefore, held, budget.resting[waiting.kind] ?? 0)
  if (budget.pacing !== 'off') at = Math.max(at, paced(waiting, budget.pacing, budget))
  if (waiting.kind !== 'kick' && waiting.heldByQuiet) at = budget.quietUntil(at) ?? at
  return at
}

function paced(waiting: Waiting, pacing: Pacing, budget: Budget): Millis {
  const ledger = new Ledger(budget.sent)
  const any = () => true
  const limits = [ledger.last(any) + budget.gap]
  if (waiting.kind === 'kick') {
    const kicks = (sent: Sent) => sent.kind === 'kick'
    limits.push(ledger.last(kicks) + pacing.kickGap, ledger.freeAt(pacing.kicksPerHour, HOUR, kicks))
    return Math.max(...limits)
  }
  // Removals count here: to WeChat they are requests of this account like any other.
  limits.push(ledger.freeAt(pacing.perMinute, MINUTE, any), ledger.freeAt(pacing.perDay, DAY, any))
  if (waiting.room !== undefined) limits.push(ledger.last(sent => sent.room === waiting.room) + pacing.perRoomGap)
  if (waiting.kind === 'invite') {
    const invites = (sent: Sent) => sent.kind === 'invite'
    const taken = (sent: Sent) => invites(sent) && !sent.refused
    limits.push(ledger.last(invites) + budget.inviteGap, ledger.freeAt(pacing.invitesPerDay, DAY, taken))
  }
  if (waiting.kind === 'create') {
    const made = (sent: Sent) => sent.kind === 'create' && !sent.refused
    limits.push(ledger.freeAt(pacing.createsPerDay, DAY, made))
  }
  if (waiting.unasked) limits.push(ledger.freeAt(pacing.unaskedPerRoomDay, DAY, unaskedIn(waiting.room)))
  return Math.max(...limits)
}

/** When another room may be made, where the day's are used up; a time that is not yet told as a pause of WeChat's. */
export function createsFreeAt({ pacing, sent, resting, quietUntil }: Budget, now: Millis): Millis | undefined {
  if (pacing === 'off') return undefined
  const made = (each: Sent) => each.kind === 'create' && !each.refused
  const at = new Ledger(sent).freeAt(pacing.createsPerDay, DAY, made)
  if (at <= now || at <= (resting.create ?? 0)) return undefined
  return quietUntil(at) ?? at
}

/**
 * When a room may get another message that nobody asked for, not before `now`: its share of the day is used up until the
 * oldest is a day old, or quiet hours hold.
 */
export function unaskedFrom({ pacing, sent, quietUntil }: Budget, room: string, now: Millis): Millis {
  const share = pacing === 'off' ? 0 : pacing.unaskedPerRoomDay
  const at = Math.max(now, new Ledger(sent).freeAt(share, DAY, unaskedIn(room)))
  return quietUntil(at) ?? at
}

/** How many messages nobody asked for a room may still get now. */
export function unaskedLeft({ pacing, sent }: Budget, room: string, now: Millis): number {
  if (pacing === 'off' || pacing.unaskedPerRoomDay === 0) return Number.POSITIVE_INFINITY
  const isOne = unaskedIn(room)
  return pacing.unaskedPerRoomDay - sent.filter(each => isOne(each) && each.at > now - DAY).length
}

/** Sends that took from a room's share of the day. */
function unaskedIn(room: string | undefined): (sent: Sent) => boolean {
  return sent => sent.unasked && sent.room === room && !sent.refused
}

/** How long a kind rests the `times`-th time in a row that WeChat said "too often" (1205). */
export function restFor(pacing: Pacing | 'off', times: number): Millis {
  const steps = pacing === 'off' ? [30 * MINUTE, 2 * HOUR, DAY] : pacing.coolDown
  return steps[Math.min(times, steps.length) - 1] ?? 0
}
