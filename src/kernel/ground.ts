import type { Action } from '../domain/actions.js'
import type { CommunityKey, MemberKey, RoomKey } from '../domain/keys.js'
import type { Posting } from '../queue/posting.js'
import type { Incidents } from './cases/incidents.js'
import type { Plugin } from './contract.js'
import type { SayOptions } from './conversation/asked.js'
import type { Inquiries } from './conversation/inquiries.js'
import type { Replies } from './conversation/replies.js'
import type { RoomView, RunMode } from './given.js'
import type { House } from './house.js'
import type { Namesakes } from './people/namesakes.js'
import type { People } from './people/people.js'
import type { Recognition } from './people/recognition.js'
import { modeOf } from './settings/modes.js'
import { type Store, shadowOf, storeAt } from './store.js'

/** What a context is made from: the parts of the kernel it hands to a plugin. */
export interface ContextParts {
  house: House
  people: People
  incidents: Incidents
  inquiries: Inquiries
  recognition: Recognition
  replies: Replies
  namesakes: Namesakes
}

/** Whose context it is, and what everything in it follows from. */
export interface Occasion {
  plugin: Plugin
  room: RoomKey
  cause: string
  /** Which of a plugin's handlers of one cause it is, where there are several: what each says has ids of its own. */
  part?: string
}

/** What a context stands on. What is read of the room is read once, when it is first asked for. */
export class Ground {
  readonly parts: ContextParts
  readonly plugin: Plugin
  readonly room: RoomKey
  readonly cause: string
  readonly part: string
  #view: RoomView | undefined
  #config: PluginConfig | undefined
  #mode: RunMode | undefined
  #store: Store | undefined
  #lasting: Store | undefined
  #said = 0
  #drawn = 0

  constructor(parts: ContextParts, { plugin, room, cause, part = '' }: Occasion) {
    this.parts = parts
    this.plugin = plugin
    this.room = room
    this.cause = cause
    this.part = part
  }

  get house(): House {
    return this.parts.house
  }

  get people(): People {
    return this.parts.people
  }

  get view(): RoomView {
    this.#view ??= this.people.room(this.room)
    return this.#view
  }

  get community(): CommunityKey {
    return this.house.rooms.get(this.room)?.community ?? this.room
  }

  get config(): PluginConfig {
    this.#config ??= this.house.config.of(this.plugin, this.community, this.room).value
    return this.#config
  }

  /** What the run mode and the trial allow. */
  get allowed(): RunMode {
    this.#mode ??= modeOf(this.house, this.plugin, this.room)
    return this.#mode
  }

  /** After a login that made too many unrecognisable the bot only looks on; what it records stays what it is. */
  get mode(): RunMode {
    const blind = this.parts.recognition.blind && this.plugin.name !== 'house' && this.allowed !== 'off'
    return blind ? 'observe' : this.allowed
  }

  get store(): Store {
    const name = this.allowed === 'observe' ? shadowOf(this.plugin.name) : this.plugin.name
    this.#store ??= storeAt(this.house.redis, this.house.prefix, name, this.room)
    return this.#store
  }

  get lasting(): Store {
    this.#lasting ??= storeAt(this.house.redis, this.house.prefix, this.plugin.name, this.room)
    return this.#lasting
  }

  random(): number {
    return this.house.random(`${this.cause}|${this.plugin.name}|${this.part}${this.#drawn++}`)
  }

  /** The id of what is said or asked without one of its own: the next of this occasion. */
  next(what = ''): string {
    return `${what}${this.part}${this.#said++}`
  }

  idOf(options: SayOptions | undefined): string {
    const { name } = this.plugin
    return options?.once === undefined
      ? `${this.cause}|${name}|${options?.id ?? this.next()}`
      : `${name}|${options.once}`
  }

  /** The id of one of the plugin's jobs in this room. */
  ownId(id: string): string {
    return `${this.plugin.name}|${this.room}|${id}`
  }

  /** Puts on record what was done by somebody's word. */
  async record({ by, command, ...entry }: { id: string; by: MemberKey; command: string; targets: MemberKey[] }) {
    const { house, people, room, community } = this
    await house.books.audit.record({
      ...entry,
      at: house.now(),
      by,
      role: people.view(by, room).role,
      community,
      room,
      command: house.text(command),
      outcome: 'done',
    })
  }

  async post(action: Action, options: SayOptions | undefined): Promise<void> {
    const { house, room } = this
    const manner = options?.manner ?? 'notice'
    if (this.mode === 'observe' && manner !== 'reply') return
    if (manner === 'unasked' && house.books.silence.isSilent(room, house.now())) return
    const whole = {
      action,
      manner,
      id: this.idOf(options),
      origin: this.plugin.name,
      ...(room === '' ? {} : { from: room }),
      ...passed(options),
    }
    await (manner === 'reply' ? this.parts.replies.post(whole) : house.outbox.post(whole))
  }
}

type PluginConfig = ReturnType<House['config']['of']>['value']

/** What of the options goes into the outbox as it is. */
export function passed(
  options: SayOptions | undefined,
): Partial<Pick<Posting, 'expires' | 'notBefore' | 'unless' | 'ifUnknown'>> {
  if (!options) return {}
  const { expires, notBefore, unless, ifUnknown } = options
  return {
    ...(expires === undefined ? {} : { expires }),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(unless === undefined ? {} : { unless }),
    ...(ifUnknown === undefined ? {} : { ifUnknown }),
  }
}
