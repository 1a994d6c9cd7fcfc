import type { AnsweredEvent, LeftEvent, SettledEvent } from '../../domain/events.js'
import { BOT, type MemberKey, type RoomKey } from '../../domain/keys.js'
import { atLeast } from '../../domain/roles.js'
import type { Accusation, Measure } from '../conversation/asked.js'
import type { Inquiries } from '../conversation/inquiries.js'
import type { RunMode, Undone } from '../given.js'
import type { House } from '../house.js'
import type { People } from '../people/people.js'
import { isFrozen } from '../people/recognition.js'
import { Agreements } from './agreements.js'
import { type BrakeSays, Braking } from './braking.js'
import { PATIENCE, questionAbout } from './case-questions.js'
import { type Case, type CaseStatus, questionOf, remindsOnly } from './cases.js'
import { NoRight } from './no-right.js'
import { RemovalNotices } from './removal-notices.js'
import { Undoing } from './undoing.js'

/** A case covers no more messages than this, and keeps no more of their text. */
const COVERED = 20
const EVIDENCE = 500

interface Decision {
  measure: Measure
  status: CaseStatus
  braking: BrakeSays
}

interface Where {
  plugin: string
  room: RoomKey
  cause: string
  mode: RunMode
}

/**
 * What is done to people: a case is opened, acted on as the run mode allows, seen to its end, announced, and undone on
 * request. Plugins accuse; only this file removes and bars.
 */
export class Incidents {
  readonly #house: House
  readonly #people: People
  readonly #inquiries: Inquiries
  readonly #notices: RemovalNotices
  readonly #noRight: NoRight
  readonly #undoing: Undoing
  readonly #agreements: Agreements
  readonly #braking: Braking

  constructor(house: House, people: People, inquiries: Inquiries) {
    this.#house = house
    this.#people = people
    this.#inquiries = inquiries
    this.#notices = new RemovalNotices(house, people)
    this.#noRight = new NoRight(house, people)
    this.#undoing = new Undoing(house, people, inquiries)
    this.#agreements = new Agreements(house, people, inquiries)
    this.#braking = new Braking(house, people)
  }

  /** Opens a case for an accusation (once per cause and member) and does what may be done. */
  async accuse(where: Where, accusation: Accusation): Promise<Case> {
    const house = this.#house
    const known = accusation.into === undefined ? undefined : house.cases.get(accusation.into)
    if (known) return this.#widen(where, known, accusation)
    const view = this.#people.view(accusation.member, where.room)
    const { measure, status, braking } = await this.#decide(where, accusation)
    const opening = house.cases.open({
      plugin: where.plugin,
      community: house.rooms.get(where.room)?.community ?? where.room,
      room: where.room,
      member: accusation.member,
      name: accusation.name ?? view.name,
      reason: accusation.reason,
      measure,
      status,
      openedAt: house.now(),
      cause: where.cause,
      ...(accusation.kind === undefined ? {} : { kind: accusation.kind }),
      ...(accusation.verdict ? { verdict: accusation.verdict } : {}),
      ...(accusation.evidence === undefined ? {} : { evidence: accusation.evidence }),
      ...(accusation.blockFor === undefined ? {} : { blockFor: accusation.blockFor }),
      ...(accusation.by === undefined ? {} : { by: accusation.by }),
      ...(accusation.as === undefined ? {} : { as: accusation.as }),
      ...(measure === 'owner' && accusation.text !== undefined ? { word: accusation.text } : {}),
      ...(accusation.by !== undefined ? { ordered: true as const } : {}),
      ...(braking === 'counted' ? { automatic: true as const } : {}),
      ...(view.present && measure !== 'remind' && measure !== 'warn'
        ? { was: { joinedAt: view.joinedAt, before: view.before } }
        : {}),
    })
    const { case: opened } = await opening.finally(() => {
      if (braking === 'counted') this.#braking.opened(where)
    })
    // What follows carries ids made of the case's number: a cause handled twice does it once.
    if (opened.status === 'acting') await this.#remove(opened)
    else if (opened.status === 'open') await this.#putToStaff(opened)
    else if (opened.status === 'done' && opened.word === undefined && accusation.text !== undefined) {
      await house.outbox.post({
        id: `case|${opened.number}|word`,
        origin: 'kernel',
        manner: 'notice',
        action: { act: 'say', room: opened.room, text: accusation.text, mentions: [accusation.member] },
        unless: [{ is: 'gone', room: opened.room, member: opened.member }],
      })
    }
    return opened
  }

  /** What may be done about an accusation, by whom he is, the run mode and the brake. */
  async #decide(where: Where, accusation: Accusation): Promise<Decision> {
    const view = this.#people.view(accusation.member, where.room)
    // Those who run the group, and the bot, are never acted against by themselves: the owner decides.
    const shielded = accusation.member === BOT || atLeast(view.role, 'admin')
    // Whoever could be two people is nobody to punish by oneself, whatever he does now.
    const unknown = accusation.by === undefined && isFrozen(this.#house, accusation.member)
    const measure =
      accusation.measure !== 'remove' ? accusation.measure : shielded ? 'owner' : unknown ? 'admins' : 'remove'
    const ordered = accusation.by !== undefined
    const removes = measure === 'remove' && !ordered && where.mode === 'enforce'
    const braking = removes ? await this.#braking.before(where, view) : 'free'
    return { measure, braking, status: statusOf({ measure, mode: braking === 'on' ? 'ask' : where.mode, ordered }) }
  }

  /** What else belongs to a case: it is kept with it, and what is done becomes more where this weighs more. */
  async #widen(where: Where, known: Case, accusation: Accusation): Promise<Case> {
    const { cases } = this.#house
    const { verdict, evidence, blockFor, by, as, reason } = accusation
    const covered = known.cause === where.cause || known.covers?.includes(where.cause) === true
    const waits = known.status === 'observed' || (known.status === 'open' && known.code === undefined)
    const otherwise = as !== undefined && as !== known.as
    const heavier = waits && !covered && (otherwise || (known.measure === 'admins' && accusation.measure === 'remove'))
    const decided = heavier ? await this.#decide(where, accusation) : undefined
    const words = [known.evidence ?? '', evidence ?? ''].filter(each => each !== '')
    const change: Partial<Case> = {
      covers: [...(known.covers ?? []), where.cause].slice(0, COVERED),
      ...(words.length > 0 ? { evidence: words.join('\n').slice(0, EVIDENCE) } : {}),
      ...(verdict && verdict.score > (known.verdict?.score ?? 0) ? { verdict } : {}),
      ...(decided ? { measure: decided.measure, status: decided.status, reason } : {}),
      ...(decided && blockFor !== undefined ? { blockFor } : {}),
      ...(decided && by !== undefined ? { by, ordered: true } : {}),
      ...(decided?.braking === 'counted' ? { automatic: true } : {}),
      ...(decided && otherwise ? { as, round: (known.round ?? 1) + 1 } : {}),
    }
    const from: CaseStatus[] = covered ? [] : ['observed', 'open', 'acting', 'done', 'failed']
    const moved = await cases.move(known.number, from, change).finally(() => {
      if (decided?.braking === 'counted') this.#braking.opened(where)
    })
    const current = moved ?? cases.get(known.number) ?? known
    if (current.status === 'acting') {
      await this.#inquiries.withdraw(questionOf(known))
      await this.#remove(current)
    } else if (current.status === 'open' && current.round !== known.round) {
      await this.#inquiries.withdraw(questionOf(known))
      await this.#putToStaff(current)
    }
    return current
  }

  /**
   * Goes on with what a dead process left between two writes: removals that were decided and not posted, cases that wait
   * for a word nobody was asked for, and what was being taken back. All carry ids made of the case's number, so that nothing
   * is done twice.
   */
  async recover(): Promise<void> {
    for (const known of this.#house.cases.all) {
      if (known.status === 'acting') await this.#remove(known)
      const unasked = known.code === undefined && this.#house.questions.get(questionOf(known)) === undefined
      if (known.status === 'open' && unasked && known.openedAt + PATIENCE > this.#house.now())
        await this.#putToStaff(known)
      await this.#undoing.goOn(known)
    }
  }

  /** An action that belongs to a case is over. */
  async settled({ settled }: SettledEvent): Promise<void> {
    if (settled.case === undefined) return
    const { outcome, code, action } = settled
    if ((action.act === 'add' || action.act === 'invite') && outcome !== 'done') {
      const undone = this.#house.cases.get(settled.case)
      if (undone && outcome !== 'unknown') await this.#undoing.notBack(undone)
      return
    }
    if (action.act !== 'kick') return
    if (outcome === 'done' || (outcome === 'expired' && code === 'gone')) {
      const done = await this.#house.cases.move(settled.case, ['acting', 'open', 'failed', 'done'], { status: 'done' })
      // Who was gone before went by himself or by another hand: nothing to boast of.
      if (done && outcome === 'done') await this.#notices.announce(done)
      // Taken back, or settled, while the removal was on its way.
      const known = this.#house.cases.get(settled.case)
      const meanwhile = known?.status === 'undone' || known?.status === 'dismissed'
      if (outcome === 'done' && meanwhile) await this.#undoing.bringBack(known)
      return
    }
    if (outcome === 'expired' && code === 'undone') return
    if (outcome === 'expired' && code === 'privileged') {
      const spared = this.#house.cases.get(settled.case)
      if (spared?.status !== 'acting' && spared?.status !== 'open') return
      // Before the case is moved: told a second time after a crash, this finds it moved and goes no further.
      await this.#house.books.blocks.lift(spared.community, spared.member)
      await this.#house.cases.move(settled.case, ['acting', 'open'], { status: 'dismissed' })
      return
    }
    const failed = await this.#house.cases.move(settled.case, ['acting', 'open'], {
      status: 'open',
      ...(code ? { code } : {}),
    })
    if (failed) await this.#noRight.tell(failed, settled)
  }

  /**
   * Somebody is gone: an open case about him is done, by whosever hand. The room hears of it only where it saw the bot
   * try; whoever was asked need not answer any more.
   */
  async left(event: LeftEvent): Promise<void> {
    const announced = new Set<MemberKey>()
    for (const known of this.#house.cases.all) {
      if (known.status !== 'open' || known.room !== event.room || !event.members.includes(known.member)) continue
      const done = await this.#house.cases.move(known.number, ['open'], { status: 'done' })
      if (done?.code === undefined) await this.#inquiries.withdraw(questionOf(known))
      else if (!announced.has(done.member)) {
        announced.add(done.member)
        await this.#notices.announce(done)
      }
    }
  }

  /** The staff answered, or nobody did. */
  async answered(event: AnsweredEvent): Promise<void> {
    if (event.about === 'go-on') return this.#agreements.answered(event)
    const { number } = event.data as { number: string }
    const agreed = event.choice === 2
    const asked = this.#house.cases.get(number)
    const agreedTo = asked && remindsOnly(asked) ? 'done' : 'acting'
    const next = await this.#house.cases.move(number, ['open'], {
      status: agreed ? agreedTo : 'dismissed',
      ...(event.by === undefined ? {} : { by: event.by }),
    })
    // The same answer handled again finds the case moved on already; its actions have the ids they had.
    const current = next ?? this.#house.cases.get(number)
    if (!current) return
    if (current.status === 'acting' && agreed) await this.#remove(current)
    if (current.status === 'acting' && agreed && current.as === 'stolen') await this.#removeElsewhere(current)
    if (current.status === 'done' && agreed && remindsOnly(current)) await this.#remind(current)
    if (current.as === 'impostor' && !agreed && event.choice !== undefined)
      await this.#house.books.impostors.forget(current.community, current.member)
    if (next && event.choice !== undefined) await this.#agreements.count(current, agreed, event.by)
  }

  /** Takes a case back; of another community, where `by` runs nothing, there is none. */
  undo(number: string, by: MemberKey): Promise<Undone> {
    return this.#undoing.undo(number, by)
  }

  /** What a case was about is settled before anything was done about it. */
  dismiss(number: string): Promise<boolean> {
    return this.#undoing.dismiss(number)
  }

  /** Says in one line who else was removed meanwhile. */
  announceMerged(room: RoomKey, cause: string): Promise<void> {
    return this.#notices.announceMerged(room, cause)
  }

  /** Who writes from a stolen account writes wherever its owner is. */
  async #removeElsewhere({ plugin, community, room, member, reason, number, by }: Case): Promise<void> {
    const { rooms, roster } = this.#house
    for (const other of rooms.kept) {
      if (other === room || rooms.get(other)?.community !== community || !roster.seat(other, member)) continue
      const where = { plugin, room: other, cause: `case|${number}|${other}`, mode: 'enforce' as const }
      await this.accuse(where, { member, reason, measure: 'remove', ...(by === undefined ? {} : { by }) })
    }
  }

  /** The owner chose a word in place of a removal: in private, or to who is no friend in the room. */
  async #remind({ number, room, member, word = '' }: Case): Promise<void> {
    const { outbox, refresh } = this.#house
    const friend = (await refresh(member))?.friend === true
    await outbox.post({
      id: `case|${number}|word`,
      origin: 'kernel',
      manner: 'notice',
      action: friend ? { act: 'dm', member, text: word } : { act: 'say', room, text: word, mentions: [member] },
      unless: [{ is: 'gone', room, member }],
    })
  }

  async #remove(opened: Case): Promise<void> {
    const house = this.#house
    if (opened.blockFor !== undefined) {
      await house.books.blocks.block(opened.community, opened.member, {
        since: opened.openedAt,
        until: opened.openedAt + opened.blockFor,
        case: opened.number,
      })
    }
    // Where the right is known to be missing one try is enough: WeChat is not to be hammered.
    const known = house.rights.cannotRemove(opened.room, house.now(), (await house.probe(opened.room))?.owner)
    await house.outbox.post({
      id: `case|${opened.number}|kick`,
      origin: 'kernel',
      manner: 'notice',
      case: opened.number,
      action: { act: 'kick', room: opened.room, member: opened.member },
      ...(known ? { once: true } : {}),
      unless: [
        { is: 'undone', case: opened.number },
        // Whom a person has just ordered out is the one who is there now, whoever he was.
        ...(opened.by !== undefined && isFrozen(house, opened.member)
          ? []
          : [{ is: 'ambiguous' as const, member: opened.member }]),
        { is: 'gone', room: opened.room, member: opened.member },
        ...(opened.by === undefined ? [{ is: 'privileged' as const, room: opened.room, member: opened.member }] : []),
      ],
    })
  }

  async #putToStaff(opened: Case): Promise<void> {
    await this.#inquiries.ask({ plugin: 'kernel', room: opened.room }, questionAbout(opened, this.#house, this.#people))
  }
}

/** What a new case is: an order by command is carried out whatever the run mode. */
function statusOf({ measure, mode, ordered }: { measure: Measure; mode: RunMode; ordered: boolean }): CaseStatus {
  if (mode === 'observe' && !ordered) return 'observed'
  if (measure === 'owner' || measure === 'admins') return 'open'
  if (measure === 'remove') return mode === 'ask' && !ordered ? 'open' : 'acting'
  return 'done'
}
