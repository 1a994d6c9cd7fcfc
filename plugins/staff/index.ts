import {
  addDays,
  args,
  atLeast,
  type Ctx,
  dateOf,
  definePlugin,
  type MemberKey,
  type MemberView,
  type Millis,
  nextCron,
  plainLine,
  word,
  type z,
  z as zod,
} from '../../src/kernel/plugin.js'
import { staffConfig } from './config.js'
import { texts } from './texts.js'

type In = Ctx<z.output<typeof staffConfig>>

const DAY: Millis = 86_400_000
/** Waking time in which the owner, and then whoever is asked, may answer; silence is no. */
const PATIENCE: Millis = 48 * 3_600_000

/** What an answer is about, beside who gave it. */
const chosen = zod.object({ candidates: zod.array(zod.string()) })
const invited = zod.object({ owner: zod.string() })

/**
 * Who helps: deputies proposed to the owner in private, duties that members take on themselves, and a word to the admins
 * when the owner has not been seen. A community with several rooms is looked after from the first of them.
 */
export default definePlugin({
  name: 'staff',
  config: staffConfig,
  texts,
  commands: [
    {
      names: ['我来', 'take'],
      who: 'member',
      in: 'room',
      help: '认领一件事，如 /我来 迎新',
      order: 45,
      args: args({ duty: word({ name: '什么事' }) }),
      example: '/我来 迎新',
      async run(ctx, { duty }) {
        const { duties } = ctx.config
        if (!duties.includes(duty))
          return ctx.decline(ctx.text('noDuty', { duty: plainLine(duty, 8), list: duties.join('、') }))
        await ctx.books.duties.take(ctx.community, duty, ctx.caller.key, ctx.message.sentAt)
        await ctx.reply(ctx.text('taken', { duty, name: ctx.caller.name }))
      },
    },
    {
      names: ['放下', 'put-down'],
      who: 'member',
      in: 'room',
      args: args({ duty: word({ name: '什么事' }) }),
      example: '/放下 迎新',
      async run(ctx, { duty }) {
        const { duties } = ctx.books
        if (!duties.holders(ctx.community, duty).includes(ctx.caller.key))
          return ctx.decline(ctx.text('hadNone', { duty: plainLine(duty, 8) }))
        await duties.putDown(ctx.community, duty, ctx.caller.key)
        await ctx.reply(ctx.text('given', { duty }))
      },
    },
    {
      names: ['值班', 'duties'],
      who: 'member',
      in: 'anywhere',
      async run(ctx) {
        const lines = ctx.config.duties.map(duty => {
          const holders = holdersOf(ctx, duty)
          const names = holders.map(({ name }) => name).join('、') || ctx.text('nobody', { duty })
          const line = ctx.text('rosterLine', { duty, names })
          const turn = holders.length > 1 ? turnOf(ctx, duty) : undefined
          return turn === undefined ? line : `${line}${ctx.text('today', { name: ctx.member(turn).name })}`
        })
        await ctx.reply(ctx.text('roster', { list: lines.join('\n') }))
      },
    },
  ],
  timers: {
    propose: {
      at: ({ propose }, after, zone) => (propose === 'off' ? undefined : nextCron(propose, after, zone)),
      missed: 'run',
      upTo: 12 * 3_600_000,
      async run(ctx) {
        if (!isFirstRoom(ctx)) return
        await proposeDeputies(ctx)
        await nameHelpers(ctx)
      },
    },
    ownerSeen: {
      at: ({ ownerIdle }, after, zone) => (ownerIdle === 0 ? undefined : nextCron('30 10 * * *', after, zone)),
      missed: 'skip',
      run: async ctx => {
        if (isFirstRoom(ctx)) await lookForOwner(ctx)
      },
    },
  },
  on: {
    async answered(ctx, { about, data, choice, by }) {
      if (about === 'deputy' && choice !== undefined && choice > 1 && by !== undefined) {
        const member = chosen.parse(data).candidates[choice - 2]
        if (member !== undefined) await invite(ctx, member, by)
      }
      if (about === 'will-you' && by !== undefined) {
        const { owner } = invited.parse(data)
        const { name } = ctx.member(by)
        if (choice !== 2) return ctx.tell(owner, ctx.text('declined', { name }))
        await ctx.appoint(by, owner)
        await ctx.tell(owner, ctx.text('accepted', { name }), { id: 'owner' })
        await ctx.tell(by, ctx.text('welcome'), { id: 'deputy' })
      }
    },
  },
  // `idle` knows the owner by that word, and a time: there is nothing of anybody's to hand over.
  people: {
    merge: async () => {},
    export: async () => undefined,
    erase: async () => {},
  },
})

/** Who has taken a duty on and is in this room, longest first. */
function holdersOf(ctx: In, duty: string): MemberView[] {
  const holders = ctx.books.duties.holders(ctx.community, duty)
  return holders.map(member => ctx.member(member)).filter(({ present }) => present)
}

/** Whose turn it is today; who is away has none. */
function turnOf(ctx: In, duty: string): MemberKey | undefined {
  const { duties, absence } = ctx.books
  return duties.onDuty(ctx.community, duty, dateOf(ctx.now(), ctx.zone), member => {
    return ctx.member(member).present && absence.awayUntil(ctx.community, member, ctx.now()) === undefined
  })
}

function firstRoom(ctx: In): string {
  return ctx.rooms(ctx.community)[0]?.key ?? ctx.room.key
}

function isFirstRoom(ctx: In): boolean {
  return firstRoom(ctx) === ctx.room.key
}

/** Members who wrote most lately, staff left out, with how much. */
async function helpers(ctx: In): Promise<{ member: MemberView; count: number }[]> {
  const { days, messages, names } = ctx.config.helpers
  const today = dateOf(ctx.now(), ctx.zone)
  const counts = await ctx.books.activity.countsOf(ctx.room.key, addDays(today, -days), today)
  return [...counts]
    .filter(([, count]) => count >= messages)
    .map(([key, count]) => ({ member: ctx.member(key), count }))
    .filter(({ member }) => member.present && !atLeast(member.role, 'admin'))
    .sort((a, b) => b.count - a.count)
    .slice(0, names)
}

async function proposeDeputies(ctx: In): Promise<void> {
  const [owner] = ctx.staff('owner')
  const admins = ctx.staff('admin').filter(member => member !== owner)
  if (owner === undefined || admins.length >= ctx.config.minAdmins) return
  const found = await helpers(ctx)
  if (found.length === 0) return
  const options = [ctx.text('notNow'), ...found.map(({ member }) => member.name)]
  await ctx.ask({
    to: [owner],
    text: ctx.text('propose', {
      topic: ctx.room.name,
      admins: admins.length,
      days: ctx.config.helpers.days,
      names: found.map(({ member }) => member.name).join('、'),
      list: options.map((option, at) => `${at + 1} ${option}`).join('  '),
    }),
    options,
    about: 'deputy',
    data: { candidates: found.map(({ member }) => member.key) },
    expires: ctx.awakeAfter(PATIENCE),
  })
}

/** The owner chose somebody: whether he will is his own word. */
async function invite(ctx: In, member: MemberKey, owner: MemberKey): Promise<void> {
  const view = ctx.member(member)
  await ctx.ask({
    to: [member],
    text: ctx.text('invite', { owner: ctx.member(owner).name, topic: ctx.room.name }),
    options: [ctx.text('no'), ctx.text('yes')],
    about: 'will-you',
    data: { owner },
    expires: ctx.awakeAfter(PATIENCE),
  })
  await ctx.tell(owner, ctx.text('asked', { name: view.name }), { id: 'asked' })
}

/** A word of thanks is the owner's to say; he is told whom for. */
async function nameHelpers(ctx: In): Promise<void> {
  const [owner] = ctx.staff('owner')
  if (owner === undefined) return
  const today = dateOf(ctx.now(), ctx.zone)
  const counts = await ctx.books.activity.countsOf(ctx.room.key, addDays(today, -ctx.config.helpers.days), today)
  const held = ctx.config.duties.map(duty => ({ duty, by: holdersOf(ctx, duty) }))
  const doing = [...new Map(held.flatMap(({ by }) => by.map(member => [member.key, member]))).values()]
  if (doing.length === 0) return
  const list = doing.map(({ key, name }) => {
    const duties = held.flatMap(({ duty, by }) => (by.some(member => member.key === key) ? [duty] : []))
    const spoke = counts.get(key) ?? 0
    const what = [...duties, ...(spoke > 0 ? [ctx.text('spoke', { count: spoke })] : [])].join('、')
    return ctx.text('thanksOne', { name, what })
  })
  await ctx.tell(owner, ctx.text('thanks', { topic: ctx.room.name, list: list.join('、') }), { id: 'thanks' })
}

/** Tells the admins once when the owner was not seen for long; his next word makes it new. */
async function lookForOwner(ctx: In): Promise<void> {
  const [owner] = ctx.staff('owner')
  if (owner === undefined) return
  const seen: Millis[] = []
  for (const room of ctx.rooms(ctx.community)) {
    const last = (await ctx.books.activity.lastSeen(room.key)).get(owner)
    // Whom nobody counted, nobody can miss: it begins with the first message that was seen there.
    const since = await ctx.books.activity.since(room.key)
    if (since !== undefined) seen.push(last ?? since)
  }
  if (seen.length === 0) return
  // Who writes to the bot is there, too.
  const last = Math.max(...seen, (await ctx.books.activity.lastPrivate(owner)) ?? 0)
  if (ctx.now() - last < ctx.config.ownerIdle) return
  const told = ctx.store.hash<Millis>('idle')
  if ((await told.get('owner')) === last) return
  await told.set('owner', last)
  const text = ctx.text('idle', { topic: ctx.room.name, days: Math.floor((ctx.now() - last) / DAY) })
  ctx.alert(text)
  for (const admin of ctx.staff('admin').filter(member => member !== owner)) {
    await ctx.tell(admin, text, { id: `idle|${admin}` })
  }
}
