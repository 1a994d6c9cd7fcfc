import type { AnsweredEvent, Millis } from '../../domain/events.js'
import type { MemberKey } from '../../domain/keys.js'
import type { Inquiries } from '../conversation/inquiries.js'
import type { House } from '../house.js'
import type { People } from '../people/people.js'
import type { Case } from './cases.js'

/** After so many agreements in a row the bot offers to go on by itself (docs/config.md: trial). */
const AGREEMENTS = 5
/** Silence is the harmless answer. */
const PATIENCE: Millis = 86_400_000

/**
 * How often in a row the staff agreed with the bot's judgement in a room; when it was often enough, the owner is asked
 * whether the bot may go on by itself. In Redis, this file the only owner: `PREFIX:agreements` hash `room|plugin` → count.
 */
export class Agreements {
  readonly #house: House
  readonly #people: People
  readonly #inquiries: Inquiries

  constructor(house: House, people: People, inquiries: Inquiries) {
    this.#house = house
    this.#people = people
    this.#inquiries = inquiries
  }

  async count(decided: Case, agreed: boolean, by: MemberKey | undefined): Promise<void> {
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
        text: house.text('goOnAlone', { topic: this.#people.room(decided.room).name }),
        options: ['还是先问', '直接来'],
        about: 'go-on',
        data: { plugin: decided.plugin },
        expires: house.now() + PATIENCE,
      },
    )
  }

  /** The owner answered whether the bot may go on by itself. */
  async answered({ choice, room, data }: AnsweredEvent): Promise<void> {
    if (choice !== 2 || room === undefined) return
    const { plugin } = data as { plugin: string }
    await this.#house.config.set(room, plugin, 'run', 'enforce')
    await this.#house.config.set(room, plugin, 'trial', '0s')
    await this.#house.reconcile()
  }
}
