import {
  addDays,
  authoredText,
  BOT,
  dateOf,
  definePart,
  FRESH,
  type MemberKey,
  timeOn,
  z,
} from '../../../src/kernel/plugin.js'
import { candidatesOf, doorStore } from '../candidates.js'
import { admissionConfig } from '../config.js'
import { botName } from './asking.js'
import { countTry, triesLeft } from './attempts.js'
import { isCourtesy } from './courtesy.js'
import { barredUntil, type Door, doorsOf, gatedIn, isInside, namesOf, takesWords, triesADay } from './doors.js'
import { hear } from './hearing.js'
import { matchPhrase } from './phrase.js'
import { goOn } from './standing.js'
import { move, say, talkOf, write } from './talk.js'
import { freeUses } from './uses.js'

/** So many friend requests are accepted a day: above, WeChat flags the account (docs/platform.md). The others wait for the next. */
const FRIENDS_A_DAY = 20

/** When requests that were over the day's number are accepted, on the next day. */
const NEXT_DAY = '09:00'

/** Who is let go that was asked for his consent and did not give it, in milliseconds of waking time. */
const DROP_AFTER = 24 * 3_600_000

/** `befriended` hash date → whose requests were accepted on it. */
const befriendedOf = (ctx: Parameters<typeof doorStore>[0]) => doorStore(ctx).hash<readonly MemberKey[]>('befriended')

/** Private words with people before the door: their friend requests, what they write, and their consent. */
export const privatePart = definePart(admissionConfig, {
  on: {
    async private(ctx, message) {
      const { member, sentAt, id, parts } = message
      if (member === BOT || ctx.now() - sentAt > FRESH) return undefined
      const friend = await ctx.isFriend(member)
      const talk = talkOf(ctx, member, { at: sentAt, cause: id, friend })
      return (await hear(talk, authoredText(parts))) ? 'stop' : undefined
    },

    /** The hello is the first message: it counts, and is answered when he is a friend. */
    async friendRequest(ctx, { id, member, hello }) {
      const doors = doorsOf(ctx)
      if (!isWanted(doors, member, hello, ctx.now(), ctx.zone)) {
        // What is no phrase is a try here too: requests are no way to guess more often.
        if (isCourtesy(hello) || !doors.some(takesWords)) return
        await countTry(doorStore(ctx), member, triesADay(doors), { at: ctx.now(), cause: id, zone: ctx.zone })
        return
      }
      await hear(talkOf(ctx, member, { at: ctx.now(), cause: id, friend: false }), hello)
      await befriend(ctx, member, id)
    },

    /** He is a friend now, and hears what his hello came to. */
    async settled(ctx, { action, outcome, id }) {
      if (action.act !== 'befriend' || outcome !== 'done') return
      const { member } = action
      const doors = doorsOf(ctx)
      const candidate = await candidatesOf(doorStore(ctx)).get(member)
      const talk = talkOf(ctx, member, { at: ctx.now(), cause: id, friend: true })
      const door = doors.find(({ community }) => community === candidate?.community)
      if (candidate?.standing === 'rules' && door) return say(talk, door.ctx, 'doorRules', rulesOf(door))
      if (candidate && door && (await goOn(talk, door, candidate, ''))) return
      const inside = doors.filter(each => isInside(each, member))
      const gates = await Promise.all(inside.map(each => gatedIn(each, member)))
      const [first] = inside
      // Who befriends the bot to pass the gate inside hears how one passes it.
      if (first && gates.every(rooms => rooms.length === 0)) {
        return say(talk, first.ctx, 'doorFriendInside', { bot: botName(first) })
      }
      const left = await triesLeft(doorStore(ctx), member, triesADay(doors), { at: ctx.now(), zone: ctx.zone })
      await hear(talk, '你好')
      const tried = left !== undefined && left < triesADay(doors)
      const [nearest] = doors
      if (tried && nearest)
        await say(talk, nearest.ctx, left === 0 ? 'doorLockedNow' : 'doorWrongLeft', { why: '', left })
    },
  },
  jobs: {
    befriend: {
      data: z.object({ member: z.string(), request: z.string() }),
      run: (ctx, { member, request }) => befriend(ctx, member, request),
    },
    consent: {
      data: z.object({ member: z.string(), since: z.number(), step: z.enum(['remind', 'drop']) }),
      async run(ctx, { member, since, step }) {
        const store = doorStore(ctx)
        const known = await candidatesOf(store).get(member)
        if (known?.standing !== 'rules' || known.since !== since) return
        const door = doorsOf(ctx).find(({ community }) => community === known.community)
        if (!door) return
        if (step === 'remind') {
          await ctx.later('consent', { member, since, step: 'drop' }, ctx.awakeAfter(DROP_AFTER, since), {
            id: `consent|${member}`,
          })
          return write(door.ctx, member, 'doorRulesReminder', { names: namesOf(door) })
        }
        const out = { ...known, standing: 'out' as const, since: ctx.now() }
        if (!(await move(store, member, known, out))) return
        await freeUses(store, known.community, member)
        await write(door.ctx, member, 'doorRulesDropped', { names: namesOf(door) })
      },
    },
  },
})

/** Whose request is accepted: as `befriend` says; members of a kept room may always write to the bot, unless it is never. */
function isWanted(doors: readonly Door[], member: MemberKey, hello: string, now: number, zone: string): boolean {
  return doors.some(door => {
    const { befriend } = door.ctx.config
    if (befriend !== 'phrase') return befriend === 'any'
    if (isInside(door, member)) return true
    return (
      barredUntil(door, member) === undefined &&
      door.rooms.some(({ config }) => matchPhrase(config.passphrases, hello, now, zone).kind === 'right')
    )
  })
}

function rulesOf(door: Door): Record<string, string> {
  return { names: namesOf(door), rules: door.ctx.config.rules.text }
}

async function befriend(ctx: Door['ctx'], member: MemberKey, request: string): Promise<void> {
  const today = dateOf(ctx.now(), ctx.zone)
  const accepted = await befriendedOf(ctx).update(today, known =>
    known?.includes(member) || (known?.length ?? 0) >= FRIENDS_A_DAY ? known : [...(known ?? []), member],
  )
  if (accepted?.includes(member)) return ctx.act({ act: 'befriend', member, request }, { id: `befriend|${member}` })
  const next = timeOn(addDays(today, 1), NEXT_DAY, ctx.zone)
  await ctx.later('befriend', { member, request }, next, { id: `befriend|${member}` })
}
