import type { CommunityKey, MemberKey, RoomKey } from '../../domain/keys.js'
import type { MemberView } from '../given.js'
import type { House } from '../house.js'
import type { People } from '../people/people.js'
import type { BrakeLimits } from './brakes.js'

/** free: the brake has no say in it. counted: it may go on, and counts. on: nobody is removed without somebody's word. */
export type BrakeSays = 'free' | 'counted' | 'on'

interface Where {
  room: RoomKey
  cause: string
}

/**
 * Watches how many people the bot removes by itself who are no newcomers, and stops it before one too many: a wrong word
 * in a list would otherwise empty a group in an hour. From then on everything in the community is asked first.
 */
export class Braking {
  readonly #house: House
  readonly #people: People
  /** Removals whose cases are just being opened, in other rooms of the community. */
  readonly #opening = new Map<CommunityKey, number>()

  constructor(house: House, people: People) {
    this.#house = house
    this.#people = people
  }

  /** Looks before a removal that nobody ordered; after `counted` the caller opens the case and says so. */
  async before({ room, cause }: Where, view: MemberView): Promise<BrakeSays> {
    const house = this.#house
    const { community } = this.#people.room(room)
    if (house.brakes.since(community) !== undefined) return 'on'
    const limits = this.#limits(room, community)
    if (!limits || limits.kicks === 0) return 'free'
    if (!view.before && house.now() - view.joinedAt < limits.newcomer) return 'free'
    const known = house.cases.all.filter(each => each.community === community)
    // The same cause handled again is the same removal.
    if (!known.some(each => each.cause === cause && each.member === view.key)) {
      const opening = this.#opening.get(community) ?? 0
      if (house.brakes.count(community, known, limits.window, house.now()) + opening >= limits.kicks) {
        await this.#pull(community, room, limits)
        return 'on'
      }
    }
    this.#opening.set(community, (this.#opening.get(community) ?? 0) + 1)
    return 'counted'
  }

  /** The case of a counted removal is in the book. */
  opened({ room }: Where): void {
    const { community } = this.#people.room(room)
    this.#opening.set(community, Math.max(0, (this.#opening.get(community) ?? 0) - 1))
  }

  async #pull(community: CommunityKey, room: RoomKey, { kicks, window }: BrakeLimits): Promise<void> {
    const house = this.#house
    await house.brakes.pull(community, house.now())
    const values = { count: kicks, minutes: Math.round(window / MINUTE), topic: this.#people.room(room).name }
    house.alert(house.text('brakeAlert', values))
    await this.#tell(
      house.roles.owner(community),
      house.text('brakeOwner', values),
      `brake|${community}|${house.now()}`,
    )
  }

  async #tell(owner: MemberKey | undefined, text: string, id: string): Promise<void> {
    const house = this.#house
    if (owner === undefined || (await house.refresh(owner))?.friend !== true) return
    await house.outbox.post({ id, origin: 'kernel', manner: 'notice', action: { act: 'dm', member: owner, text } })
  }

  #limits(room: RoomKey, community: CommunityKey): BrakeLimits | undefined {
    const plugin = this.#house.plugins.find(each => each.brake)
    return plugin?.brake?.(this.#house.config.of(plugin, community, room).value as never)
  }
}

const MINUTE = 60_000
