import type { Redis } from 'ioredis'
import type { Millis } from '../../domain/events.js'
import type { CommunityKey, MemberKey, RoomKey } from '../../domain/keys.js'
import type { Verdict } from '../../domain/verdict.js'
import { defineScript, type JsonHash, jsonHash } from '../../redis/collections.js'

/**
 * observed: recorded only. open: waits for a person. acting: its action is queued or not yet seen. done: seen. failed:
 * refused or impossible. undone: taken back. dismissed: a person let it go.
 */
export type CaseStatus = 'observed' | 'open' | 'acting' | 'done' | 'failed' | 'undone' | 'dismissed'

/** One incident: what was seen, what was done about it, how it ended, who took it back. */
export interface Case {
  /** `K12` */
  number: string
  plugin: string
  community: CommunityKey
  room: RoomKey
  member: MemberKey
  /** His printable name at the time. */
  name: string
  reason: string
  /** What kind of incident it is, within its plugin; cases from before there were kinds have none. */
  kind?: string
  measure: 'remove' | 'remind' | 'warn' | 'admins' | 'owner'
  status: CaseStatus
  openedAt: Millis
  /** The message, command or run that it follows from. */
  cause: string
  verdict?: Verdict
  /** Original text, dropped after 7 days (law 8), and with it the verdict's checks that found nothing. */
  evidence?: string
  blockFor?: Millis
  /** Who ordered or agreed to it. */
  by?: MemberKey
  undoneBy?: MemberKey
  /** When it was taken back, until all that follows from it is done: the bar lifted, what waits called off, he asked in. */
  undoing?: Millis | undefined
  /** WeChat's answer when it failed. */
  code?: string
  /** Further messages that belong to it, by id. */
  covers?: readonly string[]
  /** What he is told when the owner chooses to remind him, where that is the choice. */
  word?: string
  /** How often its question was put anew because it had become another: 2 from the first time on. */
  round?: number
  /** An admin's command opened it: its reason is his word. */
  ordered?: true
  /** Removed by nobody's word, and no newcomer: such removals count towards the brake. */
  automatic?: true
  /** He goes by the name of one who runs the group; somebody else may be writing from his account. */
  as?: 'impostor' | 'stolen'
  /** Since when he was in the room, so that whoever is brought back after an undo is no newcomer. */
  was?: { joinedAt: Millis; before: boolean }
}

/** The id of the question that a case puts to the staff. */
export function questionOf({ number, round }: Pick<Case, 'number' | 'round'>): string {
  return `case|${number}|question${round ?? ''}`
}

/** True when the owner may have him reminded, and nothing more. */
export function remindsOnly({ word, as }: Case): boolean {
  return word !== undefined && as === undefined
}

const EVIDENCE_LIFE = 7 * 86_400_000
/** Writes that are on their way to Redis together. */
const AT_ONCE = 200

/**
 * The case book. `PREFIX:cases` hash number → Case, kept; held in memory too, for whoever judges must know a person's
 * earlier cases at once · `PREFIX:case-causes` hash `cause|member` → number, so that a cause handled twice opens one case.
 */
export class Cases {
  readonly #redis: Redis
  readonly #causes: string
  readonly #stored: JsonHash<Case>
  readonly #known = new Map<string, Case>()
  /** The numbers of each person's cases, oldest first: he is judged by them at every message. */
  readonly #numbersOf = new Map<MemberKey, string[]>()
  /** The cases that hold something which goes with the evidence. */
  readonly #withTexts = new Map<string, Case>()

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis
    this.#causes = `${prefix}:case-causes`
    this.#stored = jsonHash(redis, `${prefix}:cases`)
  }

  async load(): Promise<void> {
    const numbered = [...(await this.#stored.all()).values()]
    numbered.sort((a, b) => ageOf(a.number) - ageOf(b.number))
    for (const known of numbered) this.#keep(known)
  }

  /** Every case, oldest first. */
  get all(): Case[] {
    return [...this.#known.values()]
  }

  get(number: string): Case | undefined {
    return this.#known.get(number)
  }

  /** A person's cases in a community, oldest first. */
  of(community: CommunityKey, member: MemberKey): Case[] {
    return this.#of(member).filter(known => known.community === community)
  }

  /** Since when somebody belongs to a room who was removed by mistake and came back at `joinedAt`. */
  standingBefore(room: RoomKey, member: MemberKey, joinedAt: Millis): Case['was'] {
    const undone = this.#of(member).findLast(each => each.room === room && each.status === 'undone' && each.was)
    return undone && joinedAt >= undone.openedAt ? undone.was : undefined
  }

  #of(member: MemberKey): readonly Case[] {
    const numbers = this.#numbersOf.get(member)
    // Of nearly everybody there is none, and every message asks.
    return numbers === undefined ? NONE : numbers.flatMap(number => this.#known.get(number) ?? [])
  }

  #keep(known: Case): void {
    const { number, member } = known
    const before = this.#known.get(number)
    this.#known.set(number, known)
    if (holdsTexts(known)) this.#withTexts.set(number, known)
    else this.#withTexts.delete(number)
    if (before?.member === member) return
    const own = this.#numbersOf.get(member) ?? []
    own.push(number)
    // Two who turned out to be one person; all others come in order.
    if (before) {
      own.sort((a, b) => ageOf(a) - ageOf(b))
      const left = (this.#numbersOf.get(before.member) ?? []).filter(each => each !== number)
      if (left.length === 0) this.#numbersOf.delete(before.member)
      else this.#numbersOf.set(before.member, left)
    }
    this.#numbersOf.set(member, own)
  }

  /** Opens a case, or returns the one that this cause opened before. `fresh` tells which. */
  async open(facts: Omit<Case, 'number'>): Promise<{ case: Case; fresh: boolean }> {
    const script = defineScript(this.#redis, 'openCase', {
      keys: ['cases', 'causes'],
      args: ['cause', 'facts'],
      lua: `
        local known = redis.call('HGET', causes, cause)
        if known then return {known, 0} end
        local number = 'K' .. (redis.call('HLEN', causes) + 1)
        redis.call('HSET', causes, cause, number)
        redis.call('HSET', cases, number, (string.gsub(facts, '"number":"%?"', '"number":"' .. number .. '"', 1)))
        return {number, 1}`,
      reply: raw => raw as [string, number],
    })
    // `number` stands first and is filled in by the script, before any text of an attacker's.
    const [number, fresh] = await script(
      { cases: this.#stored.key, causes: this.#causes },
      { cause: `${facts.cause}|${facts.member}`, facts: JSON.stringify({ number: '?', ...facts }) },
    )
    const opened = this.#known.get(number) ?? (await this.#stored.get(number))
    if (!opened) throw new Error(`case ${number} is missing from the case book`)
    this.#keep(opened)
    return { case: opened, fresh: fresh === 1 }
  }

  /** Moves a case on, if it is still in one of `from`; of two who try at once one wins. Undefined when it was not. */
  async move(number: string, from: readonly CaseStatus[], change: Partial<Case>): Promise<Case | undefined> {
    for (;;) {
      const known = this.#known.get(number)
      if (!known || !from.includes(known.status)) return undefined
      if (await this.#swap(known, { ...known, ...change })) return this.#known.get(number)
    }
  }

  /** Two keys turned out to be one person: his cases are `into`'s. */
  async merge(from: MemberKey, into: MemberKey): Promise<void> {
    for (const known of this.#of(from)) await this.#swap(known, { ...known, member: into })
  }

  /** Forgets the texts of old cases, and the checks that found nothing; those that hit keep their names and scores. */
  async dropOldEvidence(now: Millis): Promise<void> {
    // Not by the order of age: one that a clock gone wrong dated ahead would keep the texts of all behind it.
    const past = [...this.#withTexts.values()].filter(({ openedAt }) => openedAt + EVIDENCE_LIFE <= now)
    for (let from = 0; from < past.length; from += AT_ONCE) {
      await Promise.all(past.slice(from, from + AT_ONCE).map(known => this.#swap(known, withoutTexts(known))))
    }
  }

  /** Memory follows Redis, whoever of two was faster there. */
  async #swap(known: Case, next: Case): Promise<boolean> {
    const swapped = await this.#stored.compareAndSet(known.number, known, next)
    const stored = swapped ? next : await this.#stored.get(known.number)
    if (stored) this.#keep(stored)
    // A no may be our own success, sent twice over a broken connection.
    return swapped || JSON.stringify(stored) === JSON.stringify(next)
  }
}

/** `K12` → 12: cases are numbered as they were opened. */
function ageOf(number: string): number {
  return Number(number.slice(1))
}

function holdsTexts({ evidence, verdict }: Case): boolean {
  return evidence !== undefined || verdict?.checks.some(check => !check.hit || check.evidence !== undefined) === true
}

function withoutTexts({ evidence: _, ...known }: Case): Case {
  const { verdict } = known
  if (!verdict) return known
  const checks = verdict.checks.flatMap(({ name, hit, score }) => (hit ? [{ name, hit, score }] : []))
  return { ...known, verdict: { ...verdict, checks } }
}

const NONE: readonly Case[] = []
