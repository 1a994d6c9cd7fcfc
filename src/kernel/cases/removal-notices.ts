import type { Millis } from '../../domain/events.js'
import type { RoomKey } from '../../domain/keys.js'
import type { Posting } from '../../queue/posting.js'
import type { House } from '../house.js'
import type { People } from '../people/people.js'
import type { Case } from './cases.js'

/** Removal notices within this time become one. */
const MERGE: Millis = 10 * 60_000

/**
 * Says in the room who was removed: the first at once, those of the next ten minutes together in one line. In Redis, this
 * file the only owner: `PREFIX:removal-notices` hash room → time and case of the last one · `:removal-notices:ROOM` set of
 * the cases that wait.
 */
export class RemovalNotices {
  readonly #house: House
  readonly #people: People

  constructor(house: House, people: People) {
    this.#house = house
    this.#people = people
  }

  async announce(done: Case): Promise<void> {
    const house = this.#house
    const key = `${house.prefix}:removal-notices`
    const [at, first] = ((await house.redis.hget(key, done.room)) ?? '-Infinity').split(' ')
    const last = Number(at)
    const now = house.now()
    // A removal that is told a second time is the first one still.
    if (now - last >= MERGE || first === done.number) {
      await house.redis.hset(key, done.room, `${now} ${done.number}`)
      await this.#tell(done.room, [done], this.#removed(done), {
        id: `case|${done.number}|notice`,
        case: done.number,
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
    // A room at rest hears of what a person ordered, and only of that.
    const atRest = house.books.silence.isSilent(room, house.now())
    const apart = atRest ? [done.filter(isOrdered), done.filter(each => !isOrdered(each))] : [done]
    for (const [index, those] of apart.entries()) {
      const [only] = those
      if (!only) continue
      const text = those.length === 1 ? this.#removed(only) : house.text('removedMany', many(those))
      await this.#tell(room, those, text, { id: index === 0 ? cause : `${cause}|guards` })
      await house.redis.hset(`${house.prefix}:removal-notices`, room, house.now())
    }
    await house.redis.srem(key, ...numbers)
  }

  /**
   * Tells the room. Of one at rest the owner hears in private what was done to keep its peace, which is not broken by it;
   * what a person ordered is said in the room all the same.
   */
  async #tell(
    room: RoomKey,
    cases: readonly Case[],
    text: string,
    posting: Pick<Posting, 'id' | 'case' | 'unless'>,
  ): Promise<void> {
    const { books, outbox, now, roles, refresh, alert, text: line } = this.#house
    const notice = { ...posting, origin: 'kernel', manner: 'notice' } as const
    if (!books.silence.isSilent(room, now()) || cases.every(isOrdered)) {
      await outbox.post({ ...notice, action: { act: 'say', room, text } })
      return
    }
    const { name: topic, community } = this.#people.room(room)
    const quietly = line('removedAtRest', { topic, text })
    let told = 0
    for (const member of roles.holders(community, 'owner')) {
      if ((await refresh(member))?.friend !== true) continue
      told += 1
      await outbox.post({ ...notice, id: `${posting.id}|${member}`, action: { act: 'dm', member, text: quietly } })
    }
    if (told === 0) alert(quietly)
  }

  #removed({ name, reason, number }: Case): string {
    return this.#house.text('removed', { name, reason, number })
  }
}

/** A person's word stands behind it. */
const isOrdered = ({ by }: Case) => by !== undefined

/** Several removals in one line: their numbers behind each reason. */
function many(cases: readonly Case[]): { count: number; list: string } {
  const reasons = [...new Set(cases.map(({ reason }) => reason))]
  const numbersOf = (reason: string) => cases.filter(each => each.reason === reason).map(({ number }) => number)
  const list = reasons.map(reason => `${reason}，${numbersOf(reason).join('、')}`).join('；')
  return { count: cases.length, list }
}
