import type { ConnectionOptions } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Act, Action, OutboxLane, Outcome, Settled, Unless } from '../domain/actions.js'
import { lanes } from '../domain/actions.js'
import type { Millis } from '../domain/events.js'
import type { InHand } from '../domain/in-hand.js'
import { Alarm } from './alarm.js'
import { OutboxRecords } from './outbox-records.js'
import { allowedAt, type Budget, type Kind, kindOf, type Pacing, restFor, type Sent, type Waiting } from './pacing.js'

/** What may be said about an action when it is handed in; its meaning decides how it travels. */
export interface Posting {
  /** Derived from the cause, so that the same cause handled twice posts once. */
  id: string
  action: Action
  origin: string
  /**
   * reply: somebody just asked; one line (≤ 60 characters) passes quiet hours. notice: nobody asked, but it belongs to
   * something that happened (a removal, a gate); waits in quiet hours. unasked: counts against `unaskedPerRoomDay`.
   */
  manner: 'reply' | 'notice' | 'unasked'
  case?: string
  unless?: readonly Unless[]
  /** Dropped when it could not leave before this time. Shipped: replies 10 min, all else 12 h. */
  expires?: Millis
  notBefore?: Millis
  /** What to do with an unseen text after a crash in the middle of sending. */
  ifUnknown?: 'list' | 'resend'
}

export interface OutboxRecord extends Posting {
  seq: number
  lane: OutboxLane
  queuedAt: Millis
  expires: Millis
  notBefore: Millis
  tries: number
  state: 'queued' | 'sending' | 'settling'
  outcome?: Outcome
  code?: string
}

/** How WeChat answered a `perform`. `again` failed for a passing reason; `often` is 1205; `tomorrow` its stricter sister. */
export type Answer = { ok: true } | { ok: false; code: string; how: 'refused' | 'again' | 'often' | 'tomorrow' }

/** What looking at WeChat says of an action: `unseeable` of texts, cards and files. */
export type Look = 'seen' | 'unseen' | 'unseeable'

export interface OutboxOptions {
  redis: Redis
  /** Key prefix of the account, such as `qg:main`. */
  prefix: string
  connection: ConnectionOptions
  pacing: Pacing | 'off'
  now: () => Millis
  random: () => number
  inHand: InHand
  virtual?: boolean
  perform: (action: Action) => Promise<Answer>
  look: (action: Action) => Promise<Look>
  /** Asked just before an action leaves; true drops it. */
  holds: (unless: Unless) => boolean
  /** End of the quiet hours holding at a time, if any. */
  quietUntil: (at: Millis) => Millis | undefined
  /** 10:00 of the next day, where a refusal with 明日 is tried again. */
  tomorrow: (at: Millis) => Millis
  onSettled: (settled: Settled) => Promise<void>
  onError: (error: Error) => void
  /** A kind of action was paused by WeChat; told once per pause. */
  onPaused?: (kind: Kind, until: Millis, code: string) => void
  /** Whether the account is connected: nothing leaves while it is not. */
  connected?: () => boolean
}

/** A text this long or shorter is one line and passes quiet hours as an answer (CONFIG.md: quiet). */
const ONE_LINE = 60
const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Waits before a failed action is tried again; after the last it is dead and listed. */
const BACKOFF = [5_000, 30_000, 2 * MINUTE] as const
/** How often an action that looked undone is tried (K4: retry ≤ 2). */
const TRIES_UNSEEN = 2

/**
 * The one durable, paced road by which actions reach WeChat. Records are in Redis and the choice of the next one is a
 * pure function over them; BullMQ wakes the pump when the next one is allowed. An action is queued → sending → settled;
 * see docs/architecture.md for what a crash at each point does.
 */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #records: OutboxRecords
  readonly #alarm: Alarm
  #pacing: Pacing | 'off'
  readonly #queued = new Map<string, OutboxRecord>()
  #sent: Sent[] = []
  #gap = 0
  #inviteGap = 0
  #resting: Partial<Record<Kind, Millis>> = {}
  #refusals: Partial<Record<Kind, number>> = {}
  #heldUntil = 0
  #pumping: Promise<void> | undefined
  #again = false
  #stopped = false
  #pickUps = 0

  constructor(options: OutboxOptions) {
    this.#options = options
    this.#pacing = options.pacing
    this.#records = new OutboxRecords(options.redis, options.prefix)
    this.#alarm = new Alarm({
      name: 'outbox',
      prefix: options.prefix,
      connection: options.connection,
      redis: options.redis,
      now: options.now,
      inHand: options.inHand,
      onDue: () => this.pump(),
      onError: options.onError,
      ...(options.virtual ? { virtual: true } : {}),
    })
  }

  /** Settles what a dead process left behind, then starts sending. */
  async start(): Promise<void> {
    const state = await this.#records.load(this.#options.now())
    this.#sent = state.sent
    this.#resting = state.resting
    this.#refusals = state.refusals
    this.#heldUntil = state.heldUntil
    for (const record of state.actions) this.#queued.set(record.id, record)
    await this.#alarm.start()
    for (const record of [...this.#queued.values()]) {
      if (record.state === 'sending') await this.#recover(record)
      else if (record.state === 'settling') await this.#deliver(record)
    }
    await this.pump()
  }

  /** Finishes the action in hand and stops; what waits stays in Redis. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#pumping
    await this.#alarm.stop()
  }

  async sever(): Promise<void> {
    this.#stopped = true
    await this.#alarm.sever()
  }

  /** Hands an action in. Resolves true when it is in Redis, false when this id was handed in before. */
  async post(posting: Posting): Promise<boolean> {
    const now = this.#options.now()
    const record: OutboxRecord = {
      ...posting,
      seq: this.#records.nextSeq(),
      lane: laneOf(posting),
      queuedAt: now,
      notBefore: posting.notBefore ?? now,
      expires: posting.expires ?? now + (posting.manner === 'reply' && posting.action.act !== 'kick' ? 10 * MINUTE : 12 * HOUR),
      tries: 0,
      state: 'queued',
    }
    const over = this.#options.inHand.take()
    try {
      if (!(await this.#records.add(record))) return false
      this.#queued.set(record.id, record)
      void this.pump()
      return true
    } finally {
      over()
    }
  }

  /** Takes back what has not left yet. */
  async withdraw(matches: (record: OutboxRecord) => boolean): Promise<number> {
    const found = [...this.#queued.values()].filter(record => record.state === 'queued' && matches(record))
    for (const record of found) this.#queued.delete(record.id)
    await this.#records.drop(found.map(record => record.id), this.#options.now())
    return found.length
  }

  /** Nothing leaves before `until`; 0 lets go. What is posted meanwhile is kept. */
  async hold(until: Millis): Promise<void> {
    this.#heldUntil = until
    await this.#records.saveState({ resting: this.#resting, refusals: this.#refusals, heldUntil: until })
    await this.pump()
  }

  /** Operators changed `pacing` in the YAML. */
  async repace(pacing: Pacing | 'off'): Promise<void> {
    this.#pacing = pacing
    await this.pump()
  }

  get waiting(): readonly OutboxRecord[] {
    return [...this.#queued.values()]
  }

  get resting(): Partial<Record<Kind, Millis>> {
    return this.#resting
  }

  get heldUntil(): Millis {
    return this.#heldUntil
  }

  /** How often the pump took an action out; benches compare it with the number of actions. */
  get pickUps(): number {
    return this.#pickUps
  }

  /** Actions whose effect nobody could see, and those that failed for good; newest last. */
  listed(): Promise<{ unknown: OutboxRecord[]; dead: OutboxRecord[] }> {
    return this.#records.listed()
  }

  /** When the pump wakes next, for a virtual clock. */
  next(): Millis | undefined {
    return this.#alarm.next()
  }

  moved(now: Millis): Promise<void> {
    return this.#alarm.moved(now)
  }

  /** Sends everything that is allowed now and sets the alarm for the rest. One pump runs at a time. */
  pump(): Promise<void> {
    if (this.#stopped) return Promise.resolve()
    this.#again = true
    this.#pumping ??= this.#options.inHand.during(async () => {
      try {
        while (this.#again && !this.#stopped) {
          this.#again = false
          await this.#drain()
        }
      } catch (error) {
        this.#options.onError(error instanceof Error ? error : new Error(String(error)))
      } finally {
        this.#pumping = undefined
      }
    })
    return this.#pumping
  }

  async #drain(): Promise<void> {
    while (!this.#stopped) {
      if (this.#options.connected?.() === false) return
      const now = this.#options.now()
      const { ready, next } = this.#choose(now)
      if (!ready) {
        if (next !== undefined) await this.#alarm.set([{ id: `wake|${next}`, due: next }])
        return
      }
      this.#pickUps += 1
      await this.#send(ready)
    }
  }

  /** The best action that may leave now, or the earliest time at which one may. */
  #choose(now: Millis): { ready?: OutboxRecord; next?: Millis } {
    const budget: Budget = {
      pacing: this.#pacing,
      sent: this.#sent,
      gap: this.#gap,
      inviteGap: this.#inviteGap,
      resting: this.#resting,
      heldUntil: this.#heldUntil,
      quietUntil: this.#options.quietUntil,
    }
    const heads = new Set<string>()
    let ready: OutboxRecord | undefined
    let next: Millis | undefined
    for (const record of this.#queued.values()) {
      if (record.state !== 'queued') continue
      // Within a room (or a private chat) and a lane the order is kept: only the oldest may leave.
      const row = `${record.lane}|${target(record.action)}`
      if (heads.has(row)) continue
      heads.add(row)
      // What has expired is taken out at once, to be settled as such.
      const at = record.expires <= now ? now : allowedAt(waitingOf(record), budget, now)
      if (at > now) next = Math.min(next ?? at, Math.max(at, now + 1), record.expires)
      else if (!ready || better(record, ready)) ready = record
    }
    return { ...(ready ? { ready } : {}), ...(next === undefined ? {} : { next: Math.max(next, now + 1) }) }
  }

  async #send(record: OutboxRecord): Promise<void> {
    const now = this.#options.now()
    if (record.expires <= now) return this.#settle(record, 'expired', 'late')
    const held = record.unless?.find(unless => this.#options.holds(unless))
    if (held) return this.#settle(record, 'expired', held.is)
    const merged = this.#merge(record, now)
    const kind = kindOf(record.action.act)
    const sent: Sent = { at: now, kind, ...roomOf(record.action), unasked: record.manner === 'unasked' && 'room' in record.action }
    record.state = 'sending'
    record.tries += 1
    await this.#records.sending(record, sent, merged.map(other => other.id), now)
    this.#account(sent, now)
    const answer = await this.#perform(record.action)
    if (this.#stopped && !answer.ok && answer.code === 'SEVERED') return
    if (answer.ok) {
      delete this.#refusals[kind]
      const look = await this.#options.look(record.action)
      if (look !== 'unseen') return this.#settle(record, 'done')
      if (record.tries < TRIES_UNSEEN) return this.#requeue(record, now + BACKOFF[0])
      return this.#settle(record, 'refused', 'unseen')
    }
    if (answer.how === 'often' || answer.how === 'tomorrow') {
      // It may have happened all the same (SCENARIO-FORMAT: `delivered: true`): look before trying again.
      if ((await this.#options.look(record.action)) === 'seen') return this.#settle(record, 'done')
      await this.#rest(kind, answer, now)
      record.tries -= 1
      return this.#requeue(record, answer.how === 'tomorrow' ? this.#options.tomorrow(now) : now)
    }
    if ((await this.#options.look(record.action)) === 'seen') return this.#settle(record, 'done')
    const backoff = BACKOFF[record.tries - 1]
    if (answer.how === 'again' && backoff !== undefined) return this.#requeue(record, now + backoff)
    if (answer.how === 'refused' && record.action.act === 'kick' && record.tries < TRIES_UNSEEN) {
      return this.#requeue(record, now + BACKOFF[0])
    }
    return this.#settle(record, answer.how === 'again' ? 'failed' : 'refused', answer.code)
  }

  async #perform(action: Action): Promise<Answer> {
    try {
      return await this.#options.perform(action)
    } catch (error) {
      this.#options.onError(error instanceof Error ? error : new Error(String(error)))
      return { ok: false, code: 'error', how: 'again' }
    }
  }

  /**
   * What else waits for the same room after quiet hours becomes part of this one message: texts that nobody asked for,
   * in order. Returns the ones that were taken in.
   */
  #merge(record: OutboxRecord, now: Millis): OutboxRecord[] {
    const first = record.action
    if (first.act !== 'say' || !quietHeld(record) || !this.#options.quietUntil(record.queuedAt)) return []
    const others = [...this.#queued.values()].filter(
      other =>
        other !== record &&
        other.state === 'queued' &&
        other.action.act === 'say' &&
        other.action.room === first.room &&
        quietHeld(other) &&
        other.case === undefined &&
        other.notBefore <= now &&
        !other.unless?.some(unless => this.#options.holds(unless)) &&
        this.#options.quietUntil(other.queuedAt) !== undefined,
    )
    if (others.length === 0) return []
    const all = [record, ...others].sort((a, b) => a.seq - b.seq)
    const says = all.flatMap(each => (each.action.act === 'say' ? [each.action] : []))
    record.action = {
      act: 'say',
      room: first.room,
      text: says.map(say => say.text).join('\n\n'),
      mentions: [...new Set(says.flatMap(say => say.mentions ?? []))],
    }
    for (const other of others) this.#queued.delete(other.id)
    return others
  }

  #account(sent: Sent, now: Millis): void {
    const { random } = this.#options
    if (this.#pacing !== 'off') {
      this.#gap = between(this.#pacing.gap, random())
      if (sent.kind === 'invite') this.#inviteGap = between(this.#pacing.inviteGap, random())
      this.#sent.push(sent)
      while (this.#sent[0] && this.#sent[0].at <= now - 24 * HOUR) this.#sent.shift()
    }
  }

  async #rest(kind: Kind, answer: Answer & { ok: false }, now: Millis): Promise<void> {
    const times = (this.#refusals[kind] ?? 0) + 1
    const until = answer.how === 'tomorrow' ? this.#options.tomorrow(now) : now + restFor(this.#pacing, times)
    this.#refusals = { ...this.#refusals, [kind]: times }
    this.#resting = { ...this.#resting, [kind]: until }
    await this.#records.saveState({ resting: this.#resting, refusals: this.#refusals, heldUntil: this.#heldUntil })
    this.#options.onPaused?.(kind, until, answer.code)
  }

  async #requeue(record: OutboxRecord, notBefore: Millis): Promise<void> {
    record.state = 'queued'
    record.notBefore = notBefore
    // A pause by WeChat must not eat the time that the action had.
    record.expires = Math.max(record.expires, notBefore + 12 * HOUR)
    await this.#records.save(record)
  }

  async #settle(record: OutboxRecord, outcome: Outcome, code?: string): Promise<void> {
    record.state = 'settling'
    record.outcome = outcome
    if (code !== undefined) record.code = code
    await this.#records.settling(record)
    await this.#deliver(record)
  }

  /** Tells the room's lane how it ended; only then the record is forgotten, so that a crash tells it again. */
  async #deliver(record: OutboxRecord): Promise<void> {
    const settled: Settled = {
      id: record.id,
      action: record.action,
      outcome: record.outcome ?? 'unknown',
      origin: record.origin,
      ...(record.code === undefined ? {} : { code: record.code }),
      ...(record.case === undefined ? {} : { case: record.case }),
    }
    const over = this.#options.inHand.take()
    this.#queued.delete(record.id)
    // Not awaited: the lane may be busy with work that posts, and the pump must go on.
    void this.#options
      .onSettled(settled)
      .then(() => this.#records.settled(record, this.#options.now()))
      .catch((error: unknown) => this.#options.onError(error instanceof Error ? error : new Error(String(error))))
      .finally(over)
  }

  /** An action that was in `sending` when the process died. */
  async #recover(record: OutboxRecord): Promise<void> {
    const look = await this.#options.look(record.action)
    if (look === 'seen') return this.#settle(record, 'done')
    if (look === 'unseen' || record.ifUnknown === 'resend') return this.#requeue(record, this.#options.now())
    return this.#settle(record, 'unknown', 'crash')
  }
}

/** Which lane an action takes; kicks first, then answers, then what changes rooms, then what nobody asked for. */
function laneOf(posting: Posting): OutboxLane {
  const act: Act = posting.action.act
  if (act === 'kick') return 'kick'
  if (act === 'invite' || act === 'add' || act === 'befriend') return 'invite'
  if (act === 'create' || act === 'topic') return 'create'
  return posting.manner === 'reply' ? 'reply' : 'proactive'
}

function better(a: OutboxRecord, b: OutboxRecord): boolean {
  const order = lanes.indexOf(a.lane) - lanes.indexOf(b.lane)
  return order !== 0 ? order < 0 : a.seq < b.seq
}

function target(action: Action): string {
  if ('room' in action && action.room !== undefined) return action.room
  if ('member' in action && action.member !== undefined) return `@${action.member}`
  return action.act
}

function roomOf(action: Action): { room?: string } {
  return 'room' in action && action.room !== undefined ? { room: action.room } : {}
}

function quietHeld(record: OutboxRecord): boolean {
  const { action, manner } = record
  if (action.act === 'kick' || action.act === 'befriend') return false
  if (manner !== 'reply') return true
  return action.act === 'say' && action.text.length > ONE_LINE
}

function waitingOf(record: OutboxRecord): Waiting {
  return {
    id: record.id,
    lane: record.lane,
    kind: kindOf(record.action.act),
    ...roomOf(record.action),
    unasked: record.manner === 'unasked' && 'room' in record.action,
    heldByQuiet: quietHeld(record),
    notBefore: record.notBefore,
  }
}

function between([from, to]: readonly [Millis, Millis], chance: number): Millis {
  return Math.round(from + (to - from) * chance)
}
