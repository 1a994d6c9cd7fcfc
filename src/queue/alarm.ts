import { type ConnectionOptions, Queue, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Millis } from '../domain/events.js'
import type { InHand } from '../domain/in-hand.js'
import { repeated } from '../redis/transaction.js'

export interface AlarmOptions {
  /** Queue name within BullMQ; one alarm per name. No colon. */
  name: string
  /** BullMQ's key prefix, ours per account. */
  prefix: string
  connection: ConnectionOptions
  redis: Redis
  now: () => Millis
  inHand: InHand
  /** Called when `id` is due. It should not throw: what it throws is told to `onError` and the alarm counts as rung. */
  onDue: (id: string, due: Millis) => Promise<void>
  onError: (error: Error) => void
  /**
   * Under a virtual clock a lock is never renewed in time and a stalled check would run jobs twice
   * (docs/architecture.md, "Virtual time"); then both are taken out of play.
   */
  virtual?: boolean
}

/** Alarms that are read or set at once. */
const CHUNK = 1000

/** How long, in real time, an orderly stop waits for what rings; what did not ring out rings again at the next start. */
const STOP_WITHIN: Millis = 2_000

/** An answer of Redis that has not come so long, in real time, after a line broke was lost with it. */
const LOST_AFTER: Millis = 1_500

/** A lock under a virtual clock must outlive every jump: 400 days. */
const LONG_LOCK = 400 * 86_400_000

/**
 * BullMQ as a durable wake-up: ids with a due time, each a delayed once-job. Ids are forgotten when they have rung, so an
 * id may be set again afterwards; who must not repeat remembers what it did.
 */
export class Alarm {
  readonly #options: AlarmOptions
  readonly #queue: Queue<Wake>
  readonly #worker: Worker<Wake>
  /** What is set and has not rung, by id. The truth is BullMQ's; this is what a virtual clock looks at. */
  readonly #set = new Map<string, Millis>()
  #running = false
  #severed = false
  #stopping = false
  #earliest: Millis | undefined
  /** Ids that are due under a virtual clock and whose ringing is awaited. */
  readonly #ringing = new Map<string, () => void>()
  /** Ids whose ringing is under way, and those that have rung and are not known to be put away. */
  readonly #underWay = new Set<string>()
  readonly #rungOut = new Set<string>()
  #mending: NodeJS.Timeout | undefined
  #mendAgain = false

  constructor(options: AlarmOptions) {
    this.#options = options
    const { connection, prefix, name } = options
    this.#queue = new Queue<Wake>(name, {
      connection,
      prefix,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    })
    this.#worker = new Worker<Wake>(
      name,
      async job => {
        const { id, due } = job.data
        this.#underWay.add(id)
        await options.inHand
          .during(`due ${name}`, () => options.onDue(id, due))
          .catch((error: unknown) => options.onError(asError(error)))
        this.#underWay.delete(id)
        this.#rungOut.add(id)
      },
      {
        connection,
        prefix,
        autorun: false,
        concurrency: 64,
        // A process that is killed again and again must not lose its alarms: they may stall as often as they like.
        maxStalledCount: Number.MAX_SAFE_INTEGER,
        ...(options.virtual ? { lockDuration: LONG_LOCK, skipLockRenewal: true, skipStalledCheck: true } : {}),
      },
    )
    this.#queue.on('error', error => this.#tell(error))
    this.#worker.on('error', error => {
      this.#tell(error)
      this.#mendSoon()
    })
    this.#worker.on('ioredis:close', () => this.#mendSoon())
    this.#worker.on('completed', job => this.#rung(job.data.id))
    this.#worker.on('failed', job => job && this.#rung(job.data.id))
  }

  /** Takes back what a dead process had in its hands, learns what is set, and starts ringing; once only. */
  async start(): Promise<void> {
    if (this.#running) return
    await this.#queue.waitUntilReady()
    for (const job of await this.#queue.getActive()) await job.moveToWait('0')
    await this.#learn()
    this.#running = true
    this.#worker.run().catch((error: unknown) => this.#tell(asError(error)))
  }

  /**
   * What BullMQ holds and we do not know of. It is read without making a job of each: of a hundred thousand that would
   * take half a minute.
   */
  async #learn(): Promise<void> {
    const { prefix, name, redis } = this.#options
    const known = new Set([...this.#set.keys()].map(jobId))
    const held = await this.#queue.getRanges(['delayed', 'waiting', 'prioritized'], 0, -1)
    const unknown = held.filter(id => !known.has(id))
    for (let from = 0; from < unknown.length; from += CHUNK) {
      const pipeline = redis.pipeline()
      for (const id of unknown.slice(from, from + CHUNK)) pipeline.hget(`${prefix}:${name}:${id}`, 'data')
      for (const [error, data] of (await pipeline.exec()) ?? []) {
        if (error) throw error
        if (typeof data !== 'string') continue
        const { id, due } = JSON.parse(data) as Wake
        this.#set.set(id, due)
        if (this.#earliest !== undefined && due < this.#earliest) this.#earliest = due
      }
    }
  }

  /** Before it rings, `pending` holds no more than what was set here. */
  get isRinging(): boolean {
    return this.#running
  }

  /** Every id that is set, with its due time. */
  get pending(): ReadonlyMap<string, Millis> {
    return this.#set
  }

  /** When the next one is due, if any. Asked before every move of a virtual clock, so the answer is kept. */
  next(): Millis | undefined {
    if (this.#earliest === undefined) {
      for (const due of this.#set.values())
        if (this.#earliest === undefined || due < this.#earliest) this.#earliest = due
    }
    return this.#earliest
  }

  /** Sets alarms in one pipeline. An id that is set already keeps its old time: cancel it first. */
  async set(alarms: readonly { id: string; due: Millis }[]): Promise<void> {
    const fresh = alarms.filter(alarm => !this.#set.has(alarm.id))
    if (fresh.length === 0) return
    const now = this.#options.now()
    for (const { id, due } of fresh) {
      this.#rungOut.delete(id)
      this.#set.set(id, due)
      if (this.#earliest !== undefined && due < this.#earliest) this.#earliest = due
      // It rings at once, and no virtual clock may move before it has.
      if (this.#options.virtual && due <= now) this.#ringing.set(id, this.#options.inHand.take(`ringing ${id}`))
    }
    const jobs = fresh.map(({ id, due }) => ({
      name: 'due' as const,
      data: { id, due },
      opts: { jobId: jobId(id), delay: Math.max(0, due - now), timestamp: now },
    }))
    try {
      // A job of a known id is not added again, so what a broken connection left half done is simply done again. Not all
      // in one transaction: others want something of Redis too.
      for (let from = 0; from < jobs.length; from += CHUNK)
        await repeated(() => this.#queue.addBulk(jobs.slice(from, from + CHUNK)))
    } catch (error) {
      for (const { id } of fresh) this.#rung(id)
      throw error
    }
  }

  /** Takes an alarm back; one that is ringing rings on. */
  async cancel(id: string): Promise<void> {
    // BullMQ leaves a job alone that a worker has in its hands.
    await this.#queue.remove(jobId(id))
    this.#rung(id)
  }

  /**
   * A virtual clock has moved to `now`: what is due counts as in hand from this moment until it has rung, and the
   * worker, which sleeps by the real clock, is woken.
   */
  async moved(now: Millis): Promise<void> {
    let due = false
    for (const [id, at] of this.#set) {
      if (at > now || this.#ringing.has(id)) continue
      this.#ringing.set(id, this.#options.inHand.take(`ringing ${id}`))
      due = true
    }
    if (!due) return
    await this.#options.redis.zadd(`${this.#options.prefix}:${this.#options.name}:marker`, 0, '0')
  }

  /**
   * Where a line breaks between Redis and us, a job may be taken or put away and nobody told. What is gone has rung; what
   * was taken for nobody, and at the next look still is, is put back. That under a virtual clock: otherwise its lock runs
   * out, and BullMQ does so itself.
   */
  #mendSoon(lost: ReadonlySet<string> = new Set()): void {
    if (this.#severed || this.#stopping) return
    // One look at a time: while Redis is away a look waits for it, and every try to connect that fails asks for another.
    if (this.#mending !== undefined) {
      this.#mendAgain = true
      return
    }
    this.#mendAgain = false
    this.#mending = setTimeout(() => {
      this.#mend(lost)
        .catch((error: unknown) => {
          this.#tell(asError(error))
          this.#mendAgain = true
          return new Set<string>()
        })
        .then(seemLost => {
          this.#mending = undefined
          if (seemLost.size > 0 || this.#mendAgain) this.#mendSoon(seemLost)
        })
    }, LOST_AFTER)
    this.#mending.unref()
  }

  /** What seems lost at this look, and did not at the last. */
  async #mend(lost: ReadonlySet<string>): Promise<Set<string>> {
    const { now, redis, prefix, name, virtual } = this.#options
    const seemLost = new Set<string>()
    for (const [id, due] of this.#set) {
      if (due > now() || this.#underWay.has(id)) continue
      const job = await this.#queue.getJob(jobId(id))
      if (!job) {
        if (this.#rungOut.has(id)) this.#rung(id)
      } else if (virtual && (await job.isActive()) && !this.#underWay.has(id)) {
        if (!lost.has(id)) seemLost.add(id)
        else {
          await job.moveToWait('0')
          await redis.zadd(`${prefix}:${name}:marker`, 0, '0')
        }
      }
    }
    return seemLost
  }

  /** Lets what rings ring out. */
  async stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#mending)
    // A worker whose line is between two attempts to connect waits for ever to be told that it ended.
    let patience: NodeJS.Timeout | undefined
    const closed = await Promise.race([
      this.#worker.close().then(() => true),
      new Promise<false>(resolve => {
        patience = setTimeout(resolve, STOP_WITHIN, false)
      }),
    ])
    clearTimeout(patience)
    if (closed) return this.#queue.close()
    this.#severed = true
    for (const line of [this.#worker, this.#queue])
      line.disconnect().catch((error: unknown) => this.#tell(asError(error)))
  }

  /** Drops the connections where they stand, as a killed process would. */
  async sever(): Promise<void> {
    this.#severed = true
    clearTimeout(this.#mending)
    // A queue that is between two attempts to connect never tells that it gave up: nobody waits for it.
    this.#queue.disconnect().catch((error: unknown) => this.#tell(asError(error)))
    // By force, and not `disconnect()`: after that a worker connects anew and takes from its successor what rings.
    await Promise.allSettled([this.#worker.close(true)])
  }

  #tell(error: Error): void {
    if (!this.#severed) this.#options.onError(error)
  }

  #rung(id: string): void {
    if (this.#set.get(id) === this.#earliest) this.#earliest = undefined
    this.#set.delete(id)
    this.#rungOut.delete(id)
    this.#ringing.get(id)?.()
    this.#ringing.delete(id)
  }
}

interface Wake {
  id: string
  due: Millis
}

/** BullMQ takes no colons in an id, and no integers; ours are never integers. */
function jobId(id: string): string {
  return id.replaceAll(':', '.')
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
