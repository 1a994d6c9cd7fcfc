import { plugins as shippedPlugins } from '../../plugins/index.js'
import { printProblem } from '../../src/config/problems.js'
import { parseDuration } from '../../src/domain/durations.js'
import type { Millis } from '../../src/domain/events.js'
import type { Plugin } from '../../src/kernel/plugin.js'
import type { Log } from '../../src/redis/log.js'
import type { ActRecord } from '../../src/sandbox/acts.js'
import { parseScenario } from '../../src/sandbox/scenario.js'
import type { CaseView, Stage } from '../../src/sandbox/stage.js'
import { type TheatreOptions, theatre } from '../../src/sandbox/theatre.js'
import { parseUntil } from '../../src/sandbox/when.js'
import type { World } from '../../src/sandbox/world.js'

const ZONE = 'Asia/Shanghai'
const MINUTE = 60_000
/** No such directory: everything is as it is by default. */
const NO_CONFIG = '/nonexistent/qunguan'

export interface ChatSpec {
  /** `2030-01-07T10:00`, in Shanghai. */
  start?: string
  /** As a scenario has them; whoever is only named in a room is created. */
  people?: Record<string, { name?: string; friend?: boolean; remark?: string; avatar?: 'none' | 'own' }>
  rooms?: Record<string, Record<string, unknown>>
  roles?: Record<string, Record<string, string | string[]>>
  /** As a scenario's `config`. */
  config?: { bot?: Record<string, unknown>; plugins?: Record<string, unknown>; groups?: Record<string, unknown> }
  /** Shipped: all that ship. */
  plugins?: readonly Plugin[]
  seed?: number
  log?: Log
  /** How the bot gets to the world; shipped: the sandbox's own puppet. */
  makeDoor?: TheatreOptions['makeDoor']
  codes?: TheatreOptions['codes']
}

type Said = Extract<ActRecord, { act: 'say' | 'dm' }>

/** A text, or part of one. */
type Words = string | RegExp

/**
 * The whole bot in a sandbox, to talk to. What people do takes effect at once; what the bot did is looked at since the
 * last look, and waited for up to two minutes of virtual time:
 *
 *     const chat = await openChat({ rooms: { g1: { members: ['林老师', '王敏'] } }, roles: { g1: { owner: '林老师' } } })
 *     await chat.says('王敏', '/帮助')
 *     await chat.hears(/你在这里可以/)
 *     await chat.hearsNothing('10m')
 *     await chat.close()
 *
 * People are spoken of by the scenario's keys; the room is the first unless one is named.
 */
export class Chat {
  readonly stage: Stage
  readonly room: string
  /** Acts before this one were looked at, and of the others those that somebody waited for. */
  #mark = 0
  readonly #taken = new Set<number>()

  constructor(stage: Stage, room: string) {
    this.stage = stage
    this.room = room
  }

  get world(): World {
    return this.stage.world
  }

  get now(): Millis {
    return this.stage.now()
  }

  /** What the bot did since the last look. */
  get unseen(): readonly ActRecord[] {
    return this.stage.acts.filter((_, index) => index >= this.#mark && !this.#taken.has(index))
  }

  /** Everything that it said, anywhere. */
  get said(): Said[] {
    return this.stage.acts.filter(act => act.act === 'say' || act.act === 'dm')
  }

  /** Somebody writes in a room; the message's id. */
  async says(
    who: string,
    text: string,
    {
      room = this.room,
      ...more
    }: { room?: string; mention?: string[]; quote?: { who: string; text: string }; sentAt?: Millis } = {},
  ): Promise<string> {
    const id = this.world.say({ room, who, text, ...more })
    await this.stage.idle()
    return id
  }

  /** Several write at once, before the bot can handle any of it. */
  async sayAtOnce(lines: readonly [who: string, text: string, room?: string][]): Promise<string[]> {
    const ids = lines.map(([who, text, room = this.room]) => this.world.say({ room, who, text }))
    await this.stage.idle()
    return ids
  }

  /** WeChat hands a message out a second time. */
  async saysAs(id: string, who: string, text: string): Promise<void> {
    const { truth } = this.world
    const nextMessageId = truth.nextMessageId
    truth.nextMessageId = () => id
    try {
      this.world.say({ room: this.room, who, text })
    } finally {
      truth.nextMessageId = nextMessageId
    }
    await this.stage.idle()
  }

  async dms(who: string, text: string): Promise<string> {
    const id = this.world.dm({ who, text })
    await this.stage.idle()
    return id
  }

  async joins(who: string, { by, room = this.room }: { by?: string; room?: string } = {}): Promise<void> {
    this.world.addPerson(who)
    this.world.join({ room, who: [who], ...(by === undefined ? {} : { by }) })
    await this.stage.idle()
  }

  async leaves(who: string, room = this.room): Promise<void> {
    this.world.leave({ room, who })
    await this.stage.idle()
  }

  /** Time passes: a duration (`10m`), or up to a time of day (`09:00`). */
  async wait(span: string): Promise<void> {
    const ms = parseDuration(span)
    const to = ms === undefined ? parseUntil(span, this.now, ZONE) : this.now + ms
    if (to === undefined) throw new Error(`no duration and no time: ${span}`)
    await this.stage.advance(to)
  }

  /** The bot says something of the kind in a room; the text. */
  hears(words: Words, { room = this.room, within = '2m' }: { room?: string; within?: string } = {}): Promise<string> {
    return this.#sees(`${room} hears ${words}`, within, act =>
      act.act === 'say' && act.room === room && fits(act.text, words) ? act.text : undefined,
    )
  }

  /** The bot writes to somebody in private; the text. */
  isTold(who: string, words: Words, { within = '2m' }: { within?: string } = {}): Promise<string> {
    return this.#sees(`${who} is told ${words}`, within, act =>
      act.act === 'dm' && act.who === who && fits(act.text, words) ? act.text : undefined,
    )
  }

  async seesGo(
    who: string,
    { room = this.room, within = '2m' }: { room?: string; within?: string } = {},
  ): Promise<void> {
    await this.#sees(`${who} is removed from ${room}`, within, act =>
      act.act === 'kick' && act.room === room && act.who === who ? who : undefined,
    )
  }

  /** The operators are told. */
  alerted(words: Words, { within = '2m' }: { within?: string } = {}): Promise<string> {
    return this.#sees(`an alert ${words}`, within, act =>
      act.act === 'alert' && fits(act.text, words) ? act.text : undefined,
    )
  }

  /** Nothing reaches WeChat for a time; alerts do not count. */
  async hearsNothing(span = '2m'): Promise<void> {
    await this.wait(span)
    const loud = this.unseen.filter(act => act.act !== 'alert' && act.refused === undefined)
    if (loud.length > 0) throw new Error(`nothing was to be heard, but there was\n${shown(loud)}`)
    this.look()
  }

  /** What was done so far is not looked at any more. */
  look(): void {
    this.#mark = this.stage.acts.length
  }

  async case(number: string): Promise<CaseView | undefined> {
    return (await this.stage.cases()).find(known => known.number === number)
  }

  /** The process dies between two pieces of work and starts again. */
  async crash(): Promise<void> {
    await this.stage.crash()
    await this.stage.idle()
  }

  async restart(): Promise<void> {
    await this.stage.shutDown()
    await this.stage.startUp()
    await this.stage.idle()
  }

  close(): Promise<void> {
    return this.stage.close()
  }

  /** Waits for an act that `find` makes something of; nobody sees that one again. */
  async #sees(what: string, within: string, find: (act: ActRecord) => string | undefined): Promise<string> {
    const until = this.now + (parseDuration(within) ?? 2 * MINUTE)
    let found: string | undefined
    const seen = () => {
      for (let i = this.#mark; i < this.stage.acts.length && found === undefined; i++) {
        const act = this.#taken.has(i) ? undefined : this.stage.acts[i]
        found = act && act.refused === undefined ? find(act) : undefined
        if (found !== undefined) this.#taken.add(i)
      }
      return found !== undefined
    }
    await this.stage.idle()
    if (!seen()) await this.stage.advance(until, seen)
    if (!seen() || found === undefined)
      throw new Error(`${what}: not within ${within}; there was\n${shown(this.unseen)}`)
    return found
  }
}

/** Opens a chat; close it when the test is over. */
export async function openChat(spec: ChatSpec = {}): Promise<Chat> {
  const { start = '2030-01-07T10:00', plugins = shippedPlugins, log, makeDoor, codes, config = {}, ...world } = spec
  const rooms = world.rooms ?? { g1: { members: ['林老师', '王敏'] } }
  const text = JSON.stringify({ ...world, rooms, config, start: `${start}:00+08:00`, steps: [] })
  const { scenario, problems } = parseScenario('chat.yaml', text)
  if (!scenario) throw new Error(problems.map(printProblem).join('\n'))
  const make = theatre(plugins, {
    ...(log ? { log } : {}),
    ...(makeDoor ? { makeDoor } : {}),
    ...(codes ? { codes } : {}),
  })
  // A plugin list of the test's own has nothing to do with the YAML that ships.
  const stage = await make(scenario, plugins === shippedPlugins ? {} : { config: NO_CONFIG })
  return new Chat(stage, Object.keys(rooms)[0] ?? 'g1')
}

function fits(text: string, words: Words): boolean {
  return typeof words === 'string' ? text.includes(words) : words.test(text)
}

function shown(acts: readonly ActRecord[]): string {
  return acts.length === 0 ? '  nothing' : acts.map(act => `  ${JSON.stringify(act)}`).join('\n')
}
