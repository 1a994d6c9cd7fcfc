import type { ConnectionOptions } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Millis } from '../domain/events.js'
import type { InHand } from '../domain/in-hand.js'
import { transaction } from '../redis/transaction.js'
import { Alarm } from './alarm.js'
import { Insistence } from './insistence.js'

/** A timer that should be set: one per name and room, with the time of its next run. */
export interface WantedTimer {
  /** `plugin.timer`. */
  name: string
  room: string
  due: Millis
}

/** A piece of work at a time, set by a handler with `ctx.later`. */
export interface LaterJob {
  id: string
  name: string
  room: string
  due: Millis
  data: unknown
}

export interface TimersOptions {
  redis: Redis
  prefix: string
  connection: ConnectionOptions
  now: () => Millis
  inHand: InHand
  virtual?: boolean
  /**
   * A timer is due. `run` is its id, the cause of all that follows from it. Resolves to the time of the next run, or
   * undefined when there is none. Whether a late run still runs is decided there: what was missed is known by due and now.
   */
  onDue: (timer: WantedTimer & { run: string }) => Promise<Millis | undefined>
  onLater: (job: LaterJob) => Promise<void>
  onError: (error: Error) => void
  /** How long after a refusal Redis is asked again; shipped: 5 s. */
  retryAfter?: Millis
}

/** What ran is remembered this long, so that a crash between running and noting does not run it again. */
const REMEMBER = 7 * 86_400_000

/**
 * Work at a time, by id. A timer is a once-job `name|room|due`; each run computes the next by our own calendar. Memory
 * follows Redis: what Redis refused (a full disk) is not taken for set, and the next try makes it good.
 * In Redis, this file the only owner: `PREFIX:timers:next` hash `name|room` → due · `:later` hash id → job · `:ran` zset
 * run id → time, 7 days.
 */
export class Timers {
  readonly #options: TimersOptions
  readonly #alarm: Alarm
  readonly #insist: Insistence
  readonly #next = new Map<string, WantedTimer>()
  readonly #later = new Map<string, LaterJob>()
  /** Runs that a dead process may have had: those it had set, and those whose time was past when they were set. */
  readonly #doubtful = new Set<string>()
  #loading: Promise<void> | undefined
  /** The last of those who change one thing; the next one waits for him. */
  readonly #turns = new Map<string, Promise<void>>()

  constructor(options: TimersOptions) {
    this.#options = options
    this.#insist = new Insistence(
      options.onError,
      options.retryAfter === undefined ? {} : { after: options.retryAfter },
    )
    this.#alarm = new Alarm({
      name: 'timers',
      prefix: options.prefix,
      connection: options.connection,
      redis: options.redis,
      now: options.now,
      inHand: options.inHand,
      onDue: id => this.#ring(id),
      onError: options.onError,
      ...(options.virtual ? { virtual: true } : {}),
    })
  }

  #key(name: string): string {
    return `${this.#options.prefix}:timers:${name}`
  }

  /** Learns what is set and starts ringing; runs that were due while the process was away ring now. */
  async start(): Promise<void> {
    await this.#load()
    await this.#alarm.start()
    await this.#setAlarms()
  }

  async stop(): Promise<void> {
    this.#insist.giveUp()
    await this.#alarm.stop()
  }

  async sever(): Promise<void> {
    this.#insist.giveUp()
    await this.#alarm.sever()
  }

  next(): Millis | undefined {
    return this.#alarm.next()
  }

  moved(now: Millis): Promise<void> {
    return this.#alarm.moved(now)
  }

  /** When a timer is set to run next, if it is. */
  dueOf(name: string, room: string): Millis | undefined {
    return this.#next.get(rowOf({ name, room }))?.due
  }

  /** How many timers and jobs are set. */
  get size(): number {
    return this.#next.size + this.#later.size
  }

  /**
   * Makes the set timers those that are wanted: adds, moves and removes. One that is due already is left to run; it
   * computes its own successor.
   */
  reconcile(wanted: readonly WantedTimer[]): Promise<void> {
    return this.#inTurn('reconcile', () => this.#reconcile(wanted))
  }

  async #reconcile(wanted: readonly WantedTimer[]): Promise<void> {
    await this.#load()
    const now = this.#options.now()
    const rows = new Map(wanted.map(timer => [rowOf(timer), timer]))
    const gone = [...this.#next].filter(([row, timer]) => timer.due > now && rows.get(row)?.due !== timer.due)
    for (const some of inChunks(gone)) await this.#options.redis.hdel(this.#key('next'), ...some.map(([row]) => row))
    for (const [row, timer] of gone) if (this.#next.get(row) === timer) this.#next.delete(row)
    await Promise.all(gone.map(([, timer]) => this.#alarm.cancel(runId(timer))))
    await this.#set([...rows.values()].filter(timer => !this.#next.has(rowOf(timer))))
    if (this.#alarm.isRinging) await this.#setAlarms()
  }

  /** Sets a job; the same id again moves it. */
  later(job: LaterJob): Promise<void> {
    return this.#inTurn(laterRow(job.id), async () => {
      await this.#load()
      await this.#options.redis.hset(this.#key('later'), job.id, JSON.stringify(job))
      const known = this.#later.get(job.id)
      this.#later.set(job.id, job)
      if (known && known.due !== job.due) await this.#alarm.cancel(laterRun(known))
      await this.#alarm.set([{ id: laterRun(job), due: job.due }])
    })
  }

  /** True while this very job is set: it was neither taken back nor moved since it was handed to `onLater`. */
  stands(job: LaterJob): boolean {
    return this.#later.get(job.id) === job
  }

  cancel(id: string): Promise<void> {
    return this.#inTurn(laterRow(id), async () => {
      await this.#load()
      const job = this.#later.get(id)
      if (!job) return
      await this.#options.redis.hdel(this.#key('later'), id)
      this.#later.delete(id)
      await this.#alarm.cancel(laterRun(job))
    })
  }

  /** What is stored, once; also whoever changes something before `start` builds on it. */
  #load(): Promise<void> {
    this.#loading ??= (async () => {
      const { redis } = this.#options
      const [next, later] = await Promise.all([redis.hgetall(this.#key('next')), redis.hgetall(this.#key('later'))])
      for (const [row, due] of Object.entries(next)) {
        const timer = timerOf(row, Number(due))
        this.#next.set(row, timer)
        this.#doubtful.add(runId(timer))
      }
      for (const [id, text] of Object.entries(later)) this.#later.set(id, JSON.parse(text) as LaterJob)
    })().catch((error: unknown) => {
      // Whoever comes next tries again.
      this.#loading = undefined
      throw error
    })
    return this.#loading
  }

  /** One after the other: the second must not set an alarm that the first is about to cancel. */
  #inTurn(what: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(what) ?? Promise.resolve()).then(work)
    const over: Promise<void> = turn.then(
      () => this.#endTurn(what, over),
      () => this.#endTurn(what, over),
    )
    this.#turns.set(what, over)
    return turn
  }

  #endTurn(what: string, turn: Promise<void>): void {
    if (this.#turns.get(what) === turn) this.#turns.delete(what)
  }

  async #set(timers: readonly WantedTimer[]): Promise<void> {
    for (const some of inChunks(timers))
      await this.#options.redis.hset(this.#key('next'), ...some.flatMap(timer => [rowOf(timer), timer.due]))
    for (const timer of timers) {
      this.#next.set(rowOf(timer), timer)
      if (timer.due <= this.#options.now()) this.#doubtful.add(runId(timer))
    }
    await this.#alarm.set(timers.map(timer => ({ id: runId(timer), due: timer.due })))
  }

  /** What we know of and BullMQ does not is set with it again: a crash came between the two records, or a refusal. */
  async #setAlarms(): Promise<void> {
    const timers = [...this.#next.values()].map(timer => ({ id: runId(timer), due: timer.due }))
    const jobs = [...this.#later.values()].map(job => ({ id: laterRun(job), due: job.due }))
    await this.#alarm.set([...timers, ...jobs].filter(({ id }) => !this.#alarm.pending.has(id)))
  }

  async #ring(id: string): Promise<void> {
    const [subject, at] = [id.slice(0, id.lastIndexOf('|')), Number(id.slice(id.lastIndexOf('|') + 2))]
    if (subject.startsWith(LATER)) return this.#ringLater(subject.slice(LATER.length), at)
    const timer = timerOf(subject, at)
    const row = rowOf(timer)
    if (this.#next.get(row)?.due !== timer.due) return
    const { redis, now } = this.#options
    // Of others nobody but we can know.
    const ran = this.#doubtful.delete(id) && (await this.#insist.on(() => redis.zscore(this.#key('ran'), id))) !== null
    const due = ran ? undefined : await this.#options.onDue({ ...timer, run: id })
    const next = due === undefined ? undefined : { ...timer, due }
    await this.#insist.on(() =>
      transaction(redis, step => {
        // In one step: a crash between the two would lose a run that is missed by the time we are back.
        step.zadd(this.#key('ran'), now(), id).zremrangebyscore(this.#key('ran'), '-inf', now() - REMEMBER)
        if (due === undefined) step.hdel(this.#key('next'), row)
        else step.hset(this.#key('next'), row, due)
      }),
    )
    if (next) this.#next.set(row, next)
    else this.#next.delete(row)
    // Not before: an alarm of which the record does not know rings in vain.
    if (next) await this.#insist.on(() => this.#alarm.set([{ id: runId(next), due: next.due }]))
  }

  async #ringLater(id: string, due: Millis): Promise<void> {
    for (let job = this.#later.get(id); job?.due === due; job = this.#later.get(id)) {
      const ran = job
      await this.#options.onLater(ran)
      await this.#inTurn(laterRow(id), async () => {
        // Taken back, moved, or set again (then for this very time, if the loop goes on) from its own run.
        if (this.#later.get(id) !== ran) return
        await this.#insist.on(() => this.#options.redis.hdel(this.#key('later'), id))
        this.#later.delete(id)
      })
    }
  }
}

const LATER = 'later|'

function laterRow(id: string): string {
  return `${LATER}${id}`
}

function laterRun(job: LaterJob): string {
  return `${laterRow(job.id)}|t${job.due}`
}

/** What one command can take: its arguments lie on the stack. */
const CHUNK = 1000

function* inChunks<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += CHUNK) yield all.slice(from, from + CHUNK)
}

function rowOf(timer: { name: string; room: string }): string {
  return `${timer.name}|${timer.room}`
}

/** The id of one run: `check-in.digest|g1|t1893459630000`. */
function runId(timer: WantedTimer): string {
  return `${rowOf(timer)}|t${timer.due}`
}

function timerOf(row: string, due: Millis): WantedTimer {
  const [name = '', room = ''] = row.split('|')
  return { name, room, due }
}
