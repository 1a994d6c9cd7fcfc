import type { Millis } from '../domain/events.js'
import type { Trouble } from './link.js'

export interface WatchdogOptions {
  /** Alive means that a sync ended at most this long ago. WeChat answers one every 25 s when nothing is new. */
  aliveWithin: Millis
  /** An outage that lasts is told again after these spans, the last one over and over. */
  tellAgain: readonly Millis[]
  /** How long it must hold before 「回来了」 is said: an account that is thrown out seconds after its login is not back. */
  steady: Millis
  /** Where the puppet tells of no syncs: that nobody wrote for this long is told once. */
  quietFor: Millis
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** 90 s: wechat4u waits 25 s for an answer and three tries lie 2 s and 4 s apart (docs/platform.md). */
export const shippedWatchdog: WatchdogOptions = {
  aliveWithin: 90_000,
  tellAgain: [10 * MINUTE, HOUR, 6 * HOUR],
  steady: 30_000,
  quietFor: 24 * HOUR,
}

/** What can be seen of the connection at one moment. */
export interface Pulse {
  loggedIn: boolean
  /** When the last sync ended, 0 before the first; undefined where the puppet does not tell. */
  lastSync: Millis | undefined
  lastInbound: Millis | undefined
}

export type Happening = { kind: 'look'; pulse: Pulse } | { kind: 'login' } | { kind: 'trouble'; trouble: Trouble }

/** What a person has to do before it can go on: scan the code, or use another account. */
export interface Need {
  url?: string
  /** WeChat's code, where it gave one. */
  ret?: number
  since: Millis
}

/**
 * What the operators are told. `for`: how long it has lasted; `again`: they were told just this before.
 * silent: no sync gets through. out: nobody is logged in, and there is no code to scan. scan: there is. refused: WeChat
 * refuses the account. quiet: nobody wrote, where no sync tells more.
 */
export type Notice =
  | { kind: 'silent' | 'out'; for: Millis; again: boolean; why?: string }
  | { kind: 'scan'; url: string; ret?: number; for: Millis; again: boolean }
  | { kind: 'refused'; ret: number; url?: string; for: Millis; again: boolean }
  | { kind: 'back'; for: Millis }
  | { kind: 'quiet'; for: Millis }

/** An outage that the operators know of. */
interface Told {
  since: Millis
  at: Millis
  times: number
  /** What they were told of it: each is news once. */
  what: readonly string[]
}

/** What the watchdog remembers between two looks. */
export interface Watched {
  /** The last sign of life, or when the watching began. */
  aliveAt: Millis
  /** Whether anybody was logged in since then. */
  everIn: boolean
  need?: Need
  /** Since when, and why, nothing gets through, as the client says. */
  offline?: { since: Millis; why: string }
  told?: Told
  /** Alive again since then, and not yet said so. */
  backAt?: Millis
  /** The last message before a silence that was told, or when the watching began. */
  quietSince: Millis
  quietTold: boolean
}

export function beginWatch(now: Millis): Watched {
  return { aliveAt: now, everIn: false, quietSince: now, quietTold: false }
}

/**
 * The watchdog: what it remembers after something happened, and what is to be told because of it. Alive means a sync
 * within `aliveWithin`, never a heartbeat, which the puppet goes on sending while nobody is logged in. What lasts is told
 * once, then at growing distances; that it is over is told once.
 */
export function watch(
  state: Watched,
  happening: Happening,
  now: Millis,
  options: WatchdogOptions,
): { state: Watched; notice?: Notice } {
  switch (happening.kind) {
    case 'look':
      return look(state, happening.pulse, now, options)
    case 'login': {
      const { need: _, ...rest } = state
      return { state: { ...rest, everIn: true, quietSince: now, quietTold: false } }
    }
    case 'trouble':
      return troubled(state, happening.trouble, now)
  }
}

function look(
  before: Watched,
  pulse: Pulse,
  now: Millis,
  options: WatchdogOptions,
): { state: Watched; notice?: Notice } {
  const state = lifeOf(before, pulse, now)
  const alive = pulse.loggedIn && !state.need && now - state.aliveAt <= options.aliveWithin
  if (!alive) return dead(state, pulse, now, options)
  if (state.told) {
    const backAt = state.backAt ?? now
    if (now - backAt < options.steady) return { state: { ...state, backAt } }
    const { told, backAt: _, ...rest } = state
    return { state: rest, notice: { kind: 'back', for: Math.max(0, backAt - told.since) } }
  }
  return quiet(state, pulse, now, options)
}

/** Since when there was no sign of life, where that is an outage: told already, or not yet. */
export function silentSince(
  state: Watched,
  pulse: Pulse,
  now: Millis,
  { aliveWithin }: WatchdogOptions,
): Millis | undefined {
  const { aliveAt, told, backAt } = lifeOf(state, pulse, now)
  if (now - aliveAt > aliveWithin) return told?.since ?? aliveAt
  return backAt === undefined ? told?.since : undefined
}

/** What the pulse says of life: a sync; where none is told of, that the account is in and no trouble was heard of. */
function lifeOf(state: Watched, { loggedIn, lastSync, lastInbound }: Pulse, now: Millis): Watched {
  const inbound = Math.max(lastInbound ?? 0, state.quietSince)
  const heard = inbound > state.quietSince ? { quietSince: inbound, quietTold: false } : {}
  const everIn = state.everIn || loggedIn
  if (lastSync === undefined) {
    const alive = loggedIn && !state.need && !state.offline
    return { ...state, ...heard, everIn, aliveAt: alive ? now : state.aliveAt }
  }
  const { need, offline, ...rest } = state
  return {
    ...rest,
    ...heard,
    everIn,
    aliveAt: Math.max(state.aliveAt, lastSync),
    // A sync since then shows that nobody has to do anything any more.
    ...(need && lastSync <= need.since ? { need } : {}),
    ...(offline && lastSync <= offline.since ? { offline } : {}),
  }
}

function dead(
  before: Watched,
  pulse: Pulse,
  now: Millis,
  options: WatchdogOptions,
): { state: Watched; notice?: Notice } {
  const { backAt, ...state } = before
  const { told } = state
  if (!told) {
    return now - state.aliveAt > options.aliveWithin ? tell(state, pulse, now) : { state }
  }
  const relapsed: Told = backAt === undefined ? told : { ...told, times: 1 }
  const distance = options.tellAgain[Math.min(relapsed.times, options.tellAgain.length) - 1]
  if (distance === undefined || now - told.at < distance) return { state: { ...state, told: relapsed } }
  return tell({ ...state, told: relapsed }, pulse, now)
}

function quiet(
  state: Watched,
  pulse: Pulse,
  now: Millis,
  options: WatchdogOptions,
): { state: Watched; notice?: Notice } {
  const silence = now - state.quietSince
  if (pulse.lastSync !== undefined || state.quietTold || silence < options.quietFor) return { state }
  return { state: { ...state, quietTold: true }, notice: { kind: 'quiet', for: silence } }
}

/** 1100–1102 end a session, and a new QR code makes it good; every other refusal is of the account. */
export function endsSession(ret: number): boolean {
  return ret >= 1100 && ret <= 1102
}

function troubled(before: Watched, trouble: Trouble, now: Millis): { state: Watched; notice?: Notice } {
  const pulse: Pulse = { loggedIn: false, lastSync: 0, lastInbound: undefined }
  switch (trouble.kind) {
    case 'offline':
      return { state: { ...before, offline: { since: trouble.since, why: trouble.why } } }
    case 'back': {
      const { need: _, offline: __, ...rest } = before
      // Whether it holds, the next looks show.
      return { state: rest }
    }
    case 'scan': {
      const need = { since: now, ...before.need, url: trouble.url }
      const state = { ...before, need }
      // Who starts the bot for the first time has the code before his eyes.
      const known = state.told ? state.told.what.includes(newsOf(need)) : !state.everIn
      return known ? { state } : tell(state, pulse, now)
    }
    case 'refused': {
      const need = { since: now, ...before.need, ret: trouble.ret }
      const state = { ...before, need }
      const known = state.told?.what.includes(newsOf(need)) === true
      // The code to scan comes soon, and both belong into one line; if it does not, the next looks tell.
      return known || newsOf(need) === 'ended' ? { state } : tell(state, pulse, now)
    }
  }
}

function newsOf({ url, ret }: Need): string {
  if (ret !== undefined && !endsSession(ret)) return `refused ${ret}`
  return url === undefined ? 'ended' : 'scan'
}

function tell(state: Watched, { loggedIn }: Pulse, now: Millis): { state: Watched; notice: Notice } {
  const { need, offline, told } = state
  const since = told?.since ?? Math.min(state.aliveAt, offline?.since ?? state.aliveAt)
  const news = need ? newsOf(need) : 'silent'
  const lasting = { for: Math.max(0, now - since), again: told?.what.includes(news) === true }
  const known: Told = {
    since,
    at: now,
    times: lasting.again ? (told?.times ?? 0) + 1 : 1,
    what: [...new Set([...(told?.what ?? []), news])],
  }
  return { state: { ...state, told: known }, notice: { ...noticeOf(need, offline, loggedIn), ...lasting } }
}

function noticeOf(need: Need | undefined, offline: Watched['offline'], loggedIn: boolean) {
  const ret = need?.ret === undefined ? {} : { ret: need.ret }
  if (need?.url !== undefined && newsOf(need) === 'scan') return { kind: 'scan', url: need.url, ...ret } as const
  if (need?.ret !== undefined) {
    return { kind: 'refused', ret: need.ret, ...(need.url === undefined ? {} : { url: need.url }) } as const
  }
  return { kind: loggedIn || offline ? 'silent' : 'out', ...(offline ? { why: offline.why } : {}) } as const
}
