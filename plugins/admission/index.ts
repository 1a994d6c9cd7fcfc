import { BOT, definePlugin, type MemberKey, type Millis, z } from '../../src/kernel/plugin.js'
import { admissionConfig } from './config.js'
import { texts } from './texts.js'

/** At most this many friend requests are accepted a day (CONFIG: befriend). */
const FRIENDS_A_DAY = 20

const MOMENT = 1_000

/** The door: who becomes a friend, the merged welcome, and the rules. The gates come with an issue of their own. */
export default definePlugin({
  name: 'admission',
  config: admissionConfig,
  texts,
  commands: [
    {
      names: ['群规', 'rules'],
      bare: ['群规'],
      who: 'outsider',
      in: 'anywhere',
      help: '看群规',
      order: 30,
      async run(ctx) {
        const { text } = ctx.config.rules
        if (text === '') await ctx.reply(ctx.text('noRules'))
        else await ctx.reply(ctx.text('rules', { text }))
      },
    },
  ],
  on: {
    async friendRequest(ctx, { id, member }) {
      if (ctx.config.befriend !== 'any') return
      const today = ctx.store.at('account').hash<MemberKey[]>('befriended')
      const day = new Date(ctx.now()).toISOString().slice(0, 10)
      const accepted = await today.update(day, known => [...new Set([...(known ?? []), member])])
      if ((accepted?.indexOf(member) ?? 0) >= FRIENDS_A_DAY) return
      await ctx.act({ act: 'befriend', member, request: id })
    },
    async joined(ctx, event) {
      const waiting = ctx.store.hash<MemberKey[]>('waiting')
      const newcomers = event.members.filter(
        member => member !== BOT && ctx.books.blocks.blockedUntil(ctx.community, member, ctx.now()) === undefined,
      )
      if (newcomers.length === 0) return
      const before = await waiting.get('welcome')
      await waiting.set('welcome', [...new Set([...(before ?? []), ...newcomers])])
      // The first of a burst starts the wait; who comes meanwhile is in the same message. It is set anew each time, so
      // that a crash between the two writes costs at most this one.
      const dues = ctx.store.hash<Millis>('due')
      const known = before === undefined ? undefined : await dues.get('welcome')
      const due = known !== undefined && known > ctx.now() ? known : ctx.now() + ctx.config.welcome.merge
      await dues.set('welcome', due)
      await ctx.later('welcome', null, due, { id: 'welcome' })
    },
  },
  jobs: {
    welcome: {
      data: z.null(),
      async run(ctx) {
        // Who came in the night is welcomed when it is over, if he is still there; a moment before its end, so that all
        // the room has waiting is one message.
        const morning = (ctx.quietUntil() ?? 0) - MOMENT
        if (morning > ctx.now()) return ctx.later('welcome', null, morning, { id: 'welcome' })
        const waiting = ctx.store.hash<MemberKey[]>('waiting')
        const present = ((await waiting.get('welcome')) ?? [])
          .map(member => ctx.member(member))
          .filter(({ present }) => present)
        if (present.length > 0) {
          const shown = present.slice(0, ctx.config.welcome.names)
          const names = shown.map(member => member.name).join('、')
          const rules = ctx.text('seeRules')
          const key = present.length > shown.length ? 'welcomeMany' : 'welcome'
          await ctx.say(ctx.text(key, { names, count: present.length, rules }), { id: 'welcome', manner: 'unasked' })
        }
        await waiting.delete('welcome')
      },
    },
  },
  people: {
    async merge(store, from, into) {
      const waiting = store.hash<MemberKey[]>('waiting')
      await waiting.update(
        'welcome',
        known => known && [...new Set(known.map(member => (member === from ? into : member)))],
      )
    },
    async export(store, member) {
      return ((await store.hash<MemberKey[]>('waiting').get('welcome')) ?? []).includes(member)
        ? { welcome: true }
        : undefined
    },
    async erase(store, member) {
      await store.hash<MemberKey[]>('waiting').update('welcome', known => known?.filter(other => other !== member))
    },
  },
})
