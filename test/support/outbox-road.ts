import type { Action, Settled, Unless } from '../../src/domain/actions.js'
import type { Millis } from '../../src/domain/events.js'
import { InHand } from '../../src/domain/in-hand.js'
import { Outbox } from '../../src/queue/outbox.js'
import type { OutboxOptions } from '../../src/queue/outbox-options.js'
import type { Pacing } from '../../src/queue/pacing.js'
import type { Answer, Look, Posting } from '../../src/queue/posting.js'
import { connect } from '../../src/redis/connect.js'
import { VirtualClock } from '../../src/sandbox/clock.js'

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** 2030-01-07 10:00 in Shanghai, a Monday. */
export const MONDAY: Millis = Date.parse('2030-01-07T10:00:00+08:00')

/** The pacing that ships. */
export const shipped: Pacing = {
  gap: [1500, 3500],
  perRoomGap: 5 * SECOND,
  perMinute: 20,
  perDay: 600,
  kickGap: 5 * SECOND,
  kicksPerHour: 10,
  inviteGap: [25 * SECOND, 60 * SECOND],
  invitesPerDay: 30,
  createsPerDay: 1,
  coolDown: [30 * MINUTE, 2 * HOUR, DAY],
  unaskedPerRoomDay: 4,
}

/** No limit at all, but the road's own order. */
export const free: Pacing = {
  gap: [0, 0],
  perRoomGap: 0,
  perMinute: 0,
  perDay: 0,
  kickGap: 0,
  kicksPerHour: 0,
  inviteGap: [0, 0],
  invitesPerDay: 0,
  createsPerDay: 0,
  coolDown: [30 * MINUTE, 2 * HOUR, DAY],
  unaskedPerRoomDay: 0,
}

/** Something that reached WeChat. */
export interface Reached {
  at: Millis
  action: Action
}

export interface RoadOptions {
  socket: string
  pacing?: Pacing | 'off'
  start?: Millis
  /** Quiet hours as hours of the day in Shanghai, [from, to). */
  quiet?: readonly [from: number, to: number]
  /** Draws of jitter; shipped: 0.5 always. */
  random?: () => number
}

/** A process that died does not hear what WeChat answered. */
const severed: Answer = { ok: false, code: 'SEVERED', how: 'again' }

/**
 * An outbox on real Redis and BullMQ, with a clock of the test's own and a WeChat that the test plays:
 *
 *     const road = await outboxRoad({ socket })
 *     await road.post({ action: say('g1', '早') })
 *     await road.advance(MINUTE)
 *     expect(road.texts).toEqual(['早'])
 */
export class OutboxRoad {
  readonly clock: VirtualClock
  /** What reached WeChat, in order, over all lives of the process. */
  readonly reached: Reached[] = []
  readonly settled: Settled[] = []
  readonly errors: Error[] = []
  readonly pauses: { kind: string; until: Millis; code: string }[] = []
  /** WeChat's answer to an action; shipped: yes. `reached` tells whether it happens all the same. */
  answer: (action: Action) => Answer & { reached?: boolean } = () => ({ ok: true })
  /** What looking shows; shipped: what reached WeChat is seen, and texts, cards and files cannot be. */
  look: (action: Action) => Look = action => this.#seen(action)
  holds: (unless: Unless) => boolean = () => false
  /** Asked of each action that is handed to WeChat: when the process dies. */
  dies: (action: Action) => 'before' | 'after' | undefined = () => undefined
  /** Awaited with each outcome, as the room's lane would be. */
  onSettled: (settled: Settled) => Promise<void> = async () => {}
  /** Awaited while WeChat takes an action. */
  onPerform: (action: Action) => Promise<void> = async () => {}
  /** The process dies at this many commands to Redis from now, before or just after that one is sent. */
  diesAtCommand: { left: number; when: 'before' | 'after' } | undefined
  connected = true
  outbox: Outbox
  readonly #o: RoadOptions
  #inHand = new InHand()
  #close: () => Promise<void> = async () => {}
  #dead = false
  #death = death()
  #posted = 0

  constructor(options: RoadOptions) {
    this.#o = options
    this.clock = new VirtualClock(options.start ?? MONDAY)
    this.clock.install()
    this.outbox = this.#make()
  }

  get alive(): boolean {
    return !this.#dead
  }

  get now(): Millis {
    return this.clock.now()
  }

  /** Texts that were said, in order. */
  get texts(): string[] {
    return this.reached.flatMap(({ action }) => ('text' in action ? [action.text] : []))
  }

  /** Hands something in; by itself a reply of a new id. */
  post(posting: Partial<Posting> & Pick<Posting, 'action'>): Promise<boolean> {
    this.#posted += 1
    return this.outbox.post({ id: `post${this.#posted}`, origin: 'test', manner: 'reply', ...posting })
  }

  start(): Promise<void> {
    return this.outbox.start()
  }

  /** All work that is due at this moment is done, or the process is dead. */
  async idle(): Promise<void> {
    await Promise.race([this.#inHand.empty(), this.#death.is])
  }

  /** Lets time pass, from one wake of the pump to the next. */
  async advance(span: Millis): Promise<void> {
    await this.until(this.now + span)
  }

  async until(to: Millis): Promise<void> {
    for (;;) {
      await this.idle()
      if (this.#dead) return
      const next = this.outbox.next()
      if (next === undefined || next > to) break
      this.clock.set(Math.max(next, this.now))
      await this.outbox.moved(this.now).catch((error: unknown) => {
        if (!this.#dead) throw error
      })
    }
    this.clock.set(Math.max(to, this.now))
  }

  /** The process dies where it stands; `after` passes while nobody lives; another one starts on the same data. */
  async crash(after: Millis = 0): Promise<void> {
    await this.#sever()
    this.clock.set(this.now + after)
    this.#inHand = new InHand()
    this.#dead = false
    this.#death = death()
    this.dies = () => undefined
    this.outbox = this.#make()
    await this.start()
    await this.outbox.moved(this.now)
  }

  /** An orderly stop and another start. */
  async restart(): Promise<void> {
    await this.outbox.stop()
    await this.idle()
    await this.#close()
    this.outbox = this.#make()
    await this.start()
    await this.outbox.moved(this.now)
  }

  async close(): Promise<void> {
    await this.#sever()
    this.clock.uninstall()
  }

  async #sever(): Promise<void> {
    await this.outbox.sever()
    await this.#close()
  }

  #make(): Outbox {
    const redis = connect({ socket: this.#o.socket }, { name: 'road' })
    this.#close = async () => redis.disconnect()
    const send = redis.sendCommand.bind(redis)
    redis.sendCommand = (command, stream) => {
      const fatal = this.diesAtCommand
      if (!fatal || this.#dead || --fatal.left > 0) return send(command, stream)
      this.diesAtCommand = undefined
      if (fatal.when === 'after') {
        const answer = send(command, stream)
        this.#die()
        redis.disconnect()
        return answer
      }
      this.#die()
      redis.disconnect()
      return send(command, stream)
    }
    const inHand = this.#inHand
    const options: OutboxOptions = {
      redis,
      prefix: 'qg:test',
      connection: { path: this.#o.socket, maxRetriesPerRequest: null },
      pacing: this.#o.pacing ?? free,
      now: this.clock.now,
      random: this.#o.random ?? (() => 0.5),
      inHand,
      virtual: true,
      perform: action => this.#perform(action),
      look: async action => {
        if (this.#dead) throw new Error('severed')
        return this.look(action)
      },
      holds: unless => this.holds(unless),
      quietUntil: at => this.quietUntil(at),
      tomorrow: at => shanghai(at, 10) + DAY,
      onSettled: async settled => {
        await this.onSettled(settled)
        this.settled.push(settled)
      },
      onError: error => {
        if (!this.#dead) this.errors.push(error)
      },
      onPaused: (kind, until, code) => this.pauses.push({ kind, until, code }),
      connected: () => this.connected,
    }
    return new Outbox(options)
  }

  quietUntil(at: Millis): Millis | undefined {
    if (!this.#o.quiet) return undefined
    const [from, to] = this.#o.quiet
    if (from < to) return at >= shanghai(at, from) && at < shanghai(at, to) ? shanghai(at, to) : undefined
    if (at >= shanghai(at, from)) return shanghai(at, to) + DAY
    return at < shanghai(at, to) ? shanghai(at, to) : undefined
  }

  async #perform(action: Action): Promise<Answer> {
    const death = this.#dead ? 'before' : this.dies(action)
    if (death === 'before') return this.#die()
    await this.onPerform(action)
    const { reached, ...answer } = this.answer(action)
    if (reached ?? answer.ok) this.reached.push({ at: this.now, action })
    return death === 'after' ? this.#die() : answer
  }

  #die(): Answer {
    this.#dead = true
    this.#death.comes()
    void this.outbox.sever()
    return severed
  }

  #seen(action: Action): Look {
    if (action.act === 'say' || action.act === 'dm' || action.act === 'file' || action.act === 'invite')
      return 'unseeable'
    const text = JSON.stringify(action)
    return this.reached.some(each => JSON.stringify(each.action) === text) ? 'seen' : 'unseen'
  }
}

/** A moment that others wait for. */
export function death(): { is: Promise<void>; comes: () => void } {
  let comes = () => {}
  const is = new Promise<void>(resolve => {
    comes = resolve
  })
  return { is, comes }
}

/** A started road. */
export async function outboxRoad(options: RoadOptions): Promise<OutboxRoad> {
  const road = new OutboxRoad(options)
  await road.start()
  return road
}

/** That hour of the day in Shanghai on which `at` falls. */
export function shanghai(at: Millis, hour: number): Millis {
  return Math.floor((at + 8 * HOUR) / DAY) * DAY - 8 * HOUR + hour * HOUR
}

export const say = (room: string, text: string): Action & { act: 'say' } => ({ act: 'say', room, text })
export const dm = (member: string, text: string): Action => ({ act: 'dm', member, text })
export const kick = (room: string, member: string): Action => ({ act: 'kick', room, member })
export const invite = (room: string, member: string): Action => ({ act: 'invite', room, member })
export const add = (room: string, member: string): Action => ({ act: 'add', room, member })
export const create = (topic: string): Action => ({ act: 'create', room: 'new', topic, members: ['a', 'b'] })
