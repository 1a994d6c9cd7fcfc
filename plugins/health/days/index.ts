import { BOT, dateOf, definePart, type MemberKey, type Millis, nextTime } from '../../../src/kernel/plugin.js'
import { healthConfig } from '../config.js'
import { keepDays } from './days.js'
import { noteLeft, peopleWhoLeft } from './left.js'
import { noteMove } from './moves.js'

/** When a day is over and hardly anybody writes. */
const NIGHT = '03:30'
/** Whoever is away for longer finds of the days before only what people wrote. */
const LATEST: Millis = 7 * 86_400_000
const PUNCTUAL: Millis = 3_600_000

/** Every night the figures of the day that is over are made from the books, and kept: counts, nobody's key, no text. */
export const daysPart = definePart(healthConfig, {
  timers: {
    day: {
      at: (_, after, zone) => nextTime(after, NIGHT, zone),
      missed: 'run',
      upTo: LATEST,
      run: (ctx, { due }) => keepDays(ctx, { late: ctx.now() - due > PUNCTUAL }),
    },
  },
  on: {
    joined: (ctx, { id, members }) =>
      noteMove(ctx.lasting, id, { date: dateOf(ctx.now(), ctx.zone), joins: peopleIn(members), leaves: 0 }),
    async left(ctx, { id, members, since = {} }) {
      await noteMove(ctx.lasting, id, { date: dateOf(ctx.now(), ctx.zone), joins: 0, leaves: peopleIn(members) })
      for (const member of members) {
        if (member !== BOT) await noteLeft(ctx, member, { by: id, since: since[member] })
      }
    },
  },
  people: peopleWhoLeft,
})

/** The bot is not counted: it keeps the room. */
function peopleIn(members: readonly MemberKey[]): number {
  return members.filter(member => member !== BOT).length
}
