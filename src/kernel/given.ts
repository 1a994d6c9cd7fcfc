import type { GroupConfig, runModes } from '../config/schema.js'
import type { Action } from '../domain/actions.js'
import type { MessageEvent, Millis } from '../domain/events.js'
import type { CommunityKey, MemberKey, RoomKey } from '../domain/keys.js'
import type { Role } from '../domain/roles.js'
import type { Workdays } from '../domain/workdays.js'
import type { Log } from '../redis/log.js'
import type { Books } from './books/books.js'
import type { Case } from './cases/cases.js'
import type { Accusation, Asking, SayOptions } from './conversation/asked.js'
import type { Store } from './store.js'

// What a handler is given: people and rooms as it sees them, and what it can do there.

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
  /**
   * When he came into the community, as we saw it: into the first of its rooms that he is in. 0: before the bot. Who changes
   * from one of them to another keeps it, also where up to a week lies between the two.
   */
  memberSince: Millis
  present: boolean
  /** Since a login he could be somebody else: he keeps no privilege and gets no punishment until a person settles it. */
  unsure: boolean
}

export interface RoomView {
  key: RoomKey
  /** What it is called, as written. Attackers' text, for any member may rename a room: compare it, do not print it. */
  topic: string
  /** The same to print: safe, see law 11; its key where it is called nothing, or an advertisement. */
  name: string
  community: CommunityKey
  /** Since when the bot keeps it. */
  since: Millis
  /** People in it, the bot included, as WeChat counts them. */
  size: number
  /** WeChat shows so few people in it just now that the list is not believed: who seems to be gone may be there. */
  doubted?: boolean
  /** What it was awaited for (`ctx.awaitRoom`). */
  purpose?: string
  /** The room that was split into it: it came out of that one (`ctx.awaitRoom`), or took people of it (`ctx.relieveBy`). */
  relieves?: RoomKey
}

/**
 * What every handler is given. Cheap to make, bound to one cause. It may be taken apart (`const { say } = ctx`); to change
 * something in it there is `ctxWith`: a copy (`{ ...ctx }`) would be empty, which the compiler knows of a class alone. There is none at run
 * time.
 */
export declare class Ctx<Config = unknown> {
  readonly plugin: string
  readonly config: Config
  readonly room: RoomView
  readonly community: CommunityKey
  /** What the community is for, as its file says; every line is empty where there is none. */
  readonly charter: GroupConfig['charter']
  /** What the community is called, as its file says; '' where there is none. */
  readonly communityName: string
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
  /**
   * When this room may get another message that nobody asked for: now, at the end of quiet hours, or when its share of the
   * day has another. What is handed in before waits until then.
   */
  unaskedFrom(): Millis
  /** End of the quiet hours that hold now, if they do: nothing nobody asked for leaves before. */
  quietUntil(): Millis | undefined
  /** The time at which so much waking time has passed since `from` (shipped: now); quiet hours do not count. */
  awakeAfter(span: Millis, from?: Millis): Millis
  /** A number in [0, 1) that the seed and the cause decide. */
  random(): number
  /** A line of this plugin's catalogue in the configured language, with operators' overrides. */
  text(key: string, values?: Record<string, string | number>): string

  /** Every room the bot keeps, in the order of their keys; of one community alone where it is named. */
  rooms(community?: CommunityKey): RoomView[]
  /** The rooms of this community that he is in, in the order of their keys. */
  roomsOf(member: MemberKey): RoomKey[]
  /** Whether a room that the bot can see now, kept or not, is called so; width and blanks aside. */
  isTopicTaken(topic: string): boolean
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
  /** What was asked under ids that begin so is settled, but for `but`: nobody need answer any more. */
  unask(id: string, options?: { but?: string }): Promise<void>
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
  /** This room was split into another that was kept before: from now on that one counts as one that came out of it. */
  relieveBy(room: RoomKey): Promise<void>
  /**
   * Takes somebody out of this room because he moved: by his own word, without a case, and only while he is in the other.
   * How it ended comes as `settled`.
   */
  seeOff(member: MemberKey, to: RoomKey, options: SayOptions & { once: string }): Promise<void>
  /** What was posted with that `once` and has not left yet does not leave. */
  withdraw(once: string): Promise<void>
  /** The same, and it is told: its end comes as `settled`, `expired` with the code `late`; as it does where it has left. */
  recall(once: string): Promise<void>
  /** Lays settings over those of this room, by plugin and as the YAML would write them, in place of any that lay there. */
  overlay(settings: Readonly<Record<string, Record<string, unknown>>> | undefined): Promise<void>
  /** What laying these settings over would change here, value by value; nothing is done. */
  changesBy(settings: Readonly<Record<string, Record<string, unknown>>>): LaidValue[]
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

/** One value that settings laid over a room would change, or could not: `fits` is false where the plugin has no such key or value. */
export interface LaidValue {
  plugin: string
  /** By path: `ads.kickAt`. */
  key: string
  /** What holds now, as written; and what would. */
  now: unknown
  next: unknown
  fits: boolean
}

/** What came of taking a case back. `gone`: he is out of the room; `invited`: he is a friend and gets an invitation. */
export type Undone =
  | { ok: true; case: Case; gone: boolean; invited: boolean }
  | { ok: false; why: 'unknown' | 'already' | 'dismissed'; case?: Case }

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
