import { args, atLeast, BOT, clockOf, definePart, rest, sayDuration, z } from '../../../src/kernel/plugin.js'
import { rulesConfig } from '../config.js'
import { expect, expected, topicPeople } from './expected.js'
import { fitsTemplate, printedTopic } from './template.js'
import { texts } from './texts.js'

/** The owner hears of renaming once in this time, however often it is done. */
const TOLD = 3_600_000
/** WeChat takes no longer names. */
const LONGEST = 32

/**
 * What the group is called. Who runs it may rename it, and the bot learns that; of anybody else's renaming the owner hears
 * in private, and where it is guarded the name is changed back after a while.
 */
export const topicPart = definePart(rulesConfig, {
  texts,
  people: topicPeople,
  on: {
    async topicChanged(ctx, { from, to, by }) {
      const { guard, grace } = ctx.config.branding
      const known = await expected(ctx.store)
      // What was renamed while nobody looked is what it is called.
      const accepted = known?.now === from || known?.accepted === to ? known.accepted : from
      const ours = by !== undefined && (by === BOT || atLeast(ctx.member(by).role, 'admin'))
      if (ours || to === accepted || guard === 'off') {
        await expect(ctx.store, { accepted: to, now: to })
        await ctx.cancel('topic')
        return
      }
      const before = known?.told
      const told = before !== undefined && ctx.now() - before < TOLD
      await expect(ctx.store, { accepted, now: to, told: told ? before : ctx.now() })
      if (guard === 'revert') await ctx.later('revertTopic', { to }, ctx.now() + grace, { id: 'topic' })
      const [owner] = ctx.staff('owner')
      if (told || owner === undefined) return
      const name = by === undefined ? ctx.text('topicSomebody') : ctx.member(by).name
      const values = { name, from: printedTopic(accepted), to: printedTopic(to), span: sayDuration(grace) }
      await ctx.tell(owner, ctx.text(guard === 'revert' ? 'topicReverting' : 'topicRenamed', values))
    },
    async settled(ctx, { action, outcome }) {
      if (action.act !== 'topic' || outcome === 'done' || outcome === 'expired') return
      const known = await expected(ctx.store)
      if (known?.accepted !== action.topic) return
      const line = ctx.text('topicRefused', { topic: printedTopic(action.topic) })
      if (known.by === undefined) {
        const [owner] = ctx.staff('owner')
        if (owner !== undefined) await ctx.tell(owner, line)
        return
      }
      // It is called what it was called; who asked for the change has to make it.
      await expect(ctx.store, { accepted: known.now, now: known.now })
      await ctx.say(line, { mentions: [known.by] })
    },
  },
  jobs: {
    revertTopic: {
      data: z.strictObject({ to: z.string() }),
      async run(ctx, { to }) {
        const known = await expected(ctx.store)
        const stands = ctx.config.branding.guard === 'revert' && known?.now === to && known.accepted !== to
        if (stands) await ctx.act({ act: 'topic', room: ctx.room.key, topic: known.accepted })
      },
    },
  },
  commands: [
    {
      names: ['群名', 'topic-name'],
      who: 'admin',
      in: 'room',
      help: '改群名',
      order: 66,
      args: args({ name: rest({ name: '新群名', max: LONGEST }) }),
      example: '/群名 社群实战1群',
      async run(ctx, { name }) {
        const topic = name.replace(/\s+/g, ' ').trim()
        const now = ctx.room.topic
        await ctx.cancel('topic')
        if (topic === now) {
          await expect(ctx.store, { accepted: topic, now: topic })
          return ctx.reply(ctx.text('topicSame', { topic: printedTopic(topic) }))
        }
        await expect(ctx.store, { accepted: topic, now, by: ctx.caller.key })
        await ctx.act({ act: 'topic', room: ctx.room.key, topic }, { manner: 'reply' })
        const { topicTemplate: template } = ctx.config.branding
        // That it was done everybody sees: WeChat writes it into the room.
        if (!fitsTemplate(topic, template))
          await ctx.reply(ctx.text('topicOdd', { topic: printedTopic(topic), template }))
      },
    },
    {
      names: ['公告', 'announce'],
      who: 'admin',
      in: 'anywhere',
      help: '以公告的样子发一段话',
      order: 67,
      args: args({ text: rest({ name: '公告内容' }) }),
      example: '/公告 周五晚上八点分享，准时来',
      async run(ctx, { text }) {
        await ctx.say(ctx.text('announcement', { text }))
        const topic = ctx.room.name
        const night = ctx.quietUntil()
        if (night !== undefined) return ctx.reply(ctx.text('announceNight', { topic, time: clockOf(night, ctx.zone) }))
        if (ctx.private) await ctx.reply(ctx.text('announced', { topic }))
      },
    },
  ],
})
