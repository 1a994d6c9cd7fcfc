import {
  type Ctx,
  type MemberKey,
  type Millis,
  noteRead,
  readOnce,
  type Store,
  type z,
} from '../../src/kernel/plugin.js'
import type { topicsConfig } from './config.js'

// What the parts of this plugin share: the topics of a room. What a part keeps beside a topic lies in its own collections,
// under the topic's id.

export type Config = z.output<typeof topicsConfig>
/** The context that every part of this plugin is given. */
export type In = Ctx<Config>

/**
 * One announced hour in a room. `version` grows with every change of its times or its phase: what was set for an older
 * version does nothing any more.
 */
export interface Topic {
  /** `T3`: counts from 1 in each room, never used again. */
  id: string
  title: string
  /** A guest's hour has a queue of questions; else it is a discussion. */
  kind: 'topic' | 'guest'
  /** [start, end) */
  start: Millis
  end: Millis
  phase: Phase
  version: number
  /** Who leads it; none while hosts are still being asked. */
  host?: MemberKey
  /** Who created it. */
  by: MemberKey
  /** Whose proposal it was, before a host chose it. */
  proposedBy?: MemberKey
  /** Questions to start from, as people wrote them; the bot adds none. */
  guide: readonly string[]
  /** The guest's name, as the admin wrote it. */
  guest?: string
  createdAt: Millis
  /** What made it: the same cause makes it once. */
  cause?: string
  closedAt?: Millis
  /** When its hour was moved last; before that, since it was created, people may have been told another one. */
  plannedAt?: Millis
  /** When it was opened: at its start, or later where nobody could open it then. */
  openedAt?: Millis
  /** What was said of it already, by the names that moments.ts gives: each is said once. */
  told?: readonly string[]
  /** When the coming end was last announced. */
  lastCallAt?: Millis
  /** Who made it longer last, and by how many minutes. */
  extended?: { by: MemberKey; minutes: number; at: Millis; cause: string }
  /** Whoever called it off. */
  calledOffBy?: MemberKey
  /** Nobody opened it in its hour: nobody called it off either, and it can be moved to another. */
  fellOut?: true
  /** Counted when it was closed. */
  messages?: number
  speakers?: number
}

/** planned → open → closed, or cancelled before it was closed. */
export type Phase = 'planned' | 'open' | 'closed' | 'cancelled'

/** `topics` hash id → Topic: those to come, and of the others the last hundred. */
const topicsOf = (store: Store) => store.hash<Topic>('topics')

/** Number of the last topic of a room; `topic-count` hash with the one row `last`. */
const countOf = (store: Store) => store.hash<{ number: number; cause: string }>('topic-count')

/** Topics kept after they are over. */
const KEEP = 100

/** The room's topics, in order of their start. */
export async function allTopics(store: Store): Promise<Topic[]> {
  return [...(await topicsOf(store).all()).values()].sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1))
}

/**
 * The same from memory, for whoever asks at every message: read once, and again after a change. Not to be changed by
 * whoever is given it.
 */
export function knownTopics(store: Store): Promise<readonly Topic[]> {
  return readOnce(store, topicsOf(store).key, () => allTopics(store))
}

/** This file is the only one that changes any. */
function forgetKnown(store: Store): void {
  noteRead(store, topicsOf(store).key)
}

export function topicOf(store: Store, id: string): Promise<Topic | undefined> {
  return topicsOf(store).get(id)
}

/** Those that are planned or open, in order of their start. */
export async function comingTopics(store: Store): Promise<Topic[]> {
  return (await allTopics(store)).filter(isAhead)
}

export function isAhead({ phase }: Topic): boolean {
  return phase === 'planned' || phase === 'open'
}

/** A topic of this room whose hour [start, end) meets another's; `but` is left out. */
export function overlapping(
  topics: readonly Topic[],
  { start, end }: { start: Millis; end: Millis },
  but?: string,
): Topic | undefined {
  return topics.find(topic => topic.id !== but && isAhead(topic) && topic.start < end && start < topic.end)
}

/** Writes a new topic, once for a cause; the same cause again gets the one it made. */
export async function addTopic(
  store: Store,
  cause: string,
  topic: Omit<Topic, 'id' | 'version' | 'phase'>,
): Promise<Topic> {
  // The cause is kept beside the number: a crash between the two writes gives the same number again.
  const count = await countOf(store).update('last', known =>
    known?.cause === cause ? known : { number: (known?.number ?? 0) + 1, cause },
  )
  const made: Topic = { ...topic, cause, id: `T${count?.number ?? 1}`, version: 1, phase: 'planned' }
  await topicsOf(store).setNew(made.id, made)
  await dropOld(store)
  forgetKnown(store)
  return (await topicOf(store, made.id)) ?? made
}

/**
 * Changes a topic as it is now, by compare-and-set; `change` is pure and returns the same object to leave it as it is.
 * What changes its times or phase adds one to `version` here. Undefined where there is no such topic.
 */
export async function changeTopic(
  store: Store,
  id: string,
  change: (topic: Topic) => Topic,
): Promise<Topic | undefined> {
  const changed = await topicsOf(store).update(id, known => {
    if (!known) return undefined
    const next = change(known)
    if (next === known) return known
    const moved = next.start !== known.start || next.end !== known.end || next.phase !== known.phase
    return moved ? { ...next, version: known.version + 1 } : next
  })
  forgetKnown(store)
  return changed
}

/** Two keys turned out to be one person. */
export async function mergeInTopics(store: Store, from: MemberKey, into: MemberKey): Promise<void> {
  await replacePerson(store, from, into)
}

/** What somebody created or hosted. */
export async function exportFromTopics(store: Store, member: MemberKey): Promise<unknown> {
  const own = (await allTopics(store)).filter(({ by, host, proposedBy }) => [by, host, proposedBy].includes(member))
  const shown = own.map(({ id, title, start, end, phase, by, host, proposedBy }) => ({
    id,
    title,
    start,
    end,
    phase,
    ...(by === member ? { created: true } : {}),
    ...(host === member ? { hosted: true } : {}),
    ...(proposedBy === member ? { proposed: true } : {}),
  }))
  return shown.length === 0 ? undefined : { topics: shown }
}

/** Whoever is erased neither created nor hosted anything; what was talked about stays. */
export async function eraseFromTopics(store: Store, member: MemberKey): Promise<void> {
  await replacePerson(store, member, undefined)
}

/** Nobody: the creator of a topic who was erased. */
const NOBODY: MemberKey = ''

async function replacePerson(store: Store, member: MemberKey, by: MemberKey | undefined): Promise<void> {
  const replaced = (key: MemberKey | undefined) => (key === member ? by : key)
  for (const { id } of await allTopics(store)) {
    await changeTopic(store, id, known => {
      const { host, extended, calledOffBy, proposedBy, ...others } = known
      if (![known.by, host, extended?.by, calledOffBy, proposedBy].includes(member)) return known
      const named = Object.entries({
        host: replaced(host),
        calledOffBy: replaced(calledOffBy),
        proposedBy: replaced(proposedBy),
      })
      return {
        ...others,
        by: replaced(known.by) ?? NOBODY,
        ...Object.fromEntries(named.filter(([, key]) => key !== undefined)),
        ...(extended === undefined ? {} : { extended: { ...extended, by: replaced(extended.by) ?? NOBODY } }),
      }
    })
  }
}

async function dropOld(store: Store): Promise<void> {
  const over = (await allTopics(store)).filter(topic => !isAhead(topic))
  for (const { id } of over.slice(0, Math.max(0, over.length - KEEP))) await topicsOf(store).delete(id)
}
