import type { AnsweredEvent, PulledEvent } from '../../domain/events.js'
import { BOT, type MemberKey, type RoomKey } from '../../domain/keys.js'
import { safeTopic } from '../../text/names.js'
import { args, integer } from '../commands/arguments.js'
import type { Ctx } from '../given.js'
import { command } from './commands.js'
import type { Works } from './index.js'

const DAY = 86_400_000
/** 「先看一周」 */
const WATCHED = 7 * DAY
/** How long an answer counts that did not come on the first day. */
const PATIENCE = 30 * DAY

/**
 * How the bot comes to keep a group: pulled in, it is silent there, asks the puller in private, waits for an operator's
 * word, then says one line. Nobody who was there before it is a newcomer.
 */
export class Adoption {
  readonly #works: () => Works
  constructor(works: () => Works) {
    this.#works = works
  }

  async pulled(ctx: Ctx, { room, topic, by }: PulledEvent): Promise<void> {
    const { house, people } = this.#works()
    const known = house.rooms.get(room)
    if (known && known.state !== 'alone') return
    const friend = by === undefined ? undefined : await house.refresh(by)
    const record = { topic, community: known?.community ?? room, since: ctx.now(), ...(by === undefined ? {} : { by }) }
    if (house.config.main.newRooms === 'never') {
      await house.rooms.put(room, { ...record, state: 'alone' })
      return
    }
    if (by === undefined || !friend?.friend) {
      await house.rooms.put(room, { ...record, state: 'alone' })
      ctx.alert(ctx.text('adoptStranger', { topic: safeTopic(topic, room), count: people.room(room).size }))
      return
    }
    await house.rooms.put(room, { ...record, state: 'asked' })
    await this.#ask(ctx, { room, topic, by, again: false })
  }

  /** Asked again after a day, then silence; an answer still counts long after. */
  async #ask(
    ctx: Ctx,
    { room, topic, by, again }: { room: RoomKey; topic: string; by: MemberKey; again: boolean },
  ): Promise<void> {
    await ctx.ask({
      id: `adopt|${room}|${ctx.now()}`,
      to: [by],
      text: ctx.text('adoptAsk', { topic: safeTopic(topic, room) }),
      options: ['不用', '先看一周', '照看'],
      about: 'adopt',
      data: { again },
      expires: ctx.now() + (again ? PATIENCE : DAY),
      ownReply: true,
    })
  }

  async answered(ctx: Ctx, { room, choice, data }: AnsweredEvent): Promise<void> {
    const { house, people } = this.#works()
    if (room === undefined) return
    const record = house.rooms.get(room)
    if (record?.state !== 'asked' || record.by === undefined) return
    const { again } = data as { again: boolean }
    if (choice === undefined && !again && house.roster.seat(room, BOT)) {
      await this.#ask(ctx, { room, topic: record.topic, by: record.by, again: true })
      return
    }
    if (choice === undefined || choice === 1) {
      await house.rooms.put(room, { ...record, state: 'alone' })
      if (choice === 1)
        await ctx.dm(record.by, ctx.text('adoptNo', { topic: safeTopic(record.topic, room) }), { manner: 'reply' })
      return
    }
    const number = house.rooms.nextNumber()
    await house.rooms.put(room, { ...record, state: 'pending', number, ...(choice === 2 ? { trial: WATCHED } : {}) })
    await ctx.dm(record.by, ctx.text('adoptWait'), { manner: 'reply' })
    ctx.alert(
      ctx.text('adoptAlert', {
        number,
        name: people.name(record.by, room),
        topic: safeTopic(record.topic, room),
        count: people.room(room).size,
      }),
    )
  }

  /** An operator agrees: the room is kept from now on, and told so in one line. What it is called; undefined: no such number. */
  async adopt(number: number): Promise<string | undefined> {
    const { house, people } = this.#works()
    const room = house.rooms.pending(number)
    const record = room === undefined ? undefined : house.rooms.get(room)
    if (room === undefined || !record) return undefined
    await house.rooms.put(room, { ...record, state: 'kept', since: house.now() })
    if (record.by !== undefined) await house.roles.grant(record.community, record.by, 'owner', 'operator', house.now())
    const ctx = this.#works().contextOf('house', room, `adopted|${room}|${number}`)
    await ctx.say(
      ctx.text('adopted', {
        bot: people.name(BOT, room),
        owner: record.by === undefined ? '' : people.name(record.by, room),
      }),
      { id: 'hello' },
    )
    await house.reconcile()
    return safeTopic(record.topic, room)
  }
}

/** `/收群 n` and `/退出`. */
export function adoptionCommands(works: () => Works, adoption: Adoption) {
  return [
    command({
      names: ['收群', 'adopt'],
      who: 'operator',
      in: 'anywhere',
      args: args({ number: integer({ min: 1, name: '编号' }) }),
      example: '/收群 1',
      async run(ctx, { number }) {
        const topic = await adoption.adopt(number)
        await ctx.reply(topic === undefined ? ctx.text('adoptUnknown', { number }) : ctx.text('adoptDone', { topic }))
      },
    }),
    command({
      names: ['退出', 'release'],
      who: 'owner',
      in: 'room',
      help: '让我不再照看这个群',
      order: 90,
      async run(ctx) {
        const { house } = works()
        const record = house.rooms.get(ctx.room.key)
        if (!record) return
        await ctx.reply(ctx.text('released', { topic: ctx.room.name }))
        await house.rooms.put(ctx.room.key, { ...record, state: 'alone' })
        await house.reconcile()
      },
    }),
  ]
}
