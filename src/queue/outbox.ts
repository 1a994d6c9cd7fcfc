import type { ConnectionOptions } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Action, OutboxLane, Outcome, Settled, Unless } from '../domain/actions.js'
import type { Millis } from '../domain/events.js'
import type { InHand } from '../domain/in-hand.js'
import { Alarm } from './alarm.js'
import {
  asOne,
  choose,
  companions,
  heldByQuiet,
  isUnasked,
  laneOf,
  mayLeave,
  type Part,
  partOf,
  roomOf,
} from './choice.js'
import { OutboxRecords } from './outbox-records.js'
import { type Budget, type Kind, kindOf, type Pacing, restFor, type Sent } from './pacing.js'

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
  /** `expires` is its author's: a pause does not move it. */
  fixed?: true
  /** The texts that became one; each is told how it ended. */
  parts?: readonly Part[]
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

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** How long an action may wait to leave (docs/architecture.md: replies 10m, notices 12h), pauses not counted for notices. */
const REPLY_LASTS = 10 * MINUTE
const NOTICE_LASTS = 12 * HOUR
/** Waits before a failed action is tried again; after the last it is dead and listed. */
const BACKOFF = [5_000, 30_000, 2 * MINUTE] as const
/** How often an action that looked undone is tried. */
const TRIES_UNSEEN = 2
/** When Redis itself refuses to write (a full disk), the pump tries again after this long, by the machine's clock. */
const REFUSED_BY_REDIS = 5_000

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
  #loading: Promise<void> | undefined
  #started = false
  #pumping: Promise<void> | undefined
  #again = false
  #stopped = false
  #pickUps = 0
  #retry: NodeJS.Timeout | undefined

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
    await this.#load()
    await this.#alarm.start()
    for (const record of [...this.#queued.values()]) {
      if (record.state === 'sending') await this.#recover(record)
      else if (record.state === 'settling') this.#deliver(record)
    }
    this.#started = true
    await this.pump()
  }

  /** Finishes the action in hand and stops; what waits stays in Redis. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#retry)
    await this.#pumping
    await this.#alarm.stop()
  }

  async sever(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#retry)
    await this.#alarm.sever()
  }

  /** Hands an action in. Resolves true when it is in Redis, false when this id was handed in before. */
  async post(posting: Posting): Promise<boolean> {
    const over = this.#options.inHand.take()
    try {
      // Also before `start`: a timer may be due earlier than the login. Behind what waits already it must be all the same.
      await this.#load()
      const now = this.#options.now()
      const record: OutboxRecord = {
        ...posting,
        seq: this.#records.nextSeq(),
        lane: laneOf(posting),
        queuedAt: now,
        notBefore: posting.notBefore ?? now,
        expires: posting.expires ?? this.#lastsUntil(posting, now),
        ...(posting.expires === undefined ? {} : { fixed: true }),
        tries: 0,
        state: 'queued',
      }
      if (!(await this.#records.add(record, now))) return false
      this.#queued.set(record.id, record)
      void this.pump()
      return true
    } finally {
      over()
    }
  }

  /** Takes back what has not left yet. */
  async withdraw(matches: (record: OutboxRecord) => boolean): Promise<number> {
    await this.#load()
    const found = [...this.#queued.values()].filter(record => record.state === 'queued' && matches(record))
    for (const record of found) this.#queued.delete(record.id)
    await this.#records.drop(
      found.map(record => record.id),
      this.#options.now(),
    )
    return found.length
  }

  /** Nothing leaves before `until`; 0 lets go. What is posted meanwhile is kept. */
  async hold(until: Millis): Promise<void> {
    await this.#load()
    this.#heldUntil = until
    await this.#saveState()
    await this.#outlast(until, () => true)
    await this.pump()
  }

  /** Operators changed `pacing` in the YAML. */
  async repace(pacing: Pacing | 'off'): Promise<void> {
    this.#pacing = pacing
    this.#drawGaps()
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
    if (this.#stopped || !this.#started) return Promise.resolve()
    this.#again = true
    this.#pumping ??= this.#options.inHand.during(async () => {
      try {
        while (this.#again && !this.#stopped) {
          this.#again = false
          await this.#drain()
        }
      } catch (error) {
        this.#options.onError(asError(error))
        if (!this.#stopped) this.#retry = setTimeout(() => void this.pump(), REFUSED_BY_REDIS)
      } finally {
        this.#pumping = undefined
      }
    })
    return this.#pumping
  }

  #load(): Promise<void> {
    this.#loading ??= (async () => {
      const state = await this.#records.load(this.#options.now())
      this.#sent = state.sent
      this.#resting = state.resting
      this.#refusals = state.refusals
      this.#heldUntil = state.heldUntil
      for (const record of state.actions) this.#queued.set(record.id, record)
      // The last send was before this process; the gap after it counts all the same.
      this.#drawGaps()
    })()
    return this.#loading
  }

  async #drain(): Promise<void> {
    while (!this.#stopped) {
      if (this.#options.connected?.() === false) return
      const { ready, others, next } = choose(this.#queued.values(), this.#budget, this.#options.now())
      if (!ready) {
        if (next !== undefined) await this.#alarm.set([{ id: `wake|${next}`, due: next }])
        return
      }
      this.#again = false
      await this.#pickUp(ready)
      // Choosing looks at all that waits. What it found besides holds until something else happens.
      for (const other of others) {
        if (!this.#stillMayLeave(other)) break
        await this.#pickUp(other)
      }
    }
  }

  #stillMayLeave(record: OutboxRecord): boolean {
    const { connected, now } = this.#options
    if (this.#again || this.#stopped || connected?.() === false) return false
    return this.#queued.get(record.id) === record && mayLeave(record, this.#budget, now())
  }

  #pickUp(record: OutboxRecord): Promise<void> {
    this.#pickUps += 1
    return this.#send(record)
  }

  get #budget(): Budget {
    return {
      pacing: this.#pacing,
      sent: this.#sent,
      gap: this.#gap,
      inviteGap: this.#inviteGap,
      resting: this.#resting,
      heldUntil: this.#heldUntil,
      quietUntil: this.#options.quietUntil,
    }
  }

  async #send(chosen: OutboxRecord): Promise<void> {
    const { now: clock, holds, quietUntil } = this.#options
    const now = clock()
    if (chosen.expires <= now) return this.#settle(chosen, 'expired', 'late')
    const held = chosen.unless?.find(unless => holds(unless))
    if (held) return this.#settle(chosen, 'expired', held.is)
    if (chosen.tries > 0) {
      // It was tried before, and WeChat may show only now that it happened: nothing is done twice.
      const look = await this.#look(chosen.action)
      if (this.#queued.get(chosen.id) !== chosen) return
      if (look === 'seen') return this.#settle(chosen, 'done')
      if (look === 'blind') return this.#requeue(chosen, now + BACKOFF[1])
    }
    const others = companions(chosen, this.#queued.values(), { now, quietUntil, holds })
    const record: OutboxRecord = { ...asOne(chosen, others), state: 'sending', tries: chosen.tries + 1 }
    const kind = kindOf(record.action.act)
    const sent: Sent = { at: now, kind, ...roomOf(record.action), unasked: isUnasked(record) }
    // From here on nobody takes them back.
    for (const each of [chosen, ...others]) each.state = 'sending'
    try {
      await this.#records.sending(
        record,
        this.#pacing === 'off' ? undefined : sent,
        others.map(other => other.id),
        now,
      )
    } catch (error) {
      for (const each of [chosen, ...others]) each.state = 'queued'
      throw error
    }
    this.#queued.set(record.id, record)
    for (const other of others) this.#queued.delete(other.id)
    this.#account(sent, now)
    const answer = await this.#perform(record.action)
    if (this.#stopped && !answer.ok && answer.code === 'SEVERED') return
    const look = await this.#look(record.action)
    if (answer.ok) {
      await this.#accepted(kind)
      if (look === 'seen' || look === 'unseeable') return this.#settle(record, 'done')
      if (record.tries < TRIES_UNSEEN || look === 'blind') return this.#requeue(record, now + BACKOFF[0])
      return this.#settle(record, 'refused', 'unseen')
    }
    // It may have happened all the same (docs/scenarios.md: `delivered: true`).
    if (look === 'seen') return this.#settle(record, 'done')
    if (answer.how === 'often' || answer.how === 'tomorrow') {
      await this.#rest(kind, answer, now)
      record.tries -= 1
      return this.#requeue(record, answer.how === 'tomorrow' ? this.#options.tomorrow(now) : now)
    }
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
      this.#options.onError(asError(error))
      return { ok: false, code: 'error', how: 'again' }
    }
  }

  /** `blind`: WeChat could not even be looked at. */
  async #look(action: Action): Promise<Look | 'blind'> {
    try {
      return await this.#options.look(action)
    } catch (error) {
      // A severed process looks at nothing any more; what it had in hand stays as it is in Redis.
      if (this.#stopped) throw error
      this.#options.onError(asError(error))
      return 'blind'
    }
  }

  #account(sent: Sent, now: Millis): void {
    if (this.#pacing === 'off') return
    this.#drawGaps(sent.kind)
    this.#sent.push(sent)
    while (this.#sent[0] && this.#sent[0].at <= now - 24 * HOUR) this.#sent.shift()
  }

  /** The gap until the next send, and after an invite (or when nothing is known) that until the next invite. */
  #drawGaps(after: Kind = 'invite'): void {
    if (this.#pacing === 'off') return
    const { random } = this.#options
    this.#gap = between(this.#pacing.gap, random())
    if (after === 'invite') this.#inviteGap = between(this.#pacing.inviteGap, random())
  }

  async #rest(kind: Kind, answer: Answer & { ok: false }, now: Millis): Promise<void> {
    const times = (this.#refusals[kind] ?? 0) + 1
    const until = answer.how === 'tomorrow' ? this.#options.tomorrow(now) : now + restFor(this.#pacing, times)
    this.#refusals = { ...this.#refusals, [kind]: times }
    this.#resting = { ...this.#resting, [kind]: until }
    await this.#saveState()
    await this.#outlast(until, record => kindOf(record.action.act) === kind)
    this.#options.onPaused?.(kind, until, answer.code)
  }

  /** WeChat took one: the next "too often" is a first one again. */
  async #accepted(kind: Kind): Promise<void> {
    if (this.#refusals[kind] === undefined) return
    const { [kind]: _, ...others } = this.#refusals
    this.#refusals = others
    await this.#saveState()
  }

  #saveState(): Promise<void> {
    return this.#records.saveState({ resting: this.#resting, refusals: this.#refusals, heldUntil: this.#heldUntil })
  }

  /** Until when an action waits: an answer soon says nothing to anybody, everything else outlasts every pause there is. */
  #lastsUntil(posting: Posting, now: Millis): Millis {
    const from = Math.max(now, posting.notBefore ?? 0)
    if (isAnswer(posting)) return from + REPLY_LASTS
    const rested = this.#resting[kindOf(posting.action.act)] ?? 0
    const quiet = heldByQuiet(posting) ? (this.#options.quietUntil(from) ?? 0) : 0
    return Math.max(from, this.#heldUntil, rested, quiet) + NOTICE_LASTS
  }

  /** A pause until then must not eat the time that waiting actions had. */
  async #outlast(until: Millis, which: (record: OutboxRecord) => boolean): Promise<void> {
    const short = [...this.#queued.values()].filter(
      record =>
        record.fixed === undefined && !isAnswer(record) && record.expires < until + NOTICE_LASTS && which(record),
    )
    for (const record of short) record.expires = until + NOTICE_LASTS
    await this.#records.save(...short)
  }

  async #requeue(record: OutboxRecord, notBefore: Millis): Promise<void> {
    record.state = 'queued'
    record.notBefore = notBefore
    await this.#records.save(record)
  }

  #settle(record: OutboxRecord, outcome: Outcome, code?: string): void {
    record.state = 'settling'
    record.outcome = outcome
    if (code !== undefined) record.code = code
    // Not awaited: whatever is written for the next action comes to Redis behind this, so no two are ever in `sending`.
    this.#deliver(record, this.#records.save(record))
  }

  /** Tells the room's lane how it ended; only then the record is forgotten, so that a crash tells it again. */
  #deliver(record: OutboxRecord, saved = Promise.resolve()): void {
    const { onSettled, onError, now, inHand } = this.#options
    const { outcome = 'unknown', code } = record
    const parts = record.parts ?? [partOf(record)]
    this.#queued.delete(record.id)
    // Not awaited: the lane may be busy with work that posts, and the pump must go on.
    void inHand
      .during(async () => {
        await saved
        await Promise.all(parts.map(part => onSettled({ ...part, outcome, ...(code === undefined ? {} : { code }) })))
        await this.#records.settled(record, now())
      })
      .catch((error: unknown) => onError(asError(error)))
  }

  /** An action that was in `sending` when the process died. */
  async #recover(record: OutboxRecord): Promise<void> {
    const look = await this.#look(record.action)
    if (look === 'seen') return this.#settle(record, 'done')
    if (look !== 'unseeable' || record.ifUnknown === 'resend') return this.#requeue(record, this.#options.now())
    return this.#settle(record, 'unknown', 'crash')
  }
}

/** What somebody waits for now. */
function isAnswer({ action, manner }: Posting): boolean {
  return manner === 'reply' && action.act !== 'kick'
}

function between([from, to]: readonly [Millis, Millis], chance: number): Millis {
  return Math.round(from + (to - from) * chance)
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
