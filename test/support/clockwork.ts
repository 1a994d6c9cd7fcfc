import type { Millis } from '../../src/domain/events.js'
import { InHand } from '../../src/domain/in-hand.js'
import { type LaterJob, Timers, type WantedTimer } from '../../src/queue/timers.js'
import { connect } from '../../src/redis/connect.js'
import { VirtualClock } from '../../src/sandbox/clock.js'
import { death, MONDAY } from './outbox-road.js'

/** A run that began. */
export interface Run {
  name: string
  room: string
  due: Millis
  at: Millis
  run: string
}

/**
 * Timers on real Redis and BullMQ with a clock of the test's own. What a timer does next, and what a job does, is the
 * test's:
 *
 *     const works = await clockwork({ socket })
 *     works.next = ({ due }) => due + DAY
 *     await works.timers.reconcile([{ name: 'check-in.digest', room: 'g1', due: MONDAY + HOUR }])
 *     await works.advance(2 * DAY)
 *     expect(works.runs.map(run => run.at)).toEqual([MONDAY + HOUR, MONDAY + HOUR + DAY])
 */
export class Clockwork {
  readonly clock: VirtualClock
  readonly runs: Run[] = []
  readonly jobs: (LaterJob & { at: Millis })[] = []
  readonly errors: Error[] = []
  /** When a timer runs again after a run; shipped: never. */
  next: (timer: WantedTimer & { run: string }) => Millis | undefined | Promise<Millis | undefined> = () => undefined
  /** What a job does. */
  job: (job: LaterJob) => Promise<void> = async () => {}
  /** The process dies at this many commands to Redis from now, before or just after that one is sent. */
  diesAtCommand: { left: number; when: 'before' | 'after' } | undefined
  /** Redis refuses this many commands of a name from now, as it does with a full disk. */
  readonly refusals = new Map<string, number>()
  timers: Timers
  readonly #socket: string
  #dead = false
  #death = death()
  #inHand = new InHand()
  #disconnect = () => {}

  constructor(socket: string, start: Millis = MONDAY) {
    this.#socket = socket
    this.clock = new VirtualClock(start)
    this.clock.install()
    this.timers = this.#make()
  }

  get now(): Millis {
    return this.clock.now()
  }

  /** Runs as `name room +delay`, delay in milliseconds since `since`. */
  ran(since: Millis = MONDAY): string[] {
    return this.runs.map(({ name, room, at }) => `${name} ${room} +${at - since}`)
  }

  async advance(span: Millis): Promise<void> {
    const to = this.now + span
    for (;;) {
      await this.idle()
      const next = this.#dead ? undefined : this.timers.next()
      if (next === undefined || next > to) break
      this.clock.set(Math.max(next, this.now))
      await this.timers.moved(this.now).catch((error: unknown) => {
        if (!this.#dead) throw error
      })
    }
    this.clock.set(to)
  }

  /** Nothing is in hand, or the process is dead. */
  async idle(): Promise<void> {
    await Promise.race([this.#inHand.empty(), this.#death.is])
  }

  /** The process dies where it stands. */
  async die(): Promise<void> {
    this.#dead = true
    this.#death.comes()
    this.#disconnect()
    await this.timers.sever()
  }

  /** It dies, `after` passes, and another one starts on the same data. */
  async crash(after: Millis = 0): Promise<void> {
    await this.die()
    this.clock.set(this.now + after)
    this.#inHand = new InHand()
    this.#dead = false
    this.#death = death()
    this.timers = this.#make()
    await this.timers.start()
    await this.timers.moved(this.now)
    await this.idle()
  }

  async close(): Promise<void> {
    await this.die()
    this.clock.uninstall()
  }

  #make(): Timers {
    const redis = connect({ socket: this.#socket }, { name: 'clockwork' })
    this.#disconnect = () => redis.disconnect()
    const send = redis.sendCommand.bind(redis)
    redis.sendCommand = (command, stream) => {
      const refused = this.refusals.get(command.name) ?? 0
      if (refused > 0) {
        this.refusals.set(command.name, refused - 1)
        return Promise.reject(new Error(`MISCONF refused: ${command.name}`))
      }
      const fatal = this.diesAtCommand
      if (!fatal || this.#dead || --fatal.left > 0) return send(command, stream)
      this.diesAtCommand = undefined
      const answer = fatal.when === 'after' ? send(command, stream) : undefined
      void this.die()
      return answer ?? send(command, stream)
    }
    return new Timers({
      redis,
      prefix: 'qg:test',
      connection: { path: this.#socket, maxRetriesPerRequest: null },
      now: this.clock.now,
      inHand: this.#inHand,
      virtual: true,
      retryAfter: 10,
      onDue: async timer => {
        this.runs.push({ ...timer, at: this.now })
        return this.next(timer)
      },
      onLater: async job => {
        this.jobs.push({ ...job, at: this.now })
        await this.job(job)
      },
      onError: error => {
        if (!this.#dead) this.errors.push(error)
      },
    })
  }
}

/** Started timers. */
export async function clockwork({ socket, start }: { socket: string; start?: Millis }): Promise<Clockwork> {
  const works = new Clockwork(socket, start)
  await works.timers.start()
  return works
}
