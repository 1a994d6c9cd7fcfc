import type { Redis } from 'ioredis'
import type { Millis } from '../domain/events.js'
import type { MemberKey, RoomKey } from '../domain/keys.js'
import { type JsonHash, jsonHash } from '../redis/collections.js'
import { renamed } from './people/saga-people.js'

/** A long job as it stands: which step is to be run, and on what. */
export interface SagaRecord {
  id: string
  plugin: string
  name: string
  /** Where its steps act. */
  room: RoomKey
  step: string
  state: unknown
  /** One more with every change, so that no two runs have the same one unless the second repeats the first. */
  version: number
  /** Rests until `resume`. */
  waiting: boolean
  /** When it was over. */
  doneAt?: Millis
}

/** What a step becomes: the next one now, or (with `wait`) when it is resumed; without `next` the same; with neither it is over. */
export interface StepEnd {
  next?: string
  state: unknown
  wait?: boolean
}

export interface SagasOptions {
  redis: Redis
  prefix: string
  now: () => Millis
  /** Runs the record's step. Its `causeOf` is the cause of what the step does; what it throws leaves the saga where it is. */
  runStep: (record: SagaRecord) => Promise<StepEnd>
  /** The record's state without somebody whose records are erased; what waits for him is taken back. May be repeated. */
  eraseFrom: (record: SagaRecord, member: MemberKey) => Promise<unknown>
}

/** What all that a step does follows from: repeated after a crash it is the same, and what was posted twice collapses. */
export function causeOf({ id, step, version }: SagaRecord): string {
  return `saga|${id}|${step}|${version}`
}

/** An event that started a saga may come again this much later; a saga that is over is remembered so long. */
const REMEMBER = 7 * 86_400_000

/**
 * Long jobs in steps. The record is written between any two steps, by compare-and-set, so that a crash repeats at most
 * the step in hand; whoever starts or resumes one waits until it rests or is over. One saga's steps never run side by side.
 * `PREFIX:sagas` hash id → SagaRecord, until the first start a week after it was over.
 */
export class Sagas {
  readonly #records: JsonHash<SagaRecord>
  readonly #now: () => Millis
  readonly #runStep: SagasOptions['runStep']
  readonly #eraseFrom: SagasOptions['eraseFrom']
  /** The last turn of each saga that has work in hand. */
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor({ redis, prefix, now, runStep, eraseFrom }: SagasOptions) {
    this.#records = jsonHash(redis, `${prefix}:sagas`)
    this.#now = now
    this.#runStep = runStep
    this.#eraseFrom = eraseFrom
  }

  /** Begins with `step`. False, and nothing is changed, when there is or was one of this id; if its run broke off, it goes on. */
  start(saga: Omit<SagaRecord, 'version' | 'waiting' | 'doneAt'>): Promise<boolean> {
    return this.#inTurn(saga.id, async () => {
      const { id, plugin, name, room, step, state } = saga
      const fresh = await this.#records.setNew(id, { id, plugin, name, room, step, state, version: 1, waiting: false })
      await this.#runOn(id)
      return fresh
    })
  }

  /**
   * Calls on a saga that rests. `change` puts what was waited for into its state (a pure function, and the same thing
   * twice must come to the same: the event may be repeated). False when there is no such saga or it is over.
   *
   * Not for steps: a step that waits for a turn of its own saga waits for ever.
   */
  resume(id: string, change: (state: unknown) => unknown = state => state): Promise<boolean> {
    return this.#inTurn(id, async () => {
      // A step that a crash broke off is done again first, under the cause it had: what it posted before collapses.
      await this.#runOn(id)
      const resumed = await this.#records.update(id, record =>
        record === undefined || record.doneAt !== undefined
          ? record
          : { ...record, state: change(record.state), version: record.version + 1, waiting: false },
      )
      if (resumed === undefined || resumed.doneAt !== undefined) return false
      await this.#runOn(id)
      return true
    })
  }

  /** At the start of the process: goes on with whatever a crash broke off, and forgets what was over a week ago. */
  async recover(onError: (error: unknown, record: SagaRecord) => void): Promise<void> {
    for (const [id, record] of await this.#records.all()) {
      if (record.doneAt !== undefined) {
        if (record.doneAt + REMEMBER <= this.#now()) await this.#records.delete(id)
      } else if (!record.waiting) {
        // One that cannot go on keeps no other from doing so.
        await this.#inTurn(id, () => this.#runOn(id)).catch(error => onError(error, record))
      }
    }
  }

  /** Calls on whatever rests: something that many of them may wait for has become another. */
  async wake(onError: (error: unknown, record: SagaRecord) => void): Promise<void> {
    for (const record of await this.underWay()) await this.resume(record.id).catch(error => onError(error, record))
  }

  /** Two keys turned out to be one person: in the states of sagas under way he goes by the other one. May be repeated. */
  async merge(from: MemberKey, into: MemberKey): Promise<void> {
    for (const { id } of await this.underWay())
      await this.#inTurn(id, () =>
        this.#records.update(id, record =>
          record === undefined ? record : { ...record, state: renamed(record.state, from, into) },
        ),
      )
  }

  /** One person's records go: he stands in no state any more, and what is under way goes on without him. May be repeated. */
  async erase(member: MemberKey): Promise<void> {
    for (const id of (await this.#records.all()).keys())
      await this.#inTurn(id, async () => {
        // A step that a crash broke off is done again first, under the cause it had.
        await this.#runOn(id)
        const record = await this.#records.get(id)
        if (!record) return
        const state = await this.#eraseFrom(structuredClone(record), member)
        const waiting = record.doneAt !== undefined && record.waiting
        await this.#records.compareAndSet(id, record, { ...record, state, version: record.version + 1, waiting })
        await this.#runOn(id)
      })
  }

  get(id: string): Promise<SagaRecord | undefined> {
    return this.#records.get(id)
  }

  /** Those that are not over. */
  async underWay(): Promise<SagaRecord[]> {
    return [...(await this.#records.all()).values()].filter(record => record.doneAt === undefined)
  }

  async #runOn(id: string): Promise<void> {
    for (;;) {
      const record = await this.#records.get(id)
      if (!record || record.waiting || record.doneAt !== undefined) return
      // A copy, because a step may change the state it is given, and the record is compared with what is stored.
      const { next, state, wait = false } = await this.#runStep(structuredClone(record))
      const after: SagaRecord = {
        ...record,
        step: next ?? record.step,
        state,
        version: record.version + 1,
        waiting: wait,
      }
      if (next === undefined && !wait) after.doneAt = this.#now()
      // A no may be our own success, told twice over a broken connection: what is stored now decides how it goes on.
      await this.#records.compareAndSet(id, record, after)
    }
  }

  #inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    // What went wrong in the turn before was told to whoever asked for that one.
    const before = (this.#turns.get(id) ?? Promise.resolve()).then(
      () => undefined,
      () => undefined,
    )
    const turn = before.then(work)
    this.#turns.set(id, turn)
    return turn.finally(() => {
      if (this.#turns.get(id) === turn) this.#turns.delete(id)
    })
  }
}
