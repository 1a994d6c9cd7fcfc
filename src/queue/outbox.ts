import type { Millis } from '../domain/events.js'
import { Alarm } from './alarm.js'
import { Allowance } from './allowance.js'
import { choose, isUnasked, laneOf, mayLeave, roomOf } from './choice.js'
import { REFUSED_BY_REDIS } from './insistence.js'
import { alone, lengthen, without } from './joining.js'
import { isAnswer, lastsUntil, NOTICE_LASTS } from './lasting.js'
import type { OutboxOptions } from './outbox-options.js'
import { OutboxRecords } from './outbox-records.js'
import { createsFreeAt, type Kind, type Pacing, unaskedFrom, unaskedLeft } from './pacing.js'
import type { OutboxRecord, Posting } from './posting.js'
import { Sending } from './sending.js'

/**
 * The one durable, paced road by which actions reach WeChat. Records are in Redis and the choice of the next one is a
 * pure function over them; BullMQ wakes the pump when the next one is allowed. An action is queued → sending → settled;
 * see docs/architecture.md for what a crash at each point does.
 */
export class Outbox {
  readonly #options: OutboxOptions
  readonly #records: OutboxRecords
  readonly #alarm: Alarm
  readonly #allowance: Allowance
  readonly #sending: Sending
  readonly #queued = new Map<string, OutboxRecord>()
  /** Whose author heard until when it waits for the day's budget. */
  readonly #toldUntil = new WeakMap<OutboxRecord, Millis>()
  #loading: Promise<void> | undefined
  #started = false
  #pumping: Promise<void> | undefined
  #again = false
  #stopped = false
  #pickUps = 0
  #retry: NodeJS.Timeout | undefined

  constructor(options: OutboxOptions) {
    this.#options = options
    this.#records = new OutboxRecords(options.redis, options.prefix)
    const { random, quietUntil, tomorrow } = options
    this.#allowance = new Allowance(options.pacing, { records: this.#records, random, quietUntil, tomorrow })
    this.#sending = new Sending({
      options,
      records: this.#records,
      allowance: this.#allowance,
      queued: this.#queued,
      stopped: () => this.#stopped,
      outlast: (until, which) => this.#outlast(until, which),
    })
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
      if (record.state === 'sending') await this.#sending.recover(record)
      else if (record.state === 'settling') this.#sending.deliver(record)
    }
    // A crash may have come between a room's last message and this.
    await this.#outlastShares()
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
    const over = this.#options.inHand.take('post')
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
        expires: posting.expires ?? lastsUntil(posting, this.#allowance.budget, now),
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

  /** Takes back what has not left yet, also out of a message with others; how much it was. */
  async withdraw(matches: (record: OutboxRecord) => boolean): Promise<number> {
    await this.#load()
    const waiting = [...this.#queued.values()].filter(record => record.state === 'queued')
    const found = waiting.filter(record => record.parts === undefined && matches(record))
    for (const record of found) this.#queued.delete(record.id)
    const now = this.#options.now()
    await this.#records.drop(
      found.map(record => record.id),
      now,
    )
    let count = found.length
    for (const record of waiting) {
      const taken = record.parts?.filter(part => matches(alone(record, part))) ?? []
      // Meanwhile it may have left, or lost another of its texts.
      if (taken.length === 0 || this.#queued.get(record.id) !== record || record.state !== 'queued') continue
      const rest = without(record, new Set(taken.map(({ id }) => id)))
      if (rest) this.#queued.set(rest.id, rest)
      else this.#queued.delete(record.id)
      await this.#records.loosen(record.id, rest, [], now)
      count += taken.length
    }
    return count
  }

  /** What has not left yet ends as if its time had passed: whoever posted it is told so, also after a crash. */
  async lapse(matches: (record: OutboxRecord) => boolean): Promise<void> {
    await this.#load()
    const found = [...this.#queued.values()].filter(record => record.state === 'queued' && matches(record))
    for (const record of found) Object.assign(record, { expires: this.#options.now(), fixed: true })
    await this.#records.save(...found)
    void this.pump()
  }

  /** Nothing leaves before `until`, but what waits already and `lets` is true of; 0 lets go. What is posted meanwhile is kept. */
  async hold(until: Millis, lets: (record: OutboxRecord) => boolean = () => false): Promise<void> {
    await this.#load()
    const passing = [...this.#queued.values()].filter(record => record.state === 'queued' && lets(record))
    for (const record of passing) record.evenHeld = true
    await this.#records.save(...passing)
    await this.#allowance.hold(until)
    await this.#outlast(until, () => true)
    await this.pump()
  }

  /** WeChat said that the session is over. */
  get away(): boolean {
    return this.#sending.away
  }

  /** The session is good: after a login, and when WeChat hands something out in it. */
  async loggedIn(): Promise<void> {
    this.#sending.loggedIn()
    await this.pump()
  }

  /** Operators changed `pacing` in the YAML. */
  async repace(pacing: Pacing | 'off'): Promise<void> {
    this.#allowance.repace(pacing)
    await this.#outlastShares()
    await this.pump()
  }

  get waiting(): readonly OutboxRecord[] {
    return [...this.#queued.values()]
  }

  get resting(): Partial<Record<Kind, Millis>> {
    return this.#allowance.resting
  }

  get heldUntil(): Millis {
    return this.#allowance.heldUntil
  }

  /** How many messages nobody asked for a room may still get now; Infinity where nothing limits them. */
  unaskedLeft(room: string): number {
    return unaskedLeft(this.#allowance.budget, room, this.#options.now())
  }

  /** When the room may get another of them: now, at the end of quiet hours, or when its share of the day has another. */
  unaskedFrom(room: string): Millis {
    return unaskedFrom(this.#allowance.budget, room, this.#options.now())
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
    this.#pumping ??= this.#options.inHand.during('pump', async () => {
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
      this.#allowance.restore(state)
      for (const record of state.actions) this.#queued.set(record.id, record)
    })().catch((error: unknown) => {
      // Whoever comes next tries again.
      this.#loading = undefined
      throw error
    })
    return this.#loading
  }

  async #drain(): Promise<void> {
    while (!this.#stopped) {
      if (!this.#connected) return
      const { ready, others, next } = choose(this.#queued.values(), this.#allowance.budget, this.#options.now())
      if (!ready) {
        this.#tellOfCreates()
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

  /** The day's rooms are used up: whoever wants another hears when it will be made, and once. */
  #tellOfCreates(): void {
    const until = createsFreeAt(this.#allowance.budget, this.#options.now())
    if (until === undefined) return
    for (const record of this.#queued.values()) {
      if (record.action.act !== 'create' || record.state !== 'queued' || this.#toldUntil.get(record) === until) continue
      this.#toldUntil.set(record, until)
      this.#options.onUsedUp?.(until, record)
    }
  }

  #stillMayLeave(record: OutboxRecord): boolean {
    if (this.#again || this.#stopped || !this.#connected) return false
    return this.#queued.get(record.id) === record && mayLeave(record, this.#allowance.budget, this.#options.now())
  }

  get #connected(): boolean {
    return !this.#sending.away && this.#options.connected?.() !== false
  }

  async #pickUp(record: OutboxRecord): Promise<void> {
    this.#pickUps += 1
    await this.#sending.send(record)
    if (isUnasked(record)) await this.#outlastShare(roomOf(record.action).room)
  }

  async #outlastShares(): Promise<void> {
    const unasked = [...this.#queued.values()].filter(isUnasked)
    for (const room of new Set(unasked.map(({ action }) => roomOf(action).room))) await this.#outlastShare(room)
  }

  /** A room's share of the day is used up: what waits there for another keeps its time until then. */
  async #outlastShare(room: string | undefined): Promise<void> {
    if (room === undefined || this.unaskedLeft(room) > 0) return
    await this.#outlast(this.unaskedFrom(room), each => isUnasked(each) && roomOf(each.action).room === room)
  }

  /** A pause until then must not eat the time that waiting actions had. */
  async #outlast(until: Millis, which: (record: OutboxRecord) => boolean): Promise<void> {
    const may = (record: OutboxRecord) => record.fixed === undefined && !isAnswer(record)
    const short = [...this.#queued.values()].filter(
      record => which(record) && lengthen(record, until + NOTICE_LASTS, may),
    )
    await this.#records.save(...short)
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
