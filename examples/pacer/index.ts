import { type Ctx, dateOf, definePlugin, type MemberKey, nextTime, type Store, timeOfDay, z } from 'qunguan'

/** Date → who leads the run that evening; kept as long as the room. */
const leaders = (store: Store) => store.hash<MemberKey>('leaders')

const evenings = async (store: Store, member: MemberKey) =>
  [...(await leaders(store).all())].flatMap(([date, leader]) => (leader === member ? [date] : []))

/** 「领跑」: the first to say so leads tonight's run, and at `at` the room hears who it is. */
export default definePlugin({
  name: 'pacer',
  config: z.strictObject({ at: timeOfDay.default('19:00').describe('几点报领跑 (when the room is told)') }),
  texts: {
    'zh-CN': { title: '领跑', lead: '今晚{name}领跑', nobody: '今晚还没人领跑，发「领跑」就是你' },
    en: { title: 'pacer', lead: '{name} leads tonight', nobody: 'nobody leads tonight yet; send /lead' },
  },
  commands: [
    {
      names: ['领跑', 'lead'],
      bare: ['领跑'],
      who: 'member',
      in: 'room',
      help: '领跑：今晚你带大家跑',
      async run(ctx) {
        const tonight = dateOf(ctx.message.sentAt, ctx.zone)
        await leaders(ctx.store).setNew(tonight, ctx.caller.key) // of two at once, one wins
        await ctx.reply(await sayWho(ctx, tonight))
      },
    },
  ],
  timers: {
    tonight: {
      at: ({ at }, after, zone) => nextTime(after, at, zone),
      missed: 'skip',
      run: async (ctx, { due }) => ctx.say(await sayWho(ctx, dateOf(due, ctx.zone)), { manner: 'unasked' }),
    },
  },
  people: {
    merge: async (store, from, into) => {
      for (const date of await evenings(store, from)) await leaders(store).set(date, into)
    },
    export: evenings,
    erase: async (store, member) => {
      for (const date of await evenings(store, member)) await leaders(store).delete(date)
    },
  },
})

async function sayWho(ctx: Ctx, date: string): Promise<string> {
  const leader = await leaders(ctx.store).get(date)
  return leader === undefined ? ctx.text('nobody') : ctx.text('lead', { name: ctx.member(leader).name })
}
