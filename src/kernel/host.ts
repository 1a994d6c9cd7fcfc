import type { Settled } from '../domain/actions.js'
import { dateOf } from '../domain/calendar.js'
import type { MessageEvent, QunguanEvent, SettledEvent } from '../domain/events.js'
import type { RoomKey } from '../domain/keys.js'
import { Accepted, type Write } from './accepted.js'
import { Desk } from './commands/desk.js'
import { contextOf } from './context.js'
import type { Handlers, Passed, Plugin } from './contract.js'
import { Failures } from './failures.js'
import type { Ctx } from './given.js'
import type { ContextParts } from './ground.js'
import { Lanes } from './lanes.js'
import { Outcomes } from './outcomes.js'
import { isOff } from './settings/modes.js'
import { TimedWork } from './timed-work.js'

type Phase = 'gate' | 'guard' | 'activity'
type Handler = (ctx: Ctx, event: never) => Promise<Passed | void>

/**
 * Takes every event into the lane of its room (or of the private chat it was said in) and through the plugins. A message
 * is accepted when the lane's commit is in Redis: the marks of the messages it held, and what the books count of them,
 * in one transaction.
 */
export class Host {
  readonly #parts: ContextParts
  readonly #lanes: Lanes<QunguanEvent | (() => Promise<void>)>
  readonly #desk: Desk
  readonly #accepted: Accepted
  readonly #outcomes: Outcomes
  readonly #failures: Failures
  /** What timers, jobs and sagas call. */
  readonly timed: TimedWork
  /** Which plugins have a handler for an event; most have none, and a lookup a message adds up. */
  readonly #listening: Readonly<Record<Phase, readonly Plugin[]>>

  constructor(parts: ContextParts) {
    this.#parts = parts
    this.#failures = new Failures(parts.house)
    this.#desk = new Desk(parts, (plugin, cause, work, onFailure) =>
      this.#failures.guard(plugin, cause, work, onFailure),
    )
    this.timed = new TimedWork(parts, this.#failures, (room, work) => this.inLane(room, work))
    this.#accepted = new Accepted(parts.house)
    this.#outcomes = new Outcomes(parts.house, parts.people)
    this.#lanes = new Lanes((lane, items) => this.#handle(lane, items), parts.house.inHand)
    const having = (phase: Phase) => parts.house.plugins.filter(plugin => plugin.on.message?.[phase])
    this.#listening = { gate: having('gate'), guard: having('guard'), activity: having('activity') }
  }

  /** Learns which messages were accepted before. */
  load(): Promise<void> {
    return this.#accepted.load()
  }

  get desk(): Desk {
    return this.#desk
  }

  /** Events waiting in all lanes. */
  get depth(): number {
    return this.#lanes.depth
  }

  /** Hands an event into its lane; resolves when it is accepted. */
  receive(event: QunguanEvent): Promise<void> {
    return this.#lanes.push(laneOf(event), event)
  }

  /** Runs work in a room's lane, between its events. */
  inLane(room: RoomKey, work: () => Promise<void>): Promise<void> {
    return this.#lanes.push(room, work)
  }

  /** The config may have changed: tells the plugins that ask to be told, in the lane of each room. */
  async configured(): Promise<void> {
    const { house } = this.#parts
    const asking = house.plugins.filter(plugin => plugin.on.configured)
    if (asking.length === 0) return
    await Promise.all(
      house.rooms.kept.map(room =>
        this.inLane(room, async () => {
          const event = { id: `configured|${room}|${house.now()}` }
          for (const plugin of asking) await this.#call(plugin, room, event, plugin.on.configured as unknown as Handler)
        }),
      ),
    )
  }

  async #handle(lane: string, items: readonly (QunguanEvent | (() => Promise<void>))[]): Promise<void> {
    const { house } = this.#parts
    try {
      const handled = new Set<string>()
      const writes: Write[] = []
      for (const item of items) {
        if (typeof item === 'function') await item()
        else if (item.kind !== 'message') await this.#failures.guard('host', item.id, () => this.#event(item))
        else if (!handled.has(item.id) && !this.#accepted.has(item.id)) {
          handled.add(item.id)
          try {
            await this.#message(item, writes)
          } catch (error) {
            this.#failures.note('host', item.id, error)
          }
        }
      }
      if (handled.size > 0) await this.#accepted.accept([...handled], writes)
    } catch (error) {
      // Redis took nothing of this batch; the events are lost to us but the lane goes on.
      house.log.error({ err: error, lane, items: items.length }, 'a lane could not commit')
    }
  }

  async #message(message: MessageEvent, writes: Write[]): Promise<void> {
    const { house } = this.#parts
    // Our own words again: no answer, no command, nothing to look on at (another bot repeats all it reads).
    const echo = this.#parts.replies.isEcho(message)
    if (message.room === undefined)
      writes.push(step => house.books.activity.recordPrivate(step, message.member, message.sentAt))
    const spoken = (room: RoomKey) => ({
      room,
      member: message.member,
      date: dateOf(message.sentAt, house.config.main.timezone),
      at: message.sentAt,
    })
    const called = (room: RoomKey) => writes.push(step => house.books.activity.recordCommand(step, spoken(room)))
    // Few have been asked anything.
    if (!echo && house.questions.concerns(message.member) && (await this.#parts.inquiries.take(message))) {
      if (message.room !== undefined && house.rooms.isKept(message.room)) called(message.room)
      return
    }
    if (message.room === undefined) {
      if (!echo) await this.#privately(message)
      return
    }
    const { room } = message
    if (!house.rooms.isKept(room)) return echo ? undefined : this.#desk.serveUnkept(message, room)
    if ((await this.#show(message, room, 'gate')) === 'stop' || (await this.#show(message, room, 'guard')) === 'stop') {
      // What is stopped was said all the same: a list of people of one name tells when each last spoke.
      if (!echo) this.#parts.namesakes.heard(room, message)
      return
    }
    // What may not be said is no taking part, and to give the bot a command is no talk.
    const isCommand = !echo && house.roster.seat(room, message.member) && (await this.#desk.serve(message, room))
    if (isCommand) return void called(room)
    const said = spoken(room)
    writes.push(step => house.books.activity.record(step, said))
    if (echo) return
    writes.push(step => house.books.talk.record(step, said))
    this.#parts.namesakes.heard(room, message)
    await this.#show(message, room, 'activity')
  }

  /** Shows a message to the plugins of one phase, in order, until one of them stops it. */
  async #show(message: MessageEvent, room: RoomKey, phase: Phase): Promise<Passed> {
    for (const plugin of this.#listening[phase]) {
      const handler = plugin.on.message?.[phase] as Handler | undefined
      if (!handler || this.#isOff(plugin, room)) continue
      // Not by way of `#call`: a message is shown to a dozen, and each further promise of each adds up.
      try {
        const ctx = contextOf(this.#parts, { plugin, room, cause: message.id, part: phase })
        if ((await handler(ctx, message as never)) === 'stop') return 'stop'
      } catch (error) {
        this.#failures.note(plugin.name, message.id, error)
      }
    }
    return undefined
  }

  /**
   * A private message: a command in the room that concerns this person most (for who is in none, in the first kept), or
   * something a plugin waits for.
   */
  async #privately(message: MessageEvent): Promise<void> {
    const { house, people } = this.#parts
    const own = people.roomFor(message.member)
    const room = own ?? house.rooms.kept[0] ?? ''
    if (await this.#desk.serve(message, room)) return
    for (const plugin of house.plugins) {
      const handler = plugin.on.private as Handler | undefined
      if (handler && room !== '' && (await this.#call(plugin, room, message, handler, 'private')) === 'stop') return
    }
    await this.#parts.inquiries.hint(message)
    if (own !== undefined) await this.#show(message, own, 'activity')
  }

  async #event(event: Exclude<QunguanEvent, MessageEvent>): Promise<void> {
    const { house, incidents } = this.#parts
    if (event.kind === 'settled') {
      if (event.settled.outcome === 'done') this.#parts.replies.said(event.settled.action)
      await this.#outcomes.settled(event.settled)
      await incidents.settled(event)
    }
    if (event.kind === 'left') await incidents.left(event)
    const { namesakes } = this.#parts
    if (event.kind === 'recalled' && event.room !== undefined)
      namesakes.recalled(event.room, event.member, event.message)
    if (event.kind === 'joined' || event.kind === 'left' || event.kind === 'renamed' || event.kind === 'cardChanged')
      namesakes.changed(event.room)
    if (event.kind === 'answered' && event.about === 'kernel:pick') return this.#desk.picked(event)
    if (event.kind === 'answered' && event.about.startsWith('kernel:')) {
      await incidents.answered({ ...event, about: event.about.slice('kernel:'.length) })
      await this.#desk.decided(event)
      return
    }
    const room = roomOf(event) ?? this.#roomOfPerson(event)
    for (const plugin of house.plugins) {
      const handler = plugin.on[event.kind as keyof Handlers<never>] as Handler | undefined
      if (!handler) continue
      // Only the house itself sees rooms that are not kept.
      if (plugin.name !== 'house' && !house.rooms.isKept(room)) continue
      const concerns =
        event.kind === 'settled'
          ? event.settled.origin
          : event.kind === 'held'
            ? event.origin
            : event.kind === 'answered'
              ? event.about.split(':')[0]
              : plugin.name
      if (concerns !== plugin.name) continue
      if (event.kind === 'settled') {
        const told = handler as unknown as (ctx: Ctx, settled: Settled, event: SettledEvent) => Promise<void>
        await this.#call(plugin, room, event, ctx => told(ctx, event.settled, event))
      } else if (event.kind === 'answered') {
        const own = { ...event, about: event.about.slice(plugin.name.length + 1) }
        await this.#call(plugin, room, own, handler)
      } else await this.#call(plugin, room, event, handler)
    }
    // Behind everybody who asks whether this one was expected.
    if (event.kind === 'joined') for (const member of event.members) await house.books.seats.release(room, member)
  }

  /** Whose config holds for somebody who is in no room: that of the first room kept. */
  #roomOfPerson(event: QunguanEvent): RoomKey {
    const { house, people } = this.#parts
    return ('member' in event ? people.roomFor(event.member) : undefined) ?? house.rooms.kept[0] ?? ''
  }

  #isOff(plugin: Plugin, room: RoomKey): boolean {
    return plugin.name !== 'house' && isOff(this.#parts.house, plugin, room)
  }

  async #call(
    plugin: Plugin,
    room: RoomKey,
    event: { id: string },
    handler: Handler,
    part = '',
  ): Promise<Passed | void> {
    if (this.#isOff(plugin, room)) return undefined
    try {
      return await handler(contextOf(this.#parts, { plugin, room, cause: event.id, part }), event as never)
    } catch (error) {
      this.#failures.note(plugin.name, event.id, error)
      return undefined
    }
  }
}

function roomOf(event: QunguanEvent): RoomKey | undefined {
  return 'room' in event ? event.room : undefined
}

function laneOf(event: QunguanEvent): string {
  const room = roomOf(event)
  if (room !== undefined) return room
  if ('member' in event) return `@${event.member}`
  return event.kind
}
