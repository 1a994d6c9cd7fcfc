import type { Action, Outcome } from '../domain/actions.js'
import type { Millis } from '../domain/events.js'
import { type Attempt, aftermath, BACKOFF } from './aftermath.js'
import type { Allowance } from './allowance.js'
import { companions, isUnasked, roomOf } from './choice.js'
import { alone, asOne, pointless, without } from './joining.js'
import type { OutboxOptions } from './outbox-options.js'
import type { OutboxRecords } from './outbox-records.js'
import { kindOf, type Sent } from './pacing.js'
import { type Answer, type Look, type OutboxRecord, type Part, toldOf } from './posting.js'

/** What the outbox shares with whoever sends for it. */
export interface SendingParts {
  options: OutboxOptions
  records: OutboxRecords
  allowance: Allowance
  /** Actions that are not over, by id. */
  queued: Map<string, OutboxRecord>
  stopped: () => boolean
  /** A pause until then must not eat the time that waiting actions had. */
  outlast: (until: Millis, which: (record: OutboxRecord) => boolean) => Promise<void>
}

/**
 * One action at a time on its way to WeChat and back: queued → sending → settling → over. Each step is in Redis before
 * the next; see docs/architecture.md for what a crash at each point does.
 */
export class Sending {
  readonly #p: SendingParts
  #away = false

  constructor(parts: SendingParts) {
    this.#p = parts
  }

  /** WeChat said that the session is over. */
  get away(): boolean {
    return this.#away
  }

  /** The session is good again. */
  loggedIn(): void {
    this.#away = false
  }

  /** Looks at it where it was tried before, then hands it to WeChat, and sees to what becomes of it. */
  async send(chosen: OutboxRecord): Promise<void> {
    const { now: clock, holds } = this.#p.options
    const now = clock()
    if (chosen.triedAt !== undefined || chosen.tries > 0) {
      // It was tried before, and WeChat may show only now that it happened: nothing is done twice.
      const look = await this.#look(chosen)
      if (this.#p.queued.get(chosen.id) !== chosen) return
      if (look === 'seen') return this.#settle(chosen, 'done')
      if (chosen.expires > now && look === 'blind') return this.#requeue(chosen, now + BACKOFF[1])
      if (chosen.expires > now && chosen.watched) {
        const { answer, looks } = chosen.watched
        return this.#goOn(chosen, { answer, look, tries: chosen.tries, looks: looks + 1 }, now)
      }
    }
    if (chosen.expires <= now) return this.#settle(chosen, 'expired', 'late')
    const held = chosen.unless?.find(unless => holds(unless))
    if (held) return this.#settle(chosen, 'expired', held.is)
    const left = await this.#leaveOut(chosen, pointless(chosen, now, holds), now)
    return left && this.#hand(left, now)
  }

  /** Takes out of a message what is not to be said any more, and tells its authors; what is left, if anything. */
  async #leaveOut(
    record: OutboxRecord,
    over: readonly { part: Part; code: string }[],
    now: Millis,
  ): Promise<OutboxRecord | undefined> {
    if (over.length === 0) return record
    const rest = without(record, new Set(over.map(({ part }) => part.id)))
    const told = over.map(({ part, code }): OutboxRecord => {
      const own = alone(record, part)
      // The message may go by the id of one that is not in it any more.
      return { ...own, id: `${part.id}|apart`, parts: [part], state: 'settling', outcome: 'expired', code }
    })
    // Meanwhile nobody takes it back.
    record.state = 'sending'
    try {
      await this.#p.records.loosen(record.id, rest, told, now)
    } catch (error) {
      record.state = 'queued'
      throw error
    }
    if (rest) this.#p.queued.set(rest.id, rest)
    else this.#p.queued.delete(record.id)
    for (const each of told) this.deliver(each)
    return rest
  }

  /** Hands a message to WeChat, with what else becomes part of it. */
  async #hand(chosen: OutboxRecord, now: Millis): Promise<void> {
    const { holds } = this.#p.options
    const others = companions(chosen, this.#p.queued.values(), { now, budget: this.#p.allowance.budget, holds })
    const record: OutboxRecord = { ...asOne(chosen, others), state: 'sending', tries: chosen.tries + 1, triedAt: now }
    const kind = kindOf(record.action.act)
    const sent: Sent = { at: now, kind, ...roomOf(record.action), unasked: isUnasked(record) }
    // From here on nobody takes them back.
    for (const each of [chosen, ...others]) each.state = 'sending'
    try {
      await this.#p.records.sending(
        record,
        this.#p.allowance.counts ? sent : undefined,
        others.map(other => other.id),
        now,
      )
    } catch (error) {
      for (const each of [chosen, ...others]) each.state = 'queued'
      throw error
    }
    this.#p.queued.set(record.id, record)
    for (const other of others) this.#p.queued.delete(other.id)
    this.#p.allowance.spend(sent, now)
    const answer = await this.#perform(record.action)
    if (this.#p.stopped() && !answer.ok && answer.code === 'SEVERED') return
    const look = await this.#look(record)
    if (answer.ok) await this.#p.allowance.accepted(kind)
    return this.#goOn(record, { answer, look, tries: record.tries, looks: 0 }, now)
  }

  /** What becomes of an action that WeChat answered. */
  async #goOn(record: OutboxRecord, attempt: Attempt, now: Millis): Promise<void> {
    const { answer } = attempt
    const next = aftermath(record, attempt)
    if (next.become === 'watch') {
      record.watched = { answer, looks: attempt.looks }
      return this.#requeue(record, now + next.after)
    }
    delete record.watched
    const done = next.become === 'over' && next.outcome === 'done'
    if (!answer.ok && !done) await this.#p.allowance.refused(record)
    if (next.become === 'over') return this.#settle(record, next.outcome, next.code)
    if (next.become === 'again') return this.#requeue(record, now + next.after)
    record.tries -= 1
    const code = answer.ok ? '' : answer.code
    if (next.become === 'away') {
      this.#away = true
      await this.#requeue(record, now)
      return this.#p.options.onAway?.(code)
    }
    const until = await this.#rest(record, next.how, code, now)
    if (next.watch !== undefined) {
      record.watched = { answer, looks: 0 }
      return this.#requeue(record, now + next.watch)
    }
    return this.#requeue(record, next.how === 'tomorrow' ? until : now)
  }

  async #perform(action: Action): Promise<Answer> {
    try {
      return await this.#p.options.perform(action)
    } catch (error) {
      this.#p.options.onError(asError(error))
      return { ok: false, code: 'error', how: 'again' }
    }
  }

  /** `blind`: WeChat could not even be looked at. */
  async #look({ action, triedAt }: OutboxRecord): Promise<Look | 'blind'> {
    try {
      return await this.#p.options.look(action, triedAt)
    } catch (error) {
      // A severed process looks at nothing any more; what it had in hand stays as it is in Redis.
      if (this.#p.stopped()) throw error
      this.#p.options.onError(asError(error))
      return 'blind'
    }
  }

  async #rest(record: OutboxRecord, how: 'often' | 'tomorrow', code: string, now: Millis): Promise<Millis> {
    const kind = kindOf(record.action.act)
    const until = await this.#p.allowance.rest(kind, how, now)
    await this.#p.outlast(until, each => kindOf(each.action.act) === kind)
    this.#p.options.onPaused?.(kind, until, code, record)
    return until
  }

  async #requeue(record: OutboxRecord, notBefore: Millis): Promise<void> {
    record.state = 'queued'
    record.notBefore = notBefore
    await this.#p.records.save(record)
  }

  #settle(record: OutboxRecord, outcome: Outcome, code?: string): void {
    record.state = 'settling'
    record.outcome = outcome
    if (code !== undefined) record.code = code
    // Not awaited: whatever is written for the next action comes to Redis behind this, so no two are ever in `sending`.
    this.deliver(record, this.#p.records.save(record))
  }

  /** Tells the room's lane how it ended; only then the record is forgotten, so that a crash tells it again. */
  deliver(record: OutboxRecord, saved = Promise.resolve()): void {
    const { onSettled, onError, now, inHand } = this.#p.options
    const { outcome = 'unknown', code } = record
    const parts = record.parts ?? [record]
    this.#p.queued.delete(record.id)
    // Not awaited: the lane may be busy with work that posts, and the pump must go on.
    void inHand
      .during('settled', async () => {
        await saved
        await Promise.all(
          parts.map(part => onSettled({ ...toldOf(part), outcome, ...(code === undefined ? {} : { code }) })),
        )
        await this.#p.records.settled(record, now())
      })
      .catch((error: unknown) => onError(asError(error)))
  }

  /** An action that was in `sending` when the process died. */
  async recover(record: OutboxRecord): Promise<void> {
    const look = await this.#look(record)
    if (look === 'seen') return this.#settle(record, 'done')
    const now = this.#p.options.now()
    if (record.action.act === 'create') {
      // Nobody heard WeChat's answer: the room may be there and not yet be seen.
      const answer = { ok: false, code: 'crash', how: 'again' } as const
      return this.#goOn(record, { answer, look, tries: record.tries, looks: 0 }, now)
    }
    if (look !== 'unseeable' || record.ifUnknown === 'resend') return this.#requeue(record, now)
    return this.#settle(record, 'unknown', 'crash')
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
