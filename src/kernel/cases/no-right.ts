import type { Settled } from '../../domain/actions.js'
import type { House } from '../house.js'
import type { People } from '../people/people.js'
import type { Case } from './cases.js'

/**
 * Says that WeChat did not remove somebody: the room once an hour, without names, unless it is at rest; owner and admins in private each time,
 * with whom, why and the case's number. Nothing is claimed to be done.
 */
export class NoRight {
  readonly #house: House
  readonly #people: People

  constructor(house: House, people: People) {
    this.#house = house
    this.#people = people
  }

  async tell(failed: Case, { outcome, code }: Settled): Promise<void> {
    const house = this.#house
    // A broken connection or somebody out of sight says nothing about rights.
    const noRight = outcome === 'refused' && code !== 'NOT_VISIBLE'
    if (noRight) await this.#tellRoom(failed)
    const line = code === 'ambiguous' ? 'ambiguousCase' : noRight ? 'noRightPrivate' : 'notRemovedPrivate'
    const text = house.text(line, {
      number: failed.number,
      name: failed.name,
      reason: failed.reason,
      topic: this.#people.room(failed.room).name,
    })
    let told = 0
    for (const member of this.#people.staff(failed.community, 'admin')) {
      if ((await house.refresh(member))?.friend !== true) continue
      told += 1
      await house.outbox.post({
        id: `case|${failed.number}|failed|${member}`,
        origin: 'kernel',
        manner: 'notice',
        action: { act: 'dm', member, text },
      })
    }
    if (told === 0) house.alert(text)
  }

  async #tellRoom({ room, number, community }: Case): Promise<void> {
    const house = this.#house
    // A room at rest is left in peace: the staff know.
    if (house.books.silence.isSilent(room, house.now()) || !house.rights.mayTell(room, house.now())) return
    const owner = house.roles.owner(community)
    await house.outbox.post({
      id: `case|${number}|no-right`,
      origin: 'kernel',
      manner: 'notice',
      action: {
        act: 'say',
        room,
        text: house.text('noRight', { owner: '' }),
        ...(owner ? { mentions: [owner] } : {}),
      },
    })
    await house.rights.told(room, house.now())
  }
}
