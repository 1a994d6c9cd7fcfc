import type { z } from 'zod'
import type { Settled } from '../domain/actions.js'
import type {
  AnsweredEvent,
  AwayEvent,
  CardChangedEvent,
  CodesReadEvent,
  FriendRequestEvent,
  HeldEvent,
  JoinedEvent,
  LeftEvent,
  MessageEvent,
  Millis,
  PulledEvent,
  RecalledEvent,
  RenamedEvent,
  SettledEvent,
  TopicChangedEvent,
} from '../domain/events.js'
import type { MemberKey } from '../domain/keys.js'
import type { Role } from '../domain/roles.js'
import type { Workdays } from '../domain/workdays.js'
import type { BrakeLimits } from './cases/brakes.js'
import type { Arguments } from './commands/arguments.js'
import type { CommandCtx, Ctx } from './given.js'
import type { Store } from './store.js'

// What a plugin is made of.

/** A handler in the guard phase ends the message's journey with `stop`. */
export type Passed = 'stop' | undefined | void

/** A command people type. `args` stands before `run`, so that `run` knows the types of what was typed. */
export interface CommandSpec<Config, Args> {
  /** 中 and EN; the first is canonical. */
  names: readonly [string, ...string[]]
  /** Which names count as a whole message without prefix. */
  bare?: boolean | readonly string[]
  bareRest?: (rest: string) => boolean
  /** Further bare words that operators configure. */
  words?: (config: Config) => readonly string[]
  who: Role
  /** Where it is a command at all; what stands in the operators' terminal does not exist on WeChat. */
  in: 'room' | 'private' | 'anywhere' | 'terminal'
  /** One line for `/帮助`; without it the command is not listed. Low `order` stands first (shipped: 50). */
  help?: string
  order?: number
  /** False where a config leaves the command nothing to do: it is one there, and `/帮助` does not name it. Pure. */
  listed?: (config: Config) => boolean
  args?: Arguments<Args>
  /** Only a record of the day it was sent on: it counts however late the message comes in. */
  evenLate?: boolean
  /** Also read in rooms that the bot does not keep, where nobody has a role: `run` decides who may. */
  evenUnkept?: boolean
  /** As somebody would type it; shown with the usage. */
  example?: string
  /**
   * What an admin's or owner's command did is put on record (`/操作记录`) unless it only shows something; `always` puts
   * on record what anybody may type.
   */
  record?: 'always' | 'never' | ((args: Args) => boolean)
  run(ctx: CommandCtx<Config>, args: Args): Promise<void>
}

export interface TimerSpec<Config> {
  /** The next run after `after`, or undefined for none. Pure: config, zone, the workdays' tables and time decide. */
  at(config: Config, after: Millis, zone: string, workdays: Workdays): Millis | undefined
  /** What happens when the process was away at the time: run it late, or skip it. `upTo`: no later than this. */
  missed: 'run' | 'skip'
  upTo?: Millis
  run(ctx: Ctx<Config>, timer: { due: Millis }): Promise<void>
}

export interface JobSpec<Config, Data> {
  data: z.ZodType<Data>
  run(ctx: Ctx<Config>, data: Data): Promise<void>
}

/** One step of a long job: what it does, and what it becomes. `wait` rests until a settled action, an answer or a job calls it on. */
export interface SagaSpec<Config, State> {
  state: z.ZodType<State>
  steps: Record<string, (ctx: Ctx<Config>, state: State) => Promise<{ next?: string; state: State; wait?: boolean }>>
  /**
   * The state without somebody who has his records erased, what waits for him taken back; may be repeated. Without it his key
   * is taken out of the state wherever it stands: of a state that needs one there, say here what it is without him.
   */
  erase?: (ctx: Ctx<Config>, state: State, member: MemberKey) => Promise<State>
}

/** What a plugin is made of; see README, "Writing a plugin". */
export interface PluginSpec<Schema extends z.ZodObject, CommandArgs extends readonly unknown[], Jobs, Sagas>
  extends PartSpec<Schema, CommandArgs, Jobs, Sagas> {
  name: string
  config: Schema
  texts: Texts
  /** Concerns that have a file or folder of their own; see `definePart`. The plugin's own handlers come first. */
  parts?: readonly Omit<Plugin, 'name' | 'config'>[]
}

/** Lines by language and key; operators override any of them under `texts:` in the plugin's YAML. */
export interface Texts {
  'zh-CN': Record<string, string>
  en: Record<string, string>
}

/** One concern of a plugin: all but its name and config. */
export interface PartSpec<Schema extends z.ZodObject, CommandArgs extends readonly unknown[], Jobs, Sagas> {
  texts?: Texts
  commands?: { [K in keyof CommandArgs]: CommandSpec<z.output<Schema>, CommandArgs[K]> }
  on?: Handlers<z.output<Schema>>
  timers?: Record<string, TimerSpec<z.output<Schema>>>
  jobs?: { [K in keyof Jobs]: JobSpec<z.output<Schema>, Jobs[K]> }
  sagas?: { [K in keyof Sagas]: SagaSpec<z.output<Schema>, Sagas[K]> }
  /** Whoever stores by member key declares these; a test enforces it. */
  people?: PeopleSpec
  /** True of a name that would itself publish what this plugin keeps out: it is not printed (law 11). Pure. */
  unprintable?: (name: string) => boolean
  /** How many automatic removals, by any plugin, are too many in a room of this config. One plugin says so. */
  brake?: (config: z.output<Schema>) => BrakeLimits
  /** How many people a room is for by this plugin's config, the bot included. Pure. */
  capacity?: (config: z.output<Schema>) => number
  /** What is worth how many points, by name (`host`, `answer`); what every plugin that gives points asks for. Pure. */
  worth?: (config: z.output<Schema>) => Readonly<Record<string, number>>
  /** What this plugin tells those who are the first in a new room, if anything. Pure. */
  opening?: (ctx: Ctx<z.output<Schema>>) => string | undefined
  /** What it counted in this room on a day, by name; from what is stored, so that it comes to the same again. */
  figures?: (ctx: Ctx<z.output<Schema>>, date: string) => Promise<Readonly<Record<string, number>>>
  /** Keys of the config that no room may read, as passphrases: `/配置` shows them to the owner in private alone. */
  secret?: readonly string[]
}

export interface Handlers<Config> {
  message?: {
    /** Who may be here at all. */
    gate?: (ctx: Ctx<Config>, message: MessageEvent) => Promise<Passed>
    /** What may be said. */
    guard?: (ctx: Ctx<Config>, message: MessageEvent) => Promise<Passed>
    /** Everything that looks on. */
    activity?: (ctx: Ctx<Config>, message: MessageEvent) => Promise<void>
  }
  joined?: (ctx: Ctx<Config>, event: JoinedEvent) => Promise<void>
  left?: (ctx: Ctx<Config>, event: LeftEvent) => Promise<void>
  renamed?: (ctx: Ctx<Config>, event: RenamedEvent) => Promise<void>
  cardChanged?: (ctx: Ctx<Config>, event: CardChangedEvent) => Promise<void>
  topicChanged?: (ctx: Ctx<Config>, event: TopicChangedEvent) => Promise<void>
  recalled?: (ctx: Ctx<Config>, event: RecalledEvent) => Promise<void>
  /** What a picture says is a fact about its message like any other: told to all, whoever asked (`ctx.readCodes`). */
  codesRead?: (ctx: Ctx<Config>, event: CodesReadEvent) => Promise<void>
  friendRequest?: (ctx: Ctx<Config>, event: FriendRequestEvent) => Promise<void>
  pulled?: (ctx: Ctx<Config>, event: PulledEvent) => Promise<void>
  settled?: (ctx: Ctx<Config>, settled: Settled, event: SettledEvent) => Promise<void>
  /** WeChat said "too often" to one of the plugin's actions: it waits, and is tried again by itself. */
  held?: (ctx: Ctx<Config>, event: HeldEvent) => Promise<void>
  answered?: (ctx: Ctx<Config>, event: AnsweredEvent) => Promise<void>
  /** The bot is back after a time in which nothing that was written reached it. Told once, in every room kept. */
  away?: (ctx: Ctx<Config>, event: AwayEvent) => Promise<void>
  /** The config of a room may be another than before: after a start, a reload, an owner's setting, and when it is adopted. */
  configured?: (ctx: Ctx<Config>) => Promise<void>
  /**
   * Somebody wrote to the bot in private what was neither an answer nor a command. The context is that of the room that
   * concerns him most, or of the first room kept where he is in none; `ctx.rooms()` has the others.
   */
  private?: (ctx: Ctx<Config>, message: MessageEvent) => Promise<Passed>
}

/** What a plugin does with the records of one person, when two turn out to be one, and when he asks for them. */
export interface PeopleSpec {
  merge(store: Store, from: MemberKey, into: MemberKey): Promise<void>
  export(store: Store, member: MemberKey): Promise<unknown>
  erase(store: Store, member: MemberKey): Promise<void>
  /** He said 不收录: his words go, what only counts may stay. For whoever keeps words; may be repeated. */
  unrecord?(store: Store, member: MemberKey): Promise<void>
}

/** A plugin as the host runs it: the same, with its types forgotten. */
export interface Plugin {
  name: string
  config: z.ZodObject
  texts: Texts
  commands: readonly CommandSpec<never, never>[]
  on: Handlers<never>
  timers: Record<string, TimerSpec<never>>
  jobs: Record<string, JobSpec<never, never>>
  sagas: Record<string, SagaSpec<never, never>>
  people?: PeopleSpec
  unprintable?: (name: string) => boolean
  brake?: (config: never) => BrakeLimits
  capacity?: (config: never) => number
  worth?: (config: never) => Readonly<Record<string, number>>
  opening?: (ctx: Ctx<never>) => string | undefined
  figures?: (ctx: Ctx<never>, date: string) => Promise<Readonly<Record<string, number>>>
  secret?: readonly string[]
}
