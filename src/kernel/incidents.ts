import type { AnsweredEvent, LeftEvent, Millis, SettledEvent } from '../domain/events.js'
import { BOT, type CommunityKey, type MemberKey, OPERATOR, type RoomKey } from '../domain/keys.js'
import { atLeast } from '../domain/roles.js'
import type { Case, CaseStatus } from './cases.js'
import type { Accusation, Measure, RunMode, Undone } from './contract.js'
import type { House } from './house.js'
import type { Inquiries } from './inquiries.js'
import type { People } from './people.js'

const HOUR = 3_600_000
/** What was not decided by then is let go: silence is the harmless answer. */
const PATIENCE = 24 * HOUR
/** Removal notices within this time become one. */
const MERGE: Millis = 10 * 60_000
/** After so many agreements in a row the bot offers to go on by itself (CONFIG: trial). */
const AGREEMENTS = 5

interface Where {
  plugin: string
  room: RoomKey
  cause: string
  mode: RunMode
}

/**
 * What is done to people: a case is opened, acted on as the run mode allows, seen to its end, announced, and undone on
 * request. Plugins accuse; only this file removes, bars and lets back in.
 */
export class Incidents {
  readonly #house: House
  readonly #people: People
  readonly #inquiries: Inquiries

  constructor(house: House, people: People, inquiries: Inquiries) {
    this.#house = house
    this.#people = people
    this.#inquiries = inquiries
  }

  /** Opens a case for an accusation (once per cause and member) and does what may be done. */
  async accuse(where: Where, accusation: Accusation): Promise<Case> {
    const house = this.#house
    const view = this.#people.view(accusation.member, where.room)
    // Those who run the group, and the bot, are never acted against by themselves: the owner decides.
    const shielded = accusation.member === BOT || atLeast(view.role, 'admin')
    const measure = accusation.measure === 'remove' && shielded ? 'owner' : accusation.measure
    const status = statusOf({ measure, mode: where.mode, ordered: accusation.by !== undefined })
    const { case: opened } = await house.cases.open({
      plugin: where.plugin,
      community: house.rooms.get(where.room)?.community ?? where.room,
      room: where.room,
      member: accusation.member,
      name: view.name,
      reason: accusation.reason,
      measure,
      status,
      openedAt: house.now(),
      cause: where.cause,
      ...(accusation.verdict ? { verdict: accusation.verdict } : {}),
      ...(accusation.evidence === undefined ? {} : { evidence: accusation.evidence }),
      ...(accusation.blockFor === undefined ? {} : { blockFor: accusation.blockFor }),
      ...(accusation.by === undefined ? {} : { by: accusation.by }),
    })
    // What follows carries ids made of the case's number: a cause handled twice does it once.
    if (opened.status === 'acting') await this.#remove(opened)
    else if (opened.status === 'open') await this.#putToStaff(opened)
    else if (opened.status === 'done' && accusation.text !== undefined) {
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

  /**
   * Goes on with what a dead process left between two writes: removals that were decided and not posted, cases that wait
   * for a word nobody was asked for. Both carry ids made of the case's number, so that nothing is done twice.
   */
  async recover(): Promise<void> {
    for (const known of this.#house.cases.all) {
      if (known.status === 'acting') await this.#remove(known)
      const unasked = known.code === undefined && this.#house.questions.get(questionId(known)) === undefined
      if (known.status === 'open' && unasked && known.openedAt + PATIENCE > this.#house.now())
        await this.#putToStaff(known)
    }
  }

  /** An action that belongs to a case is over. */
  async settled({ settled }: SettledEvent): Promise<void> {
    if (settled.action.act !== 'kick' || settled.case === undefined) return
    const { outcome, code } = settled
    if (outcome === 'done' || (outcome === 'expired' && code === 'gone')) {
      const done = await this.#house.cases.move(settled.case, ['acting', 'open', 'failed', 'done'], { status: 'done' })
      // Who was gone before went by himself or by another hand: nothing to boast of.
      if (done && outcome === 'done') await this.#announce(done)
      // Taken back while the removal was on its way.
      const known = this.#house.cases.get(settled.case)
      if (outcome === 'done' && known?.status === 'undone') await this.#bringBack(known)
      return
    }
    if (outcome === 'expired' && code === 'undone') return
    if (outcome === 'expired' && code === 'privileged') {
      const spared = await this.#house.cases.move(settled.case, ['acting', 'open'], { status: 'dismissed' })
      if (spared) await this.#house.books.blocks.lift(spared.community, spared.member)
      return
    }
    const failed = await this.#house.cases.move(settled.case, ['acting', 'open'], {
      status: 'open',
      ...(code ? { code } : {}),
    })
    if (!failed) return
    await this.#sayNoRight(failed)
    const text = this.#text('noRightPrivate', {
      number: failed.number,
      name: failed.name,
      reason: failed.reason,
      topic: this.#people.room(failed.room).topic,
    })
    let told = 0
    for (const member of this.#people.staff(failed.community, 'admin')) {
      if ((await this.#house.refresh(member))?.friend !== true) continue
      told += 1
      await this.#house.outbox.post({
        id: `case|${failed.number}|failed|${member}`,
        origin: 'kernel',
        manner: 'notice',
        action: { act: 'dm', member, text },
      })
    }
    if (told === 0) this.#house.alert(text)
  }

  /** One line in the room, at most one an hour. */
  async #sayNoRight({ room, number, community }: Case): Promise<void> {
    const house = this.#house
    const key = `${house.prefix}:no-right`
    const last = Number((await house.redis.hget(key, room)) ?? Number.NEGATIVE_INFINITY)
    if (house.now() - last < HOUR) return
    const owner = house.roles.owner(community)
    await house.outbox.post({
      id: `case|${number}|no-right`,
      origin: 'kernel',
      manner: 'notice',
      action: {
        act: 'say',
        room,
        text: this.#text('noRight', { owner: '' }),
        ...(owner ? { mentions: [owner] } : {}),
      },
    })
    await house.redis.hset(key, room, house.now())
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
      if (done?.code === undefined) await this.#inquiries.withdraw(questionId(known))
      else if (!announced.has(done.member)) {
        announced.add(done.member)
        await this.#announce(done)
      }
    }
  }

  /** The staff answered, or nobody did. */
  async answered(event: AnsweredEvent): Promise<void> {
    const { number } = event.data as { number: string }
    if (event.about === 'go-on') {
      if (event.choice === 2 && event.room !== undefined) {
        const { plugin } = event.data as { plugin: string }
        await this.#house.config.set(event.room, plugin, 'run', 'enforce')
        await this.#house.config.set(event.room, plugin, 'trial', '0s')
        await this.#house.reconcile()
      }
      return
    }
    const agreed = event.choice === 2
    const next = await this.#house.cases.move(number, ['open'], {
      status: agreed ? 'acting' : 'dismissed',
      ...(event.by === undefined ? {} : { by: event.by }),
    })
    // The same answer handled again finds the case moved on already; its actions have the ids they had.
    const current = next ?? this.#house.cases.get(number)
    if (!current) return
    if (current.status === 'acting' && agreed) await this.#remove(current)
    if (next && event.choice !== undefined) await this.#countAgreement(current, agreed, event.by)
  }

  /** Takes a case back; of another community, where `by` runs nothing, there is none. */
  async undo(number: string, by: MemberKey): Promise<Undone> {
    const house = this.#house
    const { community } = house.cases.get(number) ?? {}
    if (community === undefined || !this.#runs(by, community)) return { ok: false, why: 'unknown' }
    const undone = await house.cases.move(number, ['observed', 'open', 'acting', 'done', 'failed'], {
      status: 'undone',
      undoneBy: by,
    })
    if (!undone) {
      const known = house.cases.get(number)
      if (!known) return { ok: false, why: 'unknown' }
      return { ok: false, why: known.status === 'dismissed' ? 'dismissed' : 'already', case: known }
    }
    await house.books.blocks.lift(undone.community, undone.member)
    await house.outbox.withdraw(record => record.case === number && record.action.act === 'kick')
    await this.#inquiries.withdraw(questionId(undone))
    const wasToGo = undone.measure !== 'remind' && undone.measure !== 'warn'
    const gone = wasToGo && house.roster.seat(undone.room, undone.member) === undefined
    return { ok: true, case: undone, gone, invited: gone && (await this.#bringBack(undone)) }
  }

  #runs(member: MemberKey, community: CommunityKey): boolean {
    return member === OPERATOR || atLeast(this.#house.roles.roleOf(community, member, false), 'admin')
  }

  /** Asks somebody in again whose removal was a mistake, with an apology; false when he is no friend. */
  async #bringBack({ number, room, member }: Case): Promise<boolean> {
    const house = this.#house
    const friend = (await house.refresh(member))?.friend === true
    if (!friend) return false
    const small = house.roster.seats(room).size < DIRECT
    await house.outbox.post({
      id: `case|${number}|back`,
      origin: 'kernel',
      manner: 'notice',
      case: number,
      action: { act: small ? 'add' : 'invite', room, member },
    })
    await house.outbox.post({
      id: `case|${number}|sorry`,
      origin: 'kernel',
      manner: 'notice',
      action: { act: 'dm', member, text: this.#text('sorry', { topic: this.#people.room(room).topic }) },
    })
    return true
  }

  async #remove(opened: Case): Promise<void> {
    const house = this.#house
    if (opened.blockFor !== undefined) {
      await house.books.blocks.block(opened.community, opened.member, {
        until: opened.openedAt + opened.blockFor,
        case: opened.number,
      })
    }
    await house.outbox.post({
      id: `case|${opened.number}|kick`,
      origin: 'kernel',
      manner: 'notice',
      case: opened.number,
      action: { act: 'kick', room: opened.room, member: opened.member },
      unless: [
        { is: 'undone', case: opened.number },
        { is: 'gone', room: opened.room, member: opened.member },
        ...(opened.by === undefined ? [{ is: 'privileged' as const, room: opened.room, member: opened.member }] : []),
      ],
    })
  }

  async #putToStaff(opened: Case): Promise<void> {
    const owners = opened.measure === 'owner'
    const to = this.#people
      .staff(opened.community, owners ? 'owner' : 'admin')
      .filter(member => member !== opened.member)
    const evidence = opened.evidence === undefined ? '' : this.#text('evidence', { text: excerpt(opened.evidence) })
    await this.#inquiries.ask(
      { plugin: 'kernel', room: opened.room },
      {
        id: questionId(opened),
        label: opened.number,
        to,
        text: this.#text(owners ? 'askOwner' : 'askRemoval', {
          number: opened.number,
          name: opened.name,
          reason: opened.reason,
          topic: this.#people.room(opened.room).topic,
          evidence,
        }),
        options: owners ? ['放行', '移出'] : ['放过', '移出'],
        about: 'case',
        data: { number: opened.number },
        expires: this.#house.now() + PATIENCE,
      },
    )
  }

  /** One line in the room; from the second within ten minutes they wait and become one. */
  async #announce(done: Case): Promise<void> {
    const house = this.#house
    const key = `${house.prefix}:removal-notices`
    const [at, first] = ((await house.redis.hget(key, done.room)) ?? '-Infinity').split(' ')
    const last = Number(at)
    const now = house.now()
    // A removal that is told a second time is the first one still.
    if (now - last >= MERGE || first === done.number) {
      await house.redis.hset(key, done.room, `${now} ${done.number}`)
      await house.outbox.post({
        id: `case|${done.number}|notice`,
        origin: 'kernel',
        manner: 'notice',
        case: done.number,
        action: {
          act: 'say',
          room: done.room,
          text: this.#removed(done),
        },
        unless: [{ is: 'undone', case: done.number }],
      })
      return
    }
    await house.redis.sadd(`${key}:${done.room}`, done.number)
    await house.timers.later({
      id: `kernel|notices|${done.room}`,
      name: 'kernel.notices',
      room: done.room,
      due: last + MERGE,
      data: null,
    })
  }

  /** Says in one line who else was removed meanwhile. */
  async announceMerged(room: RoomKey, cause: string): Promise<void> {
    const house = this.#house
    const key = `${house.prefix}:removal-notices:${room}`
    const numbers = (await house.redis.smembers(key)).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
    if (numbers.length === 0) return
    const done = numbers.flatMap(number => house.cases.get(number) ?? []).filter(({ status }) => status === 'done')
    const [only] = done
    if (only) {
      const text = done.length === 1 ? this.#removed(only) : this.#text('removedMany', many(done))
      await house.outbox.post({ id: cause, origin: 'kernel', manner: 'notice', action: { act: 'say', room, text } })
      await house.redis.hset(`${house.prefix}:removal-notices`, room, house.now())
    }
    await house.redis.srem(key, ...numbers)
  }

  async #countAgreement(decided: Case, agreed: boolean, by: MemberKey | undefined): Promise<void> {
    // Only what was asked because of the run mode says whether the bot may go on by itself.
    if (decided.measure !== 'remove') return
    const house = this.#house
    const key = `${house.prefix}:agreements`
    const field = `${decided.room}|${decided.plugin}`
    if (!agreed) {
      await house.redis.hdel(key, field)
      return
    }
    const count = await house.redis.hincrby(key, field, 1)
    const owner = house.roles.owner(decided.community) ?? by
    if (count !== AGREEMENTS || owner === undefined) return
    await this.#inquiries.ask(
      { plugin: 'kernel', room: decided.room },
      {
        id: `go-on|${decided.room}|${decided.plugin}|${decided.number}`,
        to: [owner],
        text: this.#text('goOnAlone', { topic: this.#people.room(decided.room).topic }),
        options: ['还是先问', '直接来'],
        about: 'go-on',
        data: { plugin: decided.plugin },
        expires: house.now() + PATIENCE,
      },
    )
  }

  #removed({ name, reason, number }: Case): string {
    return this.#text('removed', { name, reason, number })
  }

  #text(key: string, values?: Record<string, string | number>): string {
    return this.#house.text(key, values)
  }
}

/** Several removals in one line: their numbers behind each reason. */
function many(cases: readonly Case[]): { count: number; list: string } {
  const reasons = [...new Set(cases.map(({ reason }) => reason))]
  const numbersOf = (reason: string) => cases.filter(each => each.reason === reason).map(({ number }) => number)
  const list = reasons.map(reason => `${reason}，${numbersOf(reason).join('、')}`).join('；')
  return { count: cases.length, list }
}

function questionId({ number }: Case): string {
  return `case|${number}|question`
}

/** What a new case is: an order by command is carried out whatever the run mode. */
function statusOf({ measure, mode, ordered }: { measure: Measure; mode: RunMode; ordered: boolean }): CaseStatus {
  if (mode === 'observe' && !ordered) return 'observed'
  if (measure === 'owner' || measure === 'admins') return 'open'
  if (measure === 'remove') return mode === 'ask' && !ordered ? 'open' : 'acting'
  return 'done'
}

/** Up to here WeChat adds a friend at once; above he gets a card (docs/platform.md: InviteStartCount 40). */
const DIRECT = 40

function excerpt(text: string): string {
  const flat = text.replace(/\s+/g, ' ')
  return flat.length > 60 ? `${flat.slice(0, 60)}…` : flat
}
