import type { Redis } from 'ioredis'
import type { Board } from '../../domain/board.js'
import { addDays, dateOf, nextTime, timeOn } from '../../domain/calendar.js'
import type { Millis } from '../../domain/events.js'
import type { MemberKey, RoomKey } from '../../domain/keys.js'
import type { WantedTimer } from '../../queue/timers.js'
import { type JsonHash, jsonHash } from '../../redis/collections.js'
import type { House } from '../house.js'
import type { People } from '../people/people.js'
import { trialEndOf } from '../settings/modes.js'
import type { Case } from './cases.js'

const DAY_TIMER = 'kernel.trialDay'
const END_TIMER = 'kernel.trialEnd'
/** When staff hear what a day of the trial brought. */
const EVENING = '20:00'

/**
 * A room's trial, in which what would be done to people is put to the staff. On days with cases they hear of them at
 * 20:00; at the end the owner gets one picture, without names, of what was caught and what was spared. `PREFIX:trials`
 * hash room → when it began, until its end was told; held in memory too.
 */
export class Trials {
  readonly #house: House
  readonly #people: People
  readonly #hash: JsonHash<Millis>
  readonly #begun = new Map<RoomKey, Millis>()

  constructor(house: House, people: People, redis: Redis, prefix: string) {
    this.#house = house
    this.#people = people
    this.#hash = jsonHash(redis, `${prefix}:trials`)
  }

  async load(): Promise<void> {
    for (const [room, at] of await this.#hash.all()) this.#begun.set(room, at)
  }

  /** The timers of rooms that are on trial. */
  wanted(): WantedTimer[] {
    const house = this.#house
    const now = house.now()
    return house.rooms.kept.flatMap(room => {
      const end = this.#endOf(room)
      if (end === undefined || end <= now) return []
      const evening = this.#evening(now)
      return [{ name: END_TIMER, room, due: end }, ...(evening < end ? [{ name: DAY_TIMER, room, due: evening }] : [])]
    })
  }

  /** One of the trial's timers rings; when it rings next. */
  async due({ name, room, due }: WantedTimer): Promise<Millis | undefined> {
    if (name === END_TIMER) {
      await this.check()
      return undefined
    }
    await this.#tellDay(room, due)
    const end = this.#endOf(room)
    const next = this.#evening(Math.max(due, this.#house.now()))
    return end !== undefined && next < end ? next : undefined
  }

  isOwn(timer: string): boolean {
    return timer === DAY_TIMER || timer === END_TIMER
  }

  /** Notes which trials have begun, and tells the end of those that are over, by time or by the owner's word. */
  async check(): Promise<void> {
    const house = this.#house
    for (const room of house.rooms.kept) {
      const end = this.#endOf(room)
      const runs = end !== undefined && end > house.now()
      const begun = this.#begun.get(room)
      if (runs && begun === undefined) {
        const since = house.rooms.get(room)?.since ?? house.now()
        this.#begun.set(room, since)
        await this.#hash.set(room, since)
      }
      if (!runs && begun !== undefined) {
        await this.#tellEnd(room, begun)
        this.#begun.delete(room)
        await this.#hash.delete(room)
      }
    }
  }

  #endOf(room: RoomKey): Millis | undefined {
    const ends = this.#house.plugins.flatMap(plugin => trialEndOf(this.#house, plugin, room) ?? [])
    return ends.length === 0 ? undefined : Math.max(...ends)
  }

  #evening(after: Millis): Millis {
    return nextTime(after, EVENING, this.#house.config.main.timezone)
  }

  /** What the bot itself found in a room within [from, to); what an admin ordered is his, and so are its words. */
  #cases(room: RoomKey, from: Millis, to: Millis): Case[] {
    return this.#house.cases.all.filter(
      each => each.room === room && each.openedAt >= from && each.openedAt < to && each.ordered !== true,
    )
  }

  async #tellDay(room: RoomKey, due: Millis): Promise<void> {
    const house = this.#house
    const zone = house.config.main.timezone
    const before = timeOn(addDays(dateOf(due, zone), -1), EVENING, zone)
    const cases = this.#cases(room, before, due)
    if (cases.length === 0) return
    const { done, spared, waiting } = counted(cases)
    const text = house.text('trialDay', {
      topic: this.#people.room(room).name,
      count: cases.length,
      done,
      spared,
      waiting,
      reasons: reasonsOf(cases)
        .map(({ reason, count }) => `${reason} ${count}`)
        .join('、'),
    })
    await this.#toStaff(room, `trial|${room}|${dateOf(due, zone)}`, text, 'admin')
  }

  async #tellEnd(room: RoomKey, begun: Millis): Promise<void> {
    const house = this.#house
    const now = house.now()
    const { name: topic } = this.#people.room(room)
    const cases = this.#cases(room, begun, now)
    const { done, spared, undone, waiting } = counted(cases)
    const messages = await this.#messages(room, begun, now)
    const values = { topic, messages, done, spared, undone, waiting, from: this.#day(begun), to: this.#day(now) }
    const reasons = reasonsOf(cases)
    const most = Math.max(1, ...reasons.map(({ count }) => count))
    const board: Board = {
      title: house.text('trialTitle', values),
      subtitle: house.text('trialSpan', values),
      figures: [
        { value: messages.toLocaleString('en'), label: house.text('trialMessages') },
        { value: String(done), label: house.text('trialDone') },
        { value: String(spared), label: house.text('trialSpared') },
        { value: String(undone), label: house.text('trialUndone') },
      ],
      rows: reasons
        .slice(0, 6)
        .map(({ reason, count }) => ({ label: reason, value: String(count), share: count / most })),
      note: house.text('trialNote'),
    }
    const id = `trial-end|${room}|${begun}`
    const owner = await this.#toStaff(room, id, house.text('trialOver', values), 'owner')
    for (const member of owner) {
      await house.outbox.post({
        id: `${id}|picture|${member}`,
        origin: 'kernel',
        manner: 'notice',
        action: { act: 'file', member, name: house.text('trialFile'), content: board },
      })
    }
  }

  #day(at: Millis): string {
    const [, month = '', day = ''] = dateOf(at, this.#house.config.main.timezone).split('-')
    return this.#house.text('pickDay', { month: Number(month), day: Number(day) })
  }

  async #messages(room: RoomKey, from: Millis, to: Millis): Promise<number> {
    const zone = this.#house.config.main.timezone
    const counts = await this.#house.books.activity.countsOf(room, dateOf(from, zone), dateOf(to, zone))
    return [...counts.values()].reduce((sum, count) => sum + count, 0)
  }

  /** In private, to those of the staff who are friends; to nobody's, the operators hear that it waits for a friend. */
  async #toStaff(room: RoomKey, id: string, text: string, role: 'owner' | 'admin'): Promise<MemberKey[]> {
    const house = this.#house
    const friends: MemberKey[] = []
    for (const member of this.#people.staff(this.#people.room(room).community, role)) {
      if ((await house.refresh(member))?.friend === true) friends.push(member)
    }
    for (const member of friends) {
      await house.outbox.post({
        id: `${id}|${member}`,
        origin: 'kernel',
        manner: 'notice',
        action: { act: 'dm', member, text },
      })
    }
    if (friends.length === 0) house.alert(text)
    return friends
  }
}

/** How cases ended, in numbers. */
function counted(cases: readonly Case[]): { done: number; spared: number; undone: number; waiting: number } {
  const those = (...statuses: Case['status'][]) => cases.filter(({ status }) => statuses.includes(status)).length
  return {
    done: those('done', 'acting'),
    spared: those('dismissed'),
    undone: those('undone'),
    waiting: those('open', 'failed', 'observed'),
  }
}

/** What they were about, most frequent first. */
function reasonsOf(cases: readonly Case[]): { reason: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { reason } of cases) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count)
}
