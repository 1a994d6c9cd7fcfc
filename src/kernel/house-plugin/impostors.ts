import type { CardChangedEvent, JoinedEvent, LeftEvent, PulledEvent, RenamedEvent } from '../../domain/events.js'
import type { MemberKey } from '../../domain/keys.js'
import type { Ctx } from '../given.js'
import { causeOfTaking, likenessOf, takenBy } from '../people/impostors.js'
import type { Works } from './index.js'

/**
 * Who takes the name of the owner or of an admin: the owner is asked about him, once a name; nothing is done by itself.
 * Rights hang on the person and not on the name, so that he can do nothing; this is for the people who read him.
 */
export class Impostors {
  readonly #works: () => Works
  constructor(works: () => Works) {
    this.#works = works
  }

  async joined(ctx: Ctx, { members }: JoinedEvent): Promise<void> {
    for (const member of members) await this.#judge(ctx, member)
  }

  async renamed(ctx: Ctx, { member, from }: RenamedEvent): Promise<void> {
    const seat = this.#works().house.roster.seat(ctx.room.key, member)
    await this.#judge(ctx, member, { names: [from, seat?.card ?? ''], shown: seat?.card || from })
  }

  async cardChanged(ctx: Ctx, { member, from }: CardChangedEvent): Promise<void> {
    const seat = this.#works().house.roster.seat(ctx.room.key, member)
    await this.#judge(ctx, member, { names: [from, seat?.name ?? ''], shown: from || (seat?.name ?? '') })
  }

  async left(ctx: Ctx, { members }: LeftEvent): Promise<void> {
    const { house } = this.#works()
    for (const member of members) {
      const elsewhere = house.rooms.ofCommunity(ctx.community).some(room => house.roster.seat(room, member))
      if (!elsewhere) await house.books.impostors.forget(ctx.community, member)
    }
  }

  /** Somebody brought the bot into a room that is called as one it keeps: whoever owns that one hears of it. */
  async pulled(ctx: Ctx, { topic, by }: PulledEvent): Promise<void> {
    const { house, people } = this.#works()
    const likeness = likenessOf(topic)
    if (likeness === '') return
    const told = new Set<MemberKey>()
    for (const room of house.rooms.kept) {
      const kept = people.room(room)
      const owner = house.roles.owner(kept.community)
      if (
        room === ctx.room.key ||
        owner === undefined ||
        owner === by ||
        told.has(owner) ||
        likenessOf(kept.topic) !== likeness
      )
        continue
      told.add(owner)
      const there = this.#works().contextOf('house', room, ctx.cause)
      await there.tell(owner, ctx.text('sameTopic', { topic: kept.name, count: ctx.room.size }), {
        id: `same-topic|${owner}`,
      })
    }
  }

  async #judge(ctx: Ctx, member: MemberKey, before?: { names: readonly string[]; shown: string }): Promise<void> {
    const { house, people, incidents } = this.#works()
    const { community, room } = ctx
    if (!house.rooms.isKept(room.key)) return
    const had = before ? [...before.names, people.printed(before.shown)] : []
    const taken = takenBy(house, people, { room: room.key, member, before: had })
    if (!taken) {
      if (before && this.#isOver(ctx, member)) await house.books.impostors.forget(community, member)
      return
    }
    const victim = people.name(taken.victim, room.key)
    const reason = ctx.text(taken.role === 'owner' ? 'posesOwner' : 'posesAdmin')
    const evidence = before
      ? ctx.text('tookName', { from: people.printed(before.shown), name: victim })
      : ctx.text('cameNamed', { name: victim })
    const accused = (cause: string) =>
      incidents.accuse(
        { plugin: 'house', room: room.key, cause, mode: ctx.mode },
        { member, name: ctx.text('pretender', { name: victim }), reason, evidence, measure: 'owner', as: 'impostor' },
      )
    const cause = causeOfTaking(community, taken)
    let opened = await accused(cause)
    // Who was removed over it, or went, and is back under that name is asked about again.
    while (opened.status === 'done') opened = await accused(`${cause}|${opened.number}`)
    // The owner may have let him pass before, under this name.
    const spared = opened.status === 'undone' || (opened.status === 'dismissed' && opened.by !== undefined)
    if (!spared) await house.books.impostors.note(community, member, { of: taken.victim, at: ctx.now() })
  }

  /** Whether he is called like none of them any more, in any room of the community. */
  #isOver(ctx: Ctx, member: MemberKey): boolean {
    const { house, people } = this.#works()
    return house.rooms
      .ofCommunity(ctx.community)
      .every(room => !house.roster.seat(room, member) || takenBy(house, people, { room, member }) === undefined)
  }
}
