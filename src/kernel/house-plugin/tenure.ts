import type { JoinedEvent, LeftEvent, Millis } from '../../domain/events.js'
import { BOT, type RoomKey } from '../../domain/keys.js'
import type { Case } from '../cases/cases.js'
import type { Works } from './index.js'

/** Who goes from one room of a community to another has so long to come into the next. */
const GRACE: Millis = 7 * 86_400_000

/**
 * Keeps what somebody was in a community while he changes rooms there: a regular who leaves one before he comes into the
 * next is no newcomer in it, nor is one who was seen off into a new room. Who was put out begins anew.
 */
export class Tenure {
  readonly #works: () => Works

  constructor(works: () => Works) {
    this.#works = works
  }

  async left({ room, members, since = {} }: LeftEvent): Promise<void> {
    const { house, people } = this.#works()
    const { tenure } = house.books
    const record = house.rooms.get(room)
    if (record?.state !== 'kept') return
    for (const member of members) {
      const came = since[member]
      if (member === BOT || came === undefined) continue
      if (wasPutOut(house.cases.of(record.community, member), room, came)) {
        await tenure.forget(record.community, member)
        continue
      }
      const was = house.cases.standingBefore(room, member, came)
      const joinedAt = was === undefined ? came : was.before ? 0 : was.joinedAt
      const begun = Math.min(joinedAt, tenure.before(record.community, member, joinedAt) ?? joinedAt)
      const elsewhere = house.rooms.ofCommunity(record.community).some(other => house.roster.seat(other, member))
      if (!elsewhere) await tenure.note(record.community, member, { since: begun, until: house.now() + GRACE })
      else if (begun < people.memberSince(record.community, member))
        await tenure.note(record.community, member, { since: begun })
    }
  }

  /** Whoever came in time is what he was for as long as he stays. */
  async joined({ room, members }: JoinedEvent): Promise<void> {
    const { house } = this.#works()
    const record = house.rooms.get(room)
    if (record?.state !== 'kept') return
    for (const member of members) {
      const joinedAt = house.roster.seat(room, member)?.joinedAt
      if (joinedAt === undefined) continue
      const since = house.books.tenure.before(record.community, member, joinedAt)
      if (since !== undefined) await house.books.tenure.note(record.community, member, { since })
    }
  }
}

/** Whether one of his cases has put him out of a room since he came. */
function wasPutOut(cases: readonly Case[], room: RoomKey, since: Millis): boolean {
  return cases.some(
    ({ room: of, openedAt, status, measure }) =>
      of === room &&
      openedAt >= since &&
      (status === 'acting' || status === 'done') &&
      measure !== 'remind' &&
      measure !== 'warn',
  )
}
