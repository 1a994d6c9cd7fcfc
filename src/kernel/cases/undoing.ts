import { wayInto } from '../../domain/actions.js'
import type { Millis } from '../../domain/events.js'
import { type CommunityKey, type MemberKey, OPERATOR } from '../../domain/keys.js'
import { atLeast } from '../../domain/roles.js'
import type { Inquiries } from '../conversation/inquiries.js'
import type { Undone } from '../given.js'
import type { House } from '../house.js'
import type { People } from '../people/people.js'
import { type Case, type CaseStatus, questionOf } from './cases.js'

/** What was broken off longer ago than this is gone on with by a person's word alone. */
const GOES_ON: Millis = 24 * 3_600_000
/** What can be taken back. */
const STANDING: readonly CaseStatus[] = ['observed', 'open', 'acting', 'done', 'failed']

/** Taking back what was done to a person: the bar is lifted, what has not left is withdrawn, a friend is asked in again. */
export class Undoing {
  readonly #house: House
  readonly #people: People
  readonly #inquiries: Inquiries

  constructor(house: House, people: People, inquiries: Inquiries) {
    this.#house = house
    this.#people = people
    this.#inquiries = inquiries
  }

  /**
   * Takes a case back; of another community, where `by` runs nothing, there is none. What was broken off after the case
   * was moved is done again when it is said again: each step may be repeated, and nobody is asked in twice.
   */
  async undo(number: string, by: MemberKey): Promise<Undone> {
    const house = this.#house
    const { community, undoing } = house.cases.get(number) ?? {}
    if (community === undefined || !this.#runs(by, community)) return { ok: false, why: 'unknown' }
    const undone = await house.cases.move(number, undoing === undefined ? STANDING : [...STANDING, 'undone'], {
      status: 'undone',
      undoneBy: by,
      undoing: house.now(),
    })
    if (!undone) {
      const known = house.cases.get(number)
      if (!known) return { ok: false, why: 'unknown' }
      return { ok: false, why: known.status === 'dismissed' ? 'dismissed' : 'already', case: known }
    }
    return this.#follow(undone)
  }

  /** Goes on with what a dead process had begun to take back, if that is not long ago. */
  async goOn(known: Case): Promise<void> {
    if (known.undoing !== undefined && known.undoing + GOES_ON > this.#house.now()) await this.#follow(known)
  }

  /** All that follows from a case being taken back. */
  async #follow(undone: Case): Promise<Undone> {
    const { books, cases, roster } = this.#house
    const { number, community, room, member, undoing = 0 } = undone
    // Whoever was barred again since then was not barred by mistake.
    if ((books.blocks.get(community, member)?.since ?? 0) <= undoing) await books.blocks.lift(community, member)
    if (undone.as === 'impostor') await books.impostors.forget(community, member)
    await this.#callOff(undone)
    const wasToGo = undone.measure !== 'remind' && undone.measure !== 'warn'
    const gone = wasToGo && roster.seat(room, member) === undefined
    const invited = gone && (await this.bringBack(undone))
    const followed = await cases.move(number, ['undone'], { undoing: undefined })
    return { ok: true, case: followed ?? undone, gone, invited }
  }

  /** What a case was about is settled before anything was done about it: it is let go. False when it was over. */
  async dismiss(number: string): Promise<boolean> {
    const dismissed = await this.#house.cases.move(number, ['open', 'acting'], { status: 'dismissed' })
    if (dismissed) await this.#callOff(dismissed)
    return dismissed !== undefined
  }

  /** A removal that has not left stays, and whoever was asked need not answer. */
  async #callOff(over: Case): Promise<void> {
    await this.#house.outbox.withdraw(record => record.case === over.number && record.action.act === 'kick')
    await this.#inquiries.withdraw(questionOf(over))
  }

  /** Asks somebody in again whose removal was a mistake, with an apology; false when he is no friend. */
  async bringBack({ number, room, member }: Case): Promise<boolean> {
    const house = this.#house
    const friend = (await house.refresh(member))?.friend === true
    if (!friend) return false
    await house.outbox.post({
      id: `case|${number}|back`,
      origin: 'kernel',
      manner: 'notice',
      case: number,
      action: { act: wayInto(house.roster.seats(room).size), room, member },
    })
    await house.outbox.post({
      id: `case|${number}|sorry`,
      origin: 'kernel',
      manner: 'notice',
      action: { act: 'dm', member, text: house.text('sorry', { topic: this.#people.room(room).name }) },
    })
    return true
  }

  /** WeChat did not let him back in: who took it back hears so, and has to do it by hand. */
  async notBack({ number, name, room, undoneBy }: Case): Promise<void> {
    const house = this.#house
    const text = house.text('notBack', { number, name, topic: this.#people.room(room).name })
    if (undoneBy === undefined || (await house.refresh(undoneBy))?.friend !== true) return house.alert(text)
    await house.outbox.post({
      id: `case|${number}|not-back`,
      origin: 'kernel',
      manner: 'notice',
      action: { act: 'dm', member: undoneBy, text },
    })
  }

  #runs(member: MemberKey, community: CommunityKey): boolean {
    return member === OPERATOR || atLeast(this.#house.roles.roleOf(community, member, false), 'admin')
  }
}
