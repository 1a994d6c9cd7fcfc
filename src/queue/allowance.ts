import type { Millis } from '../domain/events.js'
import type { OutboxRecords } from './outbox-records.js'
import { type Budget, type Kind, kindOf, type Pacing, restFor, type Sent } from './pacing.js'
import type { OutboxRecord } from './posting.js'

export interface AllowanceOptions {
  records: OutboxRecords
  random: () => number
  quietUntil: (at: Millis) => Millis | undefined
  /** 10:00 of the next day, where a refusal with 明日 is tried again. */
  tomorrow: (at: Millis) => Millis
}

const DAY = 86_400_000

/**
 * What the account may send now: its sends of the last day, the gaps drawn for the time after the last of them, the kinds
 * of action that WeChat made rest, and the stop button.
 */
export class Allowance {
  readonly #o: AllowanceOptions
  #pacing: Pacing | 'off'
  #sent: Sent[] = []
  #gap = 0
  #inviteGap = 0
  #resting: Partial<Record<Kind, Millis>> = {}
  /** How often in a row WeChat said "too often" to a kind. */
  #refusals: Partial<Record<Kind, number>> = {}
  #heldUntil = 0

  constructor(pacing: Pacing | 'off', options: AllowanceOptions) {
    this.#pacing = pacing
    this.#o = options
  }

  /** Takes over what an earlier process left; its last send was before this one, and the gap after it counts all the same. */
  restore(state: {
    sent: Sent[]
    resting: Partial<Record<Kind, Millis>>
    refusals: Partial<Record<Kind, number>>
    heldUntil: Millis
  }): void {
    this.#sent = state.sent
    this.#resting = state.resting
    this.#refusals = state.refusals
    this.#heldUntil = state.heldUntil
    this.#drawGaps()
  }

  repace(pacing: Pacing | 'off'): void {
    this.#pacing = pacing
    this.#drawGaps()
  }

  get budget(): Budget {
    return {
      pacing: this.#pacing,
      sent: this.#sent,
      gap: this.#gap,
      inviteGap: this.#inviteGap,
      resting: this.#resting,
      heldUntil: this.#heldUntil,
      quietUntil: this.#o.quietUntil,
    }
  }

  get resting(): Partial<Record<Kind, Millis>> {
    return this.#resting
  }

  get heldUntil(): Millis {
    return this.#heldUntil
  }

  /** True when sends are counted at all. */
  get counts(): boolean {
    return this.#pacing !== 'off'
  }

  async hold(until: Millis): Promise<void> {
    this.#heldUntil = until
    await this.#save()
  }

  /** One more was sent. */
  spend(sent: Sent, now: Millis): void {
    if (!this.counts) return
    this.#drawGaps(sent.kind)
    this.#sent.push(sent)
    while (this.#sent[0] && this.#sent[0].at <= now - DAY) this.#sent.shift()
  }

  /** What was sent at that time was not taken. */
  async refused({ id, triedAt, action }: OutboxRecord): Promise<void> {
    const kind = kindOf(action.act)
    const sent = this.#sent.find(each => each.at === triedAt && each.kind === kind && !each.refused)
    if (!sent) return
    sent.refused = true
    await this.#o.records.refused(id, sent)
  }

  /** WeChat said "too often", or to come back tomorrow; until when that kind rests. */
  async rest(kind: Kind, how: 'often' | 'tomorrow', now: Millis): Promise<Millis> {
    const times = (this.#refusals[kind] ?? 0) + 1
    const until = how === 'tomorrow' ? this.#o.tomorrow(now) : now + restFor(this.#pacing, times)
    this.#refusals = { ...this.#refusals, [kind]: times }
    this.#resting = { ...this.#resting, [kind]: until }
    await this.#save()
    return until
  }

  /** WeChat took one: the next "too often" is a first one again. */
  async accepted(kind: Kind): Promise<void> {
    if (this.#refusals[kind] === undefined) return
    const { [kind]: _, ...others } = this.#refusals
    this.#refusals = others
    await this.#save()
  }

  #save(): Promise<void> {
    return this.#o.records.saveState({
      resting: this.#resting,
      refusals: this.#refusals,
      heldUntil: this.#heldUntil,
    })
  }

  /** The gap until the next send, and after an invite (or when nothing is known) that until the next invite. */
  #drawGaps(after: Kind = 'invite'): void {
    if (this.#pacing === 'off') return
    const { random } = this.#o
    this.#gap = between(this.#pacing.gap, random())
    if (after === 'invite') this.#inviteGap = between(this.#pacing.inviteGap, random())
  }
}

function between([from, to]: readonly [Millis, Millis], chance: number): Millis {
  return Math.round(from + (to - from) * chance)
}
