import type { z } from 'zod'
import type { GroupConfig, runModes } from '../config/schema.js'
import type { Action, Settled, Unless } from '../domain/actions.js'
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
import type { CommunityKey, MemberKey, RoomKey } from '../domain/keys.js'
import type { Role } from '../domain/roles.js'
import type { Verdict } from '../domain/verdict.js'
import type { Workdays } from '../domain/workdays.js'
import type { Log } from '../redis/log.js'
import type { Arguments } from './arguments.js'
import type { Books } from './books/books.js'
import type { BrakeLimits } from './brakes.js'
import type { Case } from './cases.js'
import type { Store } from './store.js'

export type { Log }

/** How a plugin may act: freely, putting what is done to a person to the admins, deciding and recording only, or not at all. */
export type RunMode = (typeof runModes)[number]

/** A person as a plugin sees him in one room (or in private). */
export interface MemberView {
  key: MemberKey
  /** The name to print: safe, see law 11. */
  name: string
  /** His card in this room, else his nickname, as written. Attackers' text: judge it, do not print it. */
  card: string
  role: Role
  friend: boolean
  /** When he joined this room, as we saw it. */
  joinedAt: Millis
  /** He was there before the bot: never a newcomer. */
  before: boolean
  /** When he came into the community, as we saw it: into the first of its rooms that he is in. 0: before the bot. */
  memberSince: Millis
  present: boolean
  /** Since a login he could be somebody else: he keeps no privilege and gets no punishment until a person settles it. */
  unsure: boolean
}

export interface RoomView {
  key: RoomKey
  topic: string
  community: CommunityKey
  /** Since when the bot keeps it. */
  since: Millis
  /** People in it, the bot included, as WeChat counts them. */
  size: number
  /** What it was awaited for (`ctx.awaitRoom`). */
  purpose?: string
}

export interface SayOptions {
  mentions?: readonly MemberKey[]
  /** Makes the action's id when one handler says several things, or when the cause alone is not what it depends on. */
  id?: string
  /** The action's whole id, whatever it follows from: done once, however often it is come to (one card a person). */
  once?: string
  expires?: Millis
  notBefore?: Millis
  unless?: readonly Unless[]
  /** A text whose double does no harm is sent again after a crash in the middle of sending; shipped: listed as unknown. */
  ifUnknown?: 'list' | 'resend'
  /** unasked counts against `unaskedPerRoomDay`; shipped: notice. A command's answer is always a reply. */
  manner?: 'reply' | 'notice' | 'unasked'
}

/** What is put to a person. Option 1 is always the harmless one (law 12). */
export interface Asking {
  /** One id, one question: derived from the cause when left out. */
  id?: string
  /** Who may answer; the first answer counts. */
  to: readonly MemberKey[]
  text: string
  options: readonly string[]
  /** Handed back with the answer; `about` names the handler's own subject. */
  about: string
  data?: unknown
  expires: Millis
  /** Asked in the room (and answered there) instead of in private. */
  inRoom?: boolean
  /** The handler of the answer says something itself: a word of thanks before it would be one too many. */
  ownReply?: boolean
  /** How people point at it when several are open; shipped `Q` and a number. */
  label?: string
}

/**
 * remove: out of the room (and, with `blockFor`, barred). remind, warn: a word in the room. admins, owner: they are asked
 * whether he stays.
 */
export type Measure = Case['measure']

/** What a plugin accuses somebody of. What may be done about it is decided by run mode, role and the kernel. */
export interface Accusation {
  member: MemberKey
  /** In a few words of Chinese, as it will stand in 「已移出小鹿（发广告，K1）」. */
  reason: string
  verdict?: Verdict
  /** Original text to keep as evidence, 7 days. */
  evidence?: string
  measure: Measure
  /** What kind of incident it is, within the plugin (`ad`, `flood`): cases of one kind are strikes of one ladder. */
  kind?: string
  /** How long he stays barred after a removal, in milliseconds. */
  blockFor?: Millis
  /** The word in the room for remind and warn; with `owner`, option 2 tells him this in place of a removal. */
  text?: string
  /**
   * Number of a case of his that this belongs to: it is kept with that case, and what is done becomes more where this
   * weighs more (a suspect who was put to the admins is removed, an owner's question is asked anew as `as`), never less.
   */
  into?: string
  /** Who ordered it by command: then run mode does not matter. */
  by?: MemberKey
  /** What he is called in the case, where his own name would be taken for another's. */
  name?: string
  /**
   * impostor: he goes by the name of one who runs the group. stolen: somebody else may be writing from his account, and a
   * removal takes him out of every room. The question to the owner says so.
   */
  as?: 'impostor' | 'stolen'
}

/** What every handler is given. Cheap to make, bound to one cause. */
export interface Ctx<Config = unknown> {
  readonly plugin: string
  readonly config: Config
  readonly room: RoomView
  readonly community: CommunityKey
  /** What the community is for, as its file says; every line is empty where there is none. */
  readonly charter: GroupConfig['charter']
  /** The message, timer run or answer that everything here follows from. */
  readonly cause: string
  /** IANA zone of the community. */
  readonly zone: string
  /** Which days are worked (调休), by the tables in workdays/. */
  readonly workdays: Workdays
  readonly mode: RunMode
  readonly log: Log
  readonly books: Books
  /** Redis of this plugin's own, one namespace a room. */
  readonly store: Store
  /** The same, whatever the run mode: for what people decided and taught, which is no trial's record. */
  readonly lasting: Store
  now(): Millis
  /**
   * How many messages nobody asked for this room may still get today. What matters least gives way: it is not said at all
   * where it would take the place of something else.
   */
  unaskedLeft(): number
  /** End of the quiet hours that hold now, if they do: nothing nobody asked for leaves before. */
  quietUntil(): Millis | undefined
  /** The time at which so much waking time has passed since `from` (shipped: now); quiet hours do not count. */
  awakeAfter(span: Millis, from?: Millis): Millis
  /** A number in [0, 1) that the seed and the cause decide. */
  random(): number
  /** A line of this plugin's catalogue in the configured language, with operators' overrides. */
  text(key: string, values?: Record<string, string | number>): string

  /** Every room the bot keeps, those of other communities too, in the order of their keys. */
  rooms(): RoomView[]
  /**
   * The same plugin, for the same cause, in another room: its config, store, members and actions. An `id` of an action is
   * the same there: who says something in several rooms names the room in it.
   */
  at(room: RoomKey): Ctx<Config>
  /** How many people a room is for, the bot included: the smallest `capacity` that a plugin names; else WeChat's own. */
  capOf(room: RoomKey): number
  /** How many points something is worth here, by name (`host`); 0 where no plugin that is on says so. */
  worth(what: string): number
  /** What the plugins have to tell those who are the first in this room: the charter, the rules. Pure. */
  opening(): string[]
  /** What the plugins counted here on a day (`YYYY-MM-DD`), by name (`checkIns`): see `figures` of a plugin. */
  figures(date: string): Promise<Record<string, number>>
  /** A text beside the YAML, by its path below the config's directory; undefined where there is none to read. */
  configFile(path: string): Promise<string | undefined>
  /** Names of the files in a folder below the config's directory, in no order; undefined where there is none to read. */
  configFiles(folder: string): Promise<string[] | undefined>

  member(key: MemberKey): MemberView
  members(): MemberView[]
  /** Whether he is a friend of the bot now: WeChat is asked, where `member` tells what was known last. */
  isFriend(member: MemberKey): Promise<boolean>
  /** Everybody in this community who holds at least this role. */
  staff(role: Role): MemberKey[]
  /** Members of this room whom a typed `@name` may mean: exact card or name. */
  find(name: string): MemberView[]

  say(text: string, options?: SayOptions): Promise<void>
  dm(member: MemberKey, text: string, options?: SayOptions): Promise<void>
  /**
   * Tells one person something: in private; to who is no friend, one @ in the room without content, and the operators
   * are told (law 13).
   */
  tell(member: MemberKey, text: string, options?: SayOptions): Promise<void>
  /** Any other action; what is done to a person goes through `accuse`. */
  act(action: Exclude<Action, { act: 'say' | 'dm' | 'kick' }>, options?: SayOptions): Promise<void>
  /** Cases of a person in this community, oldest first; and one of its cases by number. */
  casesOf(member: MemberKey): Case[]
  /** Every case of this community, in all its rooms and by any plugin, oldest first. */
  cases(): Case[]
  case(number: string): Case | undefined
  /** Opens a case (once per cause and member) and sees it through. */
  accuse(accusation: Accusation): Promise<Case>
  ask(asking: Asking): Promise<void>
  /** Runs one of the plugin's `jobs` at a time; the same id again moves it. */
  later(job: string, data: unknown, at: Millis, options: { id: string }): Promise<void>
  cancel(id: string): Promise<void>
  /**
   * Begins one of the plugin's `sagas`, unless this id was begun before; resolves when it rests or is over. Both are for
   * events, answers and jobs, not for a saga's own steps.
   */
  startSaga(name: string, id: string, step: string, state: unknown): Promise<boolean>
  /** Calls on a saga that rests; `change` (pure) puts what was waited for into its state. */
  resumeSaga(id: string, change?: (state: unknown) => unknown): Promise<boolean>
  /** How one of the plugin's sagas stands: before which step, on what; undefined where there is none, or not any more. */
  sagaOf(id: string): Promise<{ step: string; state: unknown; over: boolean } | undefined>
  /** Stores an owner's own value for one of this plugin's keys in this room, as the YAML would write it. */
  set(key: string, value: unknown): Promise<void>
  /** Takes a case back: bars are lifted, what has not left stays, a friend is asked in again. */
  undo(number: string, by: MemberKey): Promise<Undone>
  /**
   * What a case was about is settled before anything was done: what has not left stays, who was asked need not answer. No
   * judgement is taken back by it. False when the case was over.
   */
  dismiss(number: string): Promise<boolean>
  /**
   * Has this room looked at now, for names and cards change unseen. Not to be waited for: what differs comes as events,
   * behind this one in the lane.
   */
  look(): void
  /** Makes somebody an admin of this community, by the word of `by`; put on record. */
  appoint(member: MemberKey, by: MemberKey): Promise<void>
  /**
   * The key by which a room that comes out of this one will go, and its topic; the same purpose is given the same again.
   * It is then made by the action `create` with that key, or by an owner's hand and `/绑定 KEY`.
   */
  awaitRoom(purpose: string, topic: string): Promise<{ room: RoomKey; topic: string }>
  awaitNoRoom(purpose: string): Promise<void>
  /** Keeps a room that was awaited, with this community's roles and the owner's settings; false while it is not there. */
  keepRoom(room: RoomKey): Promise<boolean>
  /**
   * Takes somebody out of this room because he moved: by his own word, without a case, and only while he is in the other.
   * How it ended comes as `settled`.
   */
  seeOff(member: MemberKey, to: RoomKey, options: SayOptions & { once: string }): Promise<void>
  /** What was posted with that `once` and has not left yet does not leave. */
  withdraw(once: string): Promise<void>
  /** Lays settings over those of this room, by plugin and as the YAML would write them, in place of any that lay there. */
  overlay(settings: Readonly<Record<string, Record<string, unknown>>> | undefined): Promise<void>
  /** What lies over the settings of this room. */
  laid(): Readonly<Record<string, Record<string, unknown>>> | undefined
  /** Whether the bot can remove people here, as far as is known: WeChat lets only the owner of a room do so. */
  canRemove(): Promise<boolean>
  /** Tells the operators, outside WeChat. */
  alert(text: string): void
  /**
   * Has the QR codes of a message's picture read, beside the lane: returns at once, and a `codesRead` comes later, to every
   * plugin that listens. Nothing is fetched of pictures that nobody asks about; a crash in between loses the reading.
   */
  readCodes(message: MessageEvent): void
}

/** What came of taking a case back. `gone`: he is out of the room; `invited`: he is a friend and gets an invitation. */
export type Undone =
  | { ok: true; case: Case; gone: boolean; invited: boolean }
  | { ok: false; why: 'unknown' | 'already' | 'dismissed'; case?: Case }

/** A handler in the guard phase ends the message's journey with `stop`. */
export type Passed = 'stop' | undefined | void

export interface CommandCtx<Config = unknown> extends Ctx<Config> {
  readonly caller: MemberView
  readonly message: MessageEvent
  /** True when it was typed in private. */
  readonly private: boolean
  /** Answers where it was asked: one short line. */
  reply(text: string, options?: SayOptions): Promise<void>
  /** Answers the asker alone, in private, with 已私信你 in the room; to who is no friend, the short version in the room. */
  whisper(text: string, short?: string): Promise<void>
  /**
   * The one member of this room whom a typed name means. When it is nobody, that is said; when there are several, whoever
   * asked is given their list and five minutes to send a number, and the command is run again with it: after undefined
   * there is nothing left to do.
   */
  whichOf(typed: string): Promise<MemberView | undefined>
  /** Answers that it is not done, and why. */
  decline(text: string): Promise<void>
  /** Names for the audit log what is changed where the context cannot see it: a member, a case, a setting's key. */
  concerns(target: string): void
}

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
