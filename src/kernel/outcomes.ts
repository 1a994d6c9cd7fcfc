import type { Settled } from '../domain/actions.js'
import type { House } from './house.js'
import type { People } from './people/people.js'

const DAY = 86_400_000

/**
 * What the house learns from how actions ended, whoever asked for them: what is allowed in which room, and who cannot be
 * written to after all.
 */
export class Outcomes {
  readonly #house: House
  readonly #people: People

  constructor(house: House, people: People) {
    this.#house = house
    this.#people = people
  }

  async settled(settled: Settled): Promise<void> {
    const { action, outcome } = settled
    const house = this.#house
    if (action.act === 'say' && outcome === 'done') house.books.talk.heardBot(action.room, house.now())
    const owner = action.act === 'kick' && outcome === 'refused' ? (await house.probe(action.room))?.owner : undefined
    await house.rights.settled(settled, house.now(), owner)
    if (action.act === 'dm' && outcome === 'refused') await this.#undeliverable(action)
  }

  /**
   * WeChat did not take a private text: he has removed us from his friends. The ladder of law 13: one @ in a room of his
   * without content, once a day, and the operators are told; not what it said, which may quote a member (law 8).
   */
  async #undeliverable({ member, retold }: { member: string; retold?: true }): Promise<void> {
    const { outbox, now, alert, text } = this.#house
    const room = this.#people.roomFor(member)
    if (room !== undefined && !retold && !this.#house.books.silence.isSilent(room, now())) {
      await outbox.post({
        id: `hint|${room}|${member}|${Math.floor(now() / DAY)}`,
        origin: 'kernel',
        manner: 'notice',
        action: { act: 'say', room, text: text('cannotWrite'), mentions: [member] },
      })
    }
    alert(text('notDelivered', { name: this.#people.name(member, room) }))
  }
}
